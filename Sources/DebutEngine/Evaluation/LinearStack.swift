import Debut

/// A combination of models, fitted by least squares to their predictions for other users: the baseline of
/// a model that claims to add something to them.
///
/// - Stability: stable.
public struct LinearStack: Hashable, Sendable {
  /// The name in the evaluation.
  public let name: String
  /// The models that it combines, by their names in the evaluation.
  public let components: [String]

  /// Makes a stack. Its names are checked by `check(among:)`.
  public init(name: String, components: [String]) {
    self.name = name
    self.components = components
  }

  /// Checks that it can be made of these models, before they are trained.
  ///
  /// - Throws: `EngineError.notEvaluable` for a name that is taken, or components that are missing or
  ///   repeated.
  public func check(among models: [String]) throws {
    func refuse(_ reason: String) -> EngineError { .notEvaluable(reason: reason) }
    guard !models.contains(name) else {
      throw refuse("a stack cannot be called \(name): a model of this name is evaluated")
    }
    guard !components.isEmpty, Set(components).count == components.count else {
      throw refuse("the stack \(name) needs models to combine, each named once")
    }
    if let missing = components.first(where: { !models.contains($0) }) {
      throw refuse("the stack \(name) combines \(missing), which is not evaluated")
    }
  }

  /// Groups of users, if there is a single fold.
  static let groupsOfOneFold = 5
}

extension Evaluation {
  /// Returns the same evaluation with one more model: the stack.
  ///
  /// A constant and a weight for each component are fitted to the predictions of all folds but one, and
  /// combine the components' predictions of that one, clipped to the scale. If there is a single fold, its
  /// users are dealt to five groups in turn, and each group takes the place of a fold. So no rating is a
  /// target of the fit whose weights predict it. (The components of other folds were trained on this
  /// fold's users: that is how stacking is done, and it favours the stack if anything.)
  ///
  /// - Throws: `EngineError.notEvaluable` for a name that is taken, components that are missing or
  ///   repeated, and for fewer than two users.
  public func adding(_ stack: LinearStack) throws -> Evaluation {
    try stack.check(among: models.map(\.model))
    let components = stack.components.compactMap { name in
      models.first { $0.model == name }
    }
    let groups = stackGroups()
    let groupCount = (groups.max() ?? 0) + 1
    guard Set(groups).count > 1 else {
      throw EngineError.notEvaluable(
        reason: "\(stack.name) has nothing to fit its weights to: only one user is asked about")
    }
    let seeds = components.map { $0.runs.count }.min() ?? 0
    var weights: [[Double]] = []
    let combined = (0..<seeds).map { run in
      let columns = components.map { $0.runs[run].values }
      let combinations = fits(columns, groups, groupCount)
      weights += combinations.map { $0.weights }
      return ModelPredictions.Run(
        seed: components[0].runs[run].seed, values: combine(columns, groups, combinations),
        fallbacks: fallbacks(of: components.map { $0.runs[run] }), seconds: [])
    }
    var result = self
    let combination = ModelPredictions(model: stack.name, runs: combined)
    result.models.append(combination)
    result.rows += rows(of: combination)
    result.notes.append(Self.note(stack, weights))
    result.notes += withholdingNotes(of: combination)
    return result
  }

  /// Returns the same evaluation without the models that are not named.
  public func keeping(_ names: [String]) -> Evaluation {
    var result = self
    result.models = models.filter { names.contains($0.model) }
    result.rows = rows.filter { names.contains($0.model) }
    return result
  }

  /// Returns the group of every target, numbered from 0: its fold, or the group of its user if there is a
  /// single fold.
  private func stackGroups() -> [Int] {
    if parts.count(where: { !$0.range.isEmpty }) > 1 {
      return parts.enumerated().flatMap { group, part in
        Array(repeating: group, count: part.range.count)
      }
    }
    var groups: [Vocabulary.Key: Int] = [:]
    return targets.map { target in
      if let known = groups[target.userID] { return known }
      let group = groups.count % LinearStack.groupsOfOneFold
      groups[target.userID] = group
      return group
    }
  }

  /// Returns the combination for each group, fitted to all others.
  private func fits(_ columns: [[Float]], _ groups: [Int], _ groupCount: Int)
    -> [(weights: [Double], constant: Double)]
  {
    let middle = (Double(scale.lowest) + Double(scale.highest)) / 2
    let empty = LeastSquares(columns: columns.count, origin: middle)
    var moments = Array(repeating: empty, count: groupCount)
    var row = [Double](repeating: 0, count: columns.count + 1)
    for (i, group) in groups.enumerated() {
      for c in columns.indices { row[c] = Double(columns[c][i]) }
      row[columns.count] = Double(targets[i].outcome.value)
      moments[group].add(row)
    }
    return (0..<groupCount).map { group in
      var others = empty
      for other in 0..<groupCount where other != group { others.add(moments[other]) }
      return others.solve()
    }
  }

  /// Returns for each target true if the training means of all components were used.
  private func fallbacks(of runs: [ModelPredictions.Run]) -> [Bool] {
    targets.indices.map { i in runs.allSatisfy { i < $0.fallbacks.count && $0.fallbacks[i] } }
  }

  private func combine(
    _ columns: [[Float]], _ groups: [Int], _ fits: [(weights: [Double], constant: Double)]
  ) -> [Float] {
    groups.enumerated().map { i, group in
      var stars = fits[group].constant
      for c in columns.indices { stars += fits[group].weights[c] * Double(columns[c][i]) }
      return scale.clip(Float(stars))
    }
  }

  private static func note(_ stack: LinearStack, _ weights: [[Double]]) -> String {
    let means = stack.components.indices.map { c in
      weights.reduce(0) { $0 + $1[c] } / Double(weights.count)
    }
    let terms = zip(means, stack.components).map { weight, name in
      guard abs(weight) < 1e12 else { return "\(Float(weight)) \(name)" }
      let hundredths = Int((abs(weight) * 100).rounded())
      let digits = hundredths % 100
      let sign = weight < 0 && hundredths > 0 ? "-" : ""
      return "\(sign)\(hundredths / 100).\(digits < 10 ? "0" : "")\(digits) \(name)"
    }
    return "\(stack.name): \(terms.joined(separator: " + ")), weights of the mean over "
      + "\(weights.count) fits, each without those it predicts"
  }
}
