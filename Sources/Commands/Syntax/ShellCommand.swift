import ArgumentParser
import DebutEngine

/// A command of the language: one type, from which its name, options, help and completion derive.
///
/// The values of an argument are completed by its `valueName`: see `Completer`. A command computes
/// first and changes the session at its end, so that one that fails changes nothing.
package protocol ShellCommand: ParsableCommand {
  /// Runs the command.
  func run(in session: Session) throws -> Answer

  /// Returns the words for the parser; by default as they are.
  static func prepared(_ words: [String]) -> [String]

  /// Lines that show the command at work, for its help.
  static var examples: [String] { get }
}

extension ShellCommand {
  package static func prepared(_ words: [String]) -> [String] { words }

  /// The word that the user types.
  package static var name: String { configuration.commandName ?? "\(Self.self)" }

  /// One line of explanation.
  package static var summary: String { configuration.abstract }

  /// The usage on one line: "rate <item> <stars>".
  static var usage: String {
    usageString().split(whereSeparator: \.isNewline).joined(separator: " ")
      .split(separator: " ").joined(separator: " ").replacingPrefix("Usage: ", by: "")
  }

  /// Parses the words of a command.
  ///
  /// - Parameter isQuoted: [word] true if the word was quoted.
  /// - Throws: `ShellError.usage`; `HelpRequest` for `--help`.
  static func parsing(_ words: [String], isQuoted: [Bool] = []) throws -> Self {
    let words =
      ArgumentOrder.isNeeded(words, isQuoted: isQuoted)
      ? ArgumentOrder.arranged(words, isQuoted: isQuoted, CommandShape(Self.self)) : words
    if let word = words.first(where: { hiddenOptions.contains($0) || $0.hasPrefix("---") }) {
      throw ShellError.usage(reason: "unknown option '\(word)'", usage: usage)
    }
    do {
      return try parse(prepared(words))
    } catch {
      if exitCode(for: error) == .success { throw HelpRequest(topic: name) }
      // Errors of the command itself pass as they are; the parser's messages get the usage added.
      if let known = error as? ShellError { throw known }
      try refuseUnknownOptions(words)
      try refuseNegativeItem(words)
      throw ShellError.usage(
        reason: reason(for: error) + hint(for: error), usage: usage,
        nearest: misspelling(words, error))
    }
  }

  /// Returns the value that a word is a misspelling of, if the parser refused it for being none of
  /// the few that its argument takes.
  private static func misspelling(_ words: [String], _ error: any Error) -> String? {
    let shape = CommandShape(Self.self)
    let text = message(for: error)
    let refused = (shape.positionals + shape.options.compactMap(\.value)).filter {
      !$0.choices.isEmpty && text.contains("<\($0.valueName)>")
    }
    let values = words.map { word in
      word.hasPrefix("--") ? String(word.drop { $0 != "=" }.dropFirst()) : word
    }
    for value in values where !value.isEmpty && text.contains("'\(value)'") {
      for argument in refused where !argument.choices.contains(value) {
        if let near = nearest(to: value, among: argument.choices) { return near }
      }
    }
    return nil
  }

  /// Explains words left over: if the command takes an item, a title without quotes is the reason.
  private static func hint(for error: any Error) -> String {
    let names = CommandShape(Self.self).positionals.map(\.valueName)
    guard names.contains("item"), message(for: error).contains("nexpected argument") else {
      return ""
    }
    let example = [name] + names.map { $0 == "item" ? "\"The Matrix\"" : "5" }
    return " (a title with blanks goes in quotes, as in \(example.joined(separator: " ")))"
  }

  /// Throws for a negative number in the place of an item: the parser takes it for an option.
  private static func refuseNegativeItem(_ words: [String]) throws {
    guard CommandShape(Self.self).positionals.contains(where: { $0.valueName == "item" }) else {
      return
    }
    for (i, word) in words.enumerated() where word.hasPrefix("-") {
      guard HistoryText.number(word) != nil, i == 0 || !words[i - 1].hasPrefix("--") else {
        continue
      }
      throw ShellError.badValue(
        what: "the item", value: word, expected: "an id, which is of digits, or a title")
    }
  }

  /// Options of the parser for every command that have no use in a session.
  private static var hiddenOptions: Set<String> {
    ["--generate-completion-script", "--experimental-dump-help", "--help-hidden", "-help-hidden"]
  }

  /// Throws for an unknown option: the parser would name the missing argument, which often follows
  /// from it.
  private static func refuseUnknownOptions(_ words: [String]) throws {
    let known = CommandShape(Self.self).options.map(\.name)
    for word in words.prefix(while: { $0 != "--" }) where word.hasPrefix("--") {
      let name = String(word.prefix { $0 != "=" })
      guard !known.contains(name) else { continue }
      throw ShellError.unknownOption(name: name, known: known, usage: usage)
    }
  }

  /// Characters of the parser's message; it repeats words however long they are.
  private static var longestReason: Int { 200 }

  private static func reason(for error: any Error) -> String {
    let text = message(for: error).filter { $0 != ItemWord.titleMark }.split(
      whereSeparator: \.isNewline
    )
    .map { $0.drop { $0 == " " } }.joined(separator: " ")
    let start = text.prefix(1).lowercased()
    let reason = start + text.dropFirst().prefix(longestReason)
    return reason.hasSuffix(".") ? String(reason.dropLast()) : reason
  }
}

/// A request for the help of a command, by `--help`.
struct HelpRequest: Error {
  let topic: String
}

extension String {
  fileprivate func replacingPrefix(_ prefix: String, by other: String) -> String {
    hasPrefix(prefix) ? other + dropFirst(prefix.count) : self
  }
}
