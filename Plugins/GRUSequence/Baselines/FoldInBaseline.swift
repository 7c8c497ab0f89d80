import Debut

/// The user's offsets by fold-ins to a matrix factorisation, one for each decay, and beside them those of
/// `RunningBiasBaseline`.
///
/// - Stability: evolving.
public struct FoldInBaseline: UserBaseline {
  /// The items of the factorisation, and the unit of all residuals.
  public struct Shared: Sendable {
    let items: FoldInItems
    let unit: Float
    let shrinkage: Double
  }

  private let unit: Float
  private var foldIn: MultiDecayFoldIn
  private var biases: RunningBiasBaseline
  private static let decays: [Float] = [1, 0.97, 0.9]

  public init(_ shared: Shared) {
    unit = shared.unit
    foldIn = MultiDecayFoldIn(shared.items, decays: Self.decays)
    biases = RunningBiasBaseline(shared.shrinkage)
  }

  public static var defaultGRUs: Int { 3 }
  public static var readsFactors: Bool { true }
  public static var offsets: Int { 3 + RunningBiasBaseline.offsets }
  public static var anchor: Int { 1 }

  public static func shared(
    _ factors: ItemFactors?, unit: Float, options: SequenceOptions<Self>, kernels: KernelTable
  ) -> Shared {
    guard let factors else { preconditionFailure("users are folded into factors") }
    return Shared(
      items: FoldInItems(factors, kernels: kernels), unit: unit,
      shrinkage: Double(options.shrinkage))
  }

  public func write(offsetsOf item: Int, into out: UnsafeMutablePointer<Float>) {
    for j in Self.decays.indices { out[j] = foldIn.offset(j, of: item) / unit }
    biases.write(offsetsOf: item, into: out + Self.decays.count)
  }

  public mutating func add(item: Int, rating: Float, residual: Float) {
    foldIn.add(item: item, rating: rating)
    biases.add(item: item, rating: rating, residual: residual)
  }

  public mutating func read(
    _ count: Int, into out: UnsafeMutablePointer<Float>,
    _ rating: (Int) -> (item: Int, rating: Float, residual: Float)
  ) {
    let width = Self.decays.count
    withUnsafeTemporaryAllocation(of: Float.self, capacity: count * width) { folded in
      guard let folded = folded.baseAddress else { return }
      foldIn.read(count, into: folded) { (rating($0).item, rating($0).rating) }
      for t in 0..<count {
        let row = out + t * Self.offsets
        for j in 0..<width { row[j] = folded[t * width + j] / unit }
        let next = rating(t)
        biases.write(offsetsOf: next.item, into: row + width)
        biases.add(item: next.item, rating: next.rating, residual: next.residual)
      }
    }
  }

  public func combine(
    _ weights: UnsafePointer<Float>, into vector: UnsafeMutablePointer<Float>
  ) -> Float {
    let rank = foldIn.items.factors.rank
    var base = biases.combine(weights + Self.decays.count, into: vector)
    foldIn.users.withUnsafeBufferPointer { users in
      for k in 0..<rank { vector[k] = 0 }
      for j in Self.decays.indices {
        let weight = weights[j] / unit
        let user = j * (1 + rank)
        base += weight * users[user]
        for k in 0..<rank { vector[k] += weight * users[user + 1 + k] }
      }
    }
    return base
  }
}

extension FoldInBaseline {
  public static var descriptor: ModelDescriptor {
    ModelDescriptor(
      name: "gru-hybrid",
      summary: "GRUs around a matrix factorisation's fold-ins: the most accurate for fresh users",
      discussion: """
        As `gru-sequence`, but the expectations that the GRUs correct are better ones: beside the three \
        running means of the user, those of a matrix factorisation (see `mf`) into which the user is \
        folded, with decays of 1, 0.97 and 0.9 a rating. Training starts at the fold-in of decay 0.97. \
        The state decides, rating by rating, which of the six to believe and what to add to them.

        Every training user is met through a factorisation that was fitted without them and their group \
        (five groups): factors that have seen a user's ratings promise too much. `cross-fit=no` shows \
        what that would cost.

        What it costs: `grus` GRUs (3) are trained side by side and their predictions averaged, which \
        takes away most of what chance does to a training; the fold-ins of every position are solved \
        anew in every epoch, as every epoch has other thinned histories. Training takes some two or \
        three times as long as that of `gru-sequence`. One more rating is one step of each GRU and three \
        solves, O(rank^3), some ten microseconds in all; the scores of all items are one product of \
        short vectors each, as the three fold-ins collapse into one vector.

        A user is the states and the fold-ins, and nothing of training users is kept: known and fresh \
        users are answered alike. Times are not read.
        """,
      reference:
        "Cho et al. 2014 (GRU); Lim and Teh 2007 (variational factorisation); Koren 2009 (drift)",
      training: .sequence)
  }
}
