import Debut

extension Evaluation {
  /// Writes every prediction: `model,userId,movieId,timestamp,position,rating,prediction`, or of next items
  /// `model,user,item,timestamp,position,rank`.
  ///
  /// The timestamp is empty if there is none. Numbers have as many digits as they need to be read back
  /// to the same bits, so that anyone can recompute the table. The file appears whole or not at all.
  ///
  /// - Parameters:
  ///   - path: the place of the file.
  ///   - shouldStop: called every few thousand predictions; true stops the writing.
  /// - Throws: `EngineError.cannotWrite`, `.interrupted`.
  public func writePredictions(
    to path: String, shouldStop: () -> Bool = { false }
  ) throws {
    try AtomicFile.write(to: path) { file in
      file.write(
        ranks
          ? "model,user,item,timestamp,position,rank\n"
          : "model,userId,movieId,timestamp,position,rating,prediction\n")
      for (model, predictions) in predictions {
        let name = CSVField.quoted(model)
        for (place, prediction) in predictions.enumerated() {
          if place % 10_000 == 0, shouldStop() { throw EngineError.interrupted }
          let target = prediction.target
          let time = target.timestamp.map(String.init) ?? ""
          let answer =
            ranks ? "\(Int(prediction.value))" : "\(target.outcome.value),\(prediction.value)"
          file.write(
            "\(name),\(CSVField.id(target.userID)),\(CSVField.id(target.itemID)),\(time),\(target.position),"
              + "\(answer)\n")
        }
      }
    }
  }

  /// Writes the table, split up by seed and by fold: `model,seed,fold,history,ratings`, the metrics'
  /// names, `seconds`, `fallbackShare`.
  ///
  /// `fold` is a fold or `pooled`; `seed` is a seed or `mean`, if there are several. Fields that do not
  /// apply are empty. The file appears whole or not at all.
  ///
  /// - Throws: `EngineError.cannotWrite`.
  public func writeTable(to path: String) throws {
    try AtomicFile.write(to: path) { file in
      let names = metrics.map(\.name).joined(separator: ",")
      file.write("model,seed,fold,history,ratings,\(names),seconds,fallbackShare\n")
      for model in models {
        if model.runs.count > 1 {
          for row in rows where row.model == model.model { file.write(line("mean", "pooled", row)) }
        }
        for run in model.runs {
          for (fold, rows) in rows(of: run, model.model) {
            for row in rows { file.write(line("\(run.seed)", fold, row)) }
          }
        }
      }
    }
  }

  /// Returns the rows of one seed, pooled and fold by fold.
  private func rows(of run: ModelPredictions.Run, _ model: String) -> [(String, [EvaluationRow])] {
    let own = ModelPredictions(model: model, runs: [run])
    let pooled = ("pooled", rows(of: own))
    guard parts.contains(where: { $0.fold != nil }) else { return [pooled] }
    return [pooled]
      + parts.enumerated().map { place, part in
        let seconds = place < run.seconds.count ? run.seconds[place] : nil
        return (
          part.fold.map { String($0) } ?? "", rows(of: own, in: part.range, seconds: seconds)
        )
      }
  }

  private func line(_ seed: String, _ fold: String, _ row: EvaluationRow) -> String {
    let fields = metrics.map { row[$0] } + [row.secondsPerFold, row.fallbackShare]
    return "\(CSVField.quoted(row.model)),\(seed),\(fold),\(row.history),\(row.ratings),"
      + fields.map { $0.map { "\($0)" } ?? "" }.joined(separator: ",") + "\n"
  }
}
