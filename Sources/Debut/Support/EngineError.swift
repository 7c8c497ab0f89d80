/// A user's mistake with models, splits or evaluations, with its evidence.
///
/// - Stability: stable
public enum EngineError: Error, Equatable {
  /// No model of this name is registered.
  case unknownModel(name: String, known: [String])
  /// No sampler of this name is registered.
  case unknownSampler(name: String, known: [String])
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
  /// An option of a command, such as `--epochs`, is out of range.
  case badSetting(name: String, value: Int, expected: String)
  /// The sampler's examples are not of a shape that the model can be trained on; shapes are in words.
  case samplerDoesNotFit(model: String, sampler: String, shape: String, accepted: [String])
  /// The split leaves nothing to learn from.
  case noTrainingRatings
  /// The sampler made no example from any of `users` users.
  case noExamples(model: String, sampler: String, users: Int)
  /// The loss, or a parameter, is no longer a finite number. Epoch and step count from 1.
  case diverged(model: String, epoch: Int, step: Int, parameter: String?)
  /// Nothing can be evaluated; the reason is a whole sentence with the remedy.
  case notEvaluable(reason: String)
  /// Leakage: the model was trained on `ratings` ratings of `users` evaluated users. Under fresh users
  /// all their ratings count, otherwise only the targets.
  case overlap(model: String, users: Int, ratings: Int, trainedOn: String, asked: String)
  /// The items of the evaluated data set are not those that the model was trained on.
  case otherItems(model: String, trainedOn: String, asked: String, evidence: String)
  /// The command needs a single model, and this one has a model for each of several folds.
  case severalFolds(model: String, folds: [Int], command: String)
  /// The user interrupted the command.
  case interrupted(command: String)
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
  /// An interrupted training cannot be resumed.
  case cannotResume(model: String, reason: String)
}
