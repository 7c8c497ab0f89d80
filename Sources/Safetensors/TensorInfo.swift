import Hashing

/// The header's entry of one tensor.
///
/// - Stability: evolving.
public struct TensorInfo: Hashable, Sendable {
  /// Name of the tensor, unique in the file.
  public let name: String
  /// Type of its numbers.
  public let type: ElementType
  /// Numbers along each dimension, outermost first; empty for a single number.
  public let shape: [Int]
  /// Range of its bytes, counted from the end of the header.
  public let bytes: Range<Int>

  /// Number of elements.
  public var count: Int { bytes.count / type.size }

  /// Creates an entry; nothing is checked.
  public init(name: String, type: ElementType, shape: [Int], bytes: Range<Int>) {
    self.name = name
    self.type = type
    self.shape = shape
    self.bytes = bytes
  }
}

/// The header of a safetensors file, checked: every tensor's bytes are as many as its shape needs,
/// and the tensors follow each other without gap or overlap.
///
/// - Stability: evolving.
public struct SafetensorsHeader: Sendable {
  /// Arbitrary texts by key; empty if there are none.
  public let metadata: [String: String]
  /// Entries of the tensors, in the order of their bytes.
  public let tensors: [TensorInfo]
  private let placeByName: [String: Int]

  /// The header's key of the metadata.
  static let metadataKey = "__metadata__"
  /// Size of the longest header that readers of the format accept, in bytes.
  static let longest = 100_000_000

  /// Creates a header from entries in the order of their bytes.
  /// - Precondition: names are unique, and bytes follow each other without gap or overlap.
  init(metadata: [String: String], tensors: [TensorInfo]) {
    self.metadata = metadata
    self.tensors = tensors
    placeByName = Dictionary(
      uniqueKeysWithValues: tensors.enumerated().map { ($0.element.name, $0.offset) })
  }

  /// Parses and checks a header's JSON.
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

  /// Size of all tensors' data in bytes.
  public var dataCount: Int { tensors.last?.bytes.upperBound ?? 0 }

  /// The entry of the tensor with this name; nil if there is none.
  public subscript(name: String) -> TensorInfo? { placeByName[name].map { tensors[$0] } }

  /// Entries in the order in which `SafetensorsContent` writes tensors: those of wider numbers first,
  /// equal ones by name.
  ///
  /// Other writers use orders of their own. Checksums are taken in this one, so that a file that another
  /// program has written again still has them.
  var written: [TensorInfo] {
    tensors.sorted { Self.isWritten($0.type, $0.name, before: $1.type, $1.name) }
  }

  /// Ranges of all bytes in the order of `written`; neighbours are joined.
  var writtenRanges: [Range<Int>] {
    written.reduce(into: []) { ranges, tensor in
      if let last = ranges.last, last.upperBound == tensor.bytes.lowerBound {
        ranges[ranges.count - 1] = last.lowerBound..<tensor.bytes.upperBound
      } else {
        ranges.append(tensor.bytes)
      }
    }
  }

  /// Returns true if a tensor is written before another: that of wider numbers, or by name.
  static func isWritten(
    _ type: ElementType, _ name: String, before other: ElementType, _ otherName: String
  ) -> Bool {
    (other.size, name) < (type.size, otherName)
  }

  /// Returns a SHA-256 of the header's content without the metadata under `key`, which is meant to
  /// hold this hash.
  ///
  /// It covers the other metadata by ascending key (in the order of their UTF-8): key and text.
  /// Then follow the tensors in the order of `written`: name, type, shape, and the range that its bytes
  /// have in this order. Each text is followed by a zero byte. Numbers are decimal and joined by commas.
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
    var end = 0
    for tensor in written {
      add(tensor.name)
      add(tensor.type.rawValue)
      add(tensor.shape.map(String.init).joined(separator: ","))
      add("\(end),\(end + tensor.bytes.count)")
      end += tensor.bytes.count
    }
    return hash.hexDigits
  }
}
