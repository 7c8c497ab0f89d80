import ArgumentParser

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The parser's description of a command's type, read from the JSON that it prints: the part that
/// completion and manual need. Shells' completions are made from it, too.
package struct CommandDescription: Decodable {
  package let commandName: String
  package let aliases: [String]?
  package let abstract: String?
  package let discussion: String?
  package let arguments: [Argument]?
  package let subcommands: [CommandDescription]?

  package struct Argument: Decodable {
    package enum Kind: String, Decodable { case positional, option, flag }

    package struct Name: Decodable {
      package let kind: String
      package let name: String

      /// "--fold", "-c".
      package var dashed: String { (kind == "long" ? "--" : "-") + name }
    }

    package struct Choices: Decodable {
      package struct List: Decodable { let values: [String] }
      package let list: List?
    }

    package let kind: Kind
    package let shouldDisplay: Bool
    package let isOptional: Bool
    package let isRepeating: Bool
    package let names: [Name]?
    package let valueName: String?
    package let abstract: String?
    package let defaultValue: String?
    package let allValues: [String]?
    package let completionKind: Choices?
  }

  /// The arguments in the help.
  package var shown: [Argument] { (arguments ?? []).filter(\.shouldDisplay) }

  /// Reads the description of a command; without arguments if the parser's JSON has changed.
  package init(_ command: any ParsableCommand.Type) {
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
