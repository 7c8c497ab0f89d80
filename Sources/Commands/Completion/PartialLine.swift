import DebutEngine

/// A line that is being typed, cut at the word that the cursor is in.
struct PartialLine {
  /// The words before.
  let words: [String]
  /// The part of the word before the cursor, without its quote and its backslashes.
  let word: String
  /// The quote that the word begins with.
  let quote: Character?

  /// Cuts a line at the cursor.
  ///
  /// - Parameters:
  ///   - line: what was typed up to the cursor.
  ///   - start: the offset of the word in UTF-8, after its quote if it has one.
  /// - Returns: nil within a quote that is not the start of the word: nothing is completed there.
  init?(_ line: String, from start: Int) {
    let utf8 = Array(line.utf8)
    guard start <= utf8.count else { return nil }
    var before = utf8[..<start]
    var quote: Character?
    if let open = Tokenizer.scan(String(decoding: before, as: UTF8.self)).openQuote {
      let mark = Character(open.mark)
      guard before.last == mark.asciiValue else { return nil }
      before.removeLast()
      quote = mark
    }
    let scanned = Tokenizer.scan(String(decoding: before, as: UTF8.self))
    // A quote within a word, as after an apostrophe in single quotes.
    if quote != nil, scanned.lastWordStart != nil { return nil }
    words = scanned.words
    let typed = String(decoding: utf8[start...], as: UTF8.self)
    switch quote {
    case "'": word = typed
    case .some(let mark): word = Tokenizer.scan("\(mark)\(typed)").words.first ?? ""
    case nil: word = Tokenizer.scan(typed).words.first ?? ""
    }
    self.quote = quote
  }
}
