import Debut

/// Says what the word that is being typed may become.
final class Completer {
  /// What may stand in place of the word.
  struct Candidate: Hashable {
    /// Whole, quoted where it needs it, with what follows it at once.
    let text: String
    /// Whether the word is complete, so that a blank follows.
    let isComplete: Bool
  }

  private let session: Session
  private var shapes: [String: CommandShape] = [:]
  /// Titles offered at most.
  private static let titleLimit = 200

  init(_ session: Session) { self.session = session }

  /// What may stand in place of `line` from `start` on.
  ///
  /// - Parameters:
  ///   - line: what was typed up to the cursor.
  ///   - start: where the word begins, after its quote if it has one. An offset in UTF-8.
  func complete(_ line: String, from start: Int) -> [Candidate] {
    let utf8 = Array(line.utf8)
    guard start <= utf8.count else { return [] }
    var before = utf8[..<start]
    var quote: Character?
    if let mark = Self.openQuote(String(decoding: before, as: UTF8.self)) {
      // The quote must be what the word begins with; within a word nothing is completed.
      guard before.last == mark.asciiValue else { return [] }
      before.removeLast()
      quote = mark
    }
    let words = Tokenizer.scan(String(decoding: before, as: UTF8.self)).words
    let word = String(decoding: utf8[start...], as: UTF8.self)
    return candidates(for: word, after: words).map { $0.quoted(by: quote) }
  }

  private static func openQuote(_ text: String) -> Character? {
    Tokenizer.scan(text).openQuote.map { Character($0.mark) }
  }

  private func candidates(for word: String, after words: [String]) -> [Candidate] {
    guard let name = words.first else { return Self.matching(word, CommandList.names) }
    guard let command = CommandList.all.first(where: { $0.name == name }) else { return [] }
    let shape = shape(of: command)
    let place = Place(words.dropFirst(), in: shape)
    if let option = place.openOption { return values(option, word, words) }
    if word.hasPrefix("-") {
      let open = shape.options.map(\.name).filter { !words.contains($0) }
      return Self.matching(word, open)
    }
    guard let argument = place.positional else { return [] }
    return values(argument, word, words)
  }

  private func shape(of command: any ShellCommand.Type) -> CommandShape {
    if let known = shapes[command.name] { return known }
    let shape = CommandShape(command)
    shapes[command.name] = shape
    return shape
  }

  /// The values that an argument may have, by the name of its value.
  private func values(_ argument: CommandShape.Argument, _ word: String, _ words: [String])
    -> [Candidate]
  {
    if !argument.choices.isEmpty { return Self.matching(word, argument.choices) }
    let registry = session.registry
    let models = registry.models.map(\.descriptor.name)
    let samplers = registry.samplers.map(\.descriptor.name)
    switch argument.valueName {
    case "item": return titles(word)
    case "history": return history(word)
    case "model": return Self.matching(word, models)
    case "sampler": return Self.matching(word, samplers)
    case "name": return Self.matching(word, session.models.map(\.name))
    case "topic": return Self.matching(word, CommandList.names + models + samplers)
    case "key=value": return settings(word, words)
    case "path": return Self.matching(word, ["demo"]) + PathCompletion.candidates(for: word)
    case "file", "folder": return PathCompletion.candidates(for: word)
    default: return []
    }
  }

  private static func matching(_ word: String, _ names: [String]) -> [Candidate] {
    let word = word.lowercased()
    return names.filter { $0.lowercased().hasPrefix(word) }.map { Candidate($0) }
  }

  private func titles(_ word: String) -> [Candidate] {
    guard let data = try? session.knownItems() else { return [] }
    return data.titles.completions(word, limit: Self.titleLimit).map { Candidate($0) }
  }

  /// Titles for the entry of a history that is being typed; the entries before stand as they are.
  private func history(_ text: String) -> [Candidate] {
    let start = HistoryText.lastEntryStart(text)
    let entry = String(text[start...])
    guard !entry.isEmpty else { return [] }
    return titles(entry).map {
      Candidate(text: text[..<start] + $0.text + "=", isComplete: false)
    }
  }

  /// The settings of the model named before that are not set yet, or the words that one may be.
  private func settings(_ word: String, _ words: [String]) -> [Candidate] {
    let named = words.dropFirst().compactMap { name in
      session.registry.models.first { $0.descriptor.name == name }
    }
    let preferred = session.registry.models.first {
      $0.descriptor.name == session.registry.preferred
    }
    guard let entry = named.first ?? preferred else { return [] }
    if let equals = word.firstIndex(of: "=") {
      let choices = entry.options.first { $0.name == word[..<equals] }?.choices ?? []
      return Self.matching(word, choices.map { word[...equals] + $0 })
    }
    let open = entry.options.map(\.name).filter { name in
      !words.contains { $0.hasPrefix(name + "=") }
    }
    return Self.matching(word, open).map { Candidate(text: $0.text + "=", isComplete: false) }
  }
}

extension Completer.Candidate {
  init(_ text: String) { self.init(text: text, isComplete: true) }

  /// The candidate as it must stand after an open quote, or with quotes of its own where it has blanks
  /// or what a line reads otherwise.
  func quoted(by open: Character?) -> Self {
    if let open {
      guard open == "\"" else { return self }
      return Self(text: Self.escaped(text), isComplete: isComplete)
    }
    let special: Set<Character> = [" ", "\"", "'", "#", "\\"]
    guard text.contains(where: special.contains) else { return self }
    return Self(
      text: "\"" + Self.escaped(text) + (isComplete ? "\"" : ""), isComplete: isComplete)
  }

  private static func escaped(_ text: String) -> String {
    text.reduce(into: "") { out, character in
      if character == "\"" || character == "\\" { out.append("\\") }
      out.append(character)
    }
  }
}

/// Which argument the next word of a command is.
private struct Place {
  /// The option whose value comes next.
  private(set) var openOption: CommandShape.Argument?
  /// The argument without a name that comes next, where one is left.
  private(set) var positional: CommandShape.Argument?

  init(_ words: some Sequence<String>, in shape: CommandShape) {
    var taken = 0
    for word in words {
      if openOption != nil {
        openOption = nil
      } else if let option = shape.options.first(where: { $0.name == word }) {
        openOption = option.value
      } else if !word.hasPrefix("-") {
        taken += 1
      }
    }
    if taken < shape.positionals.count {
      positional = shape.positionals[taken]
    } else if let last = shape.positionals.last, last.isRepeating {
      positional = last
    }
  }
}
