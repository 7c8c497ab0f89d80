/// Whatever a user can get wrong with models, splits and evaluations, with its evidence.
///
/// - Stability: stable
public enum EngineError: Error, Equatable {
  /// No model of this name is registered.
  case unknownModel(name: String, known: [String])
  /// No sampler of this name is registered.
  case unknownSampler(name: String, known: [String])
  /// Two models, or two samplers, want one name.
  case duplicateName(kind: String, name: String)
  /// `owner` is to combine a model that is neither trained nor registered.
  case unknownMember(owner: String, name: String, known: [String])
  /// `owner` cannot combine a model that there is; the reason is a sentence that says what to do.
  case badMember(owner: String, member: String, reason: String)
  /// The model or sampler `owner` has no such option.
  case unknownOption(owner: String, name: String, known: [String])
  /// The option is there, the value is not one of those allowed.
  /// `known` are the values that it may be a misspelling of.
  case badOption(
    owner: String, name: String, value: String, expected: String, known: [String] = [])
  /// An option of a command, such as `--epochs`, is out of range.
  case badSetting(name: String, value: Int, expected: String)
  /// The sampler's examples are not of a shape that the model can be trained on; shapes are in words.
  case samplerDoesNotFit(model: String, sampler: String, shape: String, accepted: [String])
  /// The split leaves nothing to learn from.
  case noTrainingRatings
  /// The sampler made no example of any of `users` users.
  case noExamples(model: String, sampler: String, users: Int)
  /// The loss, or a parameter, is no longer a finite number. Epoch and step count from 1.
  case diverged(model: String, epoch: Int, step: Int, parameter: String?)
  /// Nothing can be evaluated; the reason is a whole sentence that says what to do.
  case notEvaluable(reason: String)
  /// The honesty guard: the model was trained on `ratings` ratings of `users` users that it must not
  /// know: all they gave under fresh users, else those that it would have to predict.
  case overlap(model: String, users: Int, ratings: Int, trainedOn: String, asked: String)
  /// The model is asked about a data set whose items are not those that it was trained on.
  case otherItems(model: String, trainedOn: String, asked: String, evidence: String)
  /// The command needs one model, and there is one for each of several folds.
  case severalFolds(model: String, folds: [Int], command: String)
  /// The user stopped what could not be finished.
  case interrupted(command: String)
  /// The user stopped an evaluation over folds and seeds after `done` of `count` trainings; those done
  /// are kept in `folder`, if there is one.
  case crossValidationInterrupted(done: Int, count: Int, folder: String?)
  /// A file could not be written.
  case cannotWrite(path: String, reason: String)
  /// The model cannot go into a file, or would not come out of it as it went in.
  case cannotSave(model: String, reason: String)
  /// The model has no vectors of its items; the reason is a sentence.
  case noItemVectors(model: String, reason: String)
  /// A file is not the model file that it should be.
  case cannotOpen(path: String, reason: String)
  /// A model file needs a model or sampler that is not registered; `reason` names it.
  case missingPlugin(path: String, reason: String)
  /// What is wrong with a model file, before its path is known.
  case badModelFile(reason: String)
  /// Training cannot go on from where it stopped.
  case cannotResume(model: String, reason: String)
}
