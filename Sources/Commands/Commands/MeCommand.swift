import ArgumentParser
import DebutEngine

struct MeCommand: ShellCommand {
  static let examples = ["me anna", "me --export anna.csv"]
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

  @Flag(help: "With --export: write over a file that is not of ratings that it wrote.")
  var force = false

  func run(in session: Session) throws -> Answer {
    let actions =
      [(list, "--list"), (forget != nil, "--forget"), (source != nil, "--import")]
      + [(target != nil, "--export")]
    let requested = actions.filter(\.0).map(\.1)
    guard requested.count <= 1 else {
      throw ShellError.needless(
        option: requested[1], reason: "\(requested[0]) is asked for already")
    }
    if all || force, target == nil {
      throw ShellError.needless(
        option: all ? "--all" : "--force", reason: "it belongs to --export")
    }
    if let name, forget != nil || list || all {
      throw ShellError.needless(option: ShellError.quote(name), reason: "one thing at a time")
    }
    let name = try name.map { try ArgumentCheck.person($0) }
    if let forget { return try Self.forget(forget, session) }
    if let source { return try PeopleFile(source).read(for: name, into: session) }
    if let target {
      let people = all ? session.people.all : [try Self.known(name, session)]
      try Overwriting.check(
        Environment.expanding(target), force: force, expected: "a file that me --export wrote"
      ) { Overwriting.begins($0, with: "user,item,title,rating\n") }
      let answer = try PeopleFile(target).write(people, session)
      session.noteSaved(people)
      return answer
    }
    if list { return Self.everyone(session) }
    guard let name else { return Self.current(session, isNew: false) }
    let newcomer = Self.newcomer(name, session)
    session.people.switchTo(name)
    var answer = Self.current(session, isNew: true)
    if let newcomer { answer.note(newcomer) }
    return answer
  }

  /// Returns a note on a name that nobody has, as it may be another's misspelt; nil if a person has
  /// it.
  private static func newcomer(_ name: String, _ session: Session) -> String? {
    guard session.people[name] == nil else { return nil }
    return "\(name) is new here"
      + (suggestion(for: name, among: session.people.all.map(\.name)) ?? "")
  }

  /// Returns the person of a name, or the one at the keyboard.
  private static func known(_ name: String?, _ session: Session) throws -> Person {
    guard let name else { return session.person }
    guard let person = session.people[name] else {
      throw ShellError.unknownPerson(name: name, known: session.people.all.map(\.name))
    }
    return person
  }

  private static func current(_ session: Session, isNew: Bool) -> Answer {
    let ratings = session.person.ratings
    let items = try? session.items()
    let isOfEvents = session.keepsRepeats
    var rows = isOfEvents ? Table("item", "title") : Table("item", "title", "stars")
    for rating in ratings {
      let title = items?.name(ofItem: rating.itemID) ?? "item \(rating.itemID)"
      rows.add(
        [.id(rating.itemID), .text(title)] + (isOfEvents ? [] : [.rating(rating.stars)]))
    }
    var answer = Answer("me")
    answer.add("user", .text(session.person.name))
    answer.add("ratings", .count(ratings.count))
    answer.rows = rows
    let you = session.people.you
    answer.blocks =
      ratings.isEmpty
      ? [
        .line(
          isOfEvents
            ? "\(you) have no event yet; saw ITEM"
            : "\(you) have rated nothing yet; rate ITEM STARS")
      ]
      : [.table(rows)]
    if !ratings.isEmpty, isNew || you != "you" {
      answer.blocks?.append(
        .line(
          "\(session.person.name): \(NumberText.counted(ratings.count, session.rowName))"))
    }
    return answer
  }

  private static func everyone(_ session: Session) -> Answer {
    let isForPeople = session.mode.isForPeople
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
