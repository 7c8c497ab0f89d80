/// Gives distinct texts codes 0, 1, 2, ... in the order in which one thread first meets them, and keeps the row of
/// that first meeting.
final class TextKeyBuilder: @unchecked Sendable {
  /// The distinct keys; the index of a key is its code.
  let keys = TextKeys()
  /// [code] the row at which the thread first met the key.
  private(set) var firstRows = OwnedBuffer<Int>(capacity: 16)

  /// Returns the code of a field; -1 if it is a new key.
  @inline(__always)
  func knownCode(for field: TextField) -> Int32 {
    keys.index(of: field.start, field.count, field.words, hash: field.hash)
  }

  /// Returns the code of a field; a new key gets the next code. Nil if it is not UTF-8 or empty.
  @inline(__always)
  func code(for field: TextField, row: Int) -> Int32? {
    let count = keys.count
    guard let code = keys.add(field.start, field.count, field.words, hash: field.hash) else {
      return nil
    }
    if Int(code) == count { note(row, code: count) }
    return code
  }

  /// Returns the code of a key; a new key gets the next code. Nil if it is not UTF-8 or empty.
  func code(for text: UnsafeBufferPointer<UInt8>, row: Int) -> Int32? {
    guard let base = text.baseAddress else { return nil }
    let hash = TextHash.of(text)
    return code(
      for: TextField(
        start: base, count: text.count, hash: hash, words: TextWords(text, hash: hash)), row: row)
  }

  @inline(never)
  private func note(_ row: Int, code: Int) {
    if code == firstRows.capacity { firstRows = firstRows.doubled() }
    firstRows.start[code] = row
  }
}
