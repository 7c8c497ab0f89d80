/// A model that learns a vector for each item, and shows them to whoever wants to look; or that says
/// what it has in their place.
///
/// Optional: what compares or draws items asks whether a model conforms.
public protocol ProvidesItemVectors: Recommender {
  /// The vectors as answers use them; nil before training, or where there are none.
  var itemVectors: ItemVectors? { get }
  /// Why there are none, for people: what follows the model's name.
  var reasonWithoutItemVectors: String { get }
}

extension ProvidesItemVectors {
  /// "has no item vectors"
  public var reasonWithoutItemVectors: String { ItemVectors.noReason }
}

extension Recommender {
  /// Why the model has no vectors of items, as a sentence; nil where it has some.
  public var refusalOfItemVectors: String? {
    guard let embedding = self as? any ProvidesItemVectors else {
      return "\(Self.descriptor.name) \(ItemVectors.noReason)"
    }
    return embedding.itemVectors == nil
      ? "\(Self.descriptor.name) \(embedding.reasonWithoutItemVectors)" : nil
  }
}

/// A vector for each item.
public struct ItemVectors: Sendable {
  fileprivate static let noReason = "has no item vectors"
  /// Numbers of a vector.
  public let dimension: Int
  /// [items, dimension]
  public let values: [Float]

  /// - Precondition: whole vectors.
  public init(dimension: Int, values: [Float]) {
    precondition(
      dimension > 0 && values.count % dimension == 0, "vectors are whole and not empty")
    self.dimension = dimension
    self.values = values
  }

  /// The rows of a table of parameters.
  public init(_ table: Parameter) {
    self.init(
      dimension: table.columns,
      values: Array(UnsafeBufferPointer(start: table.value.base, count: table.rows * table.columns))
    )
  }

  /// The number of vectors.
  public var count: Int { values.count / dimension }

  /// The vector of one item.
  public subscript(item: Int) -> ArraySlice<Float> {
    values[item * dimension..<(item + 1) * dimension]
  }
}
