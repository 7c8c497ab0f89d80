import Debut

/// The scorer of `mf`: the items' factors, and the decay of the fold-in.
///
/// - Stability: evolving.
public struct MatrixFactorisationScorer: TrainedScorer {
  let items: FoldInItems
  let decay: Float
  /// [items, 1 + factors] an item's bias and vector, for products with (1, p).
  private let scan: ItemScan

  init(_ factors: ItemFactors, decay: Float, kernels: KernelTable) {
    self.decay = decay
    items = FoldInItems(factors, kernels: kernels)
    let width = 1 + factors.rank
    let table = FloatBuffer(count: factors.itemCount * width)
    for item in 0..<factors.itemCount {
      let row = table.base + item * width
      row[0] = factors.biases[item]
      for k in 0..<factors.rank { row[1 + k] = factors.vectors[item * factors.rank + k] }
    }
    scan = ItemScan(table, rows: factors.itemCount, columns: width, kernels: kernels)
  }

  public func state(of user: UserQuery) -> FactorFoldIn {
    var foldIn = FactorFoldIn(items, decay: decay)
    foldIn.add(user.history)
    return foldIn
  }

  public func extend(_ foldIn: inout FactorFoldIn, by interaction: Interaction) {
    foldIn.add(item: interaction.item, rating: interaction.rating)
  }

  public func score(_ foldIn: FactorFoldIn, item: Int) -> Float { foldIn.prediction(of: item) }

  public func score(
    _ foldIn: FactorFoldIn, items: UnsafeBufferPointer<Int32>,
    into stars: UnsafeMutableBufferPointer<Float>
  ) {
    guard let out = stars.baseAddress else { return }
    scan.rows.dots(vector(of: foldIn), items, into: out)
    let base = base(of: foldIn)
    for i in items.indices { stars[i] += base }
  }

  public func score(
    _ foldIn: FactorFoldIn, along history: History,
    into stars: UnsafeMutableBufferPointer<Float>
  ) {
    precondition(stars.count >= history.count, "every rating has a place for its prediction")
    guard let out = stars.baseAddress else { return }
    var foldIn = foldIn
    foldIn.read(history, into: out)
  }

  public func top(
    _ count: Int, _ foldIn: FactorFoldIn, where isWanted: (Int32) -> Bool
  ) -> [ScoredItem]? {
    scan.top(
      count, of: vector(of: foldIn), scale: .init(base: base(of: foldIn)), where: isWanted)
  }

  /// Returns the part of the predictions that all items have in common.
  private func base(of foldIn: FactorFoldIn) -> Float { foldIn.items.factors.mean + foldIn.user[0] }

  /// Returns (1, p) of a user with the vector p.
  private func vector(of foldIn: FactorFoldIn) -> [Float] {
    var vector = foldIn.user
    vector[0] = 1
    return vector
  }

  public func path(of foldIn: FactorFoldIn) -> AnswerPath {
    foldIn.count == 0 ? .itemMean : .foldIn(foldIn.count)
  }
}
