import Debut
import Safetensors

/// A data set as tensors of a file.
enum CachedColumns {
  private static let items = "rows.item"
  private static let ratings = "rows.rating"
  private static let times = "rows.time"
  private static let starts = "user.start"

  /// Adds a data set of a source; returns false for one whose histories are not one after the other in its columns.
  static func write(_ data: Dataset, of source: String, to content: inout SafetensorsContent)
    -> Bool
  {
    let histories = data.histories
    var starts: [Int64] = [0]
    for range in histories.ranges {
      guard range.lowerBound == Int(starts[starts.count - 1]) else { return false }
      starts.append(Int64(range.upperBound))
    }
    guard histories.columns.items.count == Int(starts[starts.count - 1]) else { return false }
    content.add(Self.starts, starts, shape: [starts.count])
    content.add(items, histories.columns.items, shape: [histories.columns.items.count])
    content.add(ratings, histories.columns.ratings, shape: [histories.columns.ratings.count])
    content.add(times, histories.columns.timestamps, shape: [histories.columns.timestamps.count])
    KeyColumns.write(histories.users, "users", to: &content)
    ItemColumns.write(data.catalogue.items, to: &content)
    TableColumns.write(data.tables, of: source, to: &content)
    if case .explicit(let scale) = data.feedback {
      content.add("scale", [scale.lowest, scale.highest], shape: [2])
    }
    ReportColumns.write(data, to: &content)
    return true
  }

  /// Reads a data set.
  ///
  /// - Throws: `SafetensorsError`, `EngineError`, `SummedFile.Fault`.
  static func read(of source: String, from summed: SummedFile) throws -> Dataset {
    try summed.verify(except: [items, ratings, times])
    let file = summed.file
    let users = try KeyColumns.read("users", from: file)
    let starts: [Int64] = try file.read(starts, shape: [users.count + 1])
    let rows = try file.info(items).count
    guard starts[0] == 0, Int(starts[users.count]) == rows,
      zip(starts, starts.dropFirst()).allSatisfy({ $0 <= $1 })
    else { throw SummedFile.Fault.damaged }
    let report = try ReportColumns(from: file)
    let (rated, unrated) = try self.items(report.ratedCount, from: file)
    let feedback = try feedback(file)
    let (lowest, highest, bound) = (
      feedback.scale.lowest, feedback.scale.highest, UInt32(rated.count)
    )
    let columns = Histories.Columns(
      items: try summed.column(items, count: rows) { (items: UnsafeBufferPointer<Int32>) in
        items.reduce(into: UInt32(0)) { $0 = max($0, UInt32(bitPattern: $1)) } < bound
      },
      ratings: try summed.column(ratings, count: rows) { (stars: UnsafeBufferPointer<Float>) in
        stars.reduce(into: true) { $0 = $0 && $1 >= lowest && $1 <= highest }
      },
      timestamps: try summed.column(times, count: try file.info(times).count == 0 ? 0 : rows) {
        (_: UnsafeBufferPointer<Int64>) in true
      })
    let catalogue = Catalogue(rated: rated, unrated: unrated)
    let ranges = users.indices.map { Int(starts[$0])..<Int(starts[$0 + 1]) }
    var data = Dataset(
      name: report.name, isGenerated: false, feedback: feedback, catalogue: catalogue,
      histories: Histories(columns: columns, users: users, ranges: ranges),
      tables: try TableColumns.read(
        of: source, users: users, items: catalogue.vocabulary, from: file),
      notes: report.notes, duplicates: report.duplicates, fingerprint: report.fingerprint,
      tiedShare: report.tiedShare)
    data.reading = report.reading
    return data
  }

  private static func items(
    _ ratedCount: Int, from file: SafetensorsFile
  ) throws -> (rated: [Item], unrated: [Item]) {
    let items = try ItemColumns.read(from: file, ascending: false)
    guard (1...items.count).contains(ratedCount) else { throw SummedFile.Fault.damaged }
    return (Array(items[..<ratedCount]), Array(items[ratedCount...]))
  }

  private static func feedback(_ file: SafetensorsFile) throws -> Feedback {
    guard file.header["scale"] != nil else { return .implicit }
    let ends: [Float] = try file.read("scale", shape: [2])
    guard ends[0] < ends[1], ends[0].isFinite, ends[1].isFinite else {
      throw SummedFile.Fault.damaged
    }
    return .explicit(RatingScale(ends[0], ends[1]))
  }
}

/// Links, tags, fields of items and the names of other tables as tensors of a file.
private enum TableColumns {
  private static let noTime = Int64.min
  /// In place of the text of a link that has none: no id has a control character.
  private static let none = "\u{0}"

