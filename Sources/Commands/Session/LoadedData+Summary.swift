import DebutEngine

extension LoadedData {
  /// "rating", or "event" of data without stars.
  var rowName: String { dataset.feedback == .implicit ? "event" : "rating" }

  /// The most notes that `load` shows.
  private static let shownNotes = 5

  /// Returns the counts of the data and the first few notes: what makes results wrong, what was read, the rest.
  func shortSummary(_ command: String) -> Answer {
    var answer = summary(command)
    let notes = answer.messages
    guard notes.count > Self.shownNotes else { return answer }
    let first = [dataset.reading.cautions, dataset.reading.notes].map(Set.init)
    func rank(_ note: Answer.Message) -> Int { first.firstIndex { $0.contains(note.text) } ?? 2 }
    let ordered = (0...2).flatMap { wanted in notes.filter { rank($0) == wanted } }
    answer.messages = Array(ordered.prefix(Self.shownNotes - 1))
    let left = notes.count - answer.messages.count
    answer.note("\(NumberText.counted(left, "more note")): data shows all of them")
    return answer
  }

  /// Returns the counts of the data, as `load` and `data` answer.
  func summary(_ command: String) -> Answer {
    let histories = dataset.histories
    let span = dataset.timeSpan
    var answer = Answer(command)
    answer.add("dataset", .text(dataset.name))
    answer.add("generated", .flag(dataset.isGenerated))
    answer.add("ratings", .count(histories.ratingCount))
    answer.add("users", .count(histories.count))
    answer.add("items", .count(dataset.catalogue.ratedCount))
    answer.add("scale", .text(dataset.scale.description))
    answer.add("from", span.map { .text(DateText.day($0.lowerBound)) } ?? .null)
    answer.add("to", span.map { .text(DateText.day($0.upperBound)) } ?? .null)
    answer.add("timeUnit", dataset.reading.timeUnit.map { .text($0.rawValue) } ?? .null)
    answer.add("feedback", .text(dataset.feedback == .implicit ? "implicit" : "explicit"))
    let reading = dataset.reading
    answer.add(
      "columns",
      .object(
        ColumnRole.allCases.compactMap { role in
          reading.columns[role].map { .init(key: role.rawValue, value: .text($0)) }
        }))
    answer.add("skippedColumns", .list(dataset.reading.skippedColumns.map { .text($0) }))
    answer.add("tiedTimes", .number(dataset.tiedShare, decimals: 4))
    answer.add("replaced", .count(dataset.duplicates))
    answer.add("badRows", .count(reading.badRows))
    for note in dataset.notes { answer.note(note) }
    return answer
  }

  /// One line: "demo (generated): 60,000 ratings by 600 users of 1,500 items, from 2015-01-01 to
  /// 2019-12-31".
  var sentence: String {
    let row = rowName
    let ratings = NumberText.counted(dataset.histories.ratingCount, row)
    let users = NumberText.counted(dataset.histories.count, "user")
    let items = NumberText.counted(dataset.catalogue.ratedCount, "item")
    let dates = dataset.timeSpan.map {
      ", from \(DateText.day($0.lowerBound)) to \(DateText.day($0.upperBound))"
    }
    return "\(label): \(ratings) by \(users) of \(items)\(dates ?? "")"
  }
}
