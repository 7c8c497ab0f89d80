import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The bytes of a file in memory of this process, as they are or unpacked and decoded.
///
/// They are copied, not mapped: a process that touches a mapped page beyond the end of a file that was
/// cut meanwhile is ended by the system.
final class FileContents {
  private let path: String
  private let plan: LoadPlan
  /// The open file; nil if the bytes are in memory alone.
  private let file: OpenFile?
  /// Bytes that were unpacked, decoded or came from a pipe; nil for those of a file.
  private let kept: GrowingBytes?
  private let memory: UnsafeMutableRawPointer?
  private let count: Int
  /// True if lines end in CR, which becomes LF whenever the file is read.
  private var hasReturns = false
  /// The bytes at the start that do not count.
  private var dropped = 0

  /// A file's descriptor, and its size and time of the last change when it was opened.
  private struct OpenFile {
    let descriptor: Int32
    let state: FileState
  }

  /// Makes contents of bytes in memory.
  init(_ bytes: GrowingBytes, path: String, plan: LoadPlan = .init(threads: 1)) {
    self.path = path
    self.plan = plan
    file = nil
    kept = bytes
    memory = bytes.start
    count = bytes.count
  }

  /// Reads a file, a pipe, or standard input for the path `-`, of which the limit bounds the bytes of the
  /// last two.
  ///
  /// - Throws: as `init(path:plan:)`, and `DataError.tooBig`.
  convenience init(path: String, limit: Int, plan: LoadPlan) throws {
    if PipeBytes.isPipe(path) {
      let bytes = try PipeBytes.read(path, limit: limit, stop: plan.stop)
      self.init(bytes, path: path, plan: plan)
    } else {
      try self.init(path: path, plan: plan)
    }
  }

  /// Opens a file and reads all of it.
  ///
  /// - Throws: `DataError.missing`, `.notAFile`, `.unreadable`; `.changed` if the file was written or cut
  ///   while it was read; `.interrupted`.
  init(path: String, plan: LoadPlan) throws {
    guard !PipeBytes.isPipe(path) else { throw DataError.notAFile(path: path) }
    // Without O_NONBLOCK opening a device may wait for ever.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else {
      let code = errno
      if code == ENOENT || code == ENOTDIR { throw DataError.missing(path: path) }
      throw Self.unreadable(path, code)
    }
    var memory: UnsafeMutableRawPointer?
    do {
      let state = try FileState(of: descriptor, path: path)
      count = state.size
      if count > 0 { memory = try Self.allocate(count, path: path) }
      file = OpenFile(descriptor: descriptor, state: state)
    } catch {
      close(descriptor)
      throw error
    }
    self.path = path
    self.plan = plan
    self.memory = memory
    kept = nil
    try read()
  }

  deinit {
    guard let file else { return }
    if let memory { munmap(memory, count) }
    close(file.descriptor)
  }

  /// The bytes of the file, without those that were dropped.
  var bytes: UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(
      start: memory.map { ($0 + dropped).assumingMemoryBound(to: UInt8.self) },
      count: count - dropped)
  }

  /// Drops bytes at the start.
  ///
  /// - Precondition: there are as many.
  func drop(_ bytes: Int) {
    precondition(bytes <= count - dropped, "only what is there is dropped")
    dropped += bytes
  }

  private static func allocate(_ count: Int, path: String) throws -> UnsafeMutableRawPointer {
    guard
      let memory = mmap(nil, count, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0),
      memory != MAP_FAILED
    else { throw unreadable(path, errno) }
    #if os(Linux)
      // Fewer page faults, each of which costs as much as copying the page. A refusal costs only speed.
      _ = madvise(memory, count, Int32(MADV_HUGEPAGE))
    #endif
    return memory
  }

  // MARK: Reading

  private static let piece = 1 << 22

  private func read() throws {
    guard let file else { return }
    guard let memory else { return try check(file) }
    let task = Copy(
      descriptor: file.descriptor, memory: memory, count: count, piece: Self.piece, stop: plan.stop)
    ParallelWork.run(pieces: task.pieces, threads: plan.threads) { piece, _ in task.read(piece) }
    try plan.stop.check()
    let code = task.failure
    guard code == 0 || code == PositionedRead.tooShort else { throw Self.unreadable(path, code) }
    guard code == 0 else { throw DataError.changed(path: path) }
    try check(file)
    if hasReturns { convertReturns() }
  }

  private func check(_ file: OpenFile) throws {
    guard try FileState(of: file.descriptor, path: path) == file.state else {
      throw DataError.changed(path: path)
    }
  }

  /// True if ranges are released; memory below 64 MiB is not worth it.
  private var releases: Bool { file != nil && count >= 1 << 26 }

  /// Makes line feeds of the carriage returns with which lines end.
  func convertReturns() {
    hasReturns = true
    guard let bytes = memory?.assumingMemoryBound(to: UInt8.self) else { return }
    for place in 0..<count where bytes[place] == UInt8(ascii: "\r") {
      bytes[place] = UInt8(ascii: "\n")
    }
  }

  /// Frees the pages that lie wholly within a range that has been parsed, so that they do not count as
  /// memory of the process. The bytes are undefined until `restore`.
  func release(_ range: Range<Int>) {
    guard releases, let memory else { return }
    let page = UInt(sysconf(Int32(_SC_PAGESIZE)))
    let start = memory + dropped
    let first = (UInt(bitPattern: start + range.lowerBound) + page - 1) & ~(page - 1)
    let end = UInt(bitPattern: start + range.upperBound) & ~(page - 1)
    guard end > first, let whole = UnsafeMutableRawPointer(bitPattern: first) else { return }
    _ = madvise(whole, Int(end - first), Int32(MADV_DONTNEED))
  }

  /// Reads the file again if parts of it were released.
  ///
  /// - Throws: `DataError.unreadable`, `.changed`, `.interrupted`.
  func restore() throws { if releases { try read() } }

  static func unreadable(_ path: String, _ code: Int32) -> DataError {
    .unreadable(path: path, reason: String(cString: strerror(code)))
  }
}

