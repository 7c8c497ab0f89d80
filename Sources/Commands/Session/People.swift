import DebutEngine

/// The fresh users at the keyboard, one of whom is the current one.
final class People {
  /// In the order in which they came; never empty.
  private(set) var all: [Person]
  /// The person who rates and is answered now.
  private(set) var current: Person

  /// The name of a person without another.
  static let firstName = "me"

  init() {
    current = Person(name: Self.firstName)
    all = [current]
  }

  /// The person of a name.
  subscript(name: String) -> Person? { all.first { $0.name == name } }

  /// Gives the turn to a person; a new one if nobody has the name.
  func switchTo(_ name: String) { current = person(named: name) }

  /// Returns the person of a name; a new one if nobody has it.
  func person(named name: String) -> Person {
    if let known = self[name] { return known }
    let new = Person(name: name)
    all.append(new)
    return new
  }

  /// Forgets a person and their ratings. If it was their turn, it is that of `firstName` again.
  func forget(_ name: String) {
    all.removeAll { $0.name == name }
    if current.name == name { switchTo(Self.firstName) }
  }

  /// "you", or "you (anna)" for someone who has a name.
  var you: String { current.name == Self.firstName ? "you" : "you (\(current.name))" }
}
