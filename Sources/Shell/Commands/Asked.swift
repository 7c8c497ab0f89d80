import ArgumentParser
import Debut

/// Of whom `predict` and `recommend` are asked: a user of the data, a history, or the person at the
/// keyboard.
struct Asked: ParsableArguments {
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
  func view(of model: TrainedModel, in session: Session, for command: String) throws
    -> (view: UserView, who: String)
  {
    let data = try user == nil ? session.knownItems() : session.loadedData()
    try model.checkItems(of: data.dataset)
    if user != nil, history != nil {
      throw ShellError.needless(option: "--history", reason: "--user says already who is asked for")
    }
    if let user {
      let history = try data.history(ofUser: user)
      let view = try model.answer(userID: user, history: history, for: command)
      return (view, "user \(user)")
    }
    if let history {
      let ratings = try Self.ratings(history, data)
      return (try model.answer(history: ratings, for: command), "the history given")
    }
    return (try session.personView(of: model, for: command), "you")
  }

  /// What the user gave an item, where they rated it.
  ///
  /// - Throws: as `view`.
  func rating(of itemID: Int64, in session: Session) throws -> Float? {
    let data = try session.knownItems()
    let ratings =
      if let user {
        try data.history(ofUser: user)
      } else if let history {
        try Self.ratings(history, data)
      } else {
        session.person.ratings
      }
    return ratings.last { $0.itemID == itemID }?.stars
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

extension UserView {
  /// Says how many ratings were left out, where some were.
  func note(_ model: TrainedModel, in answer: inout Answer) {
    guard unknownItems > 0 else { return }
    answer.note(
      "\(NumberText.counted(unknownItems, "rating")) of items that \(model.name) does not know "
        + "left out")
  }
}
