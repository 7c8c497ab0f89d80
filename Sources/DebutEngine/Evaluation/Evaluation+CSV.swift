import Debut

extension Evaluation {
  /// Writes every prediction: `model,userId,movieId,timestamp,position,rating,prediction`.
  ///
  /// The timestamp is empty where there is none. Numbers have as many digits as they need to be read
  /// back to the same bits, so that anyone can recompute the table. The file appears whole or not at
  /// all.
  ///
  /// - Throws: `EngineError.cannotWrite`.
  public func writePredictions(to path: String) throws {
    try AtomicFile.write(to: path) { file in
      file.write("model,userId,movieId,timestamp,position,rating,prediction\n")
      for (model, predictions) in predictions {
        let name = CSVField.quoted(model)
        for p in predictions {
          let time = p.timestamp.map(String.init) ?? ""
          file.write(
            "\(name),\(p.userID),\(p.itemID),\(time),\(p.position),\(p.rating),\(p.prediction)\n")
        }
      }
    }
  }

  /// Writes the table, split up by seed and by fold:
  /// `model,seed,fold,history,ratings,rmse,mae,rmsePerUser,seconds`.
  ///
  /// `fold` is a fold or `pooled`; `seed` is a seed or `mean`, which stands where there are several.
  /// What does not apply is empty. The file appears whole or not at all.
  ///
  /// - Throws: `EngineError.cannotWrite`.
  public func writeTable(to path: String) throws {
    try AtomicFile.write(to: path) { file in
      file.write("model,seed,fold,history,ratings,rmse,mae,rmsePerUser,seconds\n")
      for model in answers {
        if model.runs.count > 1 {
          for row in rows where row.model == model.model {
            file.write(Self.line(model.model, "mean", "pooled", row))
          }
        }
        for run in model.runs {
          for (fold, rows) in rows(of: run, model.model) {
            for row in rows { file.write(Self.line(model.model, "\(run.seed)", fold, row)) }
          }
        }
      }
    }
  }

  /// The lines of one seed, pooled and fold by fold.
  private func rows(of run: ModelPredictions.Run, _ model: String) -> [(String, [EvaluationRow])] {
    let pooled = ("pooled", rows(of: ModelPredictions(model: model, runs: [run])))
    guard parts.contains(where: { $0.fold != nil }) else { return [pooled] }
    return [pooled]
      + parts.enumerated().map { place, part in
        let sums = ErrorSums(questions, run.stars, in: part.range)
        let seconds = place < run.seconds.count ? run.seconds[place] : nil
        let rows = HistoryBucket.allCases.map { bucket in
          EvaluationRow(
            model: model, history: bucket.rawValue, ratings: sums[bucket].count,
            rmse: sums[bucket].rmse, mae: sums[bucket].mae,
            rmsePerUser: bucket == .all ? sums.rmsePerUser : nil, spread: nil,
            secondsPerFold: bucket == .all ? seconds : nil)
        }
        return (part.fold.map { String($0) } ?? "", rows)
      }
  }

  private static func line(_ model: String, _ seed: String, _ fold: String, _ row: EvaluationRow)
    -> String
  {
    func text(_ value: Double?) -> String { value.map { "\($0)" } ?? "" }
    return
      "\(CSVField.quoted(model)),\(seed),\(fold),\(row.history),\(row.ratings),\(text(row.rmse)),"
      + "\(text(row.mae)),\(text(row.rmsePerUser)),\(text(row.secondsPerFold))\n"
  }
}
