/// The files of the Netflix Prize: a line `1:` names the item of the rows `user,rating,date` below it.
///
/// They are `combined_data_1.txt` and further ones, or one file an item in the folder `training_set`, or in
/// an archive of it.
enum NetflixRatings {
  /// Bytes that are read between two checks for a stop request.
  private static let piece = 1 << 20

  /// Returns true if a text begins with an item's line and a row of three fields.
  static func isLayout(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    let lines = bytes.prefix(128).split(separator: 10, maxSplits: 2)
    guard lines.count > 1, item(lines[0]) != nil else { return false }
    return lines[1].filter { $0 == UInt8(ascii: ",") }.count == 2
  }

  /// Returns the files that hold the ratings among those of a folder, in the order of their numbers.
  static func files(among names: [String]) -> [String] {
    let archive = names.filter { $0 == "\(FolderFiles.innerFolder).tar" }
    for found in [names.filter { isNumbered($0, "combined_data_") }, names.filter(isOfItem)]
    where !found.isEmpty {
      return found.sorted { ($0.utf8.count, $0) < ($1.utf8.count, $1) }
    }
    return archive
  }

  private static func isOfItem(_ name: String) -> Bool {
    let inner = FolderFiles.innerFolder + "/"
    return isNumbered(name.hasPrefix(inner) ? String(name.dropFirst(inner.count)) : name, "mv_")
  }

  private static func isNumbered(_ name: String, _ start: String) -> Bool {
    guard name.hasPrefix(start), name.hasSuffix(".txt") else { return false }
    let number = name.dropFirst(start.count).dropLast(4)
    return !number.isEmpty && number.utf8.allSatisfy { $0 &- 48 <= 9 }
  }

  /// Returns the rows of files one after the other. A line makes a line, so that those of one file keep their
  /// numbers.
  ///
  /// - Parameters:
  ///   - names: the files, at least one.
  ///   - file: returns the path of a file and its contents.
  /// - Throws: `DataError` with the file and the line; `.tooBig`, `.interrupted`.
  static func rows(
    _ names: [String], options: LoadOptions, _ plan: LoadPlan,
    file: (String) throws -> (path: String, contents: FileContents)
  ) throws -> PublishedLayout {
    let text = try GrowingBytes(for: names[0], limit: options.sizeLimit)
    var first: String?
    for name in names {
      let (path, contents) = try file(name)
      first = first ?? path
      for (name, part) in try members(of: contents, path, options, plan) {
        try withExtendedLifetime(part) { try append(part.bytes, name, options, plan, to: text) }
      }
    }
    var made = PublishedLayout(
      contents: FileContents(text, path: first ?? "", plan: plan), file: first ?? "",
      options: options)
    made.options.takeRows([.user, .rating, .time, .item])
    made.scale = RatingScale(1, 5)
    made.notes = ["rows of the Netflix Prize: the line above them names the item"]
    return made
  }

  /// Returns the files of an archive of one file an item; a plain file as it is.
  private static func members(
    of contents: FileContents, _ file: String, _ options: LoadOptions, _ plan: LoadPlan
  ) throws -> [(String, FileContents)] {
    guard PackedBytes.isPacked(contents.bytes) else { return [(file, contents)] }
    let packed = try PackedBytes(contents, path: file, limit: options.sizeLimit, stop: plan.stop)
    let members = try packed.members { isOfItem($0) }
    guard !members.isEmpty else { throw DataError.unclearArchive(path: file, found: []) }
    return members.map { ("\(file)/\($0.name ?? "")", $0.contents) }.sorted { $0.0 < $1.0 }
  }

  private static func append(
    _ bytes: UnsafeBufferPointer<UInt8>, _ file: String, _ options: LoadOptions, _ plan: LoadPlan,
    to text: GrowingBytes
  ) throws {
    try TextCheck.expectText(bytes, file: file)
    var at = ByteOrderMark.length(in: bytes)
    var (line, checked) = (0, 0)
    var id: Slice<UnsafeBufferPointer<UInt8>>?
    while at < bytes.count {
      if at - checked >= piece {
        try plan.stop.check()
        checked = at
      }
      let end = bytes[at...].firstIndex(of: 10) ?? bytes.count
      var row = bytes[at..<end]
      if row.last == 13 { row = row.dropLast() }
      line += 1
      at = end + 1
      if let found = item(row) { id = found }
      let isRow = isRow(row)
      if item(row) == nil, !row.isEmpty, id == nil || !isRow, options.skippableRows == 0 {
        throw fault(row, id == nil, file, line)
      }
      // A comma, an id of 19 digits at most and a line end follow.
      _ = try text.append(upTo: row.count + 32) { memory in
        let target = UnsafeMutableRawBufferPointer(start: memory, count: row.count + 32)
        var length = 0
        if let id, isRow {
          target.copyBytes(from: row)
          target[row.count] = UInt8(ascii: ",")
          UnsafeMutableRawBufferPointer(rebasing: target[(row.count + 1)...]).copyBytes(from: id)
          length = row.count + 1 + id.count
        } else if item(row) == nil, !row.isEmpty {
          target[0] = UInt8(ascii: "?")
          length = 1
        }
        target[length] = 10
        return length + 1
      }
    }
  }

  /// Returns the id of a line such as `1:`; nil for another.
  private static func item(
    _ line: Slice<UnsafeBufferPointer<UInt8>>
  ) -> Slice<UnsafeBufferPointer<UInt8>>? {
    let line = line.last == 13 ? line.dropLast() : line
    guard line.last == UInt8(ascii: ":"), 2...20 ~= line.count,
      line.dropLast().allSatisfy({ $0 &- 48 <= 9 })
    else { return nil }
    return line.dropLast()
  }

  /// Returns true for a row such as `1488844,3,2005-09-06`.
  private static func isRow(_ row: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
    let comma = UInt8(ascii: ",")
    let (start, end) = (row.startIndex, row.endIndex)
    guard row.count >= 14, row[end - 11] == comma, row[end - 13] == comma,
      1...5 ~= row[end - 12] &- 48, row[start..<end - 13].allSatisfy({ $0 &- 48 <= 9 }),
      row[end - 6] == UInt8(ascii: "-"), row[end - 3] == UInt8(ascii: "-")
    else { return false }
    func number(_ places: Range<Int>) -> Int? {
      places.reduce(0 as Int?) { sum, place in
        let digit = row[place] &- 48
        return digit <= 9 ? sum.map { $0 * 10 + Int(digit) } : nil
      }
    }
    guard let year = number(end - 10..<end - 6), let month = number(end - 5..<end - 3),
      let day = number(end - 2..<end), year >= 1970, 1...12 ~= month, 1...31 ~= day
    else { return false }
    return day <= 28 || DateBytes.seconds(row[(end - 10)...]) != nil
  }

  private static func fault(
    _ row: Slice<UnsafeBufferPointer<UInt8>>, _ isEarly: Bool, _ file: String, _ line: Int
  ) -> DataError {
    let text = QuotedText.cut(String(decoding: row.prefix(80), as: UTF8.self))
    let expected =
      isEarly
      ? "a line with the item before the first row, as in 1:"
      : "user,rating,date, as in 1488844,3,2005-09-06, or an item, as in 1:"
    return .inRow(.init(file: file, line: line), "\(text) is no row: expected \(expected)")
  }
}
