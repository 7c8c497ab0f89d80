/// An error of training, evaluating or keeping models that a user can cause, with its evidence. It states
/// facts; a front end adds what to do in its own words.
///
/// - Stability: stable.
public enum EngineError: Error, Equatable {
  /// No model of this name is registered.
  case unknownModel(name: String, known: [String])
  /// No sampler of this name is registered.
  case unknownSampler(name: String, known: [String])
  /// No sampler of negatives of this name is registered.
  case unknownNegatives(name: String, known: [String])
  /// Two models, or two samplers, have the same name.
  case duplicateName(kind: String, name: String)
  /// `owner` combines a model that is neither trained nor registered.
  case unknownMember(owner: String, name: String, known: [String])
  /// `owner` cannot combine an existing model; the reason is a sentence with the remedy.
  case badMember(owner: String, member: String, reason: String)
  /// The model or sampler `owner` has no option of this name.
  case unknownOption(owner: String, name: String, known: [String])
  /// The option's value is not allowed. `known` are values that it may be a misspelling of.
  case badOption(
    owner: String, name: String, value: String, expected: String, known: [String] = [])
  /// A setting of a training or an evaluation, such as `epochs`, is out of range.
  case badSetting(name: String, value: Int, expected: String)
  /// The sampler's examples are not of a shape that the model can be trained on; shapes are in words.
  case samplerDoesNotFit(model: String, sampler: String, shape: String, accepted: [String])
  /// The split leaves nothing to learn from.
  case noTrainingRatings
  /// The model learns from ratings, and the data has events without stars.
  case needsRatings(model: String, dataset: String)
  /// A model whose scores have no unit was asked for stars.
  case noStars(model: String)
  /// A training needs more bytes than are free. `lower` names the options that make most of the need, "batch"
  /// among them, the largest first.
  case tooLittleMemory(model: String, needed: Int, free: Int, lower: [String])
  /// The sampler made no example from any of `users` users.
  case noExamples(model: String, sampler: String, users: Int)
  /// The sampler made fewer examples than a batch of the model must have.
  case tooFewExamples(model: String, sampler: String, count: Int, needed: Int)
  /// The sampler made examples that cannot be trained on; the reason names the first and its numbers.
  case badExamples(sampler: String, reason: String)
  /// The model's code does not keep to the contract; the reason is a sentence with the sizes.
  case badModel(model: String, reason: String)
  /// The loss, or a parameter, is no longer a finite number. Epoch and step count from 1.
  case diverged(model: String, epoch: Int, step: Int, parameter: String?)
  /// Nothing can be evaluated; the reason is a whole sentence.
  case notEvaluable(reason: String)
  /// Leakage: the model was trained on `ratings` ratings of `users` evaluated users. Under fresh users
  /// all their ratings count, otherwise only the targets.
  case overlap(model: String, users: Int, ratings: Int, trainedOn: String, asked: String)
  /// The items of the evaluated data set are not those that the model was trained on.
  case otherItems(model: String, trainedOn: String, asked: String, evidence: String)
  /// The split holds nothing out to evaluate by.
  case nothingHeldOut(split: String)
  /// The model was trained on other folds than those of the split `asked`.
  case otherFolds(model: String, folds: [Int], asked: String)
  /// One model is needed, and this one has a model for each of several folds.
  case severalFolds(model: String, folds: [Int])
  /// The user interrupted the work.
  case interrupted
  /// The user interrupted a cross-validation after `done` of `count` trainings. Those done are kept in
  /// `folder`, if it is not nil.
  case crossValidationInterrupted(done: Int, count: Int, folder: String?)
  /// A file could not be written.
  case cannotWrite(path: String, reason: String)
  /// The model cannot be written to a file, or would be read back differently.
  case cannotSave(model: String, reason: String)
  /// The model has no item vectors; the reason is a sentence.
  case noItemVectors(model: String, reason: String)
  /// A file is not a valid model file.
  case cannotOpen(path: String, reason: String)
  /// A model file needs a model or sampler that is not registered; `reason` names it.
  case missingPlugin(path: String, reason: String)
  /// A fault of a model file, before its path is added.
  case badModelFile(reason: String)
  /// A model file has no checksums, and is to have them. The path is nil before it is known.
  case noChecksum(path: String?)
  /// Training cannot go on: `epochs` are trained, and it is to end, or to stop if `isStop`, with `last`.
  case alreadyTrained(model: String, epochs: Int, last: Int, isStop: Bool)
  /// An interrupted training cannot be resumed.
  case cannotResume(model: String, reason: String)
}
