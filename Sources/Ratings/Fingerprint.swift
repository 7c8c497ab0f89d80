/// A hash over the content of histories, to tell whether a model was trained on other data. It guards
/// against mix-ups, not against intent.
struct Fingerprint {
  private var state: UInt64 = 0x243F_6A88_85A3_08D3

  /// Multiply, then fold the high bits back: every bit of the past reaches every bit of the state.
  mutating func add(_ value: UInt64) {
    state = (state ^ value) &* 0x9E37_79B9_7F4A_7C15
    state ^= state >> 32
  }

  /// Sixteen hex digits.
  var text: String {
    let digits = String(state, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }

  /// - Parameter itemIDs: what the histories' item indices stand for.
  static func of(_ histories: Histories, itemIDs: [Int64]) -> String {
    var print = Fingerprint()
    let columns = histories.columns
    for id in itemIDs { print.add(UInt64(bitPattern: id)) }
    for (user, range) in zip(histories.userIDs, histories.ranges) {
      print.add(UInt64(bitPattern: user))
      print.add(UInt64(range.count))
    }
    for i in columns.items.indices {
      print.add(
        UInt64(UInt32(bitPattern: columns.items[i])) << 32 | UInt64(columns.ratings[i].bitPattern))
    }
    for time in columns.timestamps { print.add(UInt64(bitPattern: time)) }
    return print.text
  }
}
