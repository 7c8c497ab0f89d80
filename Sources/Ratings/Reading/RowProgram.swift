/// The steps by which the fast path reads the rows of a layout, from left to right.
///
/// Columns that nobody asks for are passed over, and those of conditions and events are looked at. Whatever a step
/// cannot read for certain ends the fast path, and the row scanner reads the row.
struct RowProgram {
  /// The value that a column holds.
  enum Role: UInt8, BitwiseCopyable {
    case none, user, textUser, item, textItem, rating, time
  }

  /// The reading of a column.
  struct Step: BitwiseCopyable {
    let role: Role
    /// True if it is the column of events.
    let isEvent: Bool
    /// The number of columns to pass over before it.
    let skipped: Int
    /// The first of its conditions, and the one after its last.
    let checks: (start: Int, end: Int)
    /// True if its bytes are looked at, apart from the value that they hold.
    var isExamined: Bool { isEvent || checks.start < checks.end }
  }

  let steps: OwnedBuffer<Step>
  let count: Int
  /// The conditions of all steps.
  let checks: [RowChecks.Test]
  /// The number of columns after those of the steps.
  let trailing: Int

  /// A bound on the bytes that the steps read, without the columns passed over and looked at, and of the words read
  /// beyond them.
  var reach: Int { count * (PlainCursor.longestText + 4 * TextHash.width) + PlainCursor.reach }

  /// Makes the steps; nil if a column has two roles, or the columns between runs of blanks are not all read.
  init?(_ layout: PartReader.Layout, separator: FieldSeparator) {
    var roles = [Role](repeating: .none, count: layout.fields)
    let columns: [(Int?, Role)] = [
      (layout.user, layout.kinds.users == .text ? .textUser : .user),
      (layout.item, layout.kinds.items == .text ? .textItem : .item), (layout.rating, .rating),
      (layout.timestamp, .time),
    ]
    for case (let column?, let role) in columns {
      guard roles.indices.contains(column), roles[column] == .none else { return nil }
      roles[column] = role
    }
    var (steps, tests, next) = ([Step](), [RowChecks.Test](), 0)
    for (column, role) in roles.enumerated() {
      let own = layout.checks?.tests(of: column) ?? []
      let isEvent = layout.event?.field == column
      guard role != .none || isEvent || !own.isEmpty else { continue }
      steps.append(
        Step(
          role: role, isEvent: isEvent, skipped: column - next,
          checks: (tests.count, tests.count + own.count)))
      tests += own
      next = column + 1
    }
    // Runs of blanks are cut by the row scanner alone.
    let readsAll = next == layout.fields && steps.allSatisfy { $0.skipped == 0 && !$0.isExamined }
    guard readsAll || !separator.isBlanks else { return nil }
    count = steps.count
    checks = tests
    trailing = layout.fields - next
    self.steps = OwnedBuffer(capacity: steps.count)
    for (place, step) in steps.enumerated() { (self.steps.start + place).initialize(to: step) }
  }
}
