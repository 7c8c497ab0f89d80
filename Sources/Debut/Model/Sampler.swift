/// Turns histories into training examples, anew in every epoch.
///
/// An example is some of one user's ratings in reading order, the last ones or all of them targets.
public protocol Sampler: Sendable {
  associatedtype Options: ModelOptions
  static var descriptor: SamplerDescriptor { get }
  init(options: Options)

  /// The examples of one epoch, in any order; the trainer shuffles and batches them.
  func examples(from histories: Histories, using generator: inout SeededGenerator) -> Examples
}

/// What people read of a sampler.
public struct SamplerDescriptor: Sendable {
  /// Lower-case words joined by hyphens; unique in a registry.
  public let name: String
  /// One line.
  public let summary: String
  /// A paragraph or more for `help NAME`.
  public let discussion: String
  /// Where it comes from.
  public let reference: String
  /// Where the targets of its examples lie.
  public let shape: ExampleShape

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

/// Training examples: for each the positions of one user's history that it reads, in reading order.
public struct Examples: Sendable {
  /// The user of each example, an index into the histories.
  public private(set) var users: [Int32] = []
  /// Example e reads `positions[starts[e] ..< starts[e + 1]]`.
  public private(set) var starts: [Int] = [0]
  /// Positions in the user's history.
  public private(set) var positions: [Int32] = []
  /// The first position of each example (counted within the example) that is a target.
  public private(set) var firstTargets: [Int32] = []
  /// Users that gave no example, such as those with too few ratings.
  public var usersLeftOut = 0

  public init() {}

  /// The number of examples.
  public var count: Int { users.count }

  /// Adds an example of `user` that reads `positions` and has targets from `firstTarget` on.
  @inlinable
  public mutating func append(user: Int, positions: some Sequence<Int>, firstTarget: Int) {
    append(user: user, positions: positions.map { Int32($0) }, firstTarget: firstTarget)
  }

  /// The same for neighbouring ratings.
  public mutating func append(user: Int, positions: Range<Int>, firstTarget: Int) {
    self.positions.append(contentsOf: Int32(positions.lowerBound)..<Int32(positions.upperBound))
    finish(user: user, firstTarget: firstTarget)
  }

  /// The same for positions as they are kept.
  public mutating func append(user: Int, positions: [Int32], firstTarget: Int) {
    self.positions.append(contentsOf: positions)
    finish(user: user, firstTarget: firstTarget)
  }

  private mutating func finish(user: Int, firstTarget: Int) {
    users.append(Int32(user))
    starts.append(positions.count)
    firstTargets.append(Int32(firstTarget))
  }

  /// The number of ratings that example `e` reads, targets among them.
  public func length(_ e: Int) -> Int { starts[e + 1] - starts[e] }
}
