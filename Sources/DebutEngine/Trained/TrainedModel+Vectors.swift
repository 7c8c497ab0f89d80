import Debut

extension TrainedModel {
  /// Writes the items' vectors as CSV for other tools: `item,title,v1,v2,...`, one line an item.
  ///
  /// - Throws: `EngineError.severalFolds`; `.noItemVectors`; `.cannotWrite`.
  /// - Returns: the numbers in a vector.
  @discardableResult
  public func writeItemVectors(to path: String) throws -> Int {
    let fold = try single()
    let vectors = try itemVectors(of: fold)
    try AtomicFile.write(to: path) { file in
      let heading = (1...vectors.dimension).map { "v\($0)" }.joined(separator: ",")
      file.write("item,title,\(heading)\n")
      for (i, item) in items.enumerated() {
        let row = vectors.values[i * vectors.dimension..<(i + 1) * vectors.dimension]
        let numbers = row.map { "\($0)" }.joined(separator: ",")
        file.write(
          "\(item.id),\(CSVField.quoted(item.title.isEmpty ? "" : item.name)),\(numbers)\n")
      }
    }
    return vectors.dimension
  }

  /// Returns a vector for each of the model's items.
  ///
  /// - Throws: `EngineError.noItemVectors`.
  func itemVectors(of fold: TrainedFold) throws -> ItemVectors {
    switch fold.model.vectorsOfItems {
    case .success(let vectors) where vectors.count == items.count: return vectors
    case .success:
      throw EngineError.noItemVectors(
        model: name, reason: "\(descriptor.name) has not one for each item")
    case .failure(let none):
      throw EngineError.noItemVectors(model: name, reason: none.reason)
    }
  }
}
