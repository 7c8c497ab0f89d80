import DebutTesting
import Foundation
import Synchronization
import Testing

@testable import Debut
@testable import DebutEngine

@Suite struct PredictionCacheTests {
  private let data = Dataset.tiny(users: 60)
  private let folder: TestFolder
  private let planted = ModelRecipe(model: "planted", epochs: 2, seed: 4)

  init() throws { folder = try TestFolder() }

  private func run(
    _ request: ModelRecipe? = nil, on data: Dataset? = nil, folds: [Int] = [0, 3, 7],
    program: String = "p", kernels: KernelVariant? = nil, keeps: Bool = true,
    monitor: RecordingMonitor = RecordingMonitor()
  ) throws -> Evaluation {
    let compute = try kernels.map {
      Compute(kernels: try Kernels.table(for: $0), workers: Workers(threads: 1))
    }
    return try CrossValidation(
      [.init(request ?? planted)], split: .freshUsers(folds: folds)
    ).run(
      on: data ?? self.data, registry: .testing(), compute: compute ?? .testing(threads: 1),
      folder: keeps ? try PredictionCache(folder.path) : nil, program: program, monitor: monitor)
  }

  private func found(
    _ request: ModelRecipe? = nil, on data: Dataset? = nil, folds: [Int] = [0, 3, 7],
    program: String = "p", kernels: KernelVariant? = nil
  ) throws -> Int {
    let monitor = RecordingMonitor()
    _ = try run(
      request, on: data, folds: folds, program: program, kernels: kernels, monitor: monitor)
    return monitor.found
  }

  @Test func whatIsDoneIsKeptAndUsed() throws {
    let first = try run()
    #expect(try folder.names.count == 3)
    let monitor = RecordingMonitor()
    let again = try run(monitor: monitor)
    // Everything was found, so that there was nothing to tell.
    #expect(monitor.count == 0 && monitor.finished.isEmpty)
    #expect(again.models == first.models && again.notes.isEmpty)
    #expect(again.rows == first.rows)
  }

