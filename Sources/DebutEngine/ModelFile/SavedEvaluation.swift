import Debut

/// The evaluation of one model as its file holds it; the names are those of the format.
struct SavedEvaluation: Codable {
  /// A row. Each figure is a member of the name of its metric.
  struct Row {
    let model: String
    let history: String
    let ratings: Int
    let values: [String: Double]
    let spread: Spread?
    /// Read from files of version 0.1.0, no longer written: equal trainings give equal files.
    let secondsPerFold: Double?
    let fallbackShare: Double?
  }

  struct Spread: Codable {
    let seeds: Int
    let lowest: Double
    let highest: Double
    let deviation: Double

    enum CodingKeys: String, CodingKey {
      case seeds = "seeds"
      case lowest = "lowest"
      case highest = "highest"
      case deviation = "deviation"
    }
  }

  let protocolName: String
  let fold: String
  let fraction: Double?
  let dataset: String
  let fingerprint: String
  let rows: [Row]

  enum CodingKeys: String, CodingKey {
    case protocolName = "protocolName"
    case fold = "fold"
    case fraction = "fraction"
    case dataset = "dataset"
    case fingerprint = "fingerprint"
    case rows = "rows"
  }
}

extension SavedEvaluation {
  init(_ record: EvaluationRecord) {
    protocolName = record.protocolName
    fold = record.fold
    fraction = record.fraction
    dataset = record.dataset
    fingerprint = record.fingerprint
    rows = record.rows.map { row in
      Row(
        model: row.model, history: row.history, ratings: row.ratings, values: row.values,
        spread: row.spread.map {
          Spread(
            seeds: $0.seeds, lowest: $0.lowest, highest: $0.highest, deviation: $0.deviation)
        }, secondsPerFold: nil, fallbackShare: row.fallbackShare)
    }
  }

  /// The evaluation that was saved.
  var record: EvaluationRecord {
    EvaluationRecord(
      protocolName: protocolName, fold: fold, fraction: fraction, dataset: dataset,
      fingerprint: fingerprint,
      rows: rows.map { row in
        EvaluationRow(
          model: row.model, history: row.history, ratings: row.ratings, values: row.values,
          spread: row.spread.map {
            .init(
              seeds: $0.seeds, lowest: $0.lowest, highest: $0.highest, deviation: $0.deviation)
          }, secondsPerFold: row.secondsPerFold, fallbackShare: row.fallbackShare)
      })
  }
}

extension SavedEvaluation.Row: Codable {
  private struct Key: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }

    init(_ name: String) { stringValue = name }
    init?(stringValue: String) { self.init(stringValue) }
    init?(intValue: Int) { nil }
  }

  private static let fixed: Set = [
    "model", "history", "ratings", "spread", "secondsPerFold", "fallbackShare",
  ]

  init(from decoder: any Decoder) throws {
    let members = try decoder.container(keyedBy: Key.self)
    model = try members.decode(String.self, forKey: Key("model"))
    history = try members.decode(String.self, forKey: Key("history"))
    ratings = try members.decode(Int.self, forKey: Key("ratings"))
    spread = try members.decodeIfPresent(
      SavedEvaluation.Spread.self, forKey: Key("spread"))
    secondsPerFold = try members.decodeIfPresent(Double.self, forKey: Key("secondsPerFold"))
    fallbackShare = try members.decodeIfPresent(Double.self, forKey: Key("fallbackShare"))
    var values: [String: Double] = [:]
    for key in members.allKeys where !Self.fixed.contains(key.stringValue) {
      values[key.stringValue] = try members.decodeIfPresent(Double.self, forKey: key)
    }
    self.values = values
  }

  func encode(to encoder: any Encoder) throws {
    var members = encoder.container(keyedBy: Key.self)
    try members.encode(model, forKey: Key("model"))
    try members.encode(history, forKey: Key("history"))
    try members.encode(ratings, forKey: Key("ratings"))
    for (name, value) in values { try members.encode(value, forKey: Key(name)) }
    try members.encodeIfPresent(spread, forKey: Key("spread"))
    try members.encodeIfPresent(secondsPerFold, forKey: Key("secondsPerFold"))
    try members.encodeIfPresent(fallbackShare, forKey: Key("fallbackShare"))
  }
}
