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
        let name = Self.quoted(model)
        for p in predictions {
          let time = p.timestamp.map(String.init) ?? ""
          file.write(
            "\(name),\(p.userID),\(p.itemID),\(time),\(p.position),\(p.rating),\(p.prediction)\n")
        }
      }
    }
  }

  /// A field of a CSV file, in quotes where it needs them (RFC 4180).
  static func quoted(_ field: String) -> String {
    guard field.contains(where: { $0 == "," || $0 == "\"" || $0.isNewline }) else { return field }
    return "\""
      + field.split(separator: "\"", omittingEmptySubsequences: false)
      .joined(separator: "\"\"") + "\""
  }
}
