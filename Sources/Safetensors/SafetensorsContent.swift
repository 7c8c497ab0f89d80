import Hashing

/// The content of a file to be written: tensors and metadata.
///
/// A file is the header's length as 64-bit little-endian number, the header as JSON padded with
/// blanks to a multiple of eight bytes, and the tensors' bytes one after the other. Tensors of
/// wider numbers come first, so that every number lies at a multiple of its size.
///
/// - Stability: evolving.
public struct SafetensorsContent {
  private struct Entry {
    let name: String
    let type: ElementType
    let shape: [Int]
    /// Calls its argument with the bytes, without copying them.
    let withBytes: ((UnsafeRawBufferPointer) -> Void) -> Void

    /// Calls `body` with the bytes, 4 MiB at a time; false if `goesOn` ended that.
    func withPieces(_ goesOn: () -> Bool, _ body: (UnsafeRawBufferPointer) -> Void) -> Bool {
      var isWhole = true
      withBytes { bytes in
        for start in stride(from: 0, to: bytes.count, by: 1 << 22) {
          isWhole = goesOn()
          guard isWhole else { return }
          body(UnsafeRawBufferPointer(rebasing: bytes[start..<min(start + (1 << 22), bytes.count)]))
        }
      }
      return isWhole
    }
  }

  private var entries: [Entry] = []
  /// The first tensor that was added with more or fewer values than its shape requires, in words: "name has
  /// 5 values, which are not [2, 3]". It is left out; nil if there is none.
  public private(set) var misfit: String?
  /// Arbitrary texts by key.
  public var metadata: [String: String] = [:]

  /// Creates content without tensors and metadata.
  public init() {}

  /// Names of the tensors added so far.
  public var names: [String] { entries.map(\.name) }

  /// Adds a tensor, outermost dimension first.
  /// If there are more or fewer values than `shape` requires, `misfit` says so.
  public mutating func add<Element: TensorElement>(
    _ name: String, _ values: [Element], shape: [Int]
  ) {
    add(name, Element.elementType, shape, count: values.count) { body in
      values.withUnsafeBytes { body($0) }
    }
  }

  /// Adds a tensor whose bytes are read when the file is written.
  ///
  /// - Parameter withBytes: calls its argument with the tensor's bytes, little-endian; is called
  ///   more than once and must give the same bytes each time.
  /// If `count` is not the number of values that `shape` requires, `misfit` says so.
  public mutating func add(
    _ name: String, _ type: ElementType, _ shape: [Int], count: Int,
    withBytes: @escaping ((UnsafeRawBufferPointer) -> Void) -> Void
  ) {
    guard shape.allSatisfy({ $0 >= 0 }), count == Self.product(of: shape) else {
      misfit = misfit ?? "\(name) has \(count) values, which are not \(shape)"
      return
    }
    entries.append(Entry(name: name, type: type, shape: shape, withBytes: withBytes))
  }

  /// Returns the number of values of a shape; nil if it is too large for a number.
  private static func product(of shape: [Int]) -> Int? {
    shape.reduce(Optional(1)) { product, size in
      product.flatMap { product in
        let (value, overflows) = product.multipliedReportingOverflow(by: size)
        return overflows ? nil : value
      }
    }
  }

  /// First name that two tensors share; nil if there is none.
  public var repeatedName: String? {
    var seen: Set<String> = []
    return entries.first { !seen.insert($0.name).inserted }?.name
  }

  /// Passes the file's bytes to `write`, piece by piece: the header, then the bytes of each tensor.
  ///
  /// - Parameters:
  ///   - dataDigestKey: key in the metadata for the SHA-256 of the tensors' bytes; nil: none is computed.
  ///   - headerDigestKey: key in the metadata for `SafetensorsHeader.digest`.
  ///   - goesOn: called before every 4 MiB that are hashed or written; false ends the work.
  /// - Returns: false if it was ended.
  /// - Precondition: names are unique, and no tensor is a `misfit`.
  @discardableResult
  public mutating func write(
    dataDigestKey: String?, headerDigestKey: String, goesOn: () -> Bool = { true },
    to write: (UnsafeRawBufferPointer) -> Void
  ) -> Bool {
    precondition(repeatedName == nil, "tensors have names of their own")
    precondition(misfit == nil, "tensors fill their shapes")
    entries.sort { SafetensorsHeader.isWritten($0.type, $0.name, before: $1.type, $1.name) }
    if let dataDigestKey {
      var hash = SHA256()
      for entry in entries {
        guard entry.withPieces(goesOn, { hash.update($0) }) else { return false }
      }
      metadata[dataDigestKey] = hash.hexDigits
    }
    metadata[headerDigestKey] = header.digest(without: headerDigestKey)
    var json = Array(HeaderText.json(header).utf8)
    json += [UInt8](repeating: 0x20, count: (8 - json.count % 8) % 8)
    withUnsafeBytes(of: UInt64(json.count).littleEndian) { write($0) }
    json.withUnsafeBytes { write($0) }
    return entries.allSatisfy { $0.withPieces(goesOn, write) }
  }

  /// Returns numbers of all tensors, in the order of their names.
  ///
  /// - Parameter sums: returns the numbers of a tensor's bytes.
  public func checksums(_ sums: (UnsafeRawBufferPointer) -> [UInt64]) -> [UInt64] {
    var all: [UInt64] = []
    for entry in entries.sorted(by: { $0.name < $1.name }) {
      withoutActuallyEscaping(sums) { sums in entry.withBytes { all += sums($0) } }
    }
    return all
  }

  private var header: SafetensorsHeader {
    var end = 0
    let tensors = entries.map { entry in
      let start = end
      end += entry.shape.reduce(entry.type.size, *)
      return TensorInfo(name: entry.name, type: entry.type, shape: entry.shape, bytes: start..<end)
    }
    return SafetensorsHeader(metadata: metadata, tensors: tensors)
  }
}

/// The formatting of a header as JSON.
enum HeaderText {
  static func json(_ header: SafetensorsHeader) -> String {
    var members: [String] = []
    if !header.metadata.isEmpty {
      let texts = header.metadata.sorted { $0.key < $1.key }.map {
        "\(quoted($0.key)):\(quoted($0.value))"
      }
      members.append("\(quoted(SafetensorsHeader.metadataKey)):{\(texts.joined(separator: ","))}")
    }
    for tensor in header.tensors {
      let shape = tensor.shape.map(String.init).joined(separator: ",")
      members.append(
        "\(quoted(tensor.name)):{\"dtype\":\"\(tensor.type.rawValue)\",\"shape\":[\(shape)],"
          + "\"data_offsets\":[\(tensor.bytes.lowerBound),\(tensor.bytes.upperBound)]}")
    }
    return "{\(members.joined(separator: ","))}"
  }

  private static func quoted(_ text: String) -> String {
    var out = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": out += "\\\""
      case "\\": out += "\\\\"
      case "\u{0}"..<" ":
        let hex = String(scalar.value, radix: 16)
        out += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
      default: out.unicodeScalars.append(scalar)
      }
    }
    return out + "\""
  }
}
