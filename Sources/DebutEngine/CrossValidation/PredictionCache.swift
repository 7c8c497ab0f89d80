import Debut

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A folder that keeps the answers of a cross-validation, so that one that was broken off goes on.
///
/// Each piece is one text file, which appears whole or not at all: a checksum, the lines that the
/// answers depend on, and the answers. A file is used where all those lines are what is asked for now.
public struct PredictionCache: Sendable {
  /// Where it is.
  public let path: String

  /// Makes the folder where it is missing; the one above it must be there.
  ///
  /// - Throws: `EngineError.cannotWrite`.
  public init(_ path: String) throws {
    self.path = path
    guard FileBytes.kind(of: path) != .folder, mkdir(path, 0o777) != 0 else { return }
    throw EngineError.cannotWrite(
      path: path, reason: String(cString: strerror(errno)).lowercased())
  }

  private static let suffix = ".answers"

  /// The file of a piece, named for people by model, seed and fold, and for certain by its key.
  private func file(of piece: CrossValidationJobs.Job) -> String {
    let fold = piece.sheet.fold.map { "-fold\($0)" } ?? ""
    let key = FNV1a(piece.key.utf8).digits
    return "\(piece.request.model)\(fold)-seed\(piece.request.trainingSeed)-\(key)\(Self.suffix)"
  }

  /// The answers there are, for each piece. Notes tell of files that are damaged, and of others that
  /// have no part in this.
  func read(_ pieces: [CrossValidationJobs.Job], notes: inout [String]) throws
    -> [FoldPredictions?]
  {
    var damaged = 0
    let found = pieces.map { piece -> FoldPredictions? in
      let path = "\(self.path)/\(file(of: piece))"
      guard FileBytes.kind(of: path) != .missing else { return nil }
      let answers = try? FileBytes.withBytes(of: path) { Self.parse($0, of: piece) }
      if answers == nil { damaged += 1 }
      return answers ?? nil
    }
    let others = names().filter { $0.hasSuffix(Self.suffix) }.count
    let known = Set(pieces.map(file)).filter {
      FileBytes.kind(of: "\(path)/\($0)") != .missing
    }.count
    if damaged > 0 { notes.append("\(Self.files(damaged, "damaged")) in \(path), done again") }
    if others > known {
      notes.append(
        "\(Self.files(others - known)) in \(path) left alone: of other models, options, seeds or folds, of "
          + "other data or of another build")
    }
    return found
  }

  private static func files(_ count: Int, _ kind: String? = nil) -> String {
    "\(count) \(kind.map { $0 + " " } ?? "")file\(count == 1 ? "" : "s")"
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

  /// - Throws: `EngineError.cannotWrite`.
  func write(_ answers: FoldPredictions, of piece: CrossValidationJobs.Job) throws {
    var body = piece.key
    body += "seconds \(answers.seconds)\n"
    body += "unknown items \(answers.unknownItems)\n"
    body += "unanswered \(answers.unanswered)\n"
    body += "answers \(answers.stars.count)\n"
    for stars in answers.stars { body += "\(stars)\n" }
    try AtomicFile.write(to: "\(path)/\(file(of: piece))") { file in
      file.write(Self.head(body.utf8))
      file.write(body)
    }
  }

  private static func head(_ body: some Sequence<UInt8>) -> String {
    "debut answers \(CacheKey.format) \(FNV1a(body).digits)\n"
  }

  /// The answers of a file; nil where anything about it is not as it was written.
  private static func parse(
    _ bytes: UnsafeBufferPointer<UInt8>, of piece: CrossValidationJobs.Job
  ) -> FoldPredictions? {
    guard let end = bytes.firstIndex(of: 0x0A) else { return nil }
    let body = bytes[(end + 1)...]
    guard bytes[...end].elementsEqual(head(body).utf8), body.starts(with: piece.key.utf8) else {
      return nil
    }
    let rest = body.dropFirst(piece.key.utf8.count)
    let lines = String(decoding: rest, as: UTF8.self).utf8.split(separator: 0x0A)
    func value(_ line: Int, _ name: String) -> Substring? {
      guard line < lines.count else { return nil }
      let text = Substring(lines[line])
      return text.hasPrefix(name + " ") ? text.dropFirst(name.utf8.count + 1) : nil
    }
    guard let seconds = value(0, "seconds").flatMap({ Double($0) }),
      let unknown = value(1, "unknown items").flatMap({ Int($0) }),
      let unanswered = value(2, "unanswered").flatMap({ Int($0) }),
      let count = value(3, "answers").flatMap({ Int($0) }), count == lines.count - 4,
      count == piece.sheet.walks.reduce(0, { $0 + $1.targetCount })
    else { return nil }
    let stars = lines.dropFirst(4).compactMap { Float(Substring($0)) }.filter(\.isFinite)
    guard stars.count == count else { return nil }
    return FoldPredictions(
      stars: stars, unknownItems: unknown, unanswered: unanswered, seconds: seconds)
  }
}
