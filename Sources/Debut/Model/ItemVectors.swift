/// A model that learns a vector for each item, for comparing and drawing items; or that gives the reason
/// why it has none.
///
/// Optional: a model that does not conform has no item vectors.
///
/// - Stability: may change in a minor version
public protocol ProvidesItemVectors: Recommender {
  /// The vectors as predictions use them; nil before training, or if there are none.
  var itemVectors: ItemVectors? { get }
  /// The reason why there are none, for people: the words that follow the model's name.
  var reasonWithoutItemVectors: String { get }
}

extension ProvidesItemVectors {
  /// "has no item vectors"
  public var reasonWithoutItemVectors: String { ItemVectors.noReason }
}

extension Recommender {
  /// The reason why the model has no item vectors, as a sentence; nil if it has some.
  package var refusalOfItemVectors: String? {
    guard let embedding = self as? any ProvidesItemVectors else {
      return "\(Self.descriptor.name) \(ItemVectors.noReason)"
    }
    return embedding.itemVectors == nil
      ? "\(Self.descriptor.name) \(embedding.reasonWithoutItemVectors)" : nil
  }
}

/// A vector for each item.
///
/// - Stability: may change in a minor version
public struct ItemVectors: Sendable {
  fileprivate static let noReason = "has no item vectors"
  /// The length of a vector.
  public let dimension: Int
  /// [items, dimension] the vectors, row by row.
  public let values: [Float]

  /// Creates vectors from their numbers. - Precondition: the vectors are whole and not empty.
  public init(dimension: Int, values: [Float]) {
    precondition(
      dimension > 0 && values.count % dimension == 0, "vectors are whole and not empty")
    self.dimension = dimension
    self.values = values
  }

  /// Copies the rows of a table of parameters.
  public init(_ table: Parameter) {
    self.init(
      dimension: table.columns,
      values: Array(UnsafeBufferPointer(start: table.value.base, count: table.rows * table.columns))
    )
  }

  /// The number of vectors.
  public var count: Int { values.count / dimension }

  /// Returns the vector of one item.
  public subscript(item: Int) -> ArraySlice<Float> {
    values[item * dimension..<(item + 1) * dimension]
  }
}
