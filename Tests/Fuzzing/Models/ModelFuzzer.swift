import AttentionSequence
import Baselines
import DebutEngine
import Ensemble
import GRUSequence
import ItemKNN
import LatentCF
import MLinkNet
import MatrixFactorisation
import Samplers

/// Opens bytes that libFuzzer made up as a model file; a model that comes of it predicts. No bytes may
/// trap.
///
/// Built and run by `Scripts/fuzz.sh` alone.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzModelFile(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = Array(UnsafeBufferPointer(start: bytes, count: count))
  guard let opened = try? Fuzzing.open(bytes) else { return 0 }
  ask(opened.model)
  return 0
}

/// The package manager gives programs a main of this name; libFuzzer's own stays unused.
@_cdecl("model_fuzzer_main")
public func fuzzerMain(
  _ count: CInt, _ words: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
) -> CInt {
  var (count, words) = (count, words)
  return runDriver(&count, &words, fuzzModelFile)
}

@_silgen_name("LLVMFuzzerRunDriver")
private func runDriver(
  _ count: UnsafeMutablePointer<CInt>,
  _ words: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?>,
  _ input: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt

private enum Fuzzing {
  static func open(_ bytes: [UInt8]) throws -> ModelFile.Opened {
    let (registry, compute) = try session.get()
    // Checksums would keep all but a few inputs from going further than the header: the seeds have
    // none.
    return try ModelFile.open(
      bytes: bytes, unverified: true, registry: registry, compute: compute)
  }

  private static let session: Result<(Registry, Compute), any Error> = Result {
    var registry = Registry()
    try registry.add(GlobalMean.self)
    try registry.add(ItemMean.self)
    try registry.add(UserItemBias.self)
    try registry.add(ItemKNNModel.self)
    try registry.add(MatrixFactorisation.self)
    try registry.add(LatentCFModel.self)
    try registry.add(DeepCF.self)
    try registry.add(LatentCFMLP.self)
    try registry.add(MLinkNet.self)
    try registry.add(GRUSequenceModel.self)
    try registry.add(GRUHybrid.self)
    try registry.add(AttentionSequence.self)
    try registry.add(Ensemble.self)
    try registry.add(RandomSampler.self)
    try registry.add(ConsecutiveSampler.self)
    try registry.add(EveryPositionSampler.self)
    try registry.add(EveryRatingSampler.self)
    return (registry, Compute(kernels: try Kernels.select(), workers: Workers(threads: 1)))
  }
}

private func ask(_ model: TrainedModel) {
  let ratings = model.itemIDs.prefix(3).map { RatedItem(itemID: $0, stars: model.scale.highest) }
  let user = model.folds[0].training.users.first
  guard let view = try? model.answer(userID: user, history: ratings) else { return }
  _ = view.top(3)
  for item in model.itemIDs.prefix(3) {
    view.rate(RatedItem(itemID: item, stars: model.scale.lowest))
    _ = view.predict(itemID: item)
  }
  _ = view.path.description
}
