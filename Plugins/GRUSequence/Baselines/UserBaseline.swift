import Debut

/// The baseline of a sequence model: predictions of a user's ratings, under three decays, that the GRU
/// corrects. A value of the type is one user.
///
/// A prediction is the item's expectation plus an *offset* of the user. All numbers are in units of the
/// ratings' deviation around the items' expectations.
///
/// - Stability: evolving.
public protocol UserBaseline: Sendable {
  /// The data that all users have in common.
  associatedtype Shared: Sendable

  static var descriptor: ModelDescriptor { get }
  /// Default number of GRUs side by side.
  static var defaultGRUs: Int { get }
  /// True if predictions depend on the item's factors, which the model then keeps.
  static var readsFactors: Bool { get }

  /// Number of offsets.
  static var offsets: Int { get }
  /// Index of the offset that the untrained model predicts by.
  static var anchor: Int { get }

  /// Returns the data that all users have in common.
  ///
  /// - Parameters:
  ///   - factors: not nil if `readsFactors`.
  ///   - unit: unit of all residuals, in stars.
  static func shared(
    _ factors: ItemFactors?, unit: Float, options: SequenceOptions<Self>, kernels: KernelTable
  ) -> Shared

  /// Creates a user without ratings.
  init(_ shared: Shared)

  /// Writes the user's offsets from the expectation of an item, [offsets].
  func write(offsetsOf item: Int, into out: UnsafeMutablePointer<Float>)

  /// Adds one more rating.
  ///
  /// - Parameters:
  ///   - rating: in stars.
  ///   - residual: the rating less the item's expectation, in units.
  mutating func add(item: Int, rating: Float, residual: Float)

  /// Adds a stretch of ratings, and writes the offsets before each of them.
  ///
  /// - Parameters:
  ///   - out: [count, offsets]
  ///   - rating: returns the item, the stars and the residual of the rating at an index.
  mutating func read(
    _ count: Int, into out: UnsafeMutablePointer<Float>,
    _ rating: (Int) -> (item: Int, rating: Float, residual: Float))

  /// Returns the part of the weighted sum of the offsets that all items have in common, and writes the
  /// vector whose product with the item's factors is the other part.
  ///
  /// - Parameters:
  ///   - weights: [offsets]
  ///   - vector: [rank] if predictions depend on the item's factors, otherwise nothing.
  func combine(_ weights: UnsafePointer<Float>, into vector: UnsafeMutablePointer<Float>) -> Float
}
