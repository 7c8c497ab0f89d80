/// The settings of training by gradient steps, defaults filled in.
package struct TrainingPlan: Sendable {
  /// The number of passes over the sampler's examples in all. Whatever depends on the length of the
  /// training, such as the learning rate, follows it, even if a run stops before.
  package let epochs: Int
  /// The number of examples in a batch.
  package let batch: Int
  /// The number of epochs without improvement after which training stops; nil: it never stops early.
  package let patience: Int?
  /// The name of `sampler`.
  package let samplerName: String
  /// Every option of `sampler` with its value, defaults included.
  package let samplerOptions: [Setting]
  /// Makes the examples.
  package let sampler: any Sampler

  package init(
    epochs: Int, batch: Int, patience: Int?, sampler: any Sampler, samplerOptions: [Setting] = []
  ) {
    self.epochs = epochs
    self.batch = batch
    self.patience = patience
    self.sampler = sampler
    samplerName = type(of: sampler).descriptor.name
    self.samplerOptions = samplerOptions
  }

  /// The range of `epochs`.
  package static let epochRange = 1...100_000
  /// The range of `batch`.
  package static let batchRange = 1...1_000_000
  /// The range of `patience`.
  package static let patienceRange = 1...100_000
}
