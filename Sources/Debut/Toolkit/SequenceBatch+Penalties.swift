extension SequenceBatch {
  /// Writes the weight of each entry in a penalty on its item's own vector: 1 / (ratings of the item),
  /// divided by the batch's ratings; 0 after a row's end.
  ///
  /// So an item's penalty counts about once against the squared errors of its ratings, each time that these
  /// are read.
  ///
  /// - Parameters:
  ///   - counts: [items] training ratings.
  ///   - out: [steps * rows]
  public func writeItemPenalties(
    counts: UnsafePointer<Float>, into out: UnsafeMutableBufferPointer<Float>
  ) {
    let total = Float(max(lengths.reduce(0) { $0 + Int($1) }, 1))
    for entry in out.indices {
      let isRead = entry / rows < Int(lengths[entry % rows])
      out[entry] = isRead ? 1 / (total * counts[Int(items[entry])]) : 0
    }
  }
}
