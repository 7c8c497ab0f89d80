import Debut

/// The user's bias as three running means of their residuals around the items' expectations.
///
/// - Stability: evolving.
public struct RunningBiasBaseline: Hashable, UserBaseline {
  private var means: RunningMeans

  /// - Parameter shrinkage: residuals' worth of zero in each mean; positive.
  public init(_ shrinkage: Double) { means = RunningMeans(shrinkage: shrinkage) }

  public static var readsFactors: Bool { false }
  public static var offsets: Int { RunningMeans.count }
  public static var anchor: Int { 2 }

  public static func shared(
    _ factors: ItemFactors?, unit: Float, options: SequenceOptions<Self>, kernels: KernelTable
  ) -> Double { Double(options.shrinkage) }

  public func write(offsetsOf item: Int, into out: UnsafeMutablePointer<Float>) {
    let values = means.values
    for j in 0..<Self.offsets { out[j] = values[j] }
  }

  public mutating func add(item: Int, rating: Float, residual: Float) {
    means.add(residual)
  }

  public mutating func read(
    _ count: Int, into out: UnsafeMutablePointer<Float>,
    _ rating: (Int) -> (item: Int, rating: Float, residual: Float)
  ) {
    for t in 0..<count {
      let next = rating(t)
      write(offsetsOf: next.item, into: out + t * Self.offsets)
      add(item: next.item, rating: next.rating, residual: next.residual)
    }
  }

  public func combine(
    _ weights: UnsafePointer<Float>, into vector: UnsafeMutablePointer<Float>
  ) -> Float {
    let values = means.values
    return weights[0] * values[0] + weights[1] * values[1] + weights[2] * values[2]
  }
}

extension RunningBiasBaseline {
  public static var defaultGRUs: Int { 1 }

  public static var descriptor: ModelDescriptor {
    ModelDescriptor(
      name: "gru-sequence",
      summary: "a GRU over all ratings, around an online bias model; one step for each new rating",
      discussion: """
        Predicts what is left of a rating after mean and item bias. A GRU reads the user's ratings in \
        their order: how far each was from what three running means of the user (decaying by 1, 0.97 \
        and 0.9 a rating) led to expect, the item's bias and number of ratings, the position, and the \
        item's vector, scaled by how surprising the rating was. Its state becomes, by one linear layer, \
        a user vector that stands against the item's side: the three running means, the item's bias, \
        its number of ratings and its vector. So the state decides how fast to follow the user's drift, \
        how much to trust the item's mean, and what kind of item to move up: unlike in `mlinknet` or \
        `bias`, lists differ between users.

        An item's vector is made from its genres and year, where these are known, and from its vector \
        in a matrix factorisation (`rank`), by one linear layer; plus numbers of its own, which \
        `regularisation` keeps small: left free they would remember who rated the item. Biases, counts \
        and factors that a training user is met with were fitted without them and their group (five \
        groups), as a fresh user's are: `cross-fit=no` shows what it costs to do without.

        Training starts exactly at the decayed bias model and sees every position of every user at \
        once, and of a thinned copy of every history (see `every-position`). The loss is the squared \
        error in units of the residuals' variance, plus the penalty on the items' own numbers; AdamW \
        with a warm-up over the first epoch and a linear fall to zero.

        A user is the state, and nothing of training users is kept: known and fresh users are answered \
        alike. One more rating is one step of the GRU, without replay or a solve; a score costs one \
        product of short vectors. It needs some hundred users to learn anything beyond `bias`, and \
        ratings in a meaningful order. Times are not read.
        """,
      reference:
        "Cho et al. 2014 (GRU); Hidasi et al. 2016 (sequences of items); Koren 2009 (drifting biases)",
      training: .sequence)
  }
}

extension TrainingDefaults {
  /// Defaults of the sequence models.
  static let sequence = TrainingDefaults(
    epochs: 8, batch: 24, sampler: "every-position", accepts: [.everyPosition], chunk: 96)
}
