/// What a header says of one tensor.
public struct TensorInfo: Hashable, Sendable {
  public let name: String
  public let type: ElementType
  /// Numbers along each dimension, outermost first; empty for a single number.
  public let shape: [Int]
  /// Where its bytes stand, counted from the end of the header.
  public let bytes: Range<Int>

  /// The numbers in it.
  public var count: Int { bytes.count / type.size }

  public init(name: String, type: ElementType, shape: [Int], bytes: Range<Int>) {
    self.name = name
    self.type = type
    self.shape = shape
    self.bytes = bytes
  }
}

/// The header of a safetensors file, checked: every tensor's bytes are as many as its shape needs, and
/// the tensors follow each other without gap or overlap.
public struct SafetensorsHeader: Sendable {
  /// Free texts by key; empty where there are none.
  public let metadata: [String: String]
  /// In the order of their bytes.
  public let tensors: [TensorInfo]
  private let placeByName: [String: Int]

  /// The key of the header under which the metadata stand.
  static let metadataKey = "__metadata__"
  /// The longest header that readers of the format accept.
  static let longest = 100_000_000

  /// - Precondition: names are unique and bytes follow each other, as in what `parsing` makes.
  init(metadata: [String: String], tensors: [TensorInfo]) {
    self.metadata = metadata
    self.tensors = tensors
    placeByName = Dictionary(
      uniqueKeysWithValues: tensors.enumerated().map { ($0.element.name, $0.offset) })
  }

  /// Reads a header's JSON.
  ///
  /// - Throws: `SafetensorsError`.
  public init(parsing bytes: UnsafeRawBufferPointer) throws {
    var parser = HeaderParser(bytes)
    let (metadata, unordered) = try parser.header()
    let tensors = unordered.sorted {
      ($0.bytes.lowerBound, $0.bytes.upperBound, $0.name)
        < ($1.bytes.lowerBound, $1.bytes.upperBound, $1.name)
    }
    var end = 0
    for tensor in tensors {
      guard tensor.bytes.lowerBound == end else {
        throw SafetensorsError.gap(
          tensor: tensor.name, offset: tensor.bytes.lowerBound, expected: end)
      }
      end = tensor.bytes.upperBound
    }
    self.init(metadata: metadata, tensors: tensors)
  }

  /// Bytes of all tensors.
  public var dataCount: Int { tensors.last?.bytes.upperBound ?? 0 }

  /// What is known of the tensor of a name; nil where there is none.
  public subscript(name: String) -> TensorInfo? { placeByName[name].map { tensors[$0] } }

  /// A hash of all that the header says but for the metadata under `key`, where the hash itself is to
  /// stand: of the other metadata by ascending key (in the order of their UTF-8), key and text, then of
  /// the tensors in the order of their bytes, name, type, shape and byte range, each text followed by
  /// a zero byte. Numbers are decimal and joined by commas.
  public func digest(without key: String) -> String {
    var hash = SHA256()
    func add(_ text: String) {
      hash.update(text)
      hash.update("\0")
    }
    let keys = metadata.keys.sorted { Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8)) }
    for other in keys where other != key {
      add(other)
      add(metadata[other] ?? "")
    }
    for tensor in tensors {
      add(tensor.name)
      add(tensor.type.rawValue)
      add(tensor.shape.map(String.init).joined(separator: ","))
      add("\(tensor.bytes.lowerBound),\(tensor.bytes.upperBound)")
    }
    return hash.hexDigits
  }
}
