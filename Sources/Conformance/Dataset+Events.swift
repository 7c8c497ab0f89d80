import DebutEngine

extension Dataset {
  /// Returns events made by a formula, for models of next items: from one event to the next a user goes on to
  /// the item that follows in the group that they like (item i to i + 3, three groups), or, at one of three
  /// events, to any item, low indices more often. So a model can learn from an item's number of events,
  /// from the items that users have in common, and from the order of events. Items come again.
  ///
  /// User ids are 1 ... users, item ids 10, 20, ..., 10 x items. Histories have lengths in `events`, with
  /// one event a minute.
  public static func events(
    users: Int = 40, items: Int = 30, events: ClosedRange<Int> = 18...26, seed: UInt64 = 1,
    timestamps: Bool = true
  ) -> Dataset {
    var generator = SeededGenerator(seed: seed)
    let rows = (0..<users).map { user in
      var item = 0
      return (0..<events.lowerBound + generator.below(events.count)).map { position in
        let isPopular = generator.below(3) == 0
        if isPopular {
          item = min(generator.below(items), generator.below(items))
        } else {
          item = (position == 0 ? user % 3 : item + 3) % items
        }
        return item
      }
    }
    return .histories(ofItems: rows, items: items, timestamps: timestamps)
  }

  /// Returns events with items that are drawn at random, independent of user and time: nothing can be learnt.
  public static func randomEvents(users: Int = 300) -> Dataset {
    var generator = SeededGenerator(seed: 17)
    return .histories(
      ofItems: (0..<users).map { _ in (0..<24).map { _ in generator.below(30) } }, items: 30)
  }

  /// Returns a data set of events: for each user, oldest first, item indices. Ids and times are those of
  /// `histories`.
  public static func histories(
    ofItems rows: [[Int]], items: Int? = nil, timestamps: Bool = true, name: String = "tiny"
  ) -> Dataset {
    let data = Dataset.histories(
      rows.map { $0.map { (item: $0, stars: 1) } }, items: items, timestamps: timestamps,
      name: name)
    return Dataset(
      name: name, isGenerated: true, feedback: .implicit, catalogue: data.catalogue,
      histories: data.histories, fingerprint: data.fingerprint)
  }
}
