/// Combines the gradients of several trainers of one model between the backward pass and the step of
/// the optimiser, for training on several machines or processes.
package protocol GradientExchange: Sendable {
  /// Replaces the gradients of the parameters by those over all trainers. Called once a step, before
  /// gradients are clipped; every trainer calls it for the same parameters in the same order.
  func reduce(_ parameters: [Parameter]) throws
}

/// The exchange of a trainer that trains alone: gradients stay as they are.
package struct LocalGradients: GradientExchange {
  package init() {}
  package func reduce(_ parameters: [Parameter]) {}
}
