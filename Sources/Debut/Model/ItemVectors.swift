/// A model that learns a vector for each item, or that has a reason of its own for having none.
///
/// Optional: a model that does not conform has no item vectors.
///
/// - Stability: evolving.
public protocol ProvidesItemVectors: Recommender {
  /// The vectors that predictions use, or the reason why there are none.
  var itemVectors: Result<ItemVectors, NoItemVectors> { get }
}

/// The reason why a model has no item vectors.
///
/// - Stability: evolving.
public struct NoItemVectors: Error, Hashable {
  /// The end of a sentence that begins with the model's name: "has no item vectors".
  public let reason: String

  /// Creates a reason.
  public init(_ reason: String = "has no item vectors") { self.reason = reason }
}

extension Recommender {
  /// The model's item vectors, or a whole sentence that says why there are none.
  public var vectorsOfItems: Result<ItemVectors, NoItemVectors> {
    let vectors = (self as? any ProvidesItemVectors)?.itemVectors ?? .failure(NoItemVectors())
    return vectors.mapError { NoItemVectors("\(Self.descriptor.name) \($0.reason)") }
  }
}

/// A vector for each item.
///
/// - Stability: evolving.
public struct ItemVectors: Sendable {
  /// Numbers of a vector.
  public let dimension: Int
  /// [items, dimension] the vectors, row by row.
  public let values: [Float]

  /// Creates vectors.
  ///
  /// - Precondition: whole vectors.
  public init(dimension: Int, values: [Float]) {
    precondition(
      dimension > 0 && values.count % dimension == 0, "vectors are whole and not empty")
    self.dimension = dimension
    self.values = values
  }

  /// Creates vectors from the rows of a table of parameters.
  public init(_ table: Parameter) {
    self.init(
      dimension: table.columns,
      values: Array(UnsafeBufferPointer(start: table.value.base, count: table.rows * table.columns))
    )
  }

  /// Returns vectors that a model has after training, or the failure if it has none yet.
  public static func result(
    _ vectors: ItemVectors?, else failure: NoItemVectors = NoItemVectors()
  ) -> Result<ItemVectors, NoItemVectors> {
    vectors.map { .success($0) } ?? .failure(failure)
  }

  /// Number of vectors.
  public var count: Int { values.count / dimension }

  /// Returns the vector of one item.
  public subscript(item: Int) -> ArraySlice<Float> {
    values[item * dimension..<(item + 1) * dimension]
  }
}
