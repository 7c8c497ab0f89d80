/// The first fields that make a column of ids one of texts.
struct TextKeysFound: Error {
  /// A field, as written, and its line.
  struct Example {
    let text: String
    let line: Int
  }

  var users: Example?
  var items: Example?
}

extension PartReader {
  /// Returns the keys of the scanner's row, texts by their codes.
  ///
  /// A new key gets its code here, so that this comes last: the keys of a row that is left out are none of the data.
  /// - Throws: `DataError`.
  mutating func keys() throws -> (user: Int64, itemCode: Int32) { (try user(), try itemCode()) }

  /// Checks the keys of the scanner's row.
  ///
  /// - Throws: `DataError`; `TextKeysFound` if a key is a text in a column of numbers.
  func expectKeys() throws {
    if layout.kinds.users == .numeric || layout.kinds.items == .numeric { try expectNumbers() }
    try expectKey(layout.user, "userId", isText: builder.textUsers != nil)
    try expectKey(layout.item, "movieId", isText: builder.textItems != nil)
  }

  private func expectKey(_ field: Int, _ column: String, isText: Bool) throws {
    guard isText else {
      _ = try scanner.wholeNumber(field, column)
      return
    }
    if scanner.trimmed(field).isEmpty { throw DataError.emptyField(scanner.place, column: column) }
    guard scanner.withText(field, { TextCheck.firstInvalidUTF8($0) == nil }) else {
      throw DataError.badEncoding(scanner.place, expected: "UTF-8")
    }
  }

  /// - Throws: `TextKeysFound` if a key is a text in a column of numbers.
  private func expectNumbers() throws {
    var found = TextKeysFound()
    if layout.kinds.users == .numeric { found.users = scanner.textKey(layout.user) }
    if layout.kinds.items == .numeric { found.items = scanner.textKey(layout.item) }
    guard found.users != nil || found.items != nil else { return }
    try expectNoHeader()
    throw found
  }

  /// - Throws: `DataError.inRow` if the row is the header come again, as in joined files.
  func expectNoHeader() throws {
    guard scanner.raw(layout.user).lowercased() == layout.userName.lowercased(),
      layout.rating.map({ (try? scanner.decimal($0, "rating")) == nil }) ?? true
    else { return }
    throw DataError.inRow(
      scanner.place,
      "the header comes again, as where files were joined; expected a row of ratings")
  }

  private mutating func user() throws -> Int64 {
    guard let builder = builder.textUsers else {
      let user = try scanner.wholeNumber(layout.user, "userId")
      notePoint(layout.user)
      return user
    }
    return Int64(try code(layout.user, "userId", builder))
  }

  private mutating func itemCode() throws -> Int32 {
    guard let texts = builder.textItems else {
      let item = try scanner.wholeNumber(layout.item, "movieId")
      notePoint(layout.item)
      return builder.itemCode(for: item)
    }
    return try code(layout.item, "movieId", texts)
  }

  /// Keeps that a number was written as `7.0`.
  private mutating func notePoint(_ field: Int) {
    if scanner.splitAtPoint(field).fraction != nil { past.spellings.insert(.pointIDs) }
  }

  private func code(_ field: Int, _ column: String, _ texts: TextKeyBuilder) throws -> Int32 {
    let code = scanner.withText(field) { texts.code(for: $0, row: builder.end) }
    if let code { return code }
    if scanner.trimmed(field).isEmpty { throw DataError.emptyField(scanner.place, column: column) }
    throw DataError.badEncoding(scanner.place, expected: "UTF-8")
  }

  /// Keys of a row that have no code yet.
  struct NewKeys {
    var user: TextField?
    var item: TextField?

    /// Gives the keys their codes; returns false if one is not UTF-8, so that there is no row.
    @inline(never)
    func add(to part: RatingTable.Writer, _ userCode: inout Int64, _ itemCode: inout Int32) -> Bool
    {
      guard user?.isUTF8 ?? true, item?.isUTF8 ?? true else { return false }
      if let user, let code = part.textUsers?.code(for: user, row: part.end) {
        userCode = Int64(code)
      }
      if let item, let code = part.textItems?.code(for: item, row: part.end) { itemCode = code }
      return userCode >= 0 && itemCode >= 0
    }
  }

