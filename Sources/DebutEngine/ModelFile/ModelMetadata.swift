import Debut

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The description of a model in the header of its file, as texts by key. A value that is no plain text is
/// JSON.
package struct ModelMetadata {
  static let format = "debut-model"
  /// The version of the format, raised with every change that older readers would misread.
  static let version = 1
  /// The version of files with texts as ids, which version 0.1.0 cannot read.
  static let versionOfTextIDs = 2
  static let dataDigestKey = "sha256"
  static let headerDigestKey = "header-sha256"

  struct Source: Codable {
    let name: String
    let isGenerated: Bool
    let fingerprint: String

    enum CodingKeys: String, CodingKey {
      case name = "name"
      case isGenerated = "isGenerated"
      case fingerprint = "fingerprint"
    }
  }

  package struct Plan: Codable {
    let epochs: Int
    let batch: Int
    let patience: Int?
    let sampler: String
    let samplerOptions: [String: String]

    enum CodingKeys: String, CodingKey {
      case epochs = "epochs"
      case batch = "batch"
      case patience = "patience"
      case sampler = "sampler"
      case samplerOptions = "samplerOptions"
    }
  }

  struct Training: Codable {
    let fold: Int?
    /// 0: unknown. Files of version 0.1.0 have the seconds of the training, and its program asks for the
    /// member; they are left out since, so that equal trainings give equal files.
    let seconds: Double
    /// The mean of the training ratings in stars.
    let mean: Float
    /// The mean without the users who validated.
    let learningMean: Float
    let savedLog: SavedTrainingLog
    let plan: Plan?
    let checkpoint: CheckpointColumns.Numbers?

    /// The course of the training.
    var log: TrainingLog { savedLog.log }

    enum CodingKeys: String, CodingKey {
      case fold = "fold"
      case seconds = "seconds"
      case mean = "mean"
      case learningMean = "learningMean"
      case savedLog = "log"
      case plan = "plan"
      case checkpoint = "checkpoint"
    }
  }

  var model: String
  var name: String
  var options: [String: String]
  let seed: UInt64
  let scale: RatingScale
  let dataset: Source
  let split: Split
  let training: Training
  var evaluation: EvaluationRecord?

  /// Returns true for the texts of a model.
  static func isModel(_ texts: [String: String]) -> Bool { texts[Key.format] == format }

  private enum Key {
    static let format = "format"
    static let version = "format-version"
    static let model = "model"
    static let name = "name"
    static let options = "options"
    static let seed = "seed"
    static let scale = "scale"
    static let dataset = "dataset"
    static let split = "split"
    static let training = "training"
    static let evaluation = "evaluation"
  }
}

extension ModelMetadata {
  /// Returns the texts by key, without digests.
  ///
  /// - Throws: `EngineError.cannotSave` if a figure is not finite.
  func texts(version: Int = Self.version) throws -> [String: String] {
    var texts = [
      Key.format: Self.format, Key.version: String(version), Key.model: model,
      Key.name: name, Key.seed: String(seed), Key.scale: "\(scale.lowest):\(scale.highest)",
    ]
    texts[Key.options] = try json(options)
    texts[Key.dataset] = try json(dataset)
    texts[Key.split] = try json(SavedSplit(split))
    texts[Key.training] = try json(training)
    if let evaluation { texts[Key.evaluation] = try json(SavedEvaluation(evaluation)) }
    return texts
  }

  private func json(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    do {
      return String(decoding: try encoder.encode(value), as: UTF8.self)
    } catch {
      throw EngineError.cannotSave(
        model: name, reason: "its training has figures that are not finite")
    }
  }

  /// Reads the texts of a header.
  ///
  /// - Throws: `EngineError.badModelFile` if a text is missing or not right.
  init(_ texts: [String: String]) throws {
    func bad(_ key: String, _ expected: String) -> EngineError {
      .badModelFile(
        reason: "its metadata's \"\(key)\" is not right: expected \(expected)")
    }
    func text(_ key: String) throws -> String {
      guard let text = texts[key] else { throw bad(key, "a text, and there is none") }
      return text
    }
    func value<Value: Decodable>(_ key: String) throws -> Value {
      do {
        return try JSONDecoder().decode(Value.self, from: Data(try text(key).utf8))
      } catch let error as EngineError {
        throw error
      } catch {
        throw bad(key, "JSON with the members that docs/model-files.md lists")
      }
    }
    try Self.checkFormat(texts)
    model = try text(Key.model)
    name = try text(Key.name)
    options = try value(Key.options)
    guard let seed = UInt64(try text(Key.seed)) else {
      throw bad(Key.seed, "a whole number below 2^64")
    }
    self.seed = seed
    do {
      scale = try RatingScale(parsing: try text(Key.scale))
    } catch {
      throw bad(Key.scale, "two numbers as in 0.5:5")
    }
    dataset = try value(Key.dataset)
    let savedSplit: SavedSplit = try value(Key.split)
    split = savedSplit.split
    guard split.isSensible else { throw bad(Key.split, "folds from 0 to 9, or a fraction") }
    training = try value(Key.training)
    guard training.mean.isFinite, training.learningMean.isFinite, training.seconds.isFinite else {
      throw bad(Key.training, "finite numbers")
    }
    let savedEvaluation: SavedEvaluation? =
      texts[Key.evaluation] == nil ? nil : try value(Key.evaluation)
    evaluation = savedEvaluation?.record
  }

  private static func checkFormat(_ texts: [String: String]) throws {
    guard texts[Key.format] == format else {
      throw EngineError.badModelFile(
        reason: "it is a safetensors file, but not one of a Debut model: its metadata's "
          + "\"\(Key.format)\" is \(texts[Key.format].map { "\"\($0.prefix(60))\"" } ?? "missing"), "
          + "expected \"\(format)\"")
    }
    let versions = [version, versionOfTextIDs]
    guard versions.contains(where: { texts[Key.version] == String($0) }) else {
      throw EngineError.badModelFile(
        reason: "it is of format version \(texts[Key.version]?.prefix(20) ?? "(none)"), and this "
          + "program reads versions \(version) and \(versionOfTextIDs)")
    }
  }
}

extension Split {
  /// True if folds and fraction are in range.
  fileprivate var isSensible: Bool {
    switch self {
    case .none, .leaveLastOut: true
    case .freshUsers(let folds): folds.count == 1 && Split.allFolds ~= folds[0]
    case .byTime(let fraction): fraction > 0 && fraction < 1
    }
  }
}
