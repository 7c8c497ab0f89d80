import Debut

/// A combination of models, fitted by least squares to what they predicted for other users: the
/// opponent of whoever claims to add something to those models.
public struct LinearStack: Hashable, Sendable {
  /// What it is called in the evaluation.
  public let name: String
  /// The models that it combines, by their names in the evaluation.
  public let components: [String]

  public init(name: String, components: [String]) {
    self.name = name
    self.components = components
  }

  /// Makes sure that it can be made of these models, before they are trained.
  ///
  /// - Throws: `EngineError.notEvaluable` for a name that is taken, components that are not there or
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

  /// Groups of users where a single fold has to be its own judge.
  static let groupsOfOneFold = 5
}

extension Evaluation {
  /// The same evaluation with one more model: the stack.
  ///
  /// A constant and a weight for each component are fitted to the predictions of all folds but one, and
  /// combine the components' predictions of that one, clipped to the scale. Of a single fold the users
  /// are dealt to five groups in turn, and each group takes the place of a fold. So no rating is a
  /// target of the fit whose weights predict it. (The components of other folds have seen this fold's
  /// users: that is how stacking is done, and it favours the stack if anything.)
  ///
  /// - Throws: `EngineError.notEvaluable` for a name that is taken, components that are not there or
  ///   repeated, and for fewer than two users.
  public func adding(_ stack: LinearStack) throws -> Evaluation {
    try stack.check(among: answers.map(\.model))
    let components = stack.components.compactMap { name in
      answers.first { $0.model == name }
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
      let columns = components.map { $0.runs[run].stars }
      let combinations = fits(columns, groups, groupCount)
      weights += combinations.map { $0.weights }
      return ModelPredictions.Run(
        seed: components[0].runs[run].seed, stars: combine(columns, groups, combinations),
        seconds: [])
    }
    var result = self
    let combination = ModelPredictions(model: stack.name, runs: combined)
    result.answers.append(combination)
    result.rows += rows(of: combination)
    result.notes.append(Self.note(stack, weights))
    return result
  }

  /// The same evaluation without the models that are not named.
  public func keeping(_ models: [String]) -> Evaluation {
    var result = self
    result.answers = answers.filter { models.contains($0.model) }
    result.rows = rows.filter { models.contains($0.model) }
    return result
  }

  /// The group of every question, numbered from 0: its fold, or where there is but one its user's.
  private func stackGroups() -> [Int] {
    if parts.count(where: { !$0.range.isEmpty }) > 1 {
      return parts.enumerated().flatMap { group, part in
        Array(repeating: group, count: part.range.count)
      }
    }
    var groups: [Int64: Int] = [:]
    return questions.map { question in
      if let known = groups[question.userID] { return known }
      let group = groups.count % LinearStack.groupsOfOneFold
      groups[question.userID] = group
      return group
    }
  }

  /// The combination for each group, fitted to all others.
  private func fits(_ columns: [[Float]], _ groups: [Int], _ groupCount: Int)
    -> [(weights: [Double], constant: Double)]
  {
    let middle = (Double(scale.lowest) + Double(scale.highest)) / 2
    let empty = LeastSquares(columns: columns.count, origin: middle)
    var moments = Array(repeating: empty, count: groupCount)
    var row = [Double](repeating: 0, count: columns.count + 1)
    for (i, group) in groups.enumerated() {
      for c in columns.indices { row[c] = Double(columns[c][i]) }
      row[columns.count] = Double(questions[i].rating)
      moments[group].add(row)
    }
    return (0..<groupCount).map { group in
      var others = empty
      for other in 0..<groupCount where other != group { others.add(moments[other]) }
      return others.solve()
    }
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
      let hundredths = Int((abs(weight) * 100).rounded())
      let digits = hundredths % 100
      let sign = weight < 0 && hundredths > 0 ? "-" : ""
      return "\(sign)\(hundredths / 100).\(digits < 10 ? "0" : "")\(digits) \(name)"
    }
    return "\(stack.name): \(terms.joined(separator: " + ")), weights of the mean over "
      + "\(weights.count) fits, each without those it predicts"
  }
}
