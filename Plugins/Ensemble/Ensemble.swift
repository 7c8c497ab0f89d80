import Debut

/// The weighted sum of several models. The weights are fitted on users set aside, to predictions of
/// models that were not trained on these users: the members, or copies of them.
///
/// - Stability: stable.
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
  private(set) var members: [EnsembleMember] = []
  private(set) var weights: [Float] = []
  /// The training mean: it weighs in if the weights do not add up to 1, and replaces a member's NaN.
  private var mean: Float = 0

  public init(options: Options) { self.options = options }

  private var recipes: [ModelRecipe] { options.members }
}

// MARK: Learning

extension Ensemble {
  /// Returns the bytes of the members' predictions for the users set aside. The engine adds the members.
  public static func trainingMemory(_ options: Options, for size: TrainingSize) -> Int? {
    MemorySum.product(8 * options.members.count, size.ratings)
  }

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
    // The users set aside are fresh to every member, unless a member was trained before, on everyone.
    let known = recipes.contains { $0.name != nil } ? data : set
    if known.histories.count < data.histories.count {
      run.recordValidationUsers(Array(validation.users))
    }
    var copies: [EnsembleMember] = []
    members = []
    for recipe in recipes {
      let copy = try run.members.train(recipe, on: set)
      copies.append(EnsembleMember(copy, trainedOn: set, among: known.histories.users))
      if recipe.name == nil {
        addNotes(of: copy, recipe, run)
        members.append(copies[copies.count - 1])
      } else if let whole = run.members.trained(recipe) {
        members.append(EnsembleMember(whole, trainedOn: data, among: known.histories.users))
      } else {
        let whole = try run.members.train(recipe, on: data)
        addNotes(of: whole, recipe, run)
        members.append(EnsembleMember(whole, trainedOn: data, among: known.histories.users))
      }
    }
    fitWeights(copies, validation, run.compute)
    addNote(validation, run)
  }

  /// Follows every user set aside, each on one thread, and adds up in the users' order.
  private func fitWeights(_ copies: [EnsembleMember], _ users: Histories, _ compute: Compute) {
    let count = copies.count
    var starts = [0]
    for range in users.ranges { starts.append(starts[starts.count - 1] + range.count) }
    let predictions = FloatBuffer(count: starts[users.count] * count)
    compute.workers.run(shards: users.count) { user in
      for (m, copy) in copies.enumerated() {
        let history = users[user]
        withUnsafeTemporaryAllocation(of: Float.self, capacity: history.count) { stars in
          stars.initialize(repeating: .nan)
          copy.model.scoreErased(
            copy.model.erasedRepresentation(UserQuery(history: .empty)), along: history, into: stars
          )
          for (position, value) in stars.enumerated() {
            predictions.base[(starts[user] + position) * count + m] =
              value.isNaN ? 0 : value - mean
          }
        }
      }
    }
    var fit = LeastSquares(columns: count, origin: 0)
    for user in users.indices {
      for (position, rating) in users[user].ratings.enumerated() {
        let row = predictions.base + (starts[user] + position) * count
        fit.add((0..<count).map { Double(row[$0]) } + [Double(rating - mean)])
      }
    }
    weights = fit.weights(heldToEqualBy: Double(options.shrinkage)).map { Float($0) }
  }

  private func addNotes(
    of member: TrainedMember, _ recipe: ModelRecipe, _ run: TrainingContext
  ) {
    for line in member.notes { run.note("\(recipe.label): \(line)") }
  }

  private func addNote(_ validation: Histories, _ run: TrainingContext) {
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
  /// Writes the members' arrays, each under the member's name; the weights; and, for each member, the
  /// training users that it was trained on and the mean of their ratings.
  public func save(to state: inout StateWriter) throws {
    for (recipe, member) in zip(recipes, members) {
      try state.nested("\(recipe.label).") { try member.model.save(to: &$0) }
    }
    state.add("weights", weights)
    state.add("mean", [mean])
    state.add("member-means", members.map(\.mean))
    state.add(
      "member-users", members.flatMap { $0.isKnown.map { $0 ? 1 : Int32(0) } },
      shape: [members.count, members.first?.isKnown.count ?? 0])
  }

  public func restore(from state: StateReader, _ outline: TrainingSet, _ run: TrainingContext)
    throws
  {
    let users = outline.histories.count
    weights = try state.floats("weights", shape: [recipes.count])
    mean = try state.floats("mean", shape: [1])[0]
    let means = try state.floats("member-means", shape: [recipes.count])
    let known = try state.int32s("member-users", shape: [recipes.count, users])
    members = try recipes.enumerated().map { m, recipe in
      guard known[m * users..<(m + 1) * users].contains(where: { $0 != 0 }) else {
        throw EngineError.badModelFile(reason: "\(recipe.label) was trained on none of the users")
      }
      let member = EnsembleMember(
        try run.members.make(recipe), mean: means[m],
        isKnown: known[m * users..<(m + 1) * users].map { $0 != 0 })
      try member.model.restore(
        from: state.nested("\(recipe.label)."), member.outline(of: outline), run)
      return member
    }
  }
}

extension Ensemble: ProvidesItemVectors {
  /// A failure that names the members.
  public var itemVectors: Result<ItemVectors, NoItemVectors> {
    .failure(
      NoItemVectors(
        "has no item vectors of its own; ask one of its members: "
          + recipes.map(\.label).joined(separator: ", ")))
  }
}

// MARK: Predicting

extension Ensemble {
  /// Every member's representation of a user.
  public struct Representation {
    var members: [Any]
    var ratings: Int
  }

  public func represent(_ user: UserQuery) -> Representation {
    Representation(
      members: members.map { $0.model.erasedRepresentation($0.query(user)) },
      ratings: user.history.count)
  }

  public func extend(_ representation: inout Representation, by interaction: Interaction) {
    for (m, member) in members.enumerated() {
      member.model.extendErased(&representation.members[m], by: interaction)
    }
    representation.ratings += 1
  }

  public func score(_ representation: Representation, item: Int) -> Float {
    var sum = mean
    for (m, member) in members.enumerated() {
      let stars = member.model.scoreErased(representation.members[m], item: item)
      sum += weights[m] * (stars.isNaN ? 0 : stars - mean)
    }
    return sum
  }

  public func score(
    _ representation: Representation, items: UnsafeBufferPointer<Int32>,
    into stars: UnsafeMutableBufferPointer<Float>
  ) {
    addUp(representation, items.count, into: stars) { $0.scoreErased($1, items: items, into: $2) }
  }

  public func score(
    _ representation: Representation, along history: History,
    into stars: UnsafeMutableBufferPointer<Float>
  ) {
    addUp(representation, history.count, into: stars) {
      $0.scoreErased($1, along: history, into: $2)
    }
  }

  /// Writes the weighted sums of the members' predictions.
  ///
  /// - Parameter scores: writes the predictions of one member, whose places hold NaN before.
  private func addUp(
    _ representation: Representation, _ count: Int,
    into stars: UnsafeMutableBufferPointer<Float>,
    _ scores: (any Recommender, Any, UnsafeMutableBufferPointer<Float>) -> Void
  ) {
    for i in 0..<count { stars[i] = mean }
    withUnsafeTemporaryAllocation(of: Float.self, capacity: count) { own in
      for (m, member) in members.enumerated() {
        own.initialize(repeating: .nan)
        scores(member.model, representation.members[m], own)
        let (weight, mean) = (weights[m], mean)
        for i in 0..<count { stars[i] += weight * (own[i].isNaN ? 0 : own[i] - mean) }
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
