import ArgumentParser
import DebutEngine

/// The user a question is about: `--user`, `--history`, or the person at the keyboard.
struct SubjectOptions: ParsableArguments {
  @Option(
    parsing: .unconditional, help: ArgumentHelp("Ask for a user of the data.", valueName: "id"))
  var user: UserWord?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Ask for someone who rated these, oldest first: \"ITEM=STARS, ...\"; of events \"ITEM, ...\".",
      valueName: "history"))
  var history: String?

  /// Returns the state of the user in a model, and the user in words.
  ///
  /// - Throws: the errors of the user, the history or the model.
  func view(of model: TrainedModel, in session: Session) throws
    -> (view: UserState, subject: Subject)
  {
    let data = try user == nil ? session.items() : session.ratings()
    try model.checkItems(of: data.dataset)
    let subject = try subject(in: session)
    guard user != nil || history != nil else {
      return (try session.personView(of: model), subject)
    }
    let view = try model.answer(
      userID: subject.userID, history: subject.history)
    return (view, subject)
  }

  /// The user a question is about.
  struct Subject {
    /// The id, for a user of the data.
    let userID: Vocabulary.Key?
    /// The user's ratings, oldest first.
    let history: [RatedItem]
    /// In words: "user 7", "you".
    let who: String
    /// "your", "their"
    let possessive: String
    /// The value for programs: the id of a user of the data, the name of a person at the keyboard,
    /// or null for a history that was given with the question.
    let key: Value
    /// Sentences on items of the history that may mean something else.
    var notes: [String] = []

    /// Adds the sentences to an answer.
    func note(in answer: inout Answer) { for note in notes { answer.note(note) } }
  }

  /// Returns the user and their ratings.
  ///
  /// - Throws: the errors of the user or the history.
  func subject(in session: Session) throws -> Subject {
    let data = try user == nil ? session.items() : session.ratings()
    if user != nil, history != nil {
      throw ShellError.needless(option: "--history", reason: "--user says already who is asked for")
    }
    if let user = user?.id {
      let known = try data.user(user)
      return Subject(
        userID: known.id, history: known.history, who: "user \(known.id)",
        possessive: "their", key: .id(known.id))
    }
    if let history {
      var notes: [String] = []
      let ratings = try Self.ratings(history, data, &notes)
      return Subject(
        userID: nil, history: ratings, who: "the history given", possessive: "their", key: .null,
        notes: notes)
    }
    return Subject(
      userID: nil, history: session.person.ratings, who: session.people.you, possessive: "your",
      key: .text(session.person.name))
  }

  /// Returns the user's rating of an item; nil if there is none.
  ///
  /// - Throws: as `view`.
  func rating(of itemID: Vocabulary.Key, in session: Session) throws -> Float? {
    try subject(in: session).history.last { $0.itemID == itemID }?.stars
  }

  private static func ratings(_ text: String, _ data: LoadedData, _ notes: inout [String]) throws
    -> [RatedItem]
  {
    var ratings: [RatedItem] = []
    let isOfEvents = data.dataset.feedback == .implicit
    for entry in isOfEvents ? try HistoryText.events(text) : try HistoryText.parse(text) {
      guard data.dataset.scale.contains(entry.stars) else {
        throw ShellError.offScale(
          stars: NumberText.stars(entry.stars), scale: data.dataset.scale)
      }
      let named = try data.item(inHistory: entry.item)
      let item = named.item
      if let note = named.note { notes.append(note) }
      guard isOfEvents || !ratings.contains(where: { $0.itemID == item.id }) else {
        throw ShellError.badHistoryEntry(
          entry: entry.item, reason: "\(item.name) is rated twice")
      }
      ratings.append(RatedItem(itemID: item.id, stars: entry.stars))
    }
    return ratings
  }
}

extension UserState {
  /// The path, "fold-in of 7 ratings", with the number of ratings if the path does not have it.
  var basis: String {
    path.ratings == nil && ratings > 0
      ? "\(path) (rests on \(NumberText.counted(ratings, model.rowName)))" : path.description
  }

  /// Notes how many ratings were left out, if any.
  func note(_ model: TrainedModel, in answer: inout Answer) {
    guard unknownItems > 0 else { return }
    answer.note(
      "\(NumberText.counted(unknownItems, model.rowName)) of items that \(model.name) does not know "
        + "left out")
  }
}
