extension Dataset {
  /// Generates ratings without a file: users 1...600, items 1...1500 with invented titles, 60,000
  /// ratings in half stars from 0.5 to 5, times in seconds.
  ///
  /// The data has the regularities that models learn. Popularity and activity have long tails:
  /// every user rates at least 20 items, every item is rated. Items differ in quality, users in
  /// leniency and taste. A user's mood drifts from rating to rating and their taste turns from time
  /// to time: a recent rating predicts better than an old one, and the choice of items is
  /// informative too. A seed gives the same data on every machine.
  public static func demo(seed: UInt64 = 1) -> Dataset {
    var world = DemoWorld(seed: seed)
    let ratings = RatingTable(world.rate())
    return Dataset(
      name: "demo", isGenerated: true, ratings: ratings, feedback: .explicit(RatingScale(0.5, 5)),
      knownItems: world.catalogue(), notes: ["generated: no person rated these invented titles"])
  }
}

/// The people and items behind generated ratings. Uses arithmetic only, because the last digit
/// of a mathematics library differs between systems.
struct DemoWorld {
  /// Numbers of people, items and ratings, and the shape of the items' popularity.
  struct Size {
    let users: Int
    let items: Int
    let ratings: Int
    var fewestRatings = 20
    /// Added to an item's rank: the more, the less the first stand out.
    let rankOffset: Int
    /// True if popularity falls as the rank to the power of -1.5, false if as one over the rank.
    let isSteep: Bool

    static let demo = Size(
      users: 600, items: 1500, ratings: 60_000, rankOffset: 12, isSteep: false)
  }

  static let factors = 4
  static let genres = [
    "Action", "Adventure", "Animation", "Comedy", "Crime", "Documentary", "Drama", "Fantasy",
    "Horror", "Mystery", "Romance", "Sci-Fi",
  ]

  let size: Size
  var random: SeededGenerator
  /// [item] one to three indices into `genres`.
  private var genres: [[Int]] = []
  /// [items x factors] traits, to which a taste of equal length responds with a standard deviation
  /// of 1.
  private var traits: [Float] = []
  /// [item] stars above or below the mean that everyone gives it.
  private var quality: [Float] = []
  /// [item] the popularity of all items up to and including it.
  private var popularity: [Float] = []

  init(_ size: Size = .demo, seed: UInt64) {
    self.size = size
    random = SeededGenerator(seed: seed)
    makeItems()
    makePopularity()
  }

  /// Returns the names of an item's genres.
  func genreNames(of item: Int) -> [String] { genres[item].map { Self.genres[$0] } }

  /// Draws a number of mean 0 and variance 1, about normal: the sum of four uniform numbers.
  private mutating func normal() -> Float {
    let sum = random.uniform() + random.uniform() + random.uniform() + random.uniform()
    return (sum - 2) * 1.732_050_8
  }

  private mutating func vector(_ deviation: Float) -> [Float] {
    (0..<Self.factors).map { _ in normal() * deviation }
  }

  private mutating func makeItems() {
    let perFactor = 1 / Float(Self.factors).squareRoot()
    let genreTraits = Self.genres.map { _ in vector(perFactor) }
    for _ in 0..<size.items {
      var own = [random.below(Self.genres.count)]
      while own.count < 3 && random.uniform() < 0.45 {
        let genre = random.below(Self.genres.count)
        if !own.contains(genre) { own.append(genre) }
      }
      let noise = vector(perFactor * 0.5)
      let share = 1 / Float(own.count).squareRoot()
      for k in 0..<Self.factors {
        traits.append(own.reduce(0) { $0 + genreTraits[$1][k] } * share * 0.87 + noise[k])
      }
      genres.append(own)
      quality.append(normal() * 0.4)
    }
  }

  /// Draws popularities, which fall with the rank; good items tend to rank higher.
  private mutating func makePopularity() {
    let appeal = quality.map { $0 + normal() * 0.8 }
    let byAppeal = appeal.indices.sorted { (appeal[$0], $0) > (appeal[$1], $1) }
    var weight = [Float](repeating: 0, count: size.items)
    for (rank, item) in byAppeal.enumerated() {
      let place = Float(rank + size.rankOffset)
      weight[item] = 1 / (size.isSteep ? place * place.squareRoot() : place)
    }
    var sum: Float = 0
    for item in weight.indices {
      sum += weight[item]
      popularity.append(sum)
    }
  }

  /// Draws an item by popularity.
  private mutating func draw() -> Int {
    let mark = random.uniform() * (popularity.last ?? 0)
    var low = 0
    var high = size.items - 1
    while low < high {
      let middle = (low + high) / 2
      if popularity[middle] > mark { high = middle } else { low = middle + 1 }
    }
    return low
  }
}

