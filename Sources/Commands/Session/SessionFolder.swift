import DebutEngine

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A folder that holds a session: `session.json`, and a file for each model.
///
/// Model files are written under names that nobody else picks, then `session.json`, which has their
/// checksums, in one move; then the files of the session before are removed, with those that killed
/// saves left behind, and no others. At any time the folder holds the old session or the new one, and
/// its other files. It is locked meanwhile: sessions saved there at once come one after the other.
struct SessionFolder {
  /// A model and its file in the folder.
  struct Kept {
    let model: TrainedModel
    let evaluation: EvaluationRecord?
    let file: String
    let digest: String?

    fileprivate var entry: SavedSession.Model {
      .init(file: file, name: model.name, digest: digest)
    }
  }

  private let path: String
  static let index = "session.json"
  private static let prefix = "model-"
  private static let suffix = ".safetensors"
  /// The digits of a name that nobody else picks.
  private static let digits = 16
  /// The longest `session.json` that is read.
  private static let longest = 1 << 28

  init(_ path: String) { self.path = path }

  private var indexPath: String { "\(path)/\(Self.index)" }

  /// True if there is a session in it, whole or not.
  var holdsSession: Bool { access(indexPath, F_OK) == 0 }

  // MARK: Saving

  /// Saves a session.
  ///
  /// - Parameter force: whether a `session.json` that is no session is written over.
  /// - Throws: `ShellError.cannotWrite`, `.wouldOverwrite`, and the errors of saving a model; the folder
  ///   is unchanged then.
  func save(_ session: Session, force: Bool = false) throws -> Answer {
    try makeFolder(mode: 0o755)
    let lock = try lock(.exclusive, session)
    if !force, holdsSession, (try? read()) == nil {
      throw ShellError.wouldOverwrite(path: indexPath, expected: "a saved session")
    }
    let before = mark
    let compute = try session.compute()
    let kept = try replace(session, reusing: [], under: lock) { model, evaluation, file in
      try ModelFile.save(
        model, to: file, evaluation: evaluation, registry: session.registry, compute: compute,
        shouldStop: { session.host.cancellation.isRequested })
    }
    session.noteAllSaved()
    var answer = answer(session, kept)
    if let origin = session.data?.origin, !origin.isRepeatable {
      answer.warn(
        "the ratings came from standard input and are not part of the session; write them to a file and load it, "
          + "so that open --session finds them")
    }
    if let before, session.savedPlaces[wholePath] != before {
      session.savedPlaces[wholePath] == nil
        ? answer.note("it replaces the session that was saved to \(path) before")
        : answer.warn(
          "another session was saved to \(path) since this one was saved or opened there; it is replaced"
        )
    }
    session.savedPlaces[wholePath] = mark
    return answer
  }

  /// Keeps a session in a folder that is its own. Models whose file is in the folder are not written
  /// again; one that cannot be saved is left out. Files are not opened again to be compared.
  ///
  /// - Parameters:
  ///   - known: the models that the last call returned.
  ///   - shouldStop: called every few milliseconds; true stops the writing.
  /// - Returns: the models that the folder has now.
  /// - Throws: `ShellError.cannotWrite`, `EngineError.cannotWrite`, `.interrupted`; the folder is unchanged then.
  func keep(
    _ session: Session, reusing known: [Kept], shouldStop: @escaping () -> Bool
  ) throws -> [Kept] {
    try makeFolder(mode: 0o700)
    let lock = try lock(.exclusive, session)
    return try replace(session, reusing: known, leavesOut: true, under: lock) {
      try ModelFile.saveUnchecked(
        $0, to: $2, evaluation: $1, syncs: { !session.host.cancellation.isRequested },
        shouldStop: shouldStop)
    }
  }

  /// Writes the models that `known` has not, then the list; removes what is needless then.
  private func replace(
    _ session: Session, reusing known: [Kept], leavesOut: Bool = false, under lock: FolderLock,
    write: (TrainedModel, EvaluationRecord?, String) throws -> Void
  ) throws -> [Kept] {
    let before = (try? read())?.models.map(\.file) ?? []
    var kept: [Kept] = []
    var new: [String] = []
    do {
      for model in session.models {
        let evaluation = session.evaluation(of: model)
        if let old = known.first(where: { $0.model === model && $0.evaluation == evaluation }),
          access("\(path)/\(old.file)", F_OK) == 0
        {
          kept.append(old)
          continue
        }
        let file = freeName()
        do {
          try write(model, evaluation, "\(path)/\(file)")
        } catch let error as EngineError where leavesOut && error.isOfTheModel {
          continue
        }
        new.append(file)
        kept.append(
          Kept(
            model: model, evaluation: evaluation, file: file,
            digest: try ModelFile.digest(of: "\(path)/\(file)")))
      }
      try self.write(saved(session, kept.map(\.entry)))
    } catch {
      removeFiles(new)
      throw error
    }
    let names = Set(kept.map(\.file))
    // Without locks, what looks needless may be another process's that is not in a list yet.
    if lock.isHeld { removeOrphans(except: names) }
    removeFiles(before.filter { !names.contains($0) })
    return kept
  }

