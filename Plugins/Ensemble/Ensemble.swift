import Debut

/// Several models, added up by weights that were fitted on users set aside: what was asked about them,
/// the members or copies of these, had not been trained on them.
public final class Ensemble: Recommender {
  public struct Options: ModelOptions {
    public var members = [ModelRecipe("mf"), ModelRecipe("item-knn")]
    public var validation: Float = 0.1
    public var shrinkage: Float = 30

    public init() {}

    public static let fields: [OptionField<Options>] = [
      .init(
        "members", \.members, atLeast: 2,
        "the models that are added up: a trained one as it is, any other trained with its defaults"),
      .init(
        "validation", \.validation, in: 0.01...0.5,
        "share of the training users that the weights are fitted on"),
      .init(
        "shrinkage", \.shrinkage, in: 0.001...1_000_000,
        "how strongly the weights are held towards equal ones: the ridge of their fit"),
    ]
  }

  public static let descriptor = ModelDescriptor(
    name: "ensemble",
    summary: "trained models added up, weighted by how they do on users set aside",
    discussion: """
      Name trained models as `members`, and they are combined as they are: `train ensemble \
      members=small,knn`. Weights must not rest on users that a model was trained on, whom it knows too \
      well. So a share of the training users is set aside, a copy of each member is trained without \
      them, by the member's own options, epochs and seed, and then those users are followed rating by \
      rating, every copy predicting each from the ratings before. The weights are fitted to that (least \
      squares, held towards equal weights) and used with the members themselves. It costs as much as \
      training the members once more.

      A name that no trained model has is that of a model as `models` lists them; `mf(factors=5)` gives \
      it options, and `mf()` means the model where a trained one has the name too. Such members are \
      trained here without the users set aside, and combined as they were weighted. That saves the \
      second training, and costs some accuracy: they have learnt from fewer users.

      Trained members must have been trained on this data under this split, each fold's members for its \
      fold. The trained models may be dropped or trained anew later: the ensemble keeps its own, in its \
      file too. A fresh user is represented by every member; one rating more extends each of them, and \
      an answer costs as much as the members' together.
      """,
    reference: "Breiman 1996 (stacked regressions); Wolpert 1992 (stacked generalization)")

  private let options: Options
  private(set) var parts: [Part] = []
  private(set) var weights: [Float] = []
  /// The training mean: what weighs in where the weights do not add up to 1, and what stands in for a
  /// member that cannot say.
  private var mean: Float = 0

  public init(options: Options) { self.options = options }

  private var recipes: [ModelRecipe] { options.members }
}

// MARK: Learning

extension Ensemble {
  public func fit(_ data: TrainingSet, _ run: TrainingContext) throws {
    guard data.histories.ratingCount > 0 else { throw EngineError.noTrainingRatings }
    var generator = SeededGenerator(seed: run.seed)
    let (learning, validation) = data.histories.splittingUsers(
      fraction: Double(options.validation), seed: generator.next())
    guard validation.ratingCount > 0 else {
      throw EngineError.notEvaluable(
        reason: "ensemble needs users to fit its weights on: there is but one training user")
    }
    let set = TrainingSet(
      histories: learning, itemCount: data.itemCount, feedback: data.feedback,
      catalogue: data.catalogue)
    mean = set.meanRating
    // No member knows the users set aside, unless one of them was trained on everyone.
    let known = recipes.contains { $0.name != nil } ? data : set
    if known.histories.count < data.histories.count {
      run.recordValidationUsers(Array(validation.users))
    }
    var judges: [Part] = []
    parts = []
    for recipe in recipes {
      let judge = try run.train(recipe, on: set)
      judges.append(Part(judge, trainedOn: set, among: known.histories.users))
      if recipe.name == nil {
        tell(judge, recipe, run)
        parts.append(judges[judges.count - 1])
      } else if let whole = run.trained(recipe) {
        parts.append(Part(whole, trainedOn: data, among: known.histories.users))
      } else {
        let whole = try run.train(recipe, on: data)
        tell(whole, recipe, run)
        parts.append(Part(whole, trainedOn: data, among: known.histories.users))
      }
    }
    fitWeights(judges, validation, run.compute)
    tell(validation, run)
  }

