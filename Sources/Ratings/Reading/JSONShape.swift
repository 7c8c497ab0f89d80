/// The members that the objects of a file usually have, in their order, and what is read of them.
///
/// Objects are written by programs: the bytes between two values, such as `,"rating":`, are the same in nearly every
/// row, so that one comparison finds a member and all its marks.
final class JSONShape: @unchecked Sendable {
  /// The use of a member's value.
  enum Role: UInt8 {
    case skipped, user, item, rating, time

    /// One bit of its own; 0 for what is skipped.
    var bit: UInt8 {
      @inline(__always) get { self == .skipped ? 0 : 1 &<< rawValue }
    }
  }

  /// A member and the bytes before its value.
  struct Member: BitwiseCopyable {
    /// The bytes from the end of the value before on, with all marks and blanks.
    let lead: UnsafePointer<UInt8>
    let count: Int
    let role: Role
  }

  /// The usual members; empty if no row was like any other.
  let members: UnsafeMutableBufferPointer<Member>
  /// The bits of the roles that every row must have.
  let needed: UInt8
  /// The names that have roles.
  private let names: [(bytes: [UInt8], role: Role)]

  /// The rows that are looked at.
  private static let sampleRows = 100

  /// Takes the shape of the row with the most members among the first.
  ///
  /// - Parameters:
  ///   - bytes: the text, from the first object on.
  ///   - names: the names of the columns that are read.
  init(_ bytes: UnsafeBufferPointer<UInt8>, names: [Role: String]) {
    self.names = names.map { (Array($1.utf8), $0) }
    needed = names.keys.reduce(0) { $0 | $1.bit }
    var best: [(lead: UnsafeBufferPointer<UInt8>, role: Role)] = []
    if let base = bytes.baseAddress, bytes.count > JSONRowCursor.reach {
      var cursor = JSONRowCursor(at: base, limit: base + bytes.count - JSONRowCursor.reach)
      for _ in 0..<Self.sampleRows {
        let start = cursor.at
        if let members = Self.members(&cursor, self.names) {
          if members.count > best.count { best = members }
        } else {
          cursor.at = start
          guard cursor.skipLine() else { break }
        }
      }
    }
    members = .allocate(capacity: best.count)
    for (place, member) in best.enumerated() {
      let lead = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: member.lead.count)
      _ = lead.initialize(from: member.lead)
      members.initializeElement(
        at: place,
        to: Member(
          lead: UnsafePointer(lead.baseAddress!), count: member.lead.count, role: member.role))
    }
  }

  deinit {
    for member in members { member.lead.deallocate() }
    members.deallocate()
  }

  /// Returns the role of a name.
  func role(of name: UnsafeBufferPointer<UInt8>) -> Role { Self.role(of: name, names) }

  private static func role(
    of name: UnsafeBufferPointer<UInt8>, _ names: [(bytes: [UInt8], role: Role)]
  ) -> Role {
    for known in names where known.bytes.elementsEqual(name) { return known.role }
    return .skipped
  }

  /// Returns the members of a row; nil if it is no usual one.
  private static func members(
    _ cursor: inout JSONRowCursor, _ names: [(bytes: [UInt8], role: Role)]
  ) -> [(lead: UnsafeBufferPointer<UInt8>, role: Role)]? {
    var members: [(lead: UnsafeBufferPointer<UInt8>, role: Role)] = []
    var start = cursor.at
    cursor.skipBlanks()
    guard cursor.skip("{") else { return nil }
    repeat {
      guard let name = cursor.name() else { return nil }
      let lead = UnsafeBufferPointer(start: start, count: cursor.at - start)
      members.append((lead, role(of: name, names)))
      guard cursor.skipValue() else { return nil }
      start = cursor.at
      cursor.skipBlanks()
    } while cursor.skip(",")
    return cursor.skipEnd() ? members : nil
  }
}
