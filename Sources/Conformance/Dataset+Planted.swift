import DebutEngine

extension Dataset {
  /// Returns ratings that are exactly 3 + the item's quality + the user's mood, in 1 to 5 stars. The
  /// users of fold 0 have all moods.
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

  /// Returns random ratings of 1 to 5 stars, independent of user and item: nothing can be learnt.
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
