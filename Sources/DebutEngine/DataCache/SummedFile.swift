import Debut
import Hashing
import Safetensors
import Synchronization

/// A file of tensors with a checksum of each mebibyte, which are compared while they are read.
struct SummedFile: @unchecked Sendable {
  /// A fault of a file that is no error of anyone: it is made anew.
  enum Fault: Error { case damaged }

  private static let sums = "sums"
  private static let headerKey = "header-sha256"

  let file: SafetensorsFile
  let threads: Int
  /// [tensor's name] the place of its first checksum.
  private let places: [String: Int]
  private let sums: [UInt64]

  /// Adds the checksums of all tensors, and passes the file's bytes to `write`.
  ///
  /// - Returns: false if `goesOn` ended it.
  static func write(
    _ content: SafetensorsContent, goesOn: () -> Bool, to write: (UnsafeRawBufferPointer) -> Void
  ) -> Bool {
    var content = content
    let sums = content.checksums { BlockSum.blocks(of: $0) }
    content.add(Self.sums, sums, shape: [sums.count])
    return content.write(
      dataDigestKey: nil, headerDigestKey: headerKey, goesOn: goesOn, to: write)
  }

  /// Opens a file, and compares its header with its checksum.
  ///
  /// - Throws: `SafetensorsError`, `Fault`.
  init(path: String, threads: Int, shouldStop: @escaping @Sendable () -> Bool) throws {
    file = try SafetensorsFile(path: path, shouldStop: shouldStop)
    self.threads = threads
    guard file.header.metadata[Self.headerKey] == file.header.digest(without: Self.headerKey) else {
      throw Fault.damaged
    }
    sums = try file.read(Self.sums)
    var places: [String: Int] = [:]
    var place = 0
    for tensor in file.header.tensors.sorted(by: { $0.name < $1.name })
    where tensor.name != Self.sums {
      places[tensor.name] = place
      place += BlockSum.blockCount(of: tensor.bytes.count)
    }
    guard place == sums.count else { throw Fault.damaged }
    self.places = places
  }

  /// Compares the tensors that are not read by `column` with their checksums.
  ///
  /// - Throws: `SafetensorsError`, `Fault`.
  func verify(except columns: [String]) throws {
    for tensor in file.header.tensors
    where tensor.name != Self.sums && !columns.contains(tensor.name) {
      var bytes = [UInt8](uninitialized: tensor.bytes.count)
      try bytes.withUnsafeMutableBytes { try read(tensor, $0) { _ in true } }
    }
  }

  /// Returns the numbers of a large tensor, which threads read and compare with their checksums.
  ///
  /// - Parameters:
  ///   - count: the number of values.
  ///   - isSound: called with the values of each mebibyte; false for values that cannot be.
  /// - Throws: `SafetensorsError`, `Fault`.
  func column<Element: TensorElement>(
    _ name: String, count: Int,
    _ isSound: @escaping @Sendable (UnsafeBufferPointer<Element>) -> Bool
  ) throws -> [Element] {
    let info = try file.info(name)
    guard info.type == Element.elementType, info.shape == [count] else { throw Fault.damaged }
    var values = [Element](uninitialized: count)
    try values.withUnsafeMutableBytes { bytes in
      try read(info, bytes) { piece in
        isSound(piece.assumingMemoryBound(to: Element.self))
      }
    }
    return values
  }

  private func read(
    _ tensor: TensorInfo, _ target: UnsafeMutableRawBufferPointer,
    _ isSound: @escaping @Sendable (UnsafeRawBufferPointer) -> Bool
  ) throws {
    guard let first = places[tensor.name], target.count == tensor.bytes.count else {
      throw Fault.damaged
    }
    let shared = Target(bytes: target)
    let failure = Mutex<(any Error)?>(nil)
    ParallelWork.run(pieces: BlockSum.blockCount(of: target.count), threads: threads) { block, _ in
      guard failure.withLock({ $0 == nil }) else { return }
      let start = block * BlockSum.size
      let piece = UnsafeMutableRawBufferPointer(
        rebasing: shared.bytes[start..<min(start + BlockSum.size, shared.bytes.count)])
      do {
        try file.readBytes(of: tensor.name, from: start, into: piece)
        guard BlockSum.of(UnsafeRawBufferPointer(piece)) == sums[first + block],
          isSound(UnsafeRawBufferPointer(piece))
        else { throw Fault.damaged }
      } catch {
        failure.withLock { $0 = $0 ?? error }
      }
    }
    if let error = failure.withLock({ $0 }) { throw error }
  }

  /// Memory of which each thread writes its own part.
  private struct Target: @unchecked Sendable { let bytes: UnsafeMutableRawBufferPointer }
}
