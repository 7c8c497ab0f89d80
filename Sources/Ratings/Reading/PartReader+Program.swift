extension PartReader {
  /// Reads rows by the layout's steps, up to the first row that they cannot read for certain.
  ///
  /// Nothing of a row is kept before all of it is read: the row scanner finds the state as the row before left it.
  mutating func readRows(by program: RowProgram) {
    guard var run = plainRun(reach: program.reach) else { return }
    let (steps, count, trailing) = (program.steps.start, program.count, program.trailing)
    let (limit, last, hasQuotes) = (run.limit, run.last, scanner.hasQuotes)
    let (lowest, highest) = (layout.limits.lowest, layout.limits.highest)
    let (isOfDates, hasRatings) = (layout.isOfDates, layout.rating != nil)
    let tests = program.checks
    let kinds = KnownEvents(layout.event, past.events)
    let hasCommas = scanner.separator.byte != UInt8(ascii: ",")
    var part = builder
    var (cursor, row) = (run.cursor, run.row)
    let (textUsers, textItems) = (part.textUsers, part.textItems)
    var shortest = run.shortest
    var spellings = Spellings()
    var (lines, leftOut) = (0, 0)
    var lastUser = RepeatedField()
    var lastText = RepeatedText()
    var lastDay = RepeatedDay()
    let noText = TextField(
      start: row, count: 0, hash: 0,
      words: TextWords(UnsafeBufferPointer(rebasing: scanner.bytes[0..<0]), hash: 0))
    rows: while row < limit && !part.isFull {
      var (user, item, rating, timestamp) = (Int64(0), Int64(0), Float(1), Int64(0))
      var (userText, itemText) = (noText, noText)
      var found = Spellings()
      var (isMet, event) = (true, -1)
      var length = 0
      for place in 0..<count {
        let step = steps[place]
        if place > 0 { guard cursor.skipSeparator() else { break rows } }
        if step.skipped > 0 {
          guard cursor.skipFields(step.skipped, hasQuotes: hasQuotes, before: last)
          else { break rows }
        }
        if step.isExamined {
          let start = cursor.at
          guard let field = cursor.field(hasQuotes: hasQuotes, before: last) else { break rows }
          length = field.count
          let text = field.trimmed
          if field.hasDoubledQuotes || hasCommas && text.contains(UInt8(ascii: ",")) { break rows }
          if step.isEvent {
            event = kinds.place(of: text)
            guard event >= 0 else { break rows }
          }
          // All of them, because the scanner's order says which one may be at fault.
          for check in step.checks.start..<step.checks.end {
            guard let holds = tests[check].isMet(by: text, hasDecimalComma: false) else {
              break rows
            }
            isMet = isMet && holds
          }
          if step.role == .none { continue }
          cursor.at = start
        }
        let isQuoted = hasQuotes && cursor.at.pointee == UInt8(ascii: "\"")
        if isQuoted { cursor.at += 1 }
        let start = cursor.at
        switch step.role {
        case .user:
          user = cursor.numberAgain(&lastUser)
          guard user >= 0, cursor.skipZeros(&found) else { break rows }
        case .textUser:
          user = -1
          if cursor.skip(lastText) {
            cursor.at -= 1
            user = Int64(lastText.code)
          } else {
            guard let text = cursor.textField() else { break rows }
            userText = text
          }
        case .item:
          item = cursor.wholeNumber()
          guard item >= 0, cursor.skipZeros(&found) else { break rows }
        case .textItem:
          // Its user gets a code before it does, and must not if it gets none.
          guard let text = cursor.textField(), text.isUTF8 else { break rows }
          itemText = text
        case .rating:
          rating = cursor.stars(&found)
          guard rating >= lowest, rating <= highest else { break rows }
        case .time:
          timestamp = cursor.time(&lastDay, isOfDates: isOfDates, &found)
          guard timestamp >= 0 else { break rows }
        case .none: break
        }
        length = cursor.at - start
        if isQuoted {
          guard cursor.at.pointee == UInt8(ascii: "\"") else { break rows }
          cursor.at += 1
        }
      }
      if trailing > 0 {
        guard cursor.skipSeparator(),
          cursor.skipFields(trailing - 1, hasQuotes: hasQuotes, before: last),
          let field = cursor.field(hasQuotes: hasQuotes, before: last)
        else { break }
        length = field.count
      }
      guard cursor.skipLineEnd() else { break }
      if isMet && (event < 0 || kinds.isRead(event)) {
        if let textUsers, user < 0 {
          guard let code = textUsers.code(for: userText, row: part.end) else { break }
          lastText = RepeatedText(
            from: userText.start, to: userText.start + userText.count + 1, code: code)
          user = Int64(code)
        }
        let itemCode: Int32
        if let textItems {
          guard let code = textItems.code(for: itemText, row: part.end) else { break }
          itemCode = code
        } else {
          itemCode = part.itemCode(for: item)
        }
        if event >= 0, !hasRatings { rating = kinds.weight(event) }
        part.append(user: user, itemCode: itemCode, rating: rating, timestamp: timestamp)
        shortest = min(shortest, length)
        spellings.formUnion(found)
      } else {
        leftOut += 1
      }
      if isMet, event >= 0 { kinds.count(event) }
      lines += 1
      row = cursor.at
    }
    (run.row, run.shortest, run.spellings) = (row, shortest, spellings)
    (run.lines, run.leftOut) = (lines, leftOut)
    kinds.addCounts(to: &past.events)
    _ = take(run, part)
  }
}
