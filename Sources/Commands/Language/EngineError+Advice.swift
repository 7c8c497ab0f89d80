import DebutEngine

extension EngineError: AdvisedError {
  // The engine serves libraries too, so it states facts. The command or option that mends them is named
  // here and nowhere else.
  func text(of command: String) -> String {
    switch self {
    case .badSetting: "--\(description)"
    case .tooLittleMemory(_, _, _, let options):
      "\(description); "
        + (options.isEmpty
          ? "fewer ratings need less"
          : "a lower \(Self.list(options.prefix(3).map { $0 == "batch" ? "--batch" : $0 })) needs less")
    case .needsRatings: "\(description); models lists those that learn from events"
    case .noStars: "\(description): --protocol next-item asks for ranks"
    case .overlap: "\(description); train it under this split, or go back to its own"
    case .otherFolds: "\(description): train it under this split, or go back to its own"
    case .nothingHeldOut:
      "\(description): choose another (split fresh-users, or split leave-last-out) and train again"
    case .otherItems(_, let trainedOn, let asked, _):
      "\(description); load \(trainedOn) again, or train on \(asked)"
    case .missingPlugin: "\(description); if a plugin brought it, plugin load PATH first"
    case .noChecksum: "\(description); --unverified opens it all the same"
    case .alreadyTrained(_, _, _, let isStop):
      "\(description); "
        + (isStop
          ? "--stop-after says after which of all epochs to stop"
          : "--epochs says how many there are to be in all")
    case .severalFolds(let model, let folds):
      "\(command) needs one model, and \"\(model)\" is one for each of the folds "
        + "\(folds.map(String.init).joined(separator: ", ")); train it with one fold "
        + "(split fresh-users --fold \(folds.first ?? 0)) or on everything (split none)"
    case .interrupted: "\(command) was interrupted; nothing of it was kept"
    case .crossValidationInterrupted(let done, let count, let folder?):
      "evaluate was interrupted; \(done) of \(Counted.text(count, "training")) are kept in \(folder): "
        + "the same line goes on from there"
    case .crossValidationInterrupted(let done, let count, nil):
      "evaluate was interrupted after \(done) of \(Counted.text(count, "training")), and nothing of it was "
        + "kept; with --resume FOLDER what is done is kept, and the same line goes on from there"
    default: description
    }
  }

  private static func list(_ options: [String]) -> String {
    guard options.count > 1, let last = options.last else { return options.first ?? "" }
    return options.dropLast().joined(separator: ", ") + " or " + last
  }
}
