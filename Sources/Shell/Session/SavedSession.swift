import DebutEngine

/// A session as it stands in `session.json`, beside the files of its models.
struct SavedSession: Codable {
  /// How the data was loaded.
  struct Origin: Codable, Hashable {
    /// What `load` was given, with the whole path of a file; or `demo`.
    var path: String
    var format: String?
    /// As in "0.5:5"; nil: found by itself.
    var scale: String?
    /// Of `demo`.
    var seed: UInt64?
  }

  struct Source: Codable {
    let origin: Origin
    let name: String
    let fingerprint: String
  }

  struct Model: Codable {
    /// The file's name in the session's folder.
    let file: String
    let name: String
  }

  struct Rating: Codable {
    let item: Int64
    let stars: Float
    let time: Int64?
  }

  /// A fresh user at the keyboard.
  struct Person: Codable {
    let name: String
    /// Oldest first.
    let ratings: [Rating]
  }

  static let format = "debut-session"
  static let version = 1

  let format: String
  let version: Int
  let data: Source?
  let split: Split
  let models: [Model]
  /// The model that answers.
  let current: String?
  let people: [Person]
  /// Whose turn it is.
  let you: String
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
  /// Everybody at the keyboard, and whose turn it is.
  var savedPeople: (people: [SavedSession.Person], you: String) {
    (people.all.map { SavedSession.Person(name: $0.name, $0.ratings) }, person.name)
  }

  /// Everybody and their ratings as they were saved, in place of those that there are.
  func restore(people saved: [SavedSession.Person], you: String) {
    for person in people.all {
      person.keep { _ in false }
      people.forget(person.name)
    }
    for one in saved {
      let person = people.person(named: one.name)
      for rating in one.ratedItems { person.rate(rating) }
    }
    people.switchTo(you)
  }
}
