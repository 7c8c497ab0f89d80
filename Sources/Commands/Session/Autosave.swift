import DebutEngine

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The copy of a session that outlives a process which does not end by itself: models, people and the place
/// of the data, in a folder of this process alone.
///
/// It is renewed after each line that changed something, and before code of plugins runs. Models whose
/// file is there are not written again. The folder is removed when the session ends by itself.
package final class Autosave {
  /// The state that was kept last. Comparing it is cheap: equal arrays mostly share their memory.
  private struct State: Equatable {
    let people: [String]
    let ratings: [[RatedItem]]
    let you: String
    let current: String?
    let models: [ObjectIdentifier]
    let evaluations: [EvaluationRecord?]
    let fingerprint: String?
    let split: Split

    init(_ session: Session) {
      people = session.people.all.map(\.name)
      ratings = session.people.all.map(\.ratings)
      you = session.person.name
      current = session.currentName
      models = session.models.map { ObjectIdentifier($0) }
      evaluations = session.models.map { session.evaluation(of: $0) }
      fingerprint = session.data?.dataset.fingerprint
      split = session.split
    }

    /// True if nothing would be lost.
    var isEmpty: Bool { models.isEmpty && ratings.allSatisfy(\.isEmpty) }
  }

  private let shelf: AutosaveShelf
  /// The time that keeping may take after Ctrl-C.
  private let patience: Duration
  /// The folder of this process; nil before something is kept.
  private var path: String?
  private var kept: [SessionFolder.Kept] = []
  private var last: State?
  private var lock: FolderLock?
  private var hasFailed = false

  /// Prepares a copy on a shelf, where nothing is written before there is something to keep.
  ///
  /// - Parameters:
  ///   - shelf: the place of copies.
  ///   - patience: the time that keeping may take after Ctrl-C; by default enough for some ten megabytes.
  package init(on shelf: AutosaveShelf, patience: Duration = .milliseconds(150)) {
    self.shelf = shelf
    self.patience = patience
  }

  /// True if there is something kept.
  package var holdsSomething: Bool { path != nil && !(last?.isEmpty ?? true) }

  /// Keeps what changed since the last call. If that fails, a note says so, once. Ctrl-C puts off to the end of
  /// the next line what takes long.
  func keep(_ session: Session) {
    let state = State(session)
    guard state != last, !(state.isEmpty && path == nil) else { return }
    let cancellation = session.host.cancellation
    let clock = ContinuousClock()
    var end = cancellation.isRequested ? clock.now + patience : nil
    do {
      let place = try path ?? makePlace()
      kept = try SessionFolder("\(place)/\(AutosaveShelf.folder)").keep(session, reusing: kept) {
        guard cancellation.isRequested else { return false }
        let now = clock.now
        if end == nil { end = now + self.patience }
        return end.map { now > $0 } ?? false
      }
      last = state
      hasFailed = false
      LastWords.setKept(
        state.isEmpty ? "" : "; models and ratings are kept: open --session --last brings them back"
      )
    } catch EngineError.interrupted {
      session.host.progress.message(
        "note: what changed is kept, in case the program dies, after the next line\n")
    } catch {
      guard !hasFailed else { return }
      hasFailed = true
      session.host.progress.message(
        "note: the session is not kept in case the program dies: \(errorText(error))\n")
    }
  }

  private func makePlace() throws -> String {
    let (place, lock) = try shelf.makePlace()
    self.lock = lock
    path = place
    return place
  }

  /// Removes the copy: the session ended by itself.
  package func discard() {
    guard let path else { return }
    shelf.remove(path)
    LastWords.setKept("")
    lock = nil
    self.path = nil
  }
}
