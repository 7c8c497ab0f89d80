import DebutEngine
import DebutTesting
import Foundation
import Testing

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The duties of every model of the house with files.
@Suite struct SavingTests {
  private let bench: TestBench

  init() throws { bench = TestBench(Case.data, registry: try .builtIns()) }

  /// Three epochs are planned, and some of them trained.
  private func trainPart(
    _ model: Case, stopAfter epoch: Int? = nil, patience: Int? = nil,
    interruptedIn broken: Int? = nil
  ) throws -> TrainedModel {
    var request = model.request(epochs: 3, batch: 16)
    request.stopAfter = epoch
    request.patience = patience
    return try bench.train(request, monitor: StoppingMonitor(inEpoch: broken))
  }

  /// All weights, what answers come of them, and the course of the training.
  private func expectSame(
    _ model: TrainedModel, _ expected: TrainedModel,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let (weights, others) = (weights(of: model), weights(of: expected))
    for (name, bits) in others {
      #expect(weights[name] == bits, "\(name)", sourceLocation: sourceLocation)
    }
    #expect(weights.count == others.count && !others.isEmpty, sourceLocation: sourceLocation)
    #expect(
      try bench.predictions(model) == bench.predictions(expected), sourceLocation: sourceLocation)
    #expect(model.folds[0].log == expected.folds[0].log, sourceLocation: sourceLocation)
  }

  private func weights(of model: TrainedModel) -> [String: [UInt32]] {
    let parameters = (model.folds[0].model as? any GradientRecommender)?.parameters ?? []
    return Dictionary(
      uniqueKeysWithValues: parameters.map { ($0.name, $0.value.floats.map(\.bitPattern)) })
  }

  @Test(arguments: Case.all) func anOpenedModelAnswersTheSame(case model: Case) throws {
    let trained = try model.model()
    let copy = try bench.reopened(trained)
    #expect(try bench.predictions(copy) == bench.predictions(trained))
    #expect(copy.options == trained.options)
    let view = try copy.answer(userID: 1, history: bench.history(of: 0))
    #expect(model.hasUserVectors == (view.path == .trainedVector))
  }

  /// Neither a clock nor the number of threads leaves a trace in a file.
  @Test(arguments: Case.all) func equalTrainingsGiveEqualFiles(case model: Case) throws {
    let files = try [1, 2].map { threads in
      let trained = try TrainingJob.train(
        model.request(epochs: 2, batch: 16), on: bench.data, split: bench.split,
        registry: bench.registry, compute: .testing(threads: threads), monitor: SilentMonitor())
      let record = EvaluationRecord(try bench.evaluate([trained]), of: trained.name, on: bench.data)
      let path = NSTemporaryDirectory() + "debut-\(UUID().uuidString).safetensors"
      defer { try? FileManager.default.removeItem(atPath: path) }
      try ModelFile.save(
        trained, to: path, evaluation: record, registry: bench.registry,
        compute: .testing(threads: threads))
      return try Data(contentsOf: URL(filePath: path))
    }
    #expect(files[0] == files[1])
  }

  /// Planned for three epochs: at once; one, saved, opened and the rest; and with Ctrl-C in that.
  @Test(arguments: Case.all.filter { $0.isTrainedBySteps }, [nil, 50])
  func trainingInPartsComesToTheSame(case model: Case, patience: Int?) throws {
    let whole = try model.model(epochs: 3, patience: patience)
    let part = try bench.reopened(try trainPart(model, stopAfter: 1, patience: patience))
    #expect(part.epochCount == 1 && part.remainingPlannedEpochs == 3 && part.isResumable)
    #expect(part.folds[0].log.end == .epochs)
    let finished = try bench.resume(part, threads: 2)
    #expect(finished.warnings.isEmpty && finished.remainingPlannedEpochs == nil)
    try expectSame(finished, whole)
    let broken = try bench.resume(
      part, threads: 2, monitor: StoppingMonitor(inEpoch: 3))
    #expect(broken.folds[0].log.end == .interrupted)
    try expectSame(try bench.resume(try bench.reopened(broken), threads: 2), whole)
  }

  @Test(arguments: Case.all.filter { $0.isTrainedBySteps }, [1, 2])
  func anInterruptedTrainingComesToTheSame(case model: Case, epoch: Int) throws {
    let whole = try model.model(epochs: 3)
    let broken = try trainPart(model, interruptedIn: epoch)
    #expect(broken.folds[0].log.end == .interrupted && broken.epochCount == epoch - 1)
    try expectSame(try bench.resume(try bench.reopened(broken), threads: 2), whole)
  }

  /// Stopped after the last step of the second epoch, before its error on validation users is known: the epoch
  /// is not a whole one.
  @Test(arguments: [
    Case("gru-sequence", ["factors": "0", "hidden": "5"]), Case("attention-sequence"),
  ])
  func aStopAmidValidationLeavesTheEpochOut(case model: Case) throws {
    var patient = model.request(epochs: 3, batch: 16)
    patient.patience = 50
    let watching = StoppingMonitor()
    let whole = try bench.train(patient, monitor: watching)
    let perEpoch = try #require(watching.fractions.firstIndex(of: 1)) + 1
    let broken = try bench.train(patient, monitor: StoppingMonitor(after: 2 * perEpoch))
    #expect(broken.folds[0].log.end == .interrupted && broken.epochCount == 1)
    try expectSame(try bench.resume(try bench.reopened(broken), threads: 2), whole)
  }

  /// Stopped when the epochs are through, planned or until patience was exhausted.
  @Test(arguments: [(3, nil), (200, 1)])
  func aStopAfterTheEpochsLeavesTheRest(epochs: Int, patience: Int?) throws {
    var request = Case("gru4rec", ["hidden": "16"]).request(epochs: epochs, batch: 16)
    request.patience = patience ?? 50
    let whole = try bench.train(request)
    #expect((whole.folds[0].log.end == .early) == (patience != nil))
    let monitor = StoppingMonitor(inPart: "weights of both parts")
    let broken = try bench.train(request, monitor: monitor)
    #expect(broken.folds[0].log.end == .interrupted && broken.isResumable)
    #expect(broken.epochCount == whole.epochCount && broken.remainingPlannedEpochs == nil)
    try expectSame(try bench.resume(try bench.reopened(broken), threads: 2), whole)
  }

  // MARK: Crafted files

  /// Options that describe a large model, in the file of a small one.
  private static let larger: [(model: Case, options: [String: Int])] = [
    (Case("latent-cf", ["factors": "7"]), ["factors": 1024]),
    (Case("deep-cf", ["factors": "7"]), ["factors": 1024]),
    (Case("latent-cf-mlp", ["factors": "7"]), ["factors": 1024]),
    (Case("mlinknet", ["factors": "7", "units": "9"]), ["factors": 1024, "units": 4096]),
    (
      Case("gru-sequence", ["hidden": "5", "grus": "2", "rank": "3"]),
      ["factors": 1024, "hidden": 4096, "grus": 64, "rank": 64]
    ),
    (
      Case("gru-hybrid", ["hidden": "5", "grus": "2", "rank": "3"]),
      ["factors": 1024, "hidden": 4096, "grus": 64, "rank": 64]
    ),
    (
      Case("attention-sequence", ["blocks": "1", "window": "5", "heads": "3", "depth": "4"]),
      ["factors": 1024, "heads": 64, "depth": 256, "blocks": 16, "window": 1024]
    ),
    (
      Case("sasrec", ["blocks": "1", "window": "5", "heads": "3", "depth": "4"]),
      ["heads": 16, "depth": 256, "blocks": 16, "window": 1024]
    ),
    (Case("mf", ["factors": "5"]), ["factors": 128]),
  ]

  @Test(arguments: larger.map(\.model), [false, true])
  func aModelLargerThanItsFileIsNotMade(case model: Case, atOnce: Bool) throws {
    let options = try #require(Self.larger.first { $0.model.name == model.name }?.options)
    let folder = try TestFolder()
    let path = "\(folder.path)/model.safetensors"
    try ModelFile.save(
      try model.model(epochs: 1), to: path, registry: .builtIns(), compute: .testing())
    let bytes = Array(try Data(contentsOf: URL(filePath: path)))
    let changes = atOnce ? [options] : options.map { [$0.key: $0.value] }
    let before = Self.peakMemory
    for change in changes {
      let crafted = try Self.crafted(bytes, options: change)
      let error = #expect(throws: (any Error).self, "\(change)") {
        try ModelFile.open(
          bytes: crafted, unverified: true, registry: .builtIns(), compute: .testing())
      }
      // Another shape, or an array that the smaller model does not have.
      let text = error.map { "\($0)" } ?? ""
      #expect(text.contains("was expected") || text.contains("no tensor"), "\(change): \(text)")
    }
    #expect(Self.peakMemory - before < 500_000_000)
  }

  /// The file with other options, and without checksums.
  private static func crafted(_ bytes: [UInt8], options: [String: Int]) throws -> [UInt8] {
    try ModelBytes.withHeader(of: bytes) { text in
      var header = text
      for (name, value) in options {
        let option = try Regex("\\\\\"\(name)\\\\\":\\\\\"[0-9]+\\\\\"")
        let place = try #require(header.firstRange(of: option))
        header.replaceSubrange(place, with: "\\\"\(name)\\\":\\\"\(value)\\\"")
      }
      return header
    }
  }

  /// The most bytes that this process has had in memory so far.
  private static var peakMemory: Int {
    var usage = rusage()
    // RUSAGE_SELF, whose type differs from system to system; so does the unit.
    getrusage(0, &usage)
    #if canImport(Darwin)
      return Int(usage.ru_maxrss)
    #else
      return Int(usage.ru_maxrss) * 1024
    #endif
  }
}

extension Case {
  var isTrainedBySteps: Bool {
    (try? Registry.builtIns().model(name).descriptor.training) != nil
  }
}
