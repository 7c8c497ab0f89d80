extension ModelRecipe {
  /// The settings of a training that a recipe may have, by their names in texts and errors. A setting that
  /// is added here and to `ModelRecipe` is read, written and reported everywhere.
  package enum TrainingSetting: String, CaseIterable {
    case epochs
    case stopAfter = "stop-after"
    case batch
    case sampler
    case patience
    case seed

    /// True of a setting that the text of a recipe may hold. The end of one run is none of a member.
    var isInText: Bool { self != .stopAfter }

    /// True of a setting that only a model trained by gradient steps has.
    var isOfGradientSteps: Bool { self != .seed }
  }

  /// The value of a setting as text; nil if it has its default. A text that is no value of it sets nil.
  package subscript(_ setting: TrainingSetting) -> String? {
    get {
      switch setting {
      case .epochs: epochs.map { String($0) }
      case .stopAfter: stopAfter.map { String($0) }
      case .batch: batch.map { String($0) }
      case .sampler: sampler
      case .patience: patience.map { String($0) }
      case .seed: seed.map { String($0) }
      }
    }
    set {
      switch setting {
      case .epochs: epochs = newValue.flatMap { Int($0) }
      case .stopAfter: stopAfter = newValue.flatMap { Int($0) }
      case .batch: batch = newValue.flatMap { Int($0) }
      case .sampler: sampler = newValue
      case .patience: patience = newValue.flatMap { Int($0) }
      case .seed: seed = newValue.flatMap { UInt64($0) }
      }
    }
  }

  /// Returns the given settings of training by gradient steps, which a model that is not trained by such
  /// ignores.
  package func ignoredSettings(of descriptor: ModelDescriptor) -> [TrainingSetting] {
    guard descriptor.training == nil else { return [] }
    return TrainingSetting.allCases.filter { $0.isOfGradientSteps && self[$0] != nil }
  }
}
