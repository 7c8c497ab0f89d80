import Debut

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A folder that keeps the predictions of a cross-validation, so that an interrupted one is resumed and
/// several processes share the jobs.
///
/// Each job is one text file, which appears whole or not at all: a checksum, the lines of its key, and
/// the predictions. A file is used if all lines of the key are those of the job.
///
/// - Stability: stable. The format of the files has a version in their first line.
public struct PredictionCache: Sendable {
  /// The path of the folder.
  public let path: String

  /// Makes the folder if it is missing; the one above it must exist.
  ///
  /// - Throws: `EngineError.cannotWrite`.
  public init(_ path: String) throws {
    self.path = path
    do {
      try FileSystem.ensureFolder(path)
    } catch let error as FileError {
      throw EngineError.cannotWrite(path: error.path, reason: error.reason)
    }
  }

  private static let suffix = ".answers"
  /// The mark of a prediction that is the training mean.
  private static let fallback = " mean"

  private func file(of key: CacheKey) -> String { "\(path)/\(key.fileName)\(Self.suffix)" }

  /// Loads the predictions of each job, nil if there are none. Adds a note for damaged and for unrelated
  /// files. Removes what a process left that ended after its job.
  func read(_ keys: [CacheKey], notes: inout [String]) throws -> [FoldPredictions?] {
    var damaged = 0
    var known: Set<String> = []
    let claims = JobClaims(folder: path)
    let found = keys.map { key -> FoldPredictions? in
      guard FileBytes.kind(of: file(of: key)) != .missing else { return nil }
      known.insert(key.fileName)
      let predictions = predictions(of: key)
      if predictions == nil { damaged += 1 } else { claims.sweep(key.fileName) }
      return predictions
    }
    let others = names().filter { $0.hasSuffix(Self.suffix) }.count
    if damaged > 0 { notes.append("\(Self.files(damaged, "damaged")) in \(path), done again") }
    if others > known.count {
      notes.append(
        "\(Self.files(others - known.count)) in \(path) left alone: of other models, options, seeds "
          + "or folds, of other data or of another build")
    }
    return found
  }

  /// Loads the predictions of a job; nil if there are none, or the file is damaged.
  func predictions(of key: CacheKey) -> FoldPredictions? {
    let path = file(of: key)
    guard FileBytes.kind(of: path) != .missing else { return nil }
    return (try? FileBytes.withBytes(of: path) { Self.parse($0, of: key) }) ?? nil
  }

  private static func files(_ count: Int, _ kind: String? = nil) -> String {
    Counted.text(count, (kind.map { $0 + " " } ?? "") + "file")
  }

  private func names() -> [String] {
    guard let folder = opendir(path) else { return [] }
    defer { closedir(folder) }
    var names: [String] = []
    while let entry = readdir(folder) {
      withUnsafePointer(to: &entry.pointee.d_name) { name in
        name.withMemoryRebound(to: CChar.self, capacity: MemoryLayout.size(ofValue: name.pointee)) {
          names.append(String(cString: $0))
        }
      }
    }
    return names
  }

  /// Writes the predictions of a job.
  ///
  /// - Throws: `EngineError.cannotWrite`.
  func write(_ predictions: FoldPredictions, of key: CacheKey) throws {
    var body = key.text
    body += "seconds \(predictions.seconds)\n"
    body += "unknown items \(predictions.unknownItems)\n"
    body += "unanswered \(predictions.unanswered)\n"
    if let lists = predictions.lists {
      body += "coverage \(lists.coverage)\npopularity \(lists.popularity)\n"
    }
    if !predictions.faults.isEmpty {
      body += "faults \(predictions.faults.count)\n"
      for fault in predictions.faults {
        body += fault.split(whereSeparator: \.isNewline).joined(separator: " ") + "\n"
      }
    }
    body += "answers \(predictions.values.count)\n"
    for (value, isFallback) in zip(predictions.values, predictions.fallbacks) {
      body += isFallback ? "\(value)\(Self.fallback)\n" : "\(value)\n"
    }
    try AtomicFile.write(to: file(of: key)) { file in
      file.write(Self.head(body.utf8))
      file.write(body)
    }
  }

  private static func head(_ body: some Sequence<UInt8>) -> String {
    "debut answers \(CacheKey.format) \(FNV1a(body).digits)\n"
  }

  /// Returns the predictions in a file; nil if anything about it is not as it was written.
  private static func parse(_ bytes: UnsafeBufferPointer<UInt8>, of key: CacheKey)
    -> FoldPredictions?
  {
    guard let end = bytes.firstIndex(of: 0x0A) else { return nil }
    let body = bytes[(end + 1)...]
    guard bytes[...end].elementsEqual(head(body).utf8), body.starts(with: key.text.utf8) else {
      return nil
    }
    let rest = body.dropFirst(key.text.utf8.count)
    let lines = String(decoding: rest, as: UTF8.self).utf8.split(separator: 0x0A)
    func value(_ line: Int, _ name: String) -> Substring? {
      guard line < lines.count else { return nil }
      let text = Substring(lines[line])
      return text.hasPrefix(name + " ") ? text.dropFirst(name.utf8.count + 1) : nil
    }
    guard let seconds = value(0, "seconds").flatMap({ Double($0) }),
      let unknown = value(1, "unknown items").flatMap({ Int($0) }),
      let unanswered = value(2, "unanswered").flatMap({ Int($0) })
    else { return nil }
    var next = 3
    var lists: ListFigures?
    if let coverage = value(next, "coverage").flatMap({ Double($0) }),
      let popularity = value(next + 1, "popularity").flatMap({ Double($0) })
    {
      lists = ListFigures(coverage: coverage, popularity: popularity)
      next += 2
    }
    var faults: [String] = []
    if let count = value(next, "faults").flatMap({ Int($0) }) {
      guard (1..<lines.count - next).contains(count) else { return nil }
      faults = lines[next + 1...next + count].map { String(Substring($0)) }
      next += 1 + count
    }
    guard let count = value(next, "answers").flatMap({ Int($0) }), count == lines.count - next - 1,
      count == key.targetCount
    else { return nil }
    let answers = lines.dropFirst(next + 1).map { Substring($0) }
    let fallbacks = answers.map { $0.hasSuffix(fallback) }
    let values = zip(answers, fallbacks).compactMap { line, isFallback in
      Float(isFallback ? line.dropLast(fallback.utf8.count) : line)
    }.filter(\.isFinite)
    let marked = fallbacks.reduce(0) { $0 + ($1 ? 1 : 0) }
    guard values.count == count, unknown >= 0, unanswered >= 0,
      unknown <= count, unanswered <= count,
      marked == (key.ranks ? 0 : unknown + unanswered)
    else { return nil }
    return FoldPredictions(
      values: values, unknownItems: unknown, unanswered: unanswered, fallbacks: fallbacks,
      faults: faults, seconds: seconds, lists: lists)
  }
}
