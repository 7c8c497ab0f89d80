import ArgumentParser
import DebutEngine

/// Of whom `predict`, `recommend` and others are asked: a user of the data, a history, or the person at the
/// keyboard.
struct SubjectOptions: ParsableArguments {
  @Option(
    parsing: .unconditional, help: ArgumentHelp("Ask for a user of the data.", valueName: "id"))
  var user: Int64?

  @Option(
    help: ArgumentHelp(
      "Ask for someone who rated these, oldest first: \"ITEM=STARS, ...\".", valueName: "history"))
  var history: String?

  /// The user as a model sees them, and in words.
  ///
  /// - Throws: what is wrong with the user, the history or the model.
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

  /// Someone who is asked about.
  struct Subject {
    /// The id, for a user of the data.
    let userID: Int64?
    /// What they rated, oldest first.
    let history: [RatedItem]
    /// In words: "user 7", "you".
    let who: String
    /// "your", "their"
    let possessive: String
    /// For programs: the id of a user of the data, the name of a person at the keyboard, or null for a
    /// history that was given with the question.
    let key: Value
  }

  /// Who is asked about, and what they rated.
  ///
  /// - Throws: what is wrong with the user or the history.
  func subject(in session: Session) throws -> Subject {
    let data = try user == nil ? session.items() : session.ratings()
    if user != nil, history != nil {
      throw ShellError.needless(option: "--history", reason: "--user says already who is asked for")
    }
    if let user {
      return Subject(
        userID: user, history: try data.history(ofUser: user), who: "user \(user)",
        possessive: "their", key: .id(user))
    }
    if let history {
      return Subject(
        userID: nil, history: try Self.ratings(history, data), who: "the history given",
        possessive: "their", key: .null)
    }
    return Subject(
      userID: nil, history: session.person.ratings, who: session.people.you, possessive: "your",
      key: .text(session.person.name))
  }

  /// What the user gave an item, where they rated it.
  ///
  /// - Throws: as `view`.
  func rating(of itemID: Int64, in session: Session) throws -> Float? {
    try subject(in: session).history.last { $0.itemID == itemID }?.stars
  }

  private static func ratings(_ text: String, _ data: LoadedData) throws -> [RatedItem] {
    var ratings: [RatedItem] = []
    for entry in try HistoryText.parse(text) {
      guard data.dataset.scale.contains(entry.stars) else {
        throw ShellError.offScale(
          stars: NumberText.stars(entry.stars), scale: data.dataset.scale)
      }
      let item = try data.item(entry.item)
      guard !ratings.contains(where: { $0.itemID == item.id }) else {
        throw ShellError.badHistoryEntry(
          entry: entry.item, reason: "\(item.name) is rated twice")
      }
      ratings.append(RatedItem(itemID: item.id, stars: entry.stars))
    }
    return ratings
  }
}

extension UserState {
  /// "fold-in of 7 ratings", with how many ratings the answer rests on where the path does not say.
  var basis: String {
    path.ratings == nil && ratings > 0
      ? "\(path) (rests on \(NumberText.counted(ratings, "rating")))" : path.description
  }

  /// Says how many ratings were left out, where some were.
  func note(_ model: TrainedModel, in answer: inout Answer) {
    guard unknownItems > 0 else { return }
    answer.note(
      "\(NumberText.counted(unknownItems, "rating")) of items that \(model.name) does not know "
        + "left out")
  }
}
