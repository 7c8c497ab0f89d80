import DebutEngine

/// The top of the list for the person at the keyboard, before and after a rating.
struct TopListChange {
  private let count: Int
  private let model: TrainedModel?
  private let before: [Recommendation]
  /// The reason why no list can be shown.
  private let obstacle: String?

  /// Keeps the list before the rating. If no model answers there is none, and `add` notes the
  /// reason.
  ///
  /// - Parameter count: the number of items shown.
  init(_ session: Session, count: Int) {
    self.count = count
    do {
      let model = count > 0 ? try session.currentModel() : nil
      before = try model.map { try Self.list($0, session, RankChange.depth) } ?? []
      self.model = model
      obstacle = nil
    } catch {
      (model, before, obstacle) = (nil, [], errorText(error, command: "the list of your top items"))
    }
  }

  private static func list(_ model: TrainedModel, _ session: Session, _ count: Int) throws
    -> [Recommendation]
  {
    try model.checkItems(of: session.items().dataset)
    return try session.personView(of: model)
      .top(count, minSupport: ItemFilter.defaultSupport)
  }

  /// Adds the list after the rating, and how it moved.
  ///
  /// - Parameter item: the id of the item that was rated or unrated.
  func add(to answer: inout Answer, _ session: Session, item: Vocabulary.Key) {
    answer.rows = rows(nil, session)
    if let obstacle { answer.note("no list to show: \(obstacle)") }
    // All that could fail has failed before the rating was taken.
    guard let model, let view = try? session.personView(of: model),
      let list = try? Self.list(model, session, count)
    else { return }
    if let data = session.data, let note = model.scaleNote(data.dataset) { answer.note(note) }
    let movement = RankChange(from: before, to: list, top: count, leaving: item)
    answer.add("model", .text(model.name))
    answer.add("path", .text(view.path.description))
    answer.add("gone", .list(movement.gone.map { .id($0.itemID) }))
    answer.rows = rows(movement, session)
    guard !movement.entries.isEmpty else { return }
    answer.blocks?.append(.table(table(movement, session)))
    if !movement.gone.isEmpty {
      let names = movement.gone.map { Self.name($0, session) }
      answer.blocks?.append(.line("gone from the top: \(names.joined(separator: "; "))"))
    }
    answer.blocks?.append(
      .line("for \(session.people.you), answered by \(model.name): \(view.basis)"))
  }

  private static func name(_ item: Recommendation, _ session: Session) -> String {
    (try? session.items())?.name(ofItem: item.itemID) ?? "item \(item.itemID)"
  }

  /// Returns the rows for programs.
  private func rows(_ movement: RankChange?, _ session: Session) -> Table {
    var table = Table("rank", "item", "title", model?.scoreKey ?? "stars", "was", "rise")
    for entry in movement?.entries ?? [] {
      table.add([
        .count(entry.rank), .id(entry.item.itemID), .text(Self.name(entry.item, session)),
        value(entry.item.stars, movement), entry.other.map { .count($0) } ?? .null, entry.rise,
      ])
    }
    return table
  }

  /// Returns a prediction as a value of its column.
  private func value(_ score: Float, _ movement: RankChange?) -> Value {
    model?.value(score, beside: movement?.entries.first?.item.stars) ?? .stars(score)
  }

  private func table(_ movement: RankChange, _ session: Session) -> Table {
    var table = Table([
      .init("rank"), .init("title"), .init(model?.scoreKey ?? "stars"),
      .init("moved", whenNarrow: .keep),
    ])
    for entry in movement.entries {
      table.add([
        .count(entry.rank), .text(Self.name(entry.item, session)),
        value(entry.item.stars, movement),
        .text(movement.move(entry)),
      ])
    }
    return table
  }
}
