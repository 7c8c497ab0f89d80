import Debut
import Safetensors

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A file with the columns of a data set, from which it is read in a fraction of the time.
///
///     let (data, use) = try DataCache(of: "ml-25m").load()
///
/// It is used if names and sizes of the source's files, the options and the times of the last change are those of
/// before. If only times differ, or a file was changed so shortly before that a later change may have the same time,
/// a hash of the files' bytes decides. Anything else, damage included, has the source read and the file made anew.
///
/// The columns are copied into memory and compared with checksums. They are not mapped: a process that touches a
/// mapped page beyond the end of a file that was cut meanwhile is ended by the system.
///
/// - Stability: evolving.
public struct DataCache: Sendable {
  /// The part that a cache had in a reading.
  public enum Use: Hashable, Sendable {
    /// The columns were read from the file.
    case read
    /// The source was read, and the file written.
    case written
    /// The source was read; the file could not be written for this reason.
    case notWritten(reason: String)
  }

  /// The ending of the files.
  static let suffix = ".debut-cache"
  /// The version of the format. It goes up whenever a reader gives another outcome for the same files.
  static let format = "2"

  /// The path of the file.
  public let path: String
  private let source: String
  private let options: LoadOptions
  private let optionsText: String

  /// Makes the cache of a file or a folder that is read with options: a file beside it, or in a folder of caches.
  ///
  /// - Parameters:
  ///   - source: the file or the folder; a leading `~/` is the home folder.
  ///   - options: the way in which it is read. Each way has a file of its own.
  ///   - folder: the folder of caches; nil: what `DEBUT_CACHE` in the environment says, or else beside the source.
  /// - Throws: `DataError.missing`; `DataError.badOption` for standard input and pipes, which can be read once only.
  public init(
    of source: String, options: LoadOptions = LoadOptions(), folder: String? = nil
  ) throws {
    let source = FileBytes.normal(source)
    let kind = source == "-" ? .other : FileBytes.kind(of: source)
    guard kind != .missing else { throw DataError.missing(path: source) }
    guard kind != .other else {
      throw DataError.badOption(
        name: "--cache", value: source,
        expected: "a file or a folder: a pipe can be read once only")
    }
    self.source = source
    self.options = options
    optionsText = Self.text(options)
    let isUsual = optionsText == Self.text(LoadOptions())
    let real = FileSystem.resolved(source)
    let place = FileSystem.split(real == "/" || source == "." || source == ".." ? real : source)
    let said = folder ?? getenv("DEBUT_CACHE").map { String(cString: $0) } ?? ""
    if said.isEmpty {
      let ways = isUsual ? "" : "." + FNV1a(optionsText.utf8).digits.prefix(8)
      let folder = source.hasPrefix("./") || place.folder != "." ? place.folder + "/" : ""
      path = "\(folder)\(place.name)\(ways)\(Self.suffix)"
    } else {
      let ways = FNV1a((real + "\n" + optionsText).utf8).digits
      path = "\(FileBytes.normal(said))/\(place.name).\(ways)\(Self.suffix)"
    }
  }

  /// Reads the data from the file, or else from its source, and writes the file.
  ///
  /// - Parameters:
  ///   - threads: the threads that read and sort; nil: one a core.
  ///   - shouldStop: called every few milliseconds, from any thread; true stops the reading, and must stay true.
  /// - Throws: `DataError`, as `Dataset.load`. A file that cannot be read or written is no error.
  public func load(
    threads: Int? = nil, shouldStop: @escaping @Sendable () -> Bool = { false }
  ) throws -> (data: Dataset, use: Use) {
    let count = max(threads ?? ParallelWork.defaultThreads, 1)
    let second = time(nil)
    let state = try? SourceState(of: sources)
    if let state, let data = read(state, threads: count, shouldStop) { return (data, .read) }
    if shouldStop() { throw DataError.interrupted }
    let data = try Dataset.load(
      path: source, options: options, threads: threads, shouldStop: shouldStop)
    guard let state else { return (data, .notWritten(reason: "the source changed meanwhile")) }
    do {
      try write(data, state, at: second, threads: count, shouldStop)
    } catch let error as EngineError {
      if case .cannotWrite(_, let reason) = error { return (data, .notWritten(reason: reason)) }
      return (data, .notWritten(reason: "\(error)"))
    } catch let error as FileError {
      return (data, .notWritten(reason: error.reason))
    }
    return (data, .written)
  }

