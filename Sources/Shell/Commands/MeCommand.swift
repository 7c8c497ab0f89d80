import ArgumentParser
import DebutEngine

struct MeCommand: ShellCommand {
  static let configuration = CommandConfiguration(
    commandName: "me",
    abstract: "Show who is at the keyboard and what they rated; switch, import, export.",
    discussion: """
      `me NAME` gives the keyboard to someone of that name, who starts without ratings where nobody has \
      it. Answers without --user and --history are for whoever is there.

      --export writes a CSV file with the columns user, item (the id), title and rating, oldest first. \
      --import reads such a file: item or title is enough, as it would be typed; user may be missing \
      where all is one person's; a timestamp column, where it is full, gives the order. Ratings are \
      added to those there are, an item rated again is replaced, and the first person of the file gets \
      the keyboard. A file with a fault changes nothing.
      """)

  @Argument(help: ArgumentHelp("Who is at the keyboard from now on.", valueName: "person"))
  var name: String?

  @Flag(help: "List everyone at the keyboard.")
  var list = false

  @Option(help: ArgumentHelp("Forget someone and their ratings.", valueName: "person"))
  var forget: String?

  @Option(
    name: .customLong("import"),
    help: ArgumentHelp("Read ratings from a CSV file.", valueName: "file"))
  var source: String?

  @Option(
    name: .customLong("export"),
    help: ArgumentHelp("Write the ratings to a CSV file.", valueName: "file"))
  var target: String?

  @Flag(help: "With --export: everyone's ratings.")
  var all = false

  func run(in session: Session) throws -> Outcome {
    let actions =
      [(list, "--list"), (forget != nil, "--forget"), (source != nil, "--import")]
      + [(target != nil, "--export")]
    let asked = actions.filter(\.0).map(\.1)
    guard asked.count <= 1 else {
      throw ShellError.needless(option: asked[1], reason: "\(asked[0]) is asked for already")
    }
    if all, target == nil {
      throw ShellError.needless(option: "--all", reason: "it belongs to --export")
    }
    if let name, forget != nil || list || all {
      throw ShellError.needless(option: ShellError.quote(name), reason: "one thing at a time")
    }
    let name = try name.map { try ArgumentCheck.person($0) }
    if let forget { return .answer(try Self.forget(forget, session)) }
    if let source { return .answer(try PeopleFile(source).read(for: name, into: session)) }
    if let target {
      let people = all ? session.people.all : [try Self.known(name, session)]
      let answer = try PeopleFile(target).write(people, session)
      return .answer(answer)
    }
    if list { return .answer(Self.everyone(session)) }
    guard let name else { return .answer(Self.current(session, isNew: false)) }
    let newcomer = Self.newcomer(name, session)
    session.people.switchTo(name)
    var answer = Self.current(session, isNew: true)
    if let newcomer { answer.note(newcomer) }
    return .answer(answer)
  }

  /// What is said of a name that nobody has, as it may be another's misspelt; nil where someone has it.
  private static func newcomer(_ name: String, _ session: Session) -> String? {
    guard session.people[name] == nil else { return nil }
    return "\(name) is new here"
      + (suggestion(for: name, among: session.people.all.map(\.name)) ?? "")
  }

  /// The person of a name, or whoever is at the keyboard.
  private static func known(_ name: String?, _ session: Session) throws -> Person {
    guard let name else { return session.person }
    guard let person = session.people[name] else {
      throw ShellError.unknownPerson(name: name, known: session.people.all.map(\.name))
    }
    return person
  }

  private static func current(_ session: Session, isNew: Bool) -> Answer {
    let ratings = session.person.ratings
    let items = try? session.knownItems()
    var rows = Table("item", "title", "stars")
    for rating in ratings {
      let title = items?.name(ofItem: rating.itemID) ?? "item \(rating.itemID)"
      rows.add([.id(rating.itemID), .text(title), .rating(rating.stars)])
    }
    var answer = Answer("me")
    answer.add("user", .text(session.person.name))
    answer.add("ratings", .count(ratings.count))
    answer.rows = rows
    let you = session.people.you
    answer.blocks =
      ratings.isEmpty
      ? [.line("\(you) have rated nothing yet; rate ITEM STARS")]
      : [.table(rows)]
    if !ratings.isEmpty, isNew || you != "you" {
      answer.blocks?.append(
        .line("\(session.person.name): \(NumberText.counted(ratings.count, "rating"))"))
    }
    return answer
  }

  private static func everyone(_ session: Session) -> Answer {
    let isForPeople = session.mode == .table || session.mode == .markdown
    var rows = Table([
      .init("current", heading: ""), .init("user", heading: "name"), .init("ratings"),
    ])
    for person in session.people.all {
      let isCurrent = person === session.person
      rows.add([
        isForPeople ? .text(isCurrent ? "*" : "") : .flag(isCurrent), .text(person.name),
        .count(person.ratings.count),
      ])
    }
    var answer = Answer("me")
    answer.add("user", .text(session.person.name))
    answer.rows = rows
    answer.blocks = [.table(rows)]
    return answer
  }

  private static func forget(_ name: String, _ session: Session) throws -> Answer {
    let person = try known(name, session)
    session.people.forget(person.name)
    var answer = Answer("me")
    answer.add("forgotten", .text(person.name))
    answer.add("ratings", .count(person.ratings.count))
    answer.add("user", .text(session.person.name))
    answer.blocks = [
      .line(
        "\(person.name) is forgotten, with \(NumberText.counted(person.ratings.count, "rating"))")
    ]
    return answer
  }
}

/// A CSV file of what people at the keyboard rated.
private struct PeopleFile {
  private let path: String

  init(_ path: String) { self.path = Environment.expanding(path) }

  /// Reads ratings of everyone in the file, or of one person whose name the file does not say.
  ///
  /// - Throws: `DataError` with file and line. Nothing is changed then.
  func read(for name: String?, into session: Session) throws -> Answer {
    let data = try session.loadedData()
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
      for rating in person.ratings { target.rate(data.ratedItem(rating)) }
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
    try AtomicFile.write(to: path) { file in
      file.write("user,item,title,rating\n")
      for person in people {
        for rating in person.ratings {
          let title = session.data?.name(ofItem: rating.itemID) ?? ""
          let fields = [person.name, "\(rating.itemID)", title, NumberText.stars(rating.stars)]
          file.write(fields.map(CSVRenderer.quoted).joined(separator: ",") + "\n")
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
  /// The name, where a person may have it. - Throws: `DataError.inRow`.
  fileprivate func checked(at place: DataError.Place) throws -> String {
    do {
      return try ArgumentCheck.person(self)
    } catch {
      throw DataError.inRow(place, errorText(error))
    }
  }
}
