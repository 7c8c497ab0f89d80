import ArgumentParser

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// What the parser knows of a command's type. It tells it as JSON, of which this is the part that
/// completion and manual read; shells' completions are made from the same.
struct CommandDescription: Decodable {
  let commandName: String
  let aliases: [String]?
  let abstract: String?
  let discussion: String?
  let arguments: [Argument]?
  let subcommands: [CommandDescription]?

  struct Argument: Decodable {
    enum Kind: String, Decodable { case positional, option, flag }

    struct Name: Decodable {
      let kind: String
      let name: String

      /// "--fold", "-c".
      var dashed: String { (kind == "long" ? "--" : "-") + name }
    }

    struct Choices: Decodable {
      struct List: Decodable { let values: [String] }
      let list: List?
    }

    let kind: Kind
    let shouldDisplay: Bool
    let isOptional: Bool
    let isRepeating: Bool
    let names: [Name]?
    let valueName: String?
    let abstract: String?
    let defaultValue: String?
    let allValues: [String]?
    let completionKind: Choices?
  }

  /// The arguments that help shows.
  var shown: [Argument] { (arguments ?? []).filter(\.shouldDisplay) }

  /// The description of a command; without arguments where the parser's is not what it was.
  init(_ command: any ParsableCommand.Type) {
    do {
      _ = try command.parse(["--experimental-dump-help"])
    } catch {
      let json = Data(command.fullMessage(for: error).utf8)
      if let tool = try? JSONDecoder().decode(Tool.self, from: json) {
        self = tool.command
        return
      }
    }
    self.init(commandName: command._commandName)
  }

  private init(commandName: String) {
    self.commandName = commandName
    aliases = nil
    abstract = nil
    discussion = nil
    arguments = nil
    subcommands = nil
  }

  private struct Tool: Decodable { let command: CommandDescription }
}
