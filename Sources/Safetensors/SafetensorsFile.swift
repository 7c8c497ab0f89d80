import Hashing

/// A safetensors file, open for reading. The header is read and checked at once, the numbers of a
/// tensor on request.
///
/// Whatever the bytes are, reading throws and never traps. It allocates no memory for numbers that
/// the file does not have.
///
/// - Stability: evolving.
public final class SafetensorsFile {
  /// The checked header.
  public let header: SafetensorsHeader
  private let source: ByteSource
  /// Offset of the tensors' bytes in the file.
  private let dataStart: Int

  /// Opens a file.
  ///
  /// - Parameter shouldStop: called before every 16 MiB that are read, from then on; true ends the reading
  ///   with `.interrupted`.
  /// - Throws: `SafetensorsError`.
  public convenience init(
    path: String, shouldStop: @escaping () -> Bool = { false }
  ) throws {
    try self.init(ByteSource(path: path, shouldStop: shouldStop))
  }

  /// Compares the file with what it was when it was opened. What was read before is sound if this succeeds.
  ///
  /// - Throws: `SafetensorsError.changed` if it was written or cut since, `.unreadable`.
  public func checkUnchanged() throws { try source.check() }

  /// Reads a file's bytes.
  ///
  /// - Throws: `SafetensorsError`.
  public convenience init(bytes: [UInt8]) throws { try self.init(ByteSource(bytes)) }

  private static let prefix = 8

  private init(_ source: ByteSource) throws {
    guard source.count >= Self.prefix else {
      throw SafetensorsError.tooShort(bytes: source.count)
    }
    var length: UInt64 = 0
    try withUnsafeMutableBytes(of: &length) { try source.read(from: 0, into: $0) }
    length = UInt64(littleEndian: length)
    let limit = min(source.count - Self.prefix, SafetensorsHeader.longest)
    guard length <= UInt64(limit) else {
      throw SafetensorsError.headerTooLong(claimed: length, limit: limit)
    }
    var bytes = [UInt8](repeating: 0, count: Int(length))
    try bytes.withUnsafeMutableBytes { try source.read(from: Self.prefix, into: $0) }
    header = try bytes.withUnsafeBytes { try SafetensorsHeader(parsing: $0) }
    dataStart = Self.prefix + bytes.count
    let (expected, overflows) = dataStart.addingReportingOverflow(header.dataCount)
    guard !overflows, expected == source.count else {
      throw SafetensorsError.wrongLength(
        bytes: source.count, expected: overflows ? Int.max : expected)
    }
    self.source = source
  }

  /// Returns the SHA-256 of all tensors' bytes, in the order in which `SafetensorsContent` writes them, as
  /// hexadecimal digits.
  ///
  /// - Throws: `SafetensorsError.unreadable`, `.changed`, `.interrupted`.
  public func dataDigest() throws -> String {
    var hash = SHA256()
    var piece = [UInt8](repeating: 0, count: min(1 << 20, max(header.dataCount, 1)))
    for range in header.writtenRanges {
      var done = range.lowerBound
      while done < range.upperBound {
        let count = min(piece.count, range.upperBound - done)
        try piece.withUnsafeMutableBytes { buffer in
          let part = UnsafeMutableRawBufferPointer(rebasing: buffer[..<count])
          try source.read(from: dataStart + done, into: part)
          hash.update(UnsafeRawBufferPointer(part))
        }
        done += count
      }
    }
    return hash.hexDigits
  }

  /// Returns the entry of a tensor that must exist.
  ///
  /// - Throws: `SafetensorsError.missingTensor`.
  public func info(_ name: String) throws -> TensorInfo {
    guard let info = header[name] else { throw SafetensorsError.missingTensor(name) }
    return info
  }

  /// Returns the numbers of a tensor in row-major order: the innermost dimension varies fastest.
  ///
  /// - Parameter shape: the required shape; nil: any.
  /// - Throws: `SafetensorsError.missingTensor`, `.wrongType`, `.wrongShape`, `.unreadable`.
  public func read<Element: TensorElement>(
    _ name: String, as type: Element.Type = Element.self, shape: [Int]? = nil
  ) throws -> [Element] {
    let info = try check(name, Element.elementType, shape)
    var values = [Element](repeating: Element(), count: info.count)
    try values.withUnsafeMutableBytes {
      try source.read(from: dataStart + info.bytes.lowerBound, into: $0)
    }
    return values
  }

  /// Reads the numbers of a tensor into existing memory, in row-major order.
  ///
  /// - Throws: `SafetensorsError.missingTensor`, `.wrongType`, `.wrongShape`, `.unreadable`.
  /// - Precondition: `target` holds exactly as many numbers as `shape` requires.
  public func read<Element: TensorElement>(
    _ name: String, shape: [Int], into target: UnsafeMutableBufferPointer<Element>
  ) throws {
    let info = try check(name, Element.elementType, shape)
    precondition(info.count == target.count, "the memory has room for the tensor, and no more")
    try source.read(
      from: dataStart + info.bytes.lowerBound, into: UnsafeMutableRawBufferPointer(target))
  }

  /// Reads some of a tensor's bytes into existing memory. Threads may read at once.
  ///
  /// - Parameter start: the first byte, counted from the tensor's.
  /// - Throws: `SafetensorsError.missingTensor`, `.unreadable`, `.changed`, `.interrupted`.
  /// - Precondition: the bytes lie within the tensor.
  public func readBytes(
    of name: String, from start: Int, into target: UnsafeMutableRawBufferPointer
  ) throws {
    let info = try info(name)
    precondition(
      start >= 0 && target.count <= info.bytes.count && start <= info.bytes.count - target.count,
      "only bytes of the tensor can be read")
    try source.read(from: dataStart + info.bytes.lowerBound + start, into: target)
  }

  private func check(_ name: String, _ type: ElementType, _ shape: [Int]?) throws -> TensorInfo {
    let info = try info(name)
    guard info.type == type else {
      throw SafetensorsError.wrongType(tensor: name, found: info.type, expected: type)
    }
    if let shape, info.shape != shape {
      throw SafetensorsError.wrongShape(tensor: name, found: info.shape, expected: shape)
    }
    return info
  }
}