  /// The paths that are read: the source, and a file of items that was said, which may be within it.
  private var sources: [String] {
    guard case .file(let items) = options.items else { return [source] }
    return [source, FileBytes.normal(items), "\(source)/\(items)"]
  }

  // MARK: The file

  private func read(
    _ state: SourceState, threads: Int, _ shouldStop: @escaping @Sendable () -> Bool
  ) -> Dataset? {
    guard FileBytes.kind(of: path) == .file,
      let summed = try? SummedFile(path: path, threads: threads, shouldStop: shouldStop)
    else { return nil }
    let texts = summed.file.header.metadata
    guard texts["debut.cache"] == Self.format, texts["options"] == optionsText,
      texts["files"] == state.shape, let second = texts["taken"].flatMap({ Int($0) })
    else { return nil }
    if texts["times"] != state.times || state.isYoung(at: second) {
      guard let hash = state.hash(threads: threads, shouldStop: shouldStop),
        texts["hash"] == FNV1a.digits(hash)
      else { return nil }
    }
    guard let data = try? CachedColumns.read(of: source, from: summed),
      (try? summed.file.checkUnchanged()) != nil
    else { return nil }
    return data
  }

  private func write(
    _ data: Dataset, _ state: SourceState, at second: Int, threads: Int,
    _ shouldStop: @escaping @Sendable () -> Bool
  ) throws {
    var content = SafetensorsContent()
    guard CachedColumns.write(data, of: source, to: &content) else {
      throw FileError(path: path, reason: "its histories are not one after the other")
    }
    let hash = state.hash(threads: threads, shouldStop: shouldStop)
    if shouldStop() { throw DataError.interrupted }
    guard let hash, (try? SourceState(of: sources)) == state else {
      throw FileError(path: path, reason: "the source changed while it was read")
    }
    content.metadata["debut.cache"] = Self.format
    content.metadata["options"] = optionsText
    content.metadata["files"] = state.shape
    content.metadata["times"] = state.times
    content.metadata["taken"] = "\(second)"
    content.metadata["hash"] = FNV1a.digits(hash)
    let whole = content
    let goesOn = { !shouldStop() }
    // A cache that a crash of the machine damages is made anew, so nothing waits for the disk.
    func write(_ file: inout AtomicFile) throws {
      let isWhole = SummedFile.write(whole, goesOn: goesOn) { file.write($0) }
      if !isWhole { throw DataError.interrupted }
    }
    try AtomicFile.write(to: path, syncs: { false }, write)
  }

  // MARK: Options

  /// Returns the options as text: equal texts read equal files alike.
  private static func text(_ options: LoadOptions) -> String {
    var options = options
    // The limit refuses what is too large, and changes nothing else.
    options.sizeLimit = 0
    return text(of: options)
  }

  /// Returns a value as text, its parts by name, so that a new option has its part from the start.
  private static func text(of value: Any) -> String {
    let mirror = Mirror(reflecting: value)
    let parts = mirror.children.map { ($0.label.map { $0 + ":" } ?? "") + text(of: $0.value) }
    switch mirror.displayStyle {
    case .dictionary, .set: return "[\(parts.sorted().joined(separator: ","))]"
    case .none: return String(reflecting: value)
    case _ where parts.isEmpty: return String(describing: value)
    default: return "(\(parts.joined(separator: ",")))"
    }
  }
}