  /// Returns a name that nobody else picks.
  private func freeName() -> String {
    while true {
      let number = String(UInt64.random(in: 0 ... .max), radix: 16)
      let digits = String(repeating: "0", count: Self.digits - number.count) + number
      let name = "\(Self.prefix)\(digits)\(Self.suffix)"
      if access("\(path)/\(name)", F_OK) != 0 { return name }
    }
  }

  /// Locks the folder until the lock is released.
  ///
  /// - Throws: `ShellError.cannotWrite`, `.cannotRead` if it stays locked; `.interrupted`.
  private func lock(_ kind: FolderLock.Kind, _ session: Session) throws -> FolderLock {
    do {
      return try FolderLock(path, kind) { session.host.cancellation.isRequested }
    } catch let error as FileError {
      try session.host.cancellation.check()
      throw kind == .exclusive
        ? ShellError.cannotWrite(path: path, reason: error.reason)
        : ShellError.cannotRead(path: path, reason: error.reason)
    }
  }

  /// The path without links and dots.
  private var wholePath: String { FileSystem.resolved(path) }

  /// A number that changes with the list; nil if there is none.
  private var mark: UInt64? {
    (try? TextFile.read(indexPath, limit: Self.longest)).map { bytes in
      var hash = FNV1a()
      hash.add(bytes)
      return hash.value
    }
  }

  private func saved(_ session: Session, _ models: [SavedSession.Model]) -> SavedSession {
    let (people, you) = session.savedPeople
    return SavedSession(
      format: SavedSession.format, version: SavedSession.version,
      data: session.data.map { data in
        .init(
          origin: data.origin.withWholePaths, name: data.dataset.name,
          fingerprint: data.dataset.fingerprint)
      }, savedSplit: SavedSplit(session.split), models: models, current: session.currentName,
      people: people,
      you: you)
  }

  private func answer(_ session: Session, _ models: [Kept]) -> Answer {
    var answer = Answer("save")
    let ratings = session.savedPeople.people.reduce(0) { $0 + $1.ratings.count }
    answer.add("path", .text(path))
    answer.add("models", .count(models.count))
    answer.add("ratings", .count(ratings))
    answer.blocks = [
      .line(
        "saved the session to \(path): \(session.data.map { $0.label } ?? "no data"), "
          + "\(NumberText.counted(models.count, "model")), "
          + "\(NumberText.counted(ratings, session.rowName)) of yours")
    ]
    return answer
  }

  private func makeFolder(mode: mode_t) throws {
    do {
      try FileSystem.ensureFolder(path, mode: mode)
    } catch let error as FileError {
      throw ShellError.cannotWrite(path: error.path, reason: error.reason)
    }
  }

