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
    rows: while row < limit && !part.isFull {
      var (user, item, rating, timestamp) = (Int64(0), Int64(0), Float(1), Int64(0))
      var (itemCode, new) = (Int32(0), NewKeys())
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
          if cursor.skip(lastText) {
            cursor.at -= 1
            user = Int64(lastText.code)
          } else {
            guard let text = cursor.textField(), let textUsers else { break rows }
            let code = textUsers.knownCode(for: text)
            if code < 0 {
              new.user = text
            } else {
              lastText = RepeatedText(from: text.start, to: cursor.at + 1, code: code)
            }
            user = Int64(code)
          }
        case .item:
          item = cursor.wholeNumber()
          guard item >= 0, cursor.skipZeros(&found) else { break rows }
        case .textItem:
          guard let text = cursor.textField(), let textItems else { break rows }
          itemCode = textItems.knownCode(for: text)
          if itemCode < 0 { new.item = text }
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
        if user < 0 || itemCode < 0 {
          guard new.add(to: part, &user, &itemCode) else { break }
        }
        if textItems == nil { itemCode = part.itemCode(for: item) }
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
