extension DemoWorld {
  /// Returns the items with invented titles, years 1948 to 2013 and genres, by ascending id.
  mutating func catalogue() -> [Item] {
    var words = TitleMaker(random: random.split())
    return (0..<size.items).map { item in
      Item(
        id: Vocabulary.Key(item + 1), title: words.next(), year: words.year(),
        genres: genreNames(of: item))
    }
  }
}

/// Makes different titles of word lists.
private struct TitleMaker {
  var random: SeededGenerator
  private var used: Set<String> = []

  init(random: SeededGenerator) { self.random = random }

  /// Returns a title that it has not returned before.
  mutating func next() -> String {
    while true {
      let title = draft()
      if used.insert(title).inserted { return title }
    }
  }

  /// Draws a year from 1948 to 2013, recent ones more often than early ones.
  mutating func year() -> Int {
    let share = random.uniform()
    return 2013 - Int(share * share * 66)
  }

  private mutating func draft() -> String {
    switch random.below(9) {
    case 0, 1: "\(pick(Self.adjectives)) \(pick(Self.nouns))"
    case 2: "\(pick(Self.nouns)) of \(pick(Self.places))"
    case 3: "\(pick(Self.names)) and the \(pick(Self.nouns))"
    case 4: "\(pick(Self.adjectives)) \(pick(Self.nouns)), The"
    case 5: "\(pick(Self.nouns)) in \(pick(Self.places))"
    case 6: "\(pick(Self.names)), the \(pick(Self.nouns)) and \(pick(Self.names))"
    case 7: "\(pick(Self.adjectives)) Nights in \(pick(Self.places))"
    default: "\(pick(Self.names))'s \(pick(Self.adjectives)) \(pick(Self.nouns))"
    }
  }

  private mutating func pick(_ words: [String]) -> String { words[random.below(words.count)] }

  private static let adjectives = words(
    """
    Amber Ashen Barefoot Borrowed Brass Careless Cobalt Crooked Distant Double Drowsy Eleventh Faded
    Feathered Folded Forgotten Frosted Gilded Hollow Honest Humming Idle Indigo Ivory Lopsided Lucky
    Marble Meandering Narrow Nimble Numbered Painted Paper Patient Quiet Reluctant Restless Rusted
    Saffron Salted Second Sleepless Slanted Stubborn Tangled Tilted Unwritten Velvet Wandering Woollen
    """)

  private static let nouns = words(
    """
    Accordion Almanac Anchor Apiary Archive Atlas Bakery Balcony Barometer Bridge Cabinet Cartographer
    Chimney Clockmaker Compass Corridor Courier Ferry Foundry Garden Glacier Greenhouse Harbour
    Harvest Inventor Island Kettle Ladder Lantern Ledger Letter Lighthouse Locksmith Meadow Mirror
    Monsoon Observatory Orchard Paradox Parade Pilot Postcard Quarry Recipe Rehearsal Reservoir River
    Satellite Signal Staircase Telegram Tenant Theorem Tide Umbrella Verdict Violin Voyage Waltz Weaver
    """)

  private static let places = words(
    """
    Aldermoor Bellacosta Calverin Dunmarrow Eskfold Fennick Garrowby Halvorra Istrimonte Jorvanda
    Kestrelby Lindoro Marrowmere Nordhavel Oskeldine Pellagrove Quillon Rastigny Sorrelton Tamberley
    Umbralee Velmora Wexcombe Yarrowdale
    """)

  private static let names = words(
    """
    Abelard Beatrix Casimir Delphine Edwin Farida Gustav Henrike Imogen Jasper Katya Leopold Mirabel
    Nestor Odile Prosper Quentin Rosalind Stellan Tamsin Ulrich Viola Wilfred Xenia Yusuf Zelda
    """)

  private static func words(_ text: String) -> [String] {
    text.split { $0 == " " || $0 == "\n" }.map(String.init)
  }
}