  /// Follows every user set aside, each on one thread, and adds up in the users' order.
  private func fitWeights(_ judges: [Part], _ users: Histories, _ compute: Compute) {
    let count = judges.count
    var starts = [0]
    for range in users.ranges { starts.append(starts[starts.count - 1] + range.count) }
    let answers = FloatBuffer(count: starts[users.count] * count)
    compute.workers.run(shards: users.count) { user in
      for (m, judge) in judges.enumerated() {
        var representation = judge.member.represent(UserQuery(history: .empty))
        for (position, next) in users[user].enumerated() {
          let stars = judge.member.score(representation, item: next.item)
          answers.base[(starts[user] + position) * count + m] = stars.isNaN ? 0 : stars - mean
          judge.member.extend(&representation, by: next)
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

  private func tell(_ member: TrainedMember, _ recipe: ModelRecipe, _ run: TrainingContext) {
    for line in member.notes { run.note("\(recipe.label): \(line)") }
  }

  private func tell(_ validation: Histories, _ run: TrainingContext) {
    let text = zip(recipes, weights).map { "\($0.label) \(Self.rounded($1))" }
    run.note(
      "weights \(text.joined(separator: ", ")), fitted on \(validation.count) "
        + "user\(validation.count == 1 ? "" : "s") set aside"
        + (recipes.contains { $0.name != nil } ? ", by copies trained without them" : ""))
  }

  private static func rounded(_ weight: Float) -> String {
    "\((Double(weight) * 100).rounded() / 100)"
  }
}

// MARK: Saving

extension Ensemble {
  /// The members' arrays, each under the member's name, the weights, and which training users each
  /// member knows, with the mean of their ratings.
  public func save(to state: inout StateWriter) throws {
    for (recipe, part) in zip(recipes, parts) {
      try state.nested("\(recipe.label).") { try part.member.recommender.save(to: &$0) }
    }
    state.add("weights", weights)
    state.add("mean", [mean])
    state.add("member-means", parts.map(\.mean))
    state.add(
      "member-users", parts.flatMap { $0.isKnown.map { $0 ? 1 : Int32(0) } },
      shape: [parts.count, parts.first?.isKnown.count ?? 0])
  }

  public func restore(from state: StateReader, _ outline: TrainingSet, _ run: TrainingContext)
    throws
  {
    let users = outline.histories.count
    weights = try state.floats("weights", shape: [recipes.count])
    mean = try state.floats("mean", shape: [1])[0]
    let means = try state.floats("member-means", shape: [recipes.count])
    let known = try state.int32s("member-users", shape: [recipes.count, users])
    parts = try recipes.enumerated().map { m, recipe in
      guard known[m * users..<(m + 1) * users].contains(where: { $0 != 0 }) else {
        throw EngineError.badModelFile(reason: "\(recipe.label) was trained on none of the users")
      }
      let part = Part(
        memberOf(try run.make(recipe)), mean: means[m],
        isKnown: known[m * users..<(m + 1) * users].map { $0 != 0 })
      try part.member.recommender.restore(
        from: state.nested("\(recipe.label)."), part.outline(of: outline), run)
      return part
    }
  }
}

extension Ensemble: ProvidesItemVectors {
  /// None: the members may have some.
  public var itemVectors: ItemVectors? { nil }
  /// Whose vectors to ask for.
  public var reasonWithoutItemVectors: String {
    "has no item vectors of its own; ask one of its members: "
      + recipes.map(\.label).joined(separator: ", ")
  }
}

// MARK: Answers

extension Ensemble {
  /// A user as each of the members sees them.
  public struct Representation {
    var members: [Any]
    var ratings: Int
  }

  public func represent(_ user: UserQuery) -> Representation {
    Representation(
      members: parts.map { $0.member.represent($0.query(user)) }, ratings: user.history.count)
  }

  public func extend(_ representation: inout Representation, by interaction: Interaction) {
    for (m, part) in parts.enumerated() {
      part.member.extend(&representation.members[m], by: interaction)
    }
    representation.ratings += 1
  }

  public func score(_ representation: Representation, item: Int) -> Float {
    var sum = mean
    for (m, part) in parts.enumerated() {
      let stars = part.member.score(representation.members[m], item: item)
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
      for (m, part) in parts.enumerated() {
        said.initialize(repeating: .nan)
        part.member.score(representation.members[m], items: items, into: said)
        for i in items.indices { stars[i] += weights[m] * (said[i].isNaN ? 0 : said[i] - mean) }
      }
    }
  }

  public func path(of representation: Representation) -> AnswerPath {
    let names = recipes.map(\.label)
    let all =
      names.count > 2
      ? names.dropLast().joined(separator: ", ") + " and " + names[names.count - 1]
      : names.joined(separator: " and ")
    return .counted(all, representation.ratings)
  }
}
