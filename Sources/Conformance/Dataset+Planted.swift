import DebutEngine

extension Dataset {
  /// Ratings that are an item's quality plus a user's mood, and nothing else: 3 + quality + mood, from
  /// 1 to 5 stars. Held-out users (every tenth) are of all moods.
  public static func additive(users: Int = 150) -> Dataset {
    var generator = SeededGenerator(seed: 9)
    return .histories(
      (0..<users).map { user in
        let mood = Float(user / 10 % 3 - 1)
        return (0..<30).shuffled(using: &generator).prefix(24).map { item in
          (item: item, stars: 3 + mood + Float(item % 5) / 2 - 1)
        }
      }, items: 30)
  }

  /// Ratings drawn from 1 to 5 stars without regard to user or item: nothing can be learnt.
  public static func noise(users: Int = 300) -> Dataset {
    var generator = SeededGenerator(seed: 17)
    return .histories(
      (0..<users).map { _ in
        (0..<30).shuffled(using: &generator).prefix(24).map { item in
          (item: item, stars: 1 + Float(generator.below(9)) / 2)
        }
      }, items: 30)
  }
}