/// The pieces of a file that threads copy. Each writes its own part of the memory.
private final class Copy: @unchecked Sendable {
  private let descriptor: Int32
  private let memory: UnsafeMutableRawPointer
  private let count: Int
  private let piece: Int
  private let stop: StopRequest
  private let code = Atomic<Int32>(0)

  init(
    descriptor: Int32, memory: UnsafeMutableRawPointer, count: Int, piece: Int, stop: StopRequest
  ) {
    self.descriptor = descriptor
    self.memory = memory
    self.count = count
    self.piece = piece
    self.stop = stop
  }

  var pieces: Int { (count + piece - 1) / piece }

  /// The first failure: a code of the system, `PositionedRead.tooShort`, or 0.
  var failure: Int32 { code.load(ordering: .acquiring) }

  func read(_ index: Int) {
    guard failure == 0, !stop.isMade() else { return }
    let place = index * piece
    let target = UnsafeMutableRawBufferPointer(
      start: memory + place, count: min(piece, count - place))
    _ = code.compareExchange(
      expected: 0, desired: PositionedRead.fill(target, from: descriptor, at: place),
      ordering: .acquiringAndReleasing)
  }
}

/// The size of a file and the time of its last change, which tell whether it was written meanwhile.
struct FileState: Equatable {
  let size: Int
  let seconds: Int
  let nanoseconds: Int

  init(of descriptor: Int32, path: String) throws {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw FileContents.unreadable(path, errno) }
    guard status.st_mode & S_IFMT == S_IFREG else { throw DataError.notAFile(path: path) }
    size = Int(status.st_size)
    #if canImport(Darwin)
      let time = status.st_mtimespec
    #else
      let time = status.st_mtim
    #endif
    seconds = Int(time.tv_sec)
    nanoseconds = Int(time.tv_nsec)
  }
}
