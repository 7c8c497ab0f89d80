/// The items' side of fold-ins, computed once: the evidence of a rating of each item about its user.
///
/// Any number of `FactorFoldIn`s and threads share it.
///
/// - Stability: evolving.
public final class FoldInItems: Sendable {
  /// The factors that it was made from.
  public let factors: ItemFactors
  let kernels: KernelTable
  let layout: EvidenceTable.Layout
  /// Owner of the memory of `rows`.
  private let table: EvidenceTable
  /// [items, stride] rows of the table. All threads read them for every rating, and would else wait for each other to
  /// count references to the table.
  private nonisolated(unsafe) let rows: UnsafePointer<Float>
  /// Mean rating in stars, for the same reason beside the factors.
  private let mean: Float
  /// [d] noise / prior variance of each number of a user.
  let ridge: [Float]

  /// Tabulates the items. - Complexity: O(items rank^2) time and memory.
  public init(_ factors: ItemFactors, kernels: KernelTable) {
    self.factors = factors
    self.kernels = kernels
    table = EvidenceTable(factors, kernels: kernels)
    layout = table.layout
    rows = table.row(0)
    mean = factors.mean
    ridge =
      [factors.priors.noise / factors.priors.userBias]
      + Array(repeating: factors.priors.noise, count: factors.rank)
  }

  /// Returns moment, e and F of an item, [stride].
  func row(_ item: Int) -> UnsafePointer<Float> { rows + item * layout.stride }

  /// Updates evidence = decay evidence + evidence of one rating.
  func add(
    item: Int, rating: Float, decay: Float, to evidence: UnsafeMutablePointer<Float>
  ) {
    let row = row(item)
    let centred = rating - mean
    let count = layout.packed + layout.d
    if decay != 1 { kernels.scale(count + layout.d, decay, evidence) }
    kernels.axpy(count, 1, row, evidence)
    kernels.axpy(layout.d, centred, row + layout.f, evidence + layout.f)
  }

  /// Writes system = [evidence + ridge | right-hand side], `packed + d` numbers, for `choleskySolve`.
  func write(
    _ evidence: UnsafePointer<Float>, to system: UnsafeMutablePointer<Float>
  ) {
    system.update(from: evidence, count: layout.packed)
    for k in 0..<layout.d { system[PackedTriangle.diagonal(k)] += ridge[k] }
    kernels.subtract(
      layout.d, evidence + layout.f, evidence + layout.e, system + layout.packed)
  }
}
