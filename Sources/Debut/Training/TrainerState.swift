/// The state that a later run of a training continues from.
package struct TrainerState {
  /// The parameters, the optimiser's moments and the generator at the end of the last whole epoch. They
  /// take three times the model's memory.
  package let checkpoint: TrainingCheckpoint
  /// The course of the training until then.
  package let log: TrainingLog

  package init(checkpoint: TrainingCheckpoint, log: TrainingLog) {
    self.checkpoint = checkpoint
    self.log = log
  }
}
