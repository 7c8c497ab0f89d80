import DebutEngine

/// The top of a list, and where each of its items stood in another one.
struct RankChange: Hashable {
  struct Entry: Hashable {
    /// From 1.
    let rank: Int
    let item: Recommendation
    /// The rank in the other list; nil where it is not among the first `depth` there.
    let other: Int?
  }

  /// By rank.
  let entries: [Entry]
  /// What is at the top of the other list and not of this one, by its rank there.
  let gone: [Recommendation]
  private let top: Int

  /// How far down another list is looked through.
  static let depth = 1_000

  /// - Parameters:
  ///   - other: `depth` items or as many as there are.
  ///   - list: the first `top` items at least, or as many as there are.
  ///   - leaving: the id of an item that was rated in between, and so is in the other list alone:
  ///     nothing rises because of that.
  init(
    from other: [Recommendation], to list: [Recommendation], top: Int, leaving: Int64? = nil
  ) {
    self.top = top
    let other = other.filter { $0.itemID != leaving }
    let ranks = Dictionary(
      other.enumerated().map { ($0.element.itemID, $0.offset + 1) },
      uniquingKeysWith: { first, _ in first })
    entries = list.prefix(top).enumerated().map {
      Entry(rank: $0.offset + 1, item: $0.element, other: ranks[$0.element.itemID])
    }
    let listed = Set(entries.map(\.item.itemID))
    gone = other.prefix(top).filter { !listed.contains($0.itemID) }
  }

  /// How many of the top are at the top of the other list too.
  var overlap: Int { entries.count { $0.other.map { $0 <= top } ?? false } }

  /// "up 3", "down 1", "new", "new, from 57"; empty for an item that stays where it was.
  func move(_ entry: Entry) -> String {
    guard let other = entry.other else { return "new" }
    if other > top { return "new, from \(NumberText.grouped(other))" }
    if other == entry.rank { return "" }
    return other > entry.rank ? "up \(other - entry.rank)" : "down \(entry.rank - other)"
  }
}

extension RankChange.Entry {
  /// How many places the item rose; negative where it fell.
  var rise: Value { other.map { .count($0 - rank) } ?? .null }
}

/// The top of the list for whoever is at the keyboard, before and after they rate something.
struct TopListChange {
  private let count: Int
  private let model: TrainedModel?
  private let before: [Recommendation]
  /// Why no list can be shown.
  private let obstacle: String?

  /// Remembers how the list stands now. Where no model answers there is none, and `add` says why.
  ///
  /// - Parameter count: how many items are shown.
  init(_ session: Session, count: Int) {
    self.count = count
    do {
      let model = count > 0 ? try session.currentModel() : nil
      before = try model.map { try Self.list($0, session, RankChange.depth) } ?? []
      self.model = model
      obstacle = nil
    } catch {
      (model, before, obstacle) = (nil, [], errorText(error))
    }
  }

  private static func list(_ model: TrainedModel, _ session: Session, _ count: Int) throws
    -> [Recommendation]
  {
    try model.checkItems(of: session.loadedData().dataset)
    return try session.personView(of: model, for: "the list of your top items")
      .top(count, minSupport: RecommendCommand.defaultSupport)
  }

  /// Adds the list as it stands now, and how it moved.
  ///
  /// - Parameter item: the id of the item that was rated or unrated.
  func add(to answer: inout Answer, _ session: Session, item: Int64) {
    answer.rows = Self.rows(nil, session)
    if let obstacle { answer.note("no list to show: \(obstacle)") }
    // Whatever could fail has failed before the rating was taken.
    guard let model, let view = try? session.personView(of: model, for: "rate"),
      let list = try? Self.list(model, session, count)
    else { return }
    let movement = RankChange(from: before, to: list, top: count, leaving: item)
    answer.add("model", .text(model.name))
    answer.add("path", .text(view.path.description))
    answer.add("gone", .list(movement.gone.map { .id($0.itemID) }))
    answer.rows = Self.rows(movement, session)
    guard !movement.entries.isEmpty else { return }
    answer.blocks?.append(.table(Self.table(movement, session)))
    if !movement.gone.isEmpty {
      let names = movement.gone.map { Self.name($0, session) }
      answer.blocks?.append(.line("gone from the top: \(names.joined(separator: "; "))"))
    }
    answer.blocks?.append(
      .line("for \(session.people.you), answered by \(model.name): \(view.basis)"))
  }

  private static func name(_ item: Recommendation, _ session: Session) -> String {
    session.data?.name(ofItem: item.itemID) ?? "item \(item.itemID)"
  }

  /// For programs.
  private static func rows(_ movement: RankChange?, _ session: Session) -> Table {
    var table = Table("rank", "item", "title", "stars", "was", "rise")
    for entry in movement?.entries ?? [] {
      table.add([
        .count(entry.rank), .id(entry.item.itemID), .text(name(entry.item, session)),
        .stars(entry.item.stars), entry.other.map { .count($0) } ?? .null, entry.rise,
      ])
    }
    return table
  }

  private static func table(_ movement: RankChange, _ session: Session) -> Table {
    var table = Table([
      .init("rank"), .init("title"), .init("stars"), .init("moved", whenNarrow: .keep),
    ])
    for entry in movement.entries {
      table.add([
        .count(entry.rank), .text(name(entry.item, session)), .stars(entry.item.stars),
        .text(movement.move(entry)),
      ])
    }
    return table
  }
}
