/// A maker of training examples: turns histories into examples, anew in every epoch.
///
/// An example is some of one user's ratings in reading order; the last one or all of them are targets.
///
/// - Stability: stable.
public protocol Sampler: Sendable {
  /// The options that a user may set; `NoOptions` for none.
  associatedtype Options: ModelOptions
  /// The sampler's name and help, and the shape of its examples.
  static var descriptor: SamplerDescriptor { get }
  /// Creates a sampler.
  init(options: Options)

  /// Returns the examples of one epoch, in any order; the trainer shuffles and batches them.
  ///
  /// - Parameters:
  ///   - data: the users to make examples of, and the items: their number, their counts of ratings and
  ///     their titles, as a sampler of negative items needs them.
  ///   - generator: the source of everything random.
  func examples(from data: TrainingSet, using generator: inout SeededGenerator) -> Examples
}

/// A sampler's name and help, and the shape of its examples.
///
/// - Stability: stable.
public struct SamplerDescriptor: Sendable {
  /// The sampler's name: lower-case words joined by hyphens; unique in a registry.
  public let name: String
  /// One line for lists of samplers.
  public let summary: String
  /// A paragraph or more for `help NAME`.
  public let discussion: String
  /// The paper or program that the sampler is from.
  public let reference: String
  /// The positions of the targets in its examples.
  public let shape: ExampleShape

  /// Creates a descriptor.
  public init(
    name: String, summary: String, discussion: String, reference: String, shape: ExampleShape
  ) {
    self.name = name
    self.summary = summary
    self.discussion = discussion
    self.reference = reference
    self.shape = shape
  }
}
