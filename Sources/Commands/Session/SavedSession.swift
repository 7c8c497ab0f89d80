import DebutEngine

/// The contents of `session.json`, beside the files of its models. All coding keys are names of the
/// format, which stay when Swift's names change.
struct SavedSession: Codable {
  struct Source: Codable {
    let origin: DataOrigin
    let name: String
    let fingerprint: String

    enum CodingKeys: String, CodingKey {
      case origin = "origin"
      case name = "name"
      case fingerprint = "fingerprint"
    }
  }

  struct Model: Codable {
    /// The file's name in the session's folder.
    let file: String
    let name: String
    /// The checksum of the file's header; nil in sessions of earlier versions.
    var digest: String?

    enum CodingKeys: String, CodingKey {
      case file = "file"
      case name = "name"
      case digest = "digest"
    }
  }

  struct Rating: Codable {
    let item: Vocabulary.Key
    let stars: Float
    let time: Int64?

    enum CodingKeys: String, CodingKey {
      case item = "item"
      case stars = "stars"
      case time = "time"
    }
  }

  /// A fresh user at the keyboard.
  struct Person: Codable {
    let name: String
    /// Oldest first.
    let ratings: [Rating]

    enum CodingKeys: String, CodingKey {
      case name = "name"
      case ratings = "ratings"
    }
  }

  static let format = "debut-session"
  static let version = 1

  let format: String
  let version: Int
  let data: Source?
  let savedSplit: SavedSplit
  let models: [Model]
  /// The name of the model that answers.
  let current: String?
  let people: [Person]
  /// The name of the current person.
  let you: String

  /// The ratings held out of training.
  var split: Split { savedSplit.split }

  enum CodingKeys: String, CodingKey {
    case format = "format"
    case version = "version"
    case data = "data"
    case savedSplit = "split"
    case models = "models"
    case current = "current"
    case people = "people"
    case you = "you"
  }

  /// The first two members of every version, which are read before all others.
  struct Head: Codable {
    let format: String
    let version: Int

    enum CodingKeys: String, CodingKey {
      case format = "format"
      case version = "version"
    }
  }
}

extension SavedSession.Person {
  init(name: String, _ ratings: [RatedItem]) {
    self.name = name
    self.ratings = ratings.map {
      SavedSession.Rating(item: $0.itemID, stars: $0.stars, time: $0.timestamp)
    }
  }

  var ratedItems: [RatedItem] {
    ratings.map { RatedItem(itemID: $0.item, stars: $0.stars, timestamp: $0.time) }
  }
}

extension Session {
  /// Everybody at the keyboard, and the name of the current person.
  var savedPeople: (people: [SavedSession.Person], you: String) {
    (people.all.map { SavedSession.Person(name: $0.name, $0.ratings) }, person.name)
  }

  /// Restores everybody and their ratings, in place of those that there are.
  func restore(people saved: [SavedSession.Person], you: String) {
    for person in people.all {
      person.keep { _ in false }
      people.forget(person.name)
    }
    for one in saved {
      let person = people.person(named: one.name)
      for rating in one.ratedItems { person.rate(rating, repeats: true) }
    }
    people.switchTo(you)
  }
}
