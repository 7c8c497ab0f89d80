import DebutEngine

/// A CSV file of the ratings of people at the keyboard.
struct PeopleFile {
  private let path: String

  init(_ path: String) { self.path = Environment.expanding(path) }

  /// Reads ratings of everyone in the file; without names in it, of one person.
  ///
  /// - Throws: `DataError` with file and line. Nothing is changed then.
  func read(for name: String?, into session: Session) throws -> Answer {
    let data = try session.items()
    let list = try RatingList(path: path, titles: data.titles, scale: data.dataset.scale)
    if let name, let first = list.people.first?.name {
      throw ShellError.needless(
        option: ShellError.quote(name),
        reason: "\(path) says whose ratings it holds (\(first), ...)"
      )
    }
    let people = try list.people.map { person in
      try (person.name ?? name ?? session.person.name).checked(at: person.place)
    }
    var count = 0
    for (owner, person) in zip(people, list.people) {
      let target = session.people.person(named: owner)
      for rating in person.ratings {
        target.rate(data.ratedItem(rating), repeats: data.dataset.feedback.keepsRepeats)
      }
      count += person.ratings.count
    }
    if let first = people.first { session.people.switchTo(first) }
    var answer = Answer("me")
    answer.add("user", .text(session.person.name))
    answer.add("ratings", .count(session.person.ratings.count))
    answer.add("imported", .count(count))
    answer.add("people", .count(people.count))
    answer.add("file", .text(path))
    let whose = people.count == 1 ? "" : " by \(NumberText.grouped(people.count)) people"
    answer.blocks = [
      .line(
        "read \(NumberText.counted(count, "rating"))\(whose) from \(path); at the keyboard: "
          + "\(session.person.name), with \(NumberText.counted(session.person.ratings.count, "rating"))"
      )
    ]
    return answer
  }

  /// Writes the ratings of people who rated something. The file appears whole or not at all.
  ///
  /// - Throws: `ShellError.nothingRated`, `EngineError.cannotWrite`.
  func write(_ people: [Person], _ session: Session) throws -> Answer {
    let count = people.reduce(0) { $0 + $1.ratings.count }
    guard count > 0 else { throw ShellError.nothingRated }
    let items = try? session.items()
    try AtomicFile.write(to: path) { file in
      file.write("user,item,title,rating\n")
      for person in people {
        for rating in person.ratings {
          let title = items?.name(ofItem: rating.itemID) ?? ""
          let fields = [person.name, "\(rating.itemID)", title, NumberText.stars(rating.stars)]
          file.write(CSVField.line(fields) + "\n")
        }
      }
    }
    var answer = Answer("me")
    answer.add("user", .text(session.person.name))
    answer.add("exported", .count(count))
    answer.add("file", .text(path))
    answer.blocks = [.line("\(NumberText.counted(count, "rating")) written to \(path)")]
    return answer
  }
}

extension String {
  /// Returns the name if a person may have it.
  ///
  /// - Throws: `DataError.inRow`.
  fileprivate func checked(at place: DataError.Place) throws -> String {
    do {
      return try ArgumentCheck.person(self)
    } catch {
      throw DataError.inRow(place, errorText(error))
    }
  }
}
