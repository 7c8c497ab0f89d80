import Debut

/// Where a sequence model takes its departure from: what is expected of a user's ratings without the
/// GRU, under three decays. A value of the type is one user.
///
/// All numbers are in units of the ratings' deviation around the items' expectations.
public protocol UserBaseline: Sendable {
  /// What all users have in common.
  associatedtype Shared: Sendable

  static var descriptor: ModelDescriptor { get }
  /// GRUs side by side unless the user says otherwise.
  static var defaultGRUs: Int { get }
  /// Whether expectations depend on the item's factors: they stay with the model then.
  static var readsFactors: Bool { get }

  /// How many offsets there are.
  static var offsets: Int { get }
  /// The offset, by its index, that an untrained model answers by.
  static var anchor: Int { get }

  /// - Parameters:
  ///   - factors: there where `readsFactors` says so.
  ///   - unit: of all residuals, in stars.
  static func shared(
    _ factors: ItemFactors?, unit: Float, options: SequenceOptions<Self>, kernels: KernelTable
  ) -> Shared

  /// Nobody: no rating yet.
  init(_ shared: Shared)

  /// out = what the user adds to the expectation of an item: [offsets]
  func write(offsetsOf item: Int, into out: UnsafeMutablePointer<Float>)

  /// Takes one more rating into account.
  mutating func add(item: Int, rating: Float, residual: Float)

  /// Takes a stretch into account.
  ///
  /// - Parameters:
  ///   - rating: of each place the item, the stars, and how far these are from the item's expectation.
  ///   - out: [count, offsets] those before each rating.
  mutating func read(
    _ count: Int, into out: UnsafeMutablePointer<Float>,
    _ rating: (Int) -> (item: Int, rating: Float, residual: Float))

  /// The sum of the offsets, weighted, as one product for all items: its part that is the same for each,
  /// and what the item's factors are to be multiplied by.
  ///
  /// - Parameters:
  ///   - weights: [offsets]
  ///   - vector: [rank] where expectations depend on the item's factors.
  func combine(_ weights: UnsafePointer<Float>, into vector: UnsafeMutablePointer<Float>) -> Float
}