  static func write(
    _ tables: SideTables, of source: String, to content: inout SafetensorsContent
  ) {
    let fields = tables.fields
    TextColumns.write(fields.columns, "field.column", to: &content)
    content.add("field.text", fields.bytes, shape: [fields.bytes.count])
    content.add("field.start", fields.starts.map { Int64($0) }, shape: [fields.starts.count])
    content.add("field.row", fields.rows, shape: [fields.rows.count])
    TextColumns.write(tables.others.flatMap { $0.parts(source: source) }, "other", to: &content)
    TextColumns.write(tables.links.lazy.map(\.item.description), "link.item", to: &content)
    TextColumns.write(tables.links.lazy.map { $0.imdb ?? none }, "link.imdb", to: &content)
    TextColumns.write(tables.links.lazy.map { $0.tmdb ?? none }, "link.tmdb", to: &content)
    TextColumns.write(tables.tags.lazy.map(\.user.description), "tag.user", to: &content)
    TextColumns.write(tables.tags.lazy.map(\.item.description), "tag.item", to: &content)
    TextColumns.write(tables.tags.lazy.map(\.text), "tag.text", to: &content)
    content.add(
      "tag.time", tables.tags.map { $0.timestamp ?? noTime }, shape: [tables.tags.count])
  }

  static func read(
    of source: String, users: Vocabulary, items: Vocabulary, from file: SafetensorsFile
  ) throws -> SideTables {
    func texts(_ name: String, _ count: Int?) throws -> [String] {
      try TextColumns.read(name, count: count, from: file)
    }
    let linked = try texts("link.item", nil)
    let imdb = try texts("link.imdb", linked.count)
    let tmdb = try texts("link.tmdb", linked.count)
    let tagged = try texts("tag.item", nil)
    let taggers = try texts("tag.user", tagged.count)
    let words = try texts("tag.text", tagged.count)
    let times: [Int64] = try file.read("tag.time", shape: [tagged.count])
    var tables = SideTables(
      links: linked.indices.map {
        Link(
          item: items.normal(.init(linked[$0])), imdb: imdb[$0] == none ? nil : imdb[$0],
          tmdb: tmdb[$0] == none ? nil : tmdb[$0])
      },
      tags: tagged.indices.map {
        Tag(
          user: users.normal(.init(taggers[$0])), item: items.normal(.init(tagged[$0])),
          text: words[$0], timestamp: times[$0] == noTime ? nil : times[$0])
      })
    let columns = try texts("field.column", nil)
    let starts: [Int64] = try file.read("field.start")
    let fields = ItemFields(
      columns: columns, bytes: try file.read("field.text"), starts: starts.map { Int($0) },
      rows: try file.read("field.row"))
    guard let fields, fields.rows.isEmpty || fields.rows.count == items.count else {
      throw SummedFile.Fault.damaged
    }
    tables.fields = fields
    let parts = try texts("other", nil)
    tables.others = try stride(from: 0, to: parts.count, by: TableSource.partCount).map { first in
      let end = min(first + TableSource.partCount, parts.count)
      guard let table = TableSource(parts: Array(parts[first..<end]), source: source) else {
        throw SummedFile.Fault.damaged
      }
      return table
    }
    return tables
  }
}

/// The name, the counts and the notes of a data set, in a file.
private struct ReportColumns {
  let name: String
  let fingerprint: String
  let ratedCount: Int
  let duplicates: Int
  let tiedShare: Double?
  let notes: [String]
  let reading: ReadingReport

  static func write(_ data: Dataset, to content: inout SafetensorsContent) {
    let reading = data.reading
    content.metadata["name"] = data.name
    content.metadata["fingerprint"] = data.fingerprint
    content.metadata["rated"] = "\(data.catalogue.ratedCount)"
    content.metadata["duplicates"] = "\(data.duplicates)"
    content.metadata["bad-rows"] = "\(reading.badRows)"
    content.metadata["time-unit"] = reading.timeUnit?.rawValue
    content.metadata["tied"] = data.tiedShare.map { "\($0)" }
    let columns = ColumnRole.allCases.compactMap { role in
      reading.columns[role].map { "\(role.rawValue)=\($0)" }
    }
    for (name, texts) in [
      ("columns", columns), ("skipped", reading.skippedColumns), ("notes", data.notes),
      ("reading.notes", reading.notes), ("cautions", reading.cautions),
    ] {
      TextColumns.write(texts, name, to: &content)
    }
  }

  init(from file: SafetensorsFile) throws {
    let texts = file.header.metadata
    guard let name = texts["name"], let fingerprint = texts["fingerprint"],
      let rated = texts["rated"].flatMap({ Int($0) }),
      let duplicates = texts["duplicates"].flatMap({ Int($0) }),
      let badRows = texts["bad-rows"].flatMap({ Int($0) })
    else { throw SummedFile.Fault.damaged }
    self.name = name
    self.fingerprint = fingerprint
    ratedCount = rated
    self.duplicates = duplicates
    tiedShare = texts["tied"].flatMap { Double($0) }
    notes = try TextColumns.read("notes", count: nil, from: file)
    var reading = ReadingReport()
    for column in try TextColumns.read("columns", count: nil, from: file) {
      let parts = column.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2, let role = ColumnRole(rawValue: String(parts[0])) else {
        throw SummedFile.Fault.damaged
      }
      reading.columns[role] = String(parts[1])
    }
    reading.skippedColumns = try TextColumns.read("skipped", count: nil, from: file)
    reading.timeUnit = texts["time-unit"].flatMap { TimeUnit(rawValue: $0) }
    reading.badRows = badRows
    reading.notes = try TextColumns.read("reading.notes", count: nil, from: file)
    reading.cautions = try TextColumns.read("cautions", count: nil, from: file)
    self.reading = reading
  }
}
