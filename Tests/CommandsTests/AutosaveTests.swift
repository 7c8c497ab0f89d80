import Baselines
import DebutEngine
import DebutTesting
import Foundation
import Synchronization
import Testing

@testable import Commands

/// The copy of a session that outlives its process.
@Suite struct AutosaveTests {
  private let folder: TestFolder

  init() throws { folder = try TestFolder() }

  private func session() throws -> Session {
    var registry = Registry()
    try registry.add(ItemMean.self)
    try registry.add(GlobalMean.self)
    let session = Session(registry: registry, mode: .json)
    session.autosave = Autosave(on: AutosaveShelf(path: folder.path + "/kept"))
    return session
  }

  private func run(_ lines: String..., in session: Session) throws {
    for line in lines { _ = try CommandRunner.run(line, in: session).get() }
  }

  /// The files of models in the one copy that there is, with the numbers that a file keeps.
  private func files() throws -> [String: Int] {
    let place = try #require(
      try FileManager.default.contentsOfDirectory(atPath: folder.path + "/kept").first)
    let path = "\(folder.path)/kept/\(place)/session"
    var numbers: [String: Int] = [:]
    for name in try FileManager.default.contentsOfDirectory(atPath: path)
    where name.hasPrefix("model-") {
      let facts = try FileManager.default.attributesOfItem(atPath: "\(path)/\(name)")
      numbers[name] = (facts[.systemFileNumber] as? NSNumber)?.intValue
    }
    return numbers
  }

  @Test func keepsWhatChangedAndComesBack() throws {
    let shelf = AutosaveShelf(path: folder.path + "/kept")
    var first: Session? = try session()
    try run("load demo", "help", in: #require(first))
    // Nothing would be lost: nothing is written.
    #expect(!FileManager.default.fileExists(atPath: shelf.path))
    try run("train item-mean", "rate 5 4", "me anna", "rate 7 2.5", in: #require(first))
    // The process lives: its copy is not for others.
    #expect(shelf.copies().isEmpty)
    first = nil
    let copy = try #require(shelf.copies().first)
    #expect(copy.models == 1 && copy.ratings == 2)
    #expect(shelf.offer() != nil && shelf.offer() == nil)
    let again = try session()
    _ = try SessionFolder(copy.session).open(again)
    #expect(again.models.map(\.name) == ["item-mean"] && again.person.name == "anna")
    #expect(again.people["me"]?.ratings.map(\.stars) == [4])
    again.autosave?.discard()
  }

  @Test func writesAModelOnce() throws {
    let session = try session()
    try run("load demo", "train item-mean", in: session)
    let before = try files()
    try run("train global-mean", "rate 5 4", "use item-mean", in: session)
    let after = try files()
    #expect(before.count == 1 && after.count == 2)
    #expect(before.allSatisfy { after[$0.key] == $0.value })
    // A model that was replaced leaves nothing behind.
    try run("train item-mean", in: session)
    #expect(try files().count == 2 && files().keys.filter { before[$0] != nil }.isEmpty)
    session.autosave?.discard()
  }

  /// Ctrl-C, pressed by a test.
  private final class Key: Sendable {
    let isPressed = Atomic<Bool>(false)
  }

  /// A change that Ctrl-C leaves no time for is kept after the next line, even one that changes nothing.
  @Test func whatCtrlCPutOffIsKeptAfterTheNextLine() throws {
    let key = Key()
    var registry = Registry()
    try registry.add(ItemMean.self)
    try registry.add(GlobalMean.self)
    let session = Session(
      registry: registry,
      host: SessionHost(
        cancellation: Cancellation { key.isPressed.load(ordering: .relaxed) }), mode: .json)
    session.autosave = Autosave(
      on: AutosaveShelf(path: folder.path + "/kept"), patience: .zero)
    try run("load demo", "train item-mean", in: session)
    let before = try files()
    key.isPressed.store(true, ordering: .relaxed)
    try run("train global-mean", in: session)
    // The copy of before is still there, whole.
    #expect(try before.count == 1 && files() == before)
    key.isPressed.store(false, ordering: .relaxed)
    try run("help", in: session)
    #expect(try files().count == 2)
    session.autosave?.discard()
  }

  @Test func twoSessionsKeepApartAndAnEndRemoves() throws {
    let shelf = AutosaveShelf(path: folder.path + "/kept")
    var (one, two): (Session?, Session?) = (try session(), try session())
    try run("load demo", "train item-mean", in: #require(one))
    try run("load demo", "train global-mean", "rate 5 4", in: #require(two))
    one?.autosave?.discard()
    one = nil
    two = nil
    let copies = shelf.copies()
    #expect(copies.count == 1 && copies.first?.ratings == 1)
  }
}
