/// The negatives of a batch: items that the losses of next items tell targets from.
///
/// - Stability: evolving.
public struct Negatives: Sendable {
  /// The items, shared by all positions of the batch; an item may come again.
  public let items: [Int32]
  /// [items] the log of how often each is expected among them, log(samples q), by which a sampled softmax is
  /// corrected.
  public let logExpected: [Float]

  /// Makes negatives.
  ///
  /// - Precondition: as many expectations as items.
  public init(items: [Int32], logExpected: [Float]) {
    precondition(items.count == logExpected.count, "an expectation belongs to each item")
    self.items = items
    self.logExpected = logExpected
  }
}

/// A sampler of negatives, made for the items of one training.
///
/// Registered by `Registry.add`, it is chosen by a model's option of `NegativeChoice`, as
/// `negatives=popularity(exponent=0.75)`.
///
/// - Stability: evolving.
public protocol NegativeSampler: Sendable {
  /// The options that a user may set; `NoOptions` for none.
  associatedtype Options: ModelOptions
  /// The sampler's name and help.
  static var descriptor: NegativeSamplerDescriptor { get }

  /// Makes a sampler.
  ///
  /// - Parameters:
  ///   - options: what the user chose.
  ///   - counts: the training events of each item, one item at least.
  init(options: Options, counts: [Int])

  /// Draws the negatives of a batch.
  ///
  /// - Parameters:
  ///   - count: the number of negatives.
  ///   - targets: the batch's own targets.
  ///   - generator: draws them.
  /// - Returns: items below the number of items, `count` of them or fewer; none: the loss is then that of all items.
  func draw(
    _ count: Int, besides targets: [Int32], using generator: inout SeededGenerator
  ) -> Negatives
}

/// The name and help of a sampler of negatives.
///
/// - Stability: evolving.
public struct NegativeSamplerDescriptor: Sendable {
  /// The sampler's name: lower-case words joined by hyphens; unique among those of negatives.
  public let name: String
  /// One line for lists of samplers.
  public let summary: String
  /// A paragraph or more for `help NAME`.
  public let discussion: String
  /// The paper or program that the sampler is from.
  public let reference: String

  /// Creates a descriptor.
  public init(name: String, summary: String, discussion: String, reference: String) {
    self.name = name
    self.summary = summary
    self.discussion = discussion
    self.reference = reference
  }
}

/// Samplers of negatives by their names. `Registry` is one.
///
/// - Stability: evolving.
public protocol NegativeSamplers: Sendable {
  /// Makes a sampler.
  ///
  /// - Parameters:
  ///   - choice: the sampler and its options.
  ///   - counts: the training events of each item, one item at least.
  /// - Throws: `EngineError.unknownNegatives`, `.unknownOption`, `.badOption`.
  func sampler(_ choice: NegativeChoice, counts: [Int]) throws -> any NegativeSampler
}

/// The samplers of a context without any.
struct NoNegativeSamplers: NegativeSamplers {
  func sampler(_ choice: NegativeChoice, counts: [Int]) throws -> any NegativeSampler {
    throw EngineError.unknownNegatives(name: choice.name, known: [])
  }
}
