import Debut

/// Several models, added up by weights that were fitted on users none of them was trained on.
public final class Ensemble: Recommender {
  public struct Options: ModelOptions {
    public var members = "mf,item-knn"
    public var validation: Float = 0.1
    public var shrinkage: Float = 30

    public init() {}

    public static let fields: [OptionField<Options>] = [
      .init(
        "members", \.members, expecting: "names of two or more models, joined by commas",
        "the models, each with its own defaults"
      ) { text in
        let names = text.split(separator: ",", omittingEmptySubsequences: false)
        return names.count >= 2 && !names.contains("") && Set(names).count == names.count
      },
      .init(
        "validation", \.validation, in: 0.01...0.5,
        "share of the training users that the weights are fitted on, and the members do not see"),
      .init(
        "shrinkage", \.shrinkage, in: 0.001...1_000_000,
        "how strongly the weights are held towards equal ones: the ridge of their fit"),
    ]
  }

  public static let descriptor = ModelDescriptor(
    name: "ensemble",
    summary: "several models added up, weighted by how they do on users set aside",
    discussion: """
      Trains each of `members` anew, by the same seed and with its own defaults, on the training users \
      but for a share that is set aside. Those are then followed rating by rating, every member \
      predicting each from the ratings before, and the weights are fitted to what the members said \
      (least squares, held towards equal weights). The members are not trained again on everyone: \
      weights fitted to one set of models are used with just these.

      A fresh user is represented by every member; one rating more extends each of them. It costs as \
      much as its members together, in training and in answers.
      """,
    reference: "Breiman 1996 (stacked regressions)")

  private let options: Options
  private var members: [any Member] = []
  private(set) var weights: [Float] = []
  /// The training mean: what weighs in where the weights do not add up to 1, and what stands in for a
  /// member that cannot say.
  private var mean: Float = 0

  public init(options: Options) { self.options = options }

  private var names: [String] { options.members.split(separator: ",").map(String.init) }

  public func fit(_ data: TrainingSet, _ run: TrainingRun) throws {
    guard data.histories.ratingCount > 0 else { throw EngineError.noTrainingRatings }
    var generator = SeededGenerator(seed: run.seed)
    let (learning, validation) = data.histories.splittingUsers(
      fraction: Double(options.validation), seed: generator.next())
    guard validation.ratingCount > 0 else {
      throw EngineError.notEvaluable(
        reason: "ensemble needs users to fit its weights on: there is but one training user")
    }
    let set = TrainingSet(
      histories: learning, itemCount: data.itemCount, scale: data.scale,
      catalogue: data.catalogue)
    mean = set.meanRating
    members = try names.map { name in member(try run.train(member: name, on: set)) }
    run.setAside(validation.userIDs)
    fitWeights(validation, run.compute)
    let text = zip(names, weights).map { "\($0) \(Self.rounded($1))" }.joined(separator: ", ")
    run.note("weights, fitted on \(validation.count) users set aside: \(text)")
  }

  /// Follows every user set aside, each on one thread, and adds up in the users' order.
  private func fitWeights(_ users: Histories, _ compute: Compute) {
    let count = members.count
    var starts = [0]
    for range in users.ranges { starts.append(starts[starts.count - 1] + range.count) }
    let answers = FloatBuffer(count: starts[users.count] * count)
    compute.workers.run(shards: users.count) { user in
      for (m, member) in members.enumerated() {
        var representation = member.represent(UserQuery(history: .empty))
        for (position, next) in users[user].enumerated() {
          let stars = member.score(representation, item: next.item)
          answers.base[(starts[user] + position) * count + m] = stars.isNaN ? 0 : stars - mean
          member.extend(&representation, by: next)
        }
      }
    }
    var fit = StackedWeights(members: count, lambda: Double(options.shrinkage))
    for user in users.indices {
      for (position, rating) in users[user].ratings.enumerated() {
        let row = answers.base + (starts[user] + position) * count
        fit.add((0..<count).map { Double(row[$0]) }, target: Double(rating - mean))
      }
    }
    weights = fit.solved().map { Float($0) }
  }

  private static func rounded(_ weight: Float) -> String {
    "\((Double(weight) * 100).rounded() / 100)"
  }

  // MARK: Saving

  /// The members' arrays, each under the member's name, and the weights.
  public func save(to state: inout StateWriter) throws {
    for (name, member) in zip(names, members) {
      try state.nested("\(name).") { try member.recommender.save(to: &$0) }
    }
    state.add("weights", weights)
    state.add("mean", [mean])
  }

  public func restore(from state: StateReader, _ outline: TrainingSet, _ run: TrainingRun) throws {
    weights = try state.floats("weights", shape: [names.count])
    mean = try state.floats("mean", shape: [1])[0]
    members = try names.map { name in
      let model = try run.peers.model(name).make([])
      try model.restore(from: state.nested("\(name)."), outline, run)
      return member(model)
    }
  }

  // MARK: Answers

  /// A user as each of the members sees them.
  public struct Representation {
    var members: [Any]
    var ratings: Int
  }

  public func represent(_ user: UserQuery) -> Representation {
    Representation(
      members: members.map { $0.represent(user) }, ratings: user.history.count)
  }

  public func extend(_ representation: inout Representation, by interaction: Interaction) {
    for (m, member) in members.enumerated() {
      member.extend(&representation.members[m], by: interaction)
    }
    representation.ratings += 1
  }

  public func score(_ representation: Representation, item: Int) -> Float {
    var sum = mean
    for (m, member) in members.enumerated() {
      let stars = member.score(representation.members[m], item: item)
      sum += weights[m] * (stars.isNaN ? 0 : stars - mean)
    }
    return sum
  }

  public func score(
    _ representation: Representation, items: UnsafeBufferPointer<Int32>,
    into stars: UnsafeMutableBufferPointer<Float>
  ) {
    for i in items.indices { stars[i] = mean }
    withUnsafeTemporaryAllocation(of: Float.self, capacity: items.count) { said in
      for (m, member) in members.enumerated() {
        said.initialize(repeating: .nan)
        member.score(representation.members[m], items: items, into: said)
        for i in items.indices { stars[i] += weights[m] * (said[i].isNaN ? 0 : said[i] - mean) }
      }
    }
  }

  public func path(of representation: Representation) -> AnswerPath {
    .counted("\(names.joined(separator: " and "))", representation.ratings)
  }
}
