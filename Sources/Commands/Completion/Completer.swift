import DebutEngine

/// The completions of the word that is being typed, and hints at what is expected.
package final class Completer {
  /// A text that may take the place of the word.
  package struct Candidate: Hashable {
    /// The whole word, in quotes if it needs them, with the characters that follow it at once.
    package let text: String
    /// True if the word is complete, so that a blank follows.
    package let isComplete: Bool
    /// True if the text has quotes of its own around it.
    package var bringsQuotes = false
    /// True if the text must be quoted, though it has no special characters: a title of digits, or one that
    /// begins with a dash.
    var needsQuotes = false
  }

  private let session: Session
  private let commands: [any ShellCommand.Type]
  private var shapes: [String: CommandShape] = [:]
  /// Titles offered at most.
  private static let titleLimit = 100

  /// Completes lines for a session.
  ///
  /// - Parameter commands: the commands of the language.
  package init(_ session: Session, commands: [any ShellCommand.Type]) {
    self.session = session
    self.commands = commands
  }

  /// Returns the texts that may take the place of `line` from `start` on.
  ///
  /// - Parameters:
  ///   - line: what was typed up to the cursor.
  ///   - start: the offset of the word in UTF-8, after its quote if it has one.
  package func complete(_ line: String, from start: Int) -> [Candidate] {
    guard let typed = PartialLine(line, from: start) else { return [] }
    return candidates(typed).map { $0.quoted(by: typed.quote) }
  }

  /// Returns a hint at what is expected at the end of `line`, in brackets: for lines without
  /// completions.
  package func hint(_ line: String, from start: Int) -> String {
    guard let typed = PartialLine(line, from: start) else { return "[a closing quote]" }
    return
      "[\(ArgumentHint(session, commands: commands.map { $0.name }).text(for: place(typed), typed))]"
  }

  /// Returns a hint if a word has ended at the end of `line` and no other was begun; nil elsewhere.
  package func inlineHint(_ line: String) -> String? {
    let scanned = Tokenizer.scan(line)
    guard scanned.lastWordStart == nil, scanned.openQuote == nil, !scanned.words.isEmpty else {
      return nil
    }
    return hint(line, from: line.utf8.count)
  }

  /// Returns the longest common prefix of the texts, ignoring case, if it still contains the typed
  /// text; otherwise the typed text. A word from the middle of a title is not given up for the
  /// title's start.
  package static func common(_ texts: [String], typed: String) -> String {
    guard var shared = texts.first else { return typed }
    for text in texts.dropFirst() {
      let same = zip(shared, text).prefix { $0 == $1 || $0.lowercased() == $1.lowercased() }.count
      shared = String(shared.prefix(same))
    }
    // A backslash goes with what follows it.
    if shared.reversed().prefix(while: { $0 == "\\" }).count % 2 == 1 { shared.removeLast() }
    return folded(shared).contains(folded(typed)) ? shared : typed
  }

  /// Makes the index of titles, for which the first completion would have to wait.
  package func prepare() { _ = session.data?.titles }

  /// The role of the word at the cursor.
  enum Place {
    case command
    case option([String])
    /// The value of an option or an argument; `prefix` is the part of the word before the value.
    case value(CommandShape.Argument, prefix: String)
    /// Every argument is given; these options are left. A title may be among the arguments.
    case nothing([String], takesTitle: Bool)
    case unknownCommand(String)
  }

  private func place(_ typed: PartialLine) -> Place {
    guard let name = typed.words.first else { return .command }
    guard let command = commands.first(where: { $0.name == name }) else {
      return .unknownCommand(name)
    }
    let shape = shape(of: command)
    let place = ArgumentPlace(typed.words.dropFirst(), in: shape)
    if let option = place.openOption { return .value(option, prefix: "") }
    let open = shape.options.map(\.name).filter { !typed.words.contains($0) }
    if typed.word.hasPrefix("-") {
      guard let equals = typed.word.firstIndex(of: "="),
        let option = shape.options.first(where: { $0.name == typed.word[..<equals] }),
        let value = option.value
      else { return .option(open) }
      return .value(value, prefix: String(typed.word[...equals]))
    }
    return place.positional.map { .value($0, prefix: "") }
      ?? .nothing(
        open, takesTitle: shape.positionals.contains { $0.valueName == "item" })
  }

  private var commandNames: [String] { commands.map { $0.name } }

  private func candidates(_ typed: PartialLine) -> [Candidate] {
    switch place(typed) {
    case .command: Self.matching(typed.word, commandNames)
    case .option(let open): Self.matching(typed.word, open)
    case .value(let argument, let prefix):
      values(argument, String(typed.word.dropFirst(prefix.count)), typed.words).map {
        Candidate(
          text: prefix + $0.text, isComplete: $0.isComplete,
          needsQuotes: prefix.isEmpty && $0.needsQuotes)
      }
    case .nothing, .unknownCommand: []
    }
  }

  private func shape(of command: any ShellCommand.Type) -> CommandShape {
    if let known = shapes[command.name] { return known }
    let shape = CommandShape(command)
    shapes[command.name] = shape
    return shape
  }

  /// Returns the values that an argument may have, by the name of its value.
  private func values(_ argument: CommandShape.Argument, _ word: String, _ words: [String])
    -> [Candidate]
  {
    if !argument.choices.isEmpty { return Self.matching(word, argument.choices) }
    let registry = session.registry
    let models = registry.models.map(\.descriptor.name)
    let samplers = registry.samplers.map(\.descriptor.name)
    let negatives = registry.negativeSamplers.map(\.descriptor.name)
    switch argument.valueName {
    case "item" where words.starts(with: ["data", "sample"]):
      return Self.matching(word, SampledTable.names(in: session.data))
    case "item" where words.starts(with: ["data", "user"]): return users(word)
    case "item": return titles(word)
    case "id": return users(word)
    case "history": return history(word)
    case "model": return Self.matching(word, models)
    case "sampler": return Self.matching(word, samplers)
    case "name": return Self.matching(word, session.models.map(\.name))
    case "person": return Self.matching(word, session.people.all.map(\.name))
    case "genre": return Self.matching(word, session.data?.genres ?? [])
    case "topic": return Self.matching(word, commandNames + models + samplers + negatives)
    case "key=value": return settings(word, words)
    case "path": return Self.matching(word, ["demo"]) + PathCompletion.candidates(for: word)
    case "plugin":
      return Self.matching(word, session.plugins.plugins.map(\.name))
        + PathCompletion.candidates(for: word)
    case "file", "folder": return PathCompletion.candidates(for: word)
    default: return []
    }
  }

  private static func folded(_ text: String) -> String {
    TextFolding.fold(text.hasPrefix("\"") ? String(text.dropFirst()) : text)
  }

  private static func matching(_ word: String, _ names: [String]) -> [Candidate] {
    let word = word.lowercased()
    return names.filter { $0.lowercased().hasPrefix(word) }.map { Candidate($0) }
  }

  private func titles(_ word: String) -> [Candidate] {
    guard let data = try? session.items() else { return [] }
    let titled = data.titles.completedItems(word, limit: Self.titleLimit)
    return Self.items(byIDs: word, data, besides: titled).map {
      Candidate(data.dataset.catalogue[$0].id.description)
    } + titled.map { Self.candidate(forItem: $0, data) }
  }

  /// Returns the users whose ids of text start with a word.
  private func users(_ word: String) -> [Candidate] {
    guard let users = session.data?.dataset.histories.users else { return [] }
    return users.indices(startingWith: word, limit: Self.titleLimit).map {
      Candidate(users[$0].description)
    }
  }

  /// Returns the items whose ids of text start with a word that is not empty, without those of `titled`.
  private static func items(byIDs word: String, _ data: LoadedData, besides titled: [Int]) -> [Int]
  {
    guard !word.isEmpty else { return [] }
    let known = Set(titled)
    return data.dataset.catalogue.vocabulary
      .indices(startingWith: word, limit: titleLimit - min(titled.count, titleLimit - 1))
      .filter { !known.contains($0) }
  }

  /// Returns the text that names an item and no other.
  static func candidate(forItem index: Int, _ data: LoadedData) -> Candidate {
    let text = data.titles.spelling(of: index)
    return Candidate(
      text: text, isComplete: true,
      needsQuotes: text.hasPrefix("-") || isTitleLikeID(text, index, data))
  }

  /// Returns true if a text is the name of an item, and without quotes would be an id.
  private static func isTitleLikeID(_ text: String, _ index: Int, _ data: LoadedData) -> Bool {
    guard data.dataset.catalogue[index].name == text else { return false }
    return TitleIndex.isDigits(text) || data.titles.index(ofID: text) != nil
  }

  /// Returns an item as it may stand in a history, where an id needs no quotes and `=5,` ends an entry.
  private static func inHistory(_ index: Int, _ data: LoadedData) -> String {
    let text = data.titles.spelling(of: index)
    if isTitleLikeID(text, index, data) { return "'\(text)'" }
    return isOneEntry(text) ? text : idInHistory(index, data)
  }

  /// Returns an item's id as it may stand in a history, in quotes if it needs them.
  private static func idInHistory(_ index: Int, _ data: LoadedData) -> String {
    let id = data.dataset.catalogue[index].id.description
    return isOneEntry(id) ? id : id.contains("'") ? "\"\(id)\"" : "'\(id)'"
  }

  private static func isOneEntry(_ text: String) -> Bool {
    let entries = try? HistoryText.parse(text + "=5")
    return entries?.map(\.item) == [text] && entries?.first?.stars == 5
  }

  /// Returns titles for the entry of a history that is being typed; the entries before stay as they
  /// are.
  private func history(_ text: String) -> [Candidate] {
    let start = HistoryText.lastEntryStart(text)
    let entry = String(text[start...])
    guard !entry.isEmpty else { return [] }
    guard let data = try? session.items() else { return [] }
    let titled = data.titles.completedItems(entry, limit: Self.titleLimit)
    let names =
      Self.items(byIDs: entry, data, besides: titled).map { Self.idInHistory($0, data) }
      + titled.map { Self.inHistory($0, data) }
    return names.map { Candidate(text: text[..<start] + $0 + "=", isComplete: false) }
  }

  /// Returns the settings that are not set yet, of the model named before (else the default) and
  /// its sampler; after "=", the values of one.
  private func settings(_ word: String, _ words: [String]) -> [Candidate] {
    let options = TypedSettings.options(words, session.registry)
    if let equals = word.firstIndex(of: "=") {
      let option = options.first { $0.name == word[..<equals] }
      let value = word.index(after: equals)
      if option?.namesModels == true { return members(word, from: value, words) }
      let choices =
        option?.namesNegatives == true
        ? session.registry.negativeSamplers.map(\.descriptor.name) : option?.choices ?? []
      return Self.matching(word, choices.map { word[..<value] + $0 })
    }
    let open = options.map(\.name).filter { name in
      !words.contains { $0.hasPrefix(name + "=") }
    }
    return Self.matching(word, open).map { Candidate(text: $0.text + "=", isComplete: false) }
  }

  /// Returns models for the last name of a list: trained ones, and others except the model that
  /// combines them. The names before stay as they are.
  private func members(_ word: String, from start: String.Index, _ words: [String]) -> [Candidate] {
    let last = word[start...].lastIndex(of: ",").map { word.index(after: $0) } ?? start
    let listed = Set(word[start..<last].split(separator: ",").map(String.init) + words)
    let trained = session.models.filter { !words.contains($0.descriptor.name) }.map(\.name)
    let others = session.registry.models.map(\.descriptor.name).filter { !trained.contains($0) }
    return Self.matching(String(word[last...]), (trained + others).filter { !listed.contains($0) })
      .map { Candidate(text: word[..<last] + $0.text, isComplete: false) }
  }
}

extension Completer.Candidate {
  package init(_ text: String) { self.init(text: text, isComplete: true) }

  /// Returns the candidate after an open quote, or else in quotes of its own if it has blanks or
  /// special characters.
  package func quoted(by open: Character?) -> Self {
    if let open {
      // Single quotes take everything literally: an apostrophe stands outside of them.
      let inside =
        open == "'"
        ? text.unicodeScalars.split(separator: "'", omittingEmptySubsequences: false)
          .map(String.init).joined(separator: #"'\''"#)
        : Self.escaped(text)
      return Self(text: inside, isComplete: isComplete)
    }
    let special: Set<Unicode.Scalar> = [" ", "\t", "\u{A0}", "\"", "'", "#", "\\"]
    guard needsQuotes || text.unicodeScalars.contains(where: special.contains) else { return self }
    return Self(
      text: "\"" + Self.escaped(text) + (isComplete ? "\"" : ""), isComplete: isComplete,
      bringsQuotes: true)
  }

  private static func escaped(_ text: String) -> String {
    // By scalars: a combining mark makes another character of a quote, and leaves it a quote.
    var out = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      if scalar == "\"" || scalar == "\\" { out.append("\\") }
      out.append(scalar)
    }
    return String(out)
  }
}
