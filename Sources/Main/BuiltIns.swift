import AttentionSequence
import Baselines
import DebutEngine
import Ensemble
import GRU4Rec
import GRUSequence
import ItemKNN
import LatentCF
import MLinkNet
import MatrixFactorisation
import NextItem
import SASRec
import Samplers

/// The models and samplers that come with the program. A new one is one more line here.
enum BuiltIns {
  static func register(in registry: inout Registry) throws {
    try registry.add(GlobalMean.self)
    try registry.add(ItemMean.self)
    try registry.add(UserItemBias.self)
    try registry.add(MatrixFactorisation.self)
    try registry.add(ItemKNNModel.self)
    try registry.add(LatentCFModel.self)
    try registry.add(DeepCF.self)
    try registry.add(LatentCFMLP.self)
    try registry.add(MLinkNet.self)
    try registry.add(GRUSequenceModel.self)
    try registry.add(GRUHybrid.self)
    try registry.add(AttentionSequence.self)
    try registry.add(Popular.self)
    try registry.add(RecentPopular.self)
    try registry.add(ItemGraph.self)
    try registry.add(ItemKNNEvents.self)
    try registry.add(EASE.self)
    try registry.add(ImplicitALS.self)
    try registry.add(TransitionMixture.self)
    try registry.add(GRU4RecModel.self)
    try registry.add(SASRec.self)
    try registry.add(Ensemble.self)
    try registry.prefer(GRUHybrid.descriptor.name)
    try registry.prefer(GRU4RecModel.descriptor.name)

    try registry.add(RandomSampler.self)
    try registry.add(ConsecutiveSampler.self)
    try registry.add(EveryPositionSampler.self)
    try registry.add(EveryRatingSampler.self)

    try registry.add(UniformNegatives.self)
    try registry.add(PopularityNegatives.self)
    try registry.add(InBatchNegatives.self)
  }
}
