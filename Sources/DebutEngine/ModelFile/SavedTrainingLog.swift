import Debut

/// The course of a training as a model file holds it; the names are those of the format.
struct SavedTrainingLog: Codable {
  struct Epoch: Codable {
    let loss: Double
    let validation: Double?
    let targets: Int

    enum CodingKeys: String, CodingKey {
      case loss = "loss"
      case validation = "validation"
      case targets = "targets"
    }
  }

  enum End: String, Codable {
    case epochs = "epochs"
    case early = "early"
    case interrupted = "interrupted"
  }

  let epochs: [Epoch]
  let end: End
  let notes: [String]
  /// Nil for none, as in files written before there were any.
  let faults: [String]?
  let validationUsers: [Vocabulary.Key]
  let keptEpoch: Int?

  enum CodingKeys: String, CodingKey {
    case epochs = "epochs"
    case end = "end"
    case notes = "notes"
    case faults = "faults"
    case validationUsers = "validationUsers"
    case keptEpoch = "keptEpoch"
  }
}

extension SavedTrainingLog {
  init(_ log: TrainingLog) {
    epochs = log.epochs.map {
      Epoch(loss: $0.loss, validation: $0.validation, targets: $0.targets)
    }
    end =
      switch log.end {
      case .epochs: .epochs
      case .early: .early
      case .interrupted: .interrupted
      }
    notes = log.notes
    faults = log.faults.isEmpty ? nil : log.faults
    validationUsers = log.validationUsers
    keptEpoch = log.keptEpoch
  }

  /// The log that was saved.
  var log: TrainingLog {
    var log = TrainingLog()
    log.epochs = epochs.map {
      .init(loss: $0.loss, validation: $0.validation, targets: $0.targets)
    }
    log.end =
      switch end {
      case .epochs: .epochs
      case .early: .early
      case .interrupted: .interrupted
      }
    log.notes = notes
    log.faults = faults ?? []
    log.validationUsers = validationUsers
    log.keptEpoch = keptEpoch
    return log
  }
}
