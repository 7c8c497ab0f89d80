import DebutEngine

/// Arranges the words of a command that takes an item for the parser, which knows no quotes: quoted items
/// are marked, and titles and stars that begin with a dash are kept from being taken for options.
struct ArgumentOrder {
  private var options: [String] = []
  private var values: [String] = []
  /// All words in the order in which they were typed.
  private var typed: [String] = []
  private let shape: CommandShape

  /// Returns true if a word may be a quoted item, or begins with a dash and may be no option.
  static func isNeeded(_ words: [String], isQuoted: [Bool]) -> Bool {
    words.enumerated().contains { i, word in
      let quoted = i < isQuoted.count && isQuoted[i]
      return word.hasPrefix("-")
        ? quoted || HistoryText.number(word) != nil : quoted
    }
  }

  /// Returns the words for the parser; as they are if the command takes no item.
  static func arranged(_ words: [String], isQuoted: [Bool], _ shape: CommandShape) -> [String] {
    guard shape.positionals.contains(where: { $0.valueName == "item" }) else { return words }
    var order = ArgumentOrder(shape: shape)
    return order.arrange(words, isQuoted)
  }

  private init(shape: CommandShape) { self.shape = shape }

  private mutating func arrange(_ words: [String], _ isQuoted: [Bool]) -> [String] {
    var isBeyondOptions = false
    var i = 0
    while i < words.count {
      let word = words[i]
      let quoted = i < isQuoted.count && isQuoted[i]
      i += 1
      if isBeyondOptions || quoted || !isOption(word) {
        add(value: word, quoted)
      } else if word == "--" {
        isBeyondOptions = true
      } else if i < words.count,
        shape.options.contains(where: { $0.name == word && $0.value != nil })
      {
        // Joined, so that a value may begin with a dash.
        options += words[i].hasPrefix("-") ? ["\(word)=\(words[i])"] : [word, words[i]]
        typed += words[i].hasPrefix("-") ? ["\(word)=\(words[i])"] : [word, words[i]]
        i += 1
      } else {
        options.append(word)
        typed.append(word)
      }
    }
    let needsMark = isBeyondOptions || values.contains { $0.hasPrefix("-") }
    return needsMark ? options + ["--"] + values : typed
  }

  private mutating func add(value word: String, _ isQuoted: Bool) {
    let place = values.count
    let isItem = place < shape.positionals.count && shape.positionals[place].valueName == "item"
    let value = isItem && isQuoted ? "\(ItemWord.titleMark)\(word)" : word
    values.append(value)
    typed.append(value)
  }

  /// Returns true for a word with a dash, unless it is a number and the command takes stars.
  private func isOption(_ word: String) -> Bool {
    guard word.hasPrefix("-"), word.count > 1 else { return false }
    let takesStars = shape.positionals.contains { $0.valueName == "stars" }
    return !(takesStars && HistoryText.number(word) != nil)
  }
}
