/// Whatever a user can get wrong with models, splits and evaluations, with its evidence.
public enum EngineError: Error, Equatable {
  case unknownModel(name: String, known: [String])
  case unknownSampler(name: String, known: [String])
  case duplicateName(kind: String, name: String)
  case unknownOption(owner: String, name: String, known: [String])
  case badOption(owner: String, name: String, value: String, expected: String)
  case badSetting(name: String, value: Int, expected: String)
  case samplerDoesNotFit(
    model: String, sampler: String, shape: ExampleShape, accepted: [ExampleShape])
  case noTrainingRatings
  case noExamples(model: String, sampler: String, users: Int)
  case diverged(model: String, epoch: Int, step: Int, parameter: String?)
  case notEvaluable(reason: String)
  case overlap(model: String, users: Int, ratings: Int, trainedOn: String, asked: String)
  case severalFolds(model: String, folds: [Int], command: String)
}