extension DemoWorld {
  /// Returns all ratings, by user, each user's in time order.
  mutating func rate() -> [RatingRow] {
    var rows: [RatingRow] = []
    rows.reserveCapacity(size.ratings)
    forEachUser { rows += $0 }
    return rows
  }

  /// Calls `body` with the ratings of each user, in time order.
  mutating func forEachUser(_ body: ([RatingRow]) throws -> Void) rethrows {
    let counts = activity()
    let assigned = assignItems()
    var rows: [RatingRow] = []
    for user in 0..<size.users {
      rows.removeAll(keepingCapacity: true)
      rate(by: user, count: counts[user], assigned: assigned[user], into: &rows)
      try body(rows)
    }
  }

  /// Draws the number of ratings of each user: `fewestRatings` and a share of the rest that falls
  /// as one over the rank.
  private mutating func activity() -> [Int] {
    let ranks = (0..<size.users).shuffled(using: &random)
    let offset = size.users / 10
    let shares = ranks.map { 1 / Float($0 + offset) - 1 / Float(size.users + offset) }
    let rest = size.ratings - size.users * size.fewestRatings
    let unit = Float(rest) / shares.reduce(0, +)
    var counts = shares.map { size.fewestRatings + Int($0 * unit) }
    // The ratings that rounding down left over go to the most active users, one each.
    let missing = size.ratings - counts.reduce(0, +)
    for user in counts.indices where ranks[user] < missing { counts[user] += 1 }
    return counts
  }

  /// Deals every item to one user, so that every item is rated.
  private mutating func assignItems() -> [[Int]] {
    var assigned = [[Int]](repeating: [], count: size.users)
    for (place, item) in (0..<size.items).shuffled(using: &random).enumerated() {
      assigned[place % size.users].append(item)
    }
    return assigned
  }

  private mutating func rate(
    by user: Int, count: Int, assigned: [Int], into rows: inout [RatingRow]
  ) {
    var assigned = assigned
    var isTaken = [Bool](repeating: false, count: size.items)
    for item in assigned { isTaken[item] = true }
    var person = DemoPerson(leniency: normal() * 0.3, taste: vector(0.5), phase: vector(0.4))
    person.mood = normal() * DemoPerson.moodDeviation
    var time = 1_388_534_400 + Int64(random.below(5 * 365 * 86_400))  // from 2014 on
    for left in stride(from: count, to: 0, by: -1) {
      let item =
        random.below(left) < assigned.count
        ? assigned.removeLast() : choose(person, &isTaken)
      let stars =
        2.9 + quality[item] + person.leniency + person.mood + liking(person, item) + normal() * 0.6
      let halves = min(max((stars * 2).rounded(), 1), 10)
      rows.append(
        RatingRow(
          user: Vocabulary.Key(user + 1), item: Vocabulary.Key(item + 1), rating: halves / 2,
          timestamp: time))
      time += pass(&person)
    }
  }

  /// Draws three untaken items and returns the one that the person likes best, with some chance.
  private mutating func choose(_ person: DemoPerson, _ isTaken: inout [Bool]) -> Int {
    var best = -1
    var bestAppeal = -Float.infinity
    for _ in 0..<3 {
      var item = draw()
      while isTaken[item] || item == best { item = draw() }
      let appeal = liking(person, item) + quality[item] * 0.5 + normal() * 0.4
      if appeal > bestAppeal { (best, bestAppeal) = (item, appeal) }
    }
    isTaken[best] = true
    return best
  }

  /// Returns the stars that a person's taste adds.
  private func liking(_ person: DemoPerson, _ item: Int) -> Float {
    var sum: Float = 0
    for k in 0..<Self.factors {
      sum += (person.taste[k] + person.phase[k]) * traits[item * Self.factors + k]
    }
    return sum
  }

  /// Moves a person on to their next rating and returns the seconds until then.
  ///
  /// Within a sitting only the mood drifts; between sittings taste may turn.
  private mutating func pass(_ person: inout DemoPerson) -> Int64 {
    person.mood =
      person.mood * DemoPerson.moodMemory + normal() * DemoPerson.moodDeviation
      * (1 - DemoPerson.moodMemory * DemoPerson.moodMemory).squareRoot()
    guard random.uniform() < 1 / 12 else { return Int64(10 + random.below(300)) }
    if random.uniform() < 0.3 { person.phase = vector(0.4) }
    return Int64(86_400 + random.below(40 * 86_400))
  }
}

/// The state of a generated person at one moment.
private struct DemoPerson {
  /// Stars that the person adds to every rating.
  let leniency: Float
  /// The constant part of the taste.
  let taste: [Float]
  /// The part of the taste that turns.
  var phase: [Float]
  /// Stars that the person adds to every rating at this moment.
  var mood: Float = 0

  static let moodDeviation: Float = 0.5
  /// The share of the mood that lasts from one rating to the next.
  static let moodMemory: Float = 0.96
}