  /// The shares of training means, and faults of the models, are kept with the predictions.
  @Test func fallbacksAndFaultsAreKept() throws {
    let silent = ModelRecipe(model: "counting", settings: [Setting(name: "silent", value: "5")])
    let drifting = ModelRecipe(
      model: "drift", settings: [Setting(name: "start", value: "1000000")], epochs: 1)
    for recipe in [silent, drifting] {
      let first = try run(recipe)
      let monitor = RecordingMonitor()
      let again = try run(recipe, monitor: monitor)
      #expect(monitor.count == 0)
      #expect(again.models == first.models && again.rows == first.rows)
      #expect(!first.notes.isEmpty && again.notes == first.notes)
    }
    let share = try #require(try run(silent).rows[0].fallbackShare)
    #expect(share > 0 && share < 0.1)
    #expect(
      try run(drifting).notes.contains {
        $0.hasPrefix(
          "drift: the training diverged, or does not suit the scale: predictions of training ratings are off by"
        )
          && $0.hasSuffix(" (and 2 of its other trainings likewise)")
      })
  }

  @Test func anInterruptedOneGoesOn() throws {
    let whole = try run(keeps: false)
    #expect(
      throws: EngineError.crossValidationInterrupted(done: 1, count: 3, folder: folder.path)
    ) { try run(monitor: RecordingMonitor(limit: 1)) }
    #expect(try folder.names.count == 1)
    let monitor = RecordingMonitor()
    let rest = try run(monitor: monitor)
    #expect(monitor.found == 1 && monitor.done == 3)
    #expect(rest.models[0].runs[0].values == whole.models[0].runs[0].values)
    #expect(
      throws: EngineError.crossValidationInterrupted(done: 2, count: 3, folder: nil)
    ) { try run(keeps: false, monitor: RecordingMonitor(limit: 2)) }
  }

  /// Whatever the answers depend on makes other answers of them.
  @Test func answersOfAnythingElseAreLeftAlone() throws {
    _ = try run()
    var other = planted
    other.settings = [Setting(name: "dimension", value: "5")]
    #expect(try found(other) == 0)
    other = planted
    other.epochs = 3
    #expect(try found(other) == 0)
    other = planted
    other.batch = 7
    #expect(try found(other) == 0)
    other = planted
    other.patience = 1
    #expect(try found(other) == 0)
    other = planted
    other.seed = 5
    #expect(try found(other) == 0)
    other = planted
    other.sampler = "random-20"
    #expect(try found(other) == 0)
    #expect(try found(folds: [1, 3]) == 1)
    #expect(try found(program: "q") == 0)
    func changed(
      _ catalogue: Catalogue? = nil, scale: RatingScale? = nil, fingerprint: String? = nil
    ) -> Dataset {
      Dataset(
        name: "another name", scale: scale ?? data.scale, catalogue: catalogue ?? data.catalogue,
        histories: data.histories, fingerprint: fingerprint ?? data.fingerprint)
    }
    #expect(try found(on: changed(fingerprint: "f")) == 0)
    #expect(try found(on: changed(scale: RatingScale(0, 10))) == 0)
    let items = data.catalogue.items.map { Item(id: $0.id, title: "x", genres: ["Drama"]) }
    #expect(try found(on: changed(Catalogue(rated: items))) == 0)
    for kernels in Kernels.available where kernels != (try Kernels.select().variant) {
      #expect(try found(kernels: kernels) == 0)
    }
    // A name and the defaults written out change nothing.
    other = planted
    other.name = "mine"
    other.settings = [Setting(name: "dimension", value: "4")]
    let kept = try run(other, on: changed())
    #expect(kept.notes.count == 1, "\(kept.notes)")
    #expect(kept.notes.first?.contains("left alone") == true)
  }

  @Test(arguments: ["nothing", "cut", "altered", "another's", "binary"])
  func damagedFilesAreDoneAgain(damage: String) throws {
    let first = try run()
    let names = try folder.names
    let text = try folder.read(names[1])
    let path = URL(fileURLWithPath: "\(folder.path)/\(names[1])")
    switch damage {
    case "nothing": try folder.write(names[1], "")
    case "cut": try folder.write(names[1], String(text.dropLast(4)))
    case "altered": try folder.write(names[1], text.replacing("answers ", with: "answers 1"))
    case "another's": try folder.write(names[1], try folder.read(names[0]))
    default: try Data((0..<4096).map { UInt8(truncatingIfNeeded: $0 * 7) }).write(to: path)
    }
    let monitor = RecordingMonitor()
    let again = try run(monitor: monitor)
    #expect(monitor.found == 2)
    #expect(again.notes == ["1 damaged file in \(folder.path), done again"])
    #expect(again.models[0].runs[0].values == first.models[0].runs[0].values)
    #expect(try run().notes.isEmpty)
  }

  @Test func aFolderThatCannotBe() throws {
    try folder.write("file", "x")
    for (name, reason) in [
      ("file", "file exists"), ("no/such", "no such file or directory"),
    ] {
      let error = #expect(throws: EngineError.self) {
        try PredictionCache("\(folder.path)/\(name)")
      }
      #expect(
        error?.description.replacing(folder.path, with: "FOLDER")
          == "cannot write FOLDER/\(name): \(reason)")
    }
    let made = try PredictionCache("\(folder.path)/new")
    #expect(made.path == "\(folder.path)/new")
    #expect(try folder.names == ["file", "new"])
  }

  /// Processes that begin together all find the folder missing; whoever makes it, none fails.
  @Test func manyMakeTheFolderAtOnce() {
    let failures = Mutex(0)
    for round in 0..<200 {
      Workers(threads: 8).run(shards: 8) { _ in
        do {
          _ = try PredictionCache("\(folder.path)/\(round)")
        } catch {
          failures.withLock { $0 += 1 }
        }
      }
    }
    #expect(failures.withLock { $0 } == 0)
  }
}