  private func write(_ saved: SavedSession) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    do {
      let json = try encoder.encode(saved)
      try AtomicFile.write(to: indexPath) { file in
        file.write(String(decoding: json, as: UTF8.self) + "\n")
      }
    } catch let error as EngineError {
      throw error
    } catch {
      throw ShellError.cannotWrite(path: indexPath, reason: "a figure in it is not finite")
    }
  }

  /// Removes files by names that `save` gives, or gave; `session.json` may hold any.
  private func removeFiles(_ names: [String]) {
    for name in names where Self.isOwn(name) || Self.isNumbered(name) { unlink("\(path)/\(name)") }
  }

  /// Removes models that no list names, and unfinished files, which killed saves leave behind. A file of
  /// another name, or one that is no model, stays.
  private func removeOrphans(except names: Set<String>) {
    for name in (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? [] {
      if let final = AtomicFile.finalName(ofTemporary: name) {
        guard final == Self.index || Self.isOwn(final) || Self.isNumbered(final) else { continue }
        AtomicFile.removeLeftovers(of: "\(path)/\(final)")
      } else if Self.isOwn(name), !names.contains(name),
        (try? ModelFile.digest(of: "\(path)/\(name)")) ?? nil != nil
      {
        unlink("\(path)/\(name)")
      }
    }
  }

  /// Returns true for a name that `save` gives.
  private static func isOwn(_ name: String) -> Bool {
    let middle = middle(of: name)
    return middle.count == digits && middle.allSatisfy { $0.isHexDigit && !$0.isUppercase }
      && name == prefix + middle + suffix
  }

  /// Returns true for a name that earlier versions gave: "model-3.safetensors".
  private static func isNumbered(_ name: String) -> Bool {
    let middle = middle(of: name)
    return Int(middle).map { "\(prefix)\($0)\(suffix)" } == name
  }

  private static func middle(of name: String) -> Substring {
    name.dropFirst(prefix.count).dropLast(suffix.count)
  }

  // MARK: Opening

  /// Opens a session: reads everything first, and changes the session at the end. Models whose
  /// plugin is not loaded are left out, with a warning.
  ///
  /// - Throws: `ShellError.cannotRead`, and the errors of opening a model.
  func open(_ session: Session) throws -> Answer {
    // Nobody takes files away meanwhile.
    let lock = holdsSession ? try lock(.shared, session) : nil
    let mark = mark
    let saved = try read()
    var answer = Answer("open")
    let compute = try session.compute()
    guard Set(saved.models.map(\.name)).count == saved.models.count else {
      throw bad("two models have one name")
    }
    var models: [ModelFile.Opened] = []
    for model in saved.models {
      guard !model.file.contains("/") else { throw bad("a model's file is in another folder") }
      do {
        let opened = try ModelFile.open(
          "\(path)/\(model.file)", as: try ArgumentCheck.name(model.name),
          registry: session.registry, compute: compute,
          shouldStop: { session.host.cancellation.isRequested })
        guard model.digest == nil || model.digest == opened.digest else {
          throw ShellError.cannotRead(
            path: "\(path)/\(model.file)",
            reason:
              "it is not the file that \(Self.index) was written with; the folder holds parts of two "
              + "sessions")
        }
        models.append(opened)
      } catch let error as EngineError {
        guard case .missingPlugin = error else { throw error }
        answer.warn(
          "\(model.name) is left out, and save --session to this folder would remove it: "
            + errorText(error))
      }
    }
    for name in saved.people.map(\.name) + [saved.you] { _ = try ArgumentCheck.name(name) }
    withExtendedLifetime(lock) {}
    let data = load(saved.data, session.host.cancellation, &answer)
    session.replace(
      data: data, split: saved.split, models: models.map { ($0.model, $0.evaluation) },
      current: saved.current)
    session.restore(people: saved.people, you: saved.you)
    session.noteAllSaved()
    session.savedPlaces[wholePath] = mark
    answer.add("path", .text(path))
    answer.add("dataset", data.map { .text($0.dataset.name) } ?? .null)
    answer.add("split", .text(saved.split.word))
    answer.add("models", .count(models.count))
    answer.add("current", session.currentName.map { .text($0) } ?? .null)
    let ratings = saved.people.reduce(0) { $0 + $1.ratings.count }
    answer.add("ratings", .count(ratings))
    answer.blocks = [
      .line(
        "opened the session of \(path): \(data.map { $0.sentence } ?? "no data"); "
          + "\(NumberText.counted(models.count, "model")), "
          + "\(NumberText.counted(ratings, session.rowName)) of yours")
    ]
    return answer
  }

  /// Returns the numbers of models and of ratings by people; nil if it is not a session.
  func content() -> (models: Int, ratings: Int)? {
    guard let saved = try? read() else { return nil }
    return (saved.models.count, saved.people.reduce(0) { $0 + $1.ratings.count })
  }

  private func bad(_ reason: String) -> ShellError {
    .cannotRead(path: indexPath, reason: "it is not a saved session: \(reason)")
  }

  private func read() throws -> SavedSession {
    let text = try TextFile.read(indexPath, limit: Self.longest)
    // Another version may have other members: its number is read before them.
    let head: SavedSession.Head = try decode(text)
    guard head.format == SavedSession.format else { throw bad("its format is \(head.format)") }
    guard head.version == SavedSession.version else {
      throw bad(
        "it is of version \(head.version), and this program reads \(SavedSession.version)")
    }
    return try decode(text)
  }

  private func decode<Value: Decodable>(_ text: [UInt8]) throws -> Value {
    do {
      return try JSONDecoder().decode(Value.self, from: Data(text))
    } catch {
      throw bad("expected the JSON that save --session writes")
    }
  }

  /// Loads the data; returns nil, and adds a warning, if that fails.
  private func load(
    _ saved: SavedSession.Source?, _ cancellation: Cancellation, _ answer: inout Answer
  ) -> LoadedData? {
    guard let saved else { return nil }
    guard saved.origin.isRepeatable else {
      answer.warn(
        "\(saved.name) is not loaded: it came from standard input, which cannot be read again; load the same "
          + "ratings from a file, and the models go on with them")
      return nil
    }
    do {
      let data = try LoadedData(loading: saved.origin, cancellation: cancellation)
      if data.dataset.fingerprint != saved.fingerprint {
        answer.warn("\(saved.origin.path) has changed since the session was saved")
      }
      return data
    } catch {
      answer.warn("\(saved.name) is not loaded: \(errorText(error))")
      return nil
    }
  }
}

extension EngineError {
  /// True if it is a fault of the model: no failure to write a file, and no stop.
  fileprivate var isOfTheModel: Bool {
    switch self {
    case .cannotWrite, .interrupted: false
    default: true
    }
  }
}