  /// Reads rows of texts and bare numbers in the usual order, up to the first row that is anything else; returns true
  /// if no such row came.
  ///
  /// The program reads them, too, but takes longer for each.
  mutating func readPlainTextRows() -> Bool {
    guard var run = plainRun(reach: PlainCursor.textReach) else { return true }
    let hasTimes = layout.timestamp != nil
    let (lowest, highest) = (layout.limits.lowest, layout.limits.highest)
    let limit = run.limit
    var part = builder
    var (cursor, row) = (run.cursor, run.row)
    let (textUsers, textItems) = (part.textUsers, part.textItems)
    var latest: Int64 = 0
    var shortest = run.shortest
    var lastUser = RepeatedField()
    var lastText = RepeatedText()
    while row < limit && !part.isFull {
      var user: Int64
      var item: Int32 = 0
      var new = NewKeys()
      if let textUsers {
        if !cursor.skip(lastText) {
          guard let field = cursor.textField(), cursor.skipSeparator() else { break }
          let code = textUsers.knownCode(for: field)
          if code < 0 { new.user = field }
          lastText = RepeatedText(from: field.start, to: cursor.at, code: code)
        }
        user = Int64(lastText.code)
      } else {
        user = cursor.repeatedNumber(&lastUser)
        guard user >= 0 else { break }
      }
      var number: Int64 = 0
      if let textItems {
        guard let field = cursor.textField() else { break }
        item = textItems.knownCode(for: field)
        if item < 0 { new.item = field }
      } else {
        number = cursor.wholeNumber()
        guard number >= 0 else { break }
      }
      guard cursor.skipSeparator() else { break }
      var last = cursor.at
      let rating = cursor.decimal()
      var timestamp: Int64 = 0
      if hasTimes {
        guard cursor.skipSeparator() else { break }
        last = cursor.at
        timestamp = cursor.wholeNumber()
      }
      let length = cursor.at - last
      guard cursor.skipLineEnd(), timestamp >= 0, rating >= lowest, rating <= highest
      else { break }
      // New keys get their codes once the row is known to be read.
      if user < 0 || item < 0 {
        guard new.add(to: part, &user, &item) else { break }
        lastText = RepeatedText()
      }
      if textItems == nil { item = part.itemCode(for: number) }
      shortest = min(shortest, length)
      latest |= timestamp
      part.append(user: user, itemCode: item, rating: rating, timestamp: timestamp)
      row = cursor.at
    }
    if latest != 0 { run.spellings = .numbers }
    (run.row, run.shortest, run.lines) = (row, shortest, part.end - builder.end)
    return take(run, part)
  }
}

extension RowScanner {
  /// Returns a field and its line if it is neither empty nor a whole number of at most 2^63 - 1, such as `7` or
  /// `7.0`; otherwise nil.
  func textKey(_ field: Int) -> TextKeysFound.Example? {
    guard !trimmed(field).isEmpty, (try? wholeNumber(field, "")) == nil else { return nil }
    return withText(field) {
      TextKeysFound.Example(text: String(decoding: $0, as: UTF8.self), line: place.line)
    }
  }

  /// Calls `body` with a field's bytes, without the blanks around them and with one quote for two.
  func withText<Result>(_ field: Int, _ body: (UnsafeBufferPointer<UInt8>) throws -> Result)
    rethrows -> Result
  {
    let bytes = trimmed(field)
    guard fields[field].hasDoubledQuotes else { return try body(bytes) }
    var text: [UInt8] = []
    var isSecond = false
    for byte in bytes {
      isSecond = byte == UInt8(ascii: "\"") && !isSecond
      if byte != UInt8(ascii: "\"") || isSecond { text.append(byte) }
    }
    return try text.withUnsafeBufferPointer(body)
  }
}
