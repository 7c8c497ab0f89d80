import DebutEngine
import DebutTesting
import Testing

/// Samplers of negatives as plugins: by name, with options, from anywhere.
@Suite struct NegativeSamplerTests {
  /// Draws one item over and over; item and logs as options say.
  private struct Constant: NegativeSampler {
    struct Options: ModelOptions {
      var item = 1
      var log: Float = 0

      static let fields: [OptionField<Options>] = [
        .init("item", \.item, in: -9...999, "the item"),
        .init("log", \.log, in: -.infinity ... .infinity, "the log of its expected number"),
      ]
    }

    static let descriptor = NegativeSamplerDescriptor(
      name: "constant", summary: "one item", discussion: "", reference: "")
    let options: Options

    init(options: Options, counts: [Int]) { self.options = options }

    func draw(
      _ count: Int, besides targets: [Int32], using generator: inout SeededGenerator
    ) -> Negatives {
      Negatives(
        items: [Int32](repeating: Int32(options.item), count: count),
        logExpected: [Float](repeating: options.log, count: count))
    }
  }

  private let bench: TestBench

  init() throws {
    var registry = try Registry.builtIns()
    try registry.add(Constant.self)
    bench = TestBench(Case.data, registry: registry)
  }

  private func train(
    _ model: String, _ negatives: String, loss: String = "sampled-softmax"
  ) throws -> TrainedModel {
    try bench.train(
      model, ["loss": loss, "samples": "7", "negatives": negatives], epochs: 1)
  }

  @Test(arguments: ["gru4rec", "sasrec"]) func oneFromElsewhereIsDrawnFrom(model: String) throws {
    let losses = try ["constant", "constant(item=2)", "popularity", "popularity(exponent=0)"].map {
      try train(model, $0).folds[0].log.epochs[0].loss
    }
    #expect(Set(losses).count == losses.count)
    // An exponent of 0 is uniform, drawn in another way.
    let uniform = try train(model, "uniform").folds[0].log.epochs[0].loss
    #expect(abs(uniform - losses[3]) < 0.1 * uniform)
    // A loss over all items draws none.
    #expect(
      try train(model, "constant", loss: "softmax").folds[0].log.epochs[0].loss
        == train(model, "uniform", loss: "softmax").folds[0].log.epochs[0].loss)
  }

  @Test func namesAndOptionsAreChecked() throws {
    let known = ["uniform", "popularity", "in-batch", "constant"]
    #expect(throws: EngineError.unknownNegatives(name: "popular", known: known)) {
      try train("gru4rec", "popular")
    }
    #expect(
      throws: EngineError.unknownOption(owner: "uniform", name: "exponent", known: [])
    ) { try train("gru4rec", "uniform(exponent=1)") }
    #expect(
      throws: EngineError.badOption(
        owner: "popularity", name: "exponent", value: "3", expected: "a number from 0.0 to 1.0")
    ) { try train("gru4rec", "popularity(exponent=3)") }
    for text in ["", "uniform,popularity", "mine:uniform", "uniform(--seed=1)", "uniform("] {
      let error = #expect(throws: EngineError.self) { try train("gru4rec", text) }
      #expect(error.map { "\($0)" }?.contains("expected a sampler of negatives") == true, "\(text)")
    }
    var registry = bench.registry
    #expect(
      throws: EngineError.duplicateName(kind: "sampler of negatives", name: "constant")
    ) { try registry.add(Constant.self) }
  }

  /// Draws what is asked for once, and an item too many the next time.
  private struct Forgetful: NegativeSampler {
    static let descriptor = NegativeSamplerDescriptor(
      name: "forgetful", summary: "", discussion: "", reference: "")

    init(options: NoOptions, counts: [Int]) {}

    func draw(
      _ count: Int, besides targets: [Int32], using generator: inout SeededGenerator
    ) -> Negatives {
      let items = targets.count % 2 == 0 ? count : count + 1
      return Negatives(
        items: [Int32](repeating: 0, count: items), logExpected: [Float](repeating: 0, count: items)
      )
    }
  }

  @Test func aFaultAmidTheTrainingIsTold() throws {
    var registry = bench.registry
    try registry.add(Forgetful.self)
    let error = #expect(throws: EngineError.self) {
      try TestBench(bench.data, registry: registry).train(
        "sasrec", ["loss": "gbce", "samples": "7", "negatives": "forgetful"], epochs: 3)
    }
    #expect(
      error.map { "\($0)" }?.contains("8 negatives were drawn, and 7 asked for") == true)
  }

  @Test func faultsOfOneFromElsewhereAreTold() throws {
    for (text, reason) in [
      ("constant(item=-1)", "item -1 is none of the items"),
      ("constant(item=900)", "item 900 is none of the items"),
      ("constant(log=nan)", "is not allowed"),
      ("constant(log=inf)", "the log of an expected number is inf"),
    ] {
      let error = #expect(throws: EngineError.self) { try train("sasrec", text) }
      #expect(error.map { "\($0)" }?.contains(reason) == true, "\(text)")
    }
  }

  /// The choice travels with the model.
  @Test func aFileNamesIt() throws {
    let opened = try bench.reopened(try train("gru4rec", "constant(item=3)"))
    #expect(opened.options.contains(Setting(name: "negatives", value: "constant(item=3)")))
    let folder = try TestFolder()
    let path = "\(folder.path)/model.safetensors"
    try ModelFile.save(opened, to: path, registry: bench.registry, compute: .testing())
    let error = #expect(throws: EngineError.self) {
      try ModelFile.open(path, registry: .builtIns(), compute: .testing())
    }
    guard case .missingPlugin(_, let reason) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(reason.hasPrefix("no sampler of negatives is called \"constant\""))
  }
}
