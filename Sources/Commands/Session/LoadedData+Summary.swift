import DebutEngine

extension LoadedData {
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
    answer.add("skippedColumns", .list(dataset.reading.skippedColumns.map { .text($0) }))
    answer.add("tiedTimes", .number(dataset.tiedShare, decimals: 4))
    for note in dataset.notes { answer.note(note) }
    return answer
  }

  /// One line: "demo (generated): 60,000 ratings by 600 users of 1,500 items, from 2015-01-01 to
  /// 2019-12-31".
  var sentence: String {
    let ratings = NumberText.counted(dataset.histories.ratingCount, "rating")
    let users = NumberText.counted(dataset.histories.count, "user")
    let items = NumberText.counted(dataset.catalogue.ratedCount, "item")
    let dates = dataset.timeSpan.map {
      ", from \(DateText.day($0.lowerBound)) to \(DateText.day($0.upperBound))"
    }
    return "\(label): \(ratings) by \(users) of \(items)\(dates ?? "")"
  }
}
