import Debut

/// The evaluation of one model as its file holds it; the names are those of the format.
struct SavedEvaluation: Codable {
  struct Row: Codable {
    let model: String
    let history: String
    let ratings: Int
    let rmse: Double?
    let mae: Double?
    let rmsePerUser: Double?
    let spread: Spread?
    let secondsPerFold: Double?

    enum CodingKeys: String, CodingKey {
      case model = "model"
      case history = "history"
      case ratings = "ratings"
      case rmse = "rmse"
      case mae = "mae"
      case rmsePerUser = "rmsePerUser"
      case spread = "spread"
      case secondsPerFold = "secondsPerFold"
    }
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
        model: row.model, history: row.history, ratings: row.ratings, rmse: row.rmse,
        mae: row.mae, rmsePerUser: row.rmsePerUser,
        spread: row.spread.map {
          Spread(
            seeds: $0.seeds, lowest: $0.lowest, highest: $0.highest, deviation: $0.deviation)
        }, secondsPerFold: row.secondsPerFold)
    }
  }

  /// The evaluation that was saved.
  var record: EvaluationRecord {
    EvaluationRecord(
      protocolName: protocolName, fold: fold, fraction: fraction, dataset: dataset,
      fingerprint: fingerprint,
      rows: rows.map { row in
        EvaluationRow(
          model: row.model, history: row.history, ratings: row.ratings, rmse: row.rmse,
          mae: row.mae, rmsePerUser: row.rmsePerUser,
          spread: row.spread.map {
            .init(
              seeds: $0.seeds, lowest: $0.lowest, highest: $0.highest, deviation: $0.deviation)
          }, secondsPerFold: row.secondsPerFold)
      })
  }
}
