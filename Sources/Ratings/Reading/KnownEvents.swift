/// The kinds of events that were counted before, as the fast path looks them up and counts them.
///
/// A kind that is new, or longer than 15 bytes, is left to the row scanner.
struct KnownEvents {
  private let count: Int
  private let words: OwnedBuffer<TextWords>
  /// [count] the weights; NaN for kinds that are left out.
  private let weights: OwnedBuffer<Float>
  /// [count] the rows of each kind.
  private let rows: OwnedBuffer<Int>

  init(_ event: EventColumn?, _ counts: EventCounts) {
    let kinds = event == nil ? [] : counts.kinds
    count = kinds.count
    words = OwnedBuffer(capacity: count)
    weights = OwnedBuffer(capacity: count)
    rows = OwnedBuffer(capacity: count, zeroed: true)
    for (place, kind) in kinds.enumerated() {
      words.start[place] = kind.kind.withUnsafeBufferPointer { TextWords($0, hash: 0) }
      weights.start[place] = event?.weight(of: kind.kind) ?? .nan
    }
  }

  /// Returns the place of a kind behind whose bytes at least 16 may be read; -1 if it is not known.
  @inline(__always)
  func place(of kind: UnsafeBufferPointer<UInt8>) -> Int {
    guard kind.count <= TextWords.width, let start = kind.baseAddress else { return -1 }
    let sought = TextWords(from: start, count: kind.count, hash: 0)
    for place in 0..<count where words.start[place] == sought { return place }
    return -1
  }

  /// Returns true if a kind's rows are read.
  @inline(__always)
  func isRead(_ place: Int) -> Bool { !weights.start[place].isNaN }

  /// Returns a kind's weight; NaN if its rows are left out.
  @inline(__always)
  func weight(_ place: Int) -> Float { weights.start[place] }

  /// Counts a row.
  @inline(__always)
  func count(_ place: Int) { rows.start[place] &+= 1 }

  /// Adds the rows to the counts that the kinds came from.
  func addCounts(to counts: inout EventCounts) { if count > 0 { counts.add(rows.start) } }
}
