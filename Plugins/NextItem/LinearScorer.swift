import Debut

/// A table with a row and a column for each item that has training events.
///
/// - Stability: evolving.
public protocol ItemTable: Sendable {
  /// Adds a row times a factor to a vector of all columns.
  func add(_ row: Int, times factor: Float, to sums: UnsafeMutablePointer<Float>)
}

extension SparseRows: ItemTable {}

/// A scorer that adds rows of a table B, one for each item that the user has had:
///
///     score_j = sum over items i of the history of decay^age_i B_ij
///
/// where age_i is the number of the user's events after the last one with i. An item without training
/// events has no score (NaN), and adds nothing to others.
///
/// - Stability: evolving.
public struct LinearScorer<Table: ItemTable>: TrainedScorer {
  /// A user: the scores so far.
  public struct State: Sendable {
    /// [columns] the sums, times `unit`.
    fileprivate var sums: [Float]
    /// decay^-age of an event at the time of the last rescaling: what a new one weighs among the sums. So
    /// that what is old weighs less, what is new weighs more, and the sums stay as they are.
    fileprivate var unit: Float = 1
    /// The number of the last event with a column.
    fileprivate var last: [Int32: Int] = [:]
    /// The number of events.
    fileprivate var count = 0
  }

  let items: EventColumns
  let table: Table
  private let decay: Float
  /// decay^age by age, up to where it is nothing to a float; of one element if nothing decays.
  private let powers: [Float]
  private let name: String

  /// Creates a scorer.
  ///
  /// - Parameter name: the path of an answer, as in "neighbours of 7 events".
  init(_ items: EventColumns, _ table: Table, decay: Float, name: String) {
    self.items = items
    self.table = table
    self.decay = decay
    self.name = name
    var powers: [Float] = [1]
    while decay < 1, powers[powers.count - 1] > 1e-7, powers.count < 1 << 20 {
      powers.append(powers[powers.count - 1] * decay)
    }
    self.powers = powers
  }

  public func state(of user: UserQuery) -> State {
    var state = State(sums: [Float](repeating: 0, count: items.count))
    for item in user.history.items { add(Int(item), to: &state) }
    return state
  }

  public func extend(_ state: inout State, by interaction: Interaction) {
    add(interaction.item, to: &state)
  }

  private func add(_ item: Int, to state: inout State) {
    state.count += 1
    if decay < 1 { age(&state) }
    let column = items.columns[item]
    guard column >= 0 else { return }
    let before = state.last.updateValue(state.count, forKey: column)
    let known = before.map { decay < 1 ? power(state.count - $0) : 1 } ?? 0
    guard known < 1 else { return }
    let factor = state.unit * (1 - known)
    state.sums.withUnsafeMutableBufferPointer { sums in
      guard let sums = sums.baseAddress else { return }
      table.add(Int(column), times: factor, to: sums)
    }
  }

  private func power(_ age: Int) -> Float { age < powers.count ? powers[age] : 0 }

  private func age(_ state: inout State) {
    state.unit /= decay
    guard state.unit > 1e12 else { return }
    let factor = 1 / state.unit
    state.sums.withUnsafeMutableBufferPointer { sums in
      for i in sums.indices { sums[i] *= factor }
    }
    state.unit = 1
  }

  public func score(_ state: State, item: Int) -> Float {
    let column = Int(items.columns[item])
    return column < 0 ? .nan : state.sums[column] * (1 / state.unit) + items.ties[column]
  }

  public func score(
    _ state: State, items wanted: UnsafeBufferPointer<Int32>,
    into stars: UnsafeMutableBufferPointer<Float>
  ) {
    let factor = 1 / state.unit
    items.columns.withUnsafeBufferPointer { columns in
      items.ties.withUnsafeBufferPointer { ties in
        state.sums.withUnsafeBufferPointer { sums in
          for i in wanted.indices {
            let column = Int(columns[Int(wanted[i])])
            stars[i] = column < 0 ? .nan : sums[column] * factor + ties[column]
          }
        }
      }
    }
  }

  public func path(of state: State) -> AnswerPath {
    state.count == 0
      ? AnswerPath("popularity", ratings: 0)
      : AnswerPath("\(name) of \(Counted.text(state.count, "event"))", ratings: state.count)
  }
}
