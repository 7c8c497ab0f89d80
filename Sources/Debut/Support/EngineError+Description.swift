extension EngineError: CustomStringConvertible {
  /// One line on what is wrong, with the evidence.
  public var description: String {
    switch self {
    case .unknownModel(let name, let known):
      return "no model is called \"\(name)\"" + Self.remedy(name, known, plural: "models")
    case .unknownSampler(let name, let known):
      return "no sampler is called \"\(name)\"" + Self.remedy(name, known, plural: "samplers")
    case .unknownNegatives(let name, let known):
      return "no sampler of negatives is called \"\(name)\""
        + Self.remedy(name, known, plural: "samplers of negatives")
    case .duplicateName(let kind, let name):
      return "a \(kind) called \"\(name)\" is registered already"
    case .unknownMember(let owner, let name, let known):
      return "\(owner) cannot combine \"\(name)\": no model, trained or not, is called so"
        + Self.remedy(name, known, plural: "models")
    case .badMember(let owner, let member, let reason):
      return "\(owner) cannot combine \"\(member)\": \(reason)"
    case .unknownOption(let owner, let name, let known):
      return "\(owner) has no option \"\(name)\"" + Self.remedy(name, known, plural: "options")
    case .badOption(let owner, let name, let value, let expected, let known):
      return "\(owner): \(name)=\(value) is not allowed: expected \(expected)"
        + (suggestion(for: value, among: known) ?? "")
    case .badSetting(let name, let value, let expected):
      return "\(name) \(value) is not allowed: expected \(expected)"
    case .samplerDoesNotFit(let model, let sampler, let shape, let accepted):
      let needs = accepted.joined(separator: " or ")
      return "\(model) cannot learn from \(sampler): it gives \(shape), "
        + "\(model) needs \(needs)"
    case .noTrainingRatings:
      return "there is nothing to train on: the split holds out every rating"
    case .needsRatings(let model, let dataset):
      return
        "\(model) learns from ratings, and \(dataset) has events without stars "
        + "(implicit feedback)"
    case .noStars(let model):
      return "\(model) orders items by what comes next, and predicts no stars"
    case .tooLittleMemory(let model, let needed, let free, _):
      return "\(model) would need about \(Self.size(needed)) of memory for this training, and "
        + "\(Self.size(free)) are free"
    case .noExamples(let model, let sampler, let users):
      return "\(sampler) made no example for \(model) out of \(Counted.text(users, "history")): "
        + "all are too short for it"
    case .tooFewExamples(let model, let sampler, let count, let needed):
      return "\(sampler) made \(Counted.text(count, "example")) for \(model), which needs "
        + "\(needed) or more in a batch: it normalises over the rows of a batch"
    case .badExamples(let sampler, let reason):
      return "\(sampler) made examples that nothing can be learnt from: \(reason)"
    case .badModel(let model, let reason):
      return "\(model) cannot be trained: \(reason)"
    case .diverged(let model, let epoch, let step, let parameter):
      let evidence = parameter.map { "\"\($0)\"" } ?? "the loss"
      return "\(model) diverged in epoch \(epoch), step \(step): \(evidence) is no longer finite; "
        + "a smaller learning rate may help"
    case .notEvaluable(let reason):
      return reason
    case .overlap(let model, let users, let ratings, let trainedOn, let asked):
      return "\"\(model)\" was trained on \(Counted.text(ratings, "rating")) of "
        + "\(Counted.text(users, "user")) that it would be asked about: it was trained on "
        + "\(trainedOn) and is asked about \(asked)"
    case .otherItems(let model, let trainedOn, let asked, let evidence):
      return "\"\(model)\" was trained on \(trainedOn), and the items of \(asked) are others: "
        + "\(evidence)"
    case .nothingHeldOut(let split):
      return "the split \"\(split)\" holds nothing out to evaluate by"
    case .otherFolds(let model, let folds, let asked):
      return "\"\(model)\" was trained on the folds \(Self.list(folds)) and is asked about \(asked)"
    case .severalFolds(let model, let folds):
      return
        "one model is needed, and \"\(model)\" is one for each of the folds \(Self.list(folds))"
    case .interrupted:
      return "interrupted; nothing was kept"
    case .crossValidationInterrupted(let done, let count, let folder?):
      return
        "the evaluation was interrupted; \(done) of \(Counted.text(count, "training")) are kept in "
        + folder
    case .crossValidationInterrupted(let done, let count, nil):
      return
        "the evaluation was interrupted after \(done) of \(Counted.text(count, "training")), and "
        + "nothing of it was kept"
    case .cannotWrite(let path, let reason):
      return "cannot write \(path): \(reason)"
    case .cannotSave(let model, let reason):
      return "\(model) cannot be saved: \(reason)"
    case .noItemVectors(let model, let reason):
      return "there are no item vectors of \"\(model)\": \(reason)"
    case .cannotOpen(let path, let reason):
      return "cannot open \(path): \(reason)"
    case .missingPlugin(let path, let reason):
      return "cannot open \(path): \(reason)"
    case .badModelFile(let reason):
      return reason
    case .noChecksum(let path):
      return (path.map { "cannot open \($0): " } ?? "")
        + "it has no checksum, so nobody knows whether it is as it was written"
    case .alreadyTrained(let model, let epochs, let last, _):
      return "the training of \"\(model)\" cannot go on: \(epochs) epochs are trained and \(last) "
        + "asked for"
    case .cannotResume(let model, let reason):
      return "the training of \"\(model)\" cannot go on: \(reason)"
    }
  }

  /// Returns "; did you mean ...?", or else the list of all names.
  private static func remedy(_ name: String, _ known: [String], plural: String) -> String {
    if let nearest = suggestion(for: name, among: known) { return nearest }
    if known.isEmpty { return "; there are no \(plural)" }
    return "; the \(plural) are " + known.joined(separator: ", ")
  }

  /// Returns a number of bytes as "2.5 GB"; below that as "640 MB".
  private static func size(_ bytes: Int) -> String {
    guard bytes >= 999_500_000 else { return "\((bytes + 500_000) / 1_000_000) MB" }
    let tenths = bytes / 100_000_000 + (bytes % 100_000_000 >= 50_000_000 ? 1 : 0)
    return "\(tenths / 10).\(tenths % 10) GB"
  }

  private static func list(_ folds: [Int]) -> String {
    folds.map(String.init).joined(separator: ", ")
  }
}
