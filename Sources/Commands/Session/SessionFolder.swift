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
/// Model files are written under free names, then `session.json` in one move; then the files of the
/// session before are removed, and no others. At any time the folder holds the old session or the
/// new one, and its other files.
struct SessionFolder {
  private let path: String
  private static let index = "session.json"
  private static let prefix = "model-"
  private static let suffix = ".safetensors"
  /// The longest `session.json` that is read.
  private static let longest = 1 << 28

  init(_ path: String) { self.path = path }

  private var indexPath: String { "\(path)/\(Self.index)" }

  /// True if there is a session in it, whole or not.
  var holdsSession: Bool { access(indexPath, F_OK) == 0 }

  // MARK: Saving

  /// Saves a session.
  ///
  /// - Throws: `ShellError.cannotWrite`, and the errors of saving a model; the folder is unchanged
  ///   then.
  func save(_ session: Session) throws -> Answer {
    try makeFolder()
    let before = (try? read())?.models.map(\.file) ?? []
    var models: [SavedSession.Model] = []
    do {
      try saveModels(of: session, &models)
      try write(saved(session, models))
    } catch {
      removeFiles(models.map(\.file))
      throw error
    }
    // A file that was removed meanwhile has left its name to one of the new.
    removeFiles(before.filter { old in !models.contains { $0.file == old } })
    session.noteAllSaved()
    return answer(session, models)
  }

  /// Adds each model to `models` once its file is written.
  private func saveModels(of session: Session, _ models: inout [SavedSession.Model]) throws {
    var number = 1
    for model in session.models {
      while access("\(path)/\(Self.file(number))", F_OK) == 0 { number += 1 }
      try ModelFile.save(
        model, to: "\(path)/\(Self.file(number))", evaluation: session.evaluation(of: model),
        registry: session.registry, compute: try session.compute(),
        shouldStop: { session.host.cancellation.isRequested })
      models.append(.init(file: Self.file(number), name: model.name))
    }
  }

  private func saved(_ session: Session, _ models: [SavedSession.Model]) -> SavedSession {
    let (people, you) = session.savedPeople
    return SavedSession(
      format: SavedSession.format, version: SavedSession.version,
      data: session.data.map { data in
        .init(
          origin: Self.absolute(data.origin), name: data.dataset.name,
          fingerprint: data.dataset.fingerprint)
      }, savedSplit: SavedSplit(session.split), models: models, current: session.currentName,
      people: people,
      you: you)
  }

  private func answer(_ session: Session, _ models: [SavedSession.Model]) -> Answer {
    var answer = Answer("save")
    let ratings = session.savedPeople.people.reduce(0) { $0 + $1.ratings.count }
    answer.add("path", .text(path))
    answer.add("models", .count(models.count))
    answer.add("ratings", .count(ratings))
    answer.blocks = [
      .line(
        "saved the session to \(path): \(session.data.map { $0.label } ?? "no data"), "
          + "\(NumberText.counted(models.count, "model")), "
          + "\(NumberText.counted(ratings, "rating")) of yours")
    ]
    return answer
  }

  /// Returns the origin with a whole path, which is valid in any folder.
  private static func absolute(_ origin: DataOrigin) -> DataOrigin {
    var origin = origin
    if origin.path != "demo", let whole = realpath(Environment.expanding(origin.path), nil) {
      origin.path = String(cString: whole)
      free(whole)
    }
    return origin
  }

  private static func file(_ number: Int) -> String { "\(prefix)\(number)\(suffix)" }

  private func makeFolder() throws {
    if mkdir(path, 0o755) != 0, errno != EEXIST {
      throw ShellError.cannotWrite(
        path: path, reason: String(cString: strerror(errno)).lowercased())
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

  /// Removes files by names that `save` gives; `session.json` may hold any.
  private func removeFiles(_ names: [String]) {
    for name in names {
      let number = name.dropFirst(Self.prefix.count).dropLast(Self.suffix.count)
      if Int(number).map(Self.file) == name { unlink("\(path)/\(name)") }
    }
  }

  // MARK: Opening

  /// Opens a session: reads everything first, and changes the session at the end. Models whose
  /// plugin is not loaded are left out, with a warning.
  ///
  /// - Throws: `ShellError.cannotRead`, and the errors of opening a model.
  func open(_ session: Session) throws -> Answer {
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
        models.append(
          try ModelFile.open(
            "\(path)/\(model.file)", as: try ArgumentCheck.name(model.name),
            registry: session.registry, compute: compute,
            shouldStop: { session.host.cancellation.isRequested }))
      } catch let error as EngineError {
        guard case .missingPlugin = error else { throw error }
        answer.warn(
          "\(model.name) is left out, and save --session to this folder would remove it: "
            + errorText(error))
      }
    }
    for name in saved.people.map(\.name) + [saved.you] { _ = try ArgumentCheck.name(name) }
    let data = load(saved.data, session.host.cancellation, &answer)
    session.replace(
      data: data, split: saved.split, models: models.map { ($0.model, $0.evaluation) },
      current: saved.current)
    session.restore(people: saved.people, you: saved.you)
    session.noteAllSaved()
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
          + "\(NumberText.counted(ratings, "rating")) of yours")
    ]
    return answer
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
