import DebutTesting

/// The state that a session must have after each line, computed from the lines alone.
///
/// The world is small: one data set of six items in the folder `data`, whose users 1 to 20 rate all of
/// them, two kinds of model, two people, and two files.
struct SessionModel: Equatable {
  struct Trained: Equatable {
    let kind: String
    let split: String
  }

  /// A trained model under its name.
  struct Entry: Equatable {
    let name: String
    let model: Trained
  }

  struct Person: Equatable {
    let name: String
    /// Items and stars, the latest last.
    var ratings: [Rating] = []
  }

  struct Rating: Equatable {
    let item: Int
    let stars: Double
  }

  static let defaultSplit = "fresh-users 0"

  var hasData = false
  var split = defaultSplit
  var models: [Entry] = []
  var current: String?
  var people = [Person(name: "me")]
  var user = "me"
  /// Model files by name.
  var files: [String: Entry] = [:]

  /// A line of the language, by what it does.
  enum Step: Equatable, CustomStringConvertible {
    case load, loadNowhere
    case split(String)
    case train(String, as: String?)
    case trainNobody
    case use(String)
    case rate(Int, Double)
    case rateTooMuch
    case unrate(Int)
    case predict(Int)
    case recommend
    case why(Int)
    case compare(String, String)
    case evaluate(String)
    case save(String)
    case open(String)
    case me(String)
    case forget(String)
    /// Another session begins, with the files of this one.
    case restart

    /// The line as it is typed in the folder of the files.
    var description: String { line(in: ".") }

    /// The line for a session whose files are in a folder.
    func line(in folder: String) -> String {
      switch self {
      case .load: "load \(folder)/data"
      case .loadNowhere: "load nowhere"
      case .split(let split): split.hasSuffix("0") ? "split fresh-users" : "split \(split)"
      case .train(let kind, let name): "train \(kind)" + (name.map { " --as \($0)" } ?? "")
      case .trainNobody: "train nobody"
      case .use(let name): "use \(name)"
      case .rate(let item, let stars): "rate \(item) \(stars)"
      case .rateTooMuch: "rate 1 99"
      case .unrate(let item): "unrate \(item)"
      case .predict(let item): "predict \(item)"
      case .recommend: "recommend --top 3"
      case .why(let item): "why \(item)"
      case .compare(let first, let second): "compare \(first) \(second) --top 3"
      case .evaluate(let name): "evaluate \(name)"
      case .save(let file): "save \(folder)/\(file).safetensors"
      case .open(let file): "open \(folder)/\(file).safetensors"
      case .me(let name): "me \(name)"
      case .forget(let name): "me --forget \(name)"
      case .restart: "quit"
      }
    }
  }

  /// True if there is something to rate: items of the data, or those that a model was trained on.
  var knowsItems: Bool { hasData || current != nil }

  /// The ratings of whoever is at the keyboard.
  var ratings: [Rating] {
    get { people.first { $0.name == user }?.ratings ?? [] }
    set {
      guard let place = people.firstIndex(where: { $0.name == user }) else { return }
      people[place].ratings = newValue
    }
  }

  func entry(_ name: String?) -> Entry? { models.first { $0.name == name } }

  /// Makes the step, and returns whether the line must succeed. One that fails changes nothing.
  mutating func make(_ step: Step) -> Bool {
    let before = self
    let succeeds = apply(step)
    if !succeeds { self = before }
    return succeeds
  }

  private mutating func apply(_ step: Step) -> Bool {
    switch step {
    case .load:
      hasData = true
      split = Self.defaultSplit
    case .split(let new):
      split = new
      return hasData
    case .train(let kind, let name):
      adopt(Entry(name: name ?? kind, model: Trained(kind: kind, split: split)))
      return hasData
    case .loadNowhere, .trainNobody, .rateTooMuch:
      return false
    case .use(let name):
      current = name
      return entry(name) != nil
    case .rate(let item, let stars):
      ratings.removeAll { $0.item == item }
      ratings.append(Rating(item: item, stars: stars))
      return knowsItems
    case .unrate(let item):
      let isRated = ratings.contains { $0.item == item }
      ratings.removeAll { $0.item == item }
      return knowsItems && isRated
    case .predict, .recommend, .why:
      return current != nil
    case .compare(let first, let second):
      return entry(first) != nil && entry(second) != nil
    case .evaluate(let name):
      return hasData && split != "none" && entry(name)?.model.split == split
    case .save(let file):
      guard let entry = entry(current) else { return false }
      files[file] = entry
    case .open(let file):
      guard let entry = files[file] else { return false }
      adopt(entry)
    case .restart:
      let kept = files
      self = SessionModel()
      files = kept
    case .me(let name):
      if !people.contains(where: { $0.name == name }) { people.append(Person(name: name)) }
      user = name
    case .forget(let name):
      let isKnown = people.contains { $0.name == name }
      people.removeAll { $0.name == name }
      if user == name { user = "me" }
      return isKnown
    }
    return true
  }

  private mutating func adopt(_ entry: Entry) {
    if let place = models.firstIndex(where: { $0.name == entry.name }) {
      models[place] = entry
    } else {
      models.append(entry)
    }
    current = entry.name
  }

  /// Draws a step; one in three or so fails in a fresh session, fewer in one that holds something.
  func draw(using generator: inout SeededGenerator) -> Step {
    func one<T>(_ choices: [T]) -> T { choices[generator.below(choices.count)] }
    let names = ["bias", "item-mean", "mine"]
    let item = 1 + generator.below(6)
    switch generator.below(22) {
    case 0: return .load
    case 1: return .split(one(["fresh-users 0", "leave-last-out", "none"]))
    case 2, 3: return .train(one(["bias", "item-mean"]), as: one([nil, nil, "mine"]))
    case 4: return .use(one(names))
    case 5, 6, 7: return .rate(item, Double(2 + generator.below(9)) / 2)
    case 8: return ratings.isEmpty ? .unrate(item) : .unrate(one(ratings).item)
    case 9: return .predict(item)
    case 10: return .recommend
    case 11: return .why(item)
    case 12: return .compare(one(names), one(names))
    case 13: return .evaluate(one(names))
    case 14, 15: return .save(one(["a", "b"]))
    case 16, 17: return .open(one(["a", "b"]))
    case 18, 19: return files.isEmpty ? .load : .restart
    case 20: return one([.me("me"), .me("anna"), .forget("anna")])
    default: return one([.loadNowhere, .trainNobody, .rateTooMuch, .unrate(item)])
    }
  }
}
