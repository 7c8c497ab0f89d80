import ArgumentParser

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The arguments of a command as completion needs them, taken from the command's type.
struct CommandShape: Hashable {
  /// An option, with the name of its value; nil for a flag.
  struct Option: Hashable {
    /// With its dashes: "--fold".
    let name: String
    let value: Argument?
  }

  /// A value: what kind it is, and the words that it may be where they are few.
  struct Argument: Hashable {
    /// As usage shows it between angle brackets: "item".
    let valueName: String
    let choices: [String]
    let isRepeating: Bool
  }

  let positionals: [Argument]
  let options: [Option]

  /// The shape of a command. The parser describes a command's type as JSON; that is what shells'
  /// completion scripts are made from as well.
  init(_ command: any ShellCommand.Type) {
    let arguments = Self.describe(command).filter(\.shouldDisplay)
    positionals = arguments.filter { $0.kind == "positional" }.map(\.value)
    options = arguments.filter { $0.kind != "positional" }.flatMap { argument in
      (argument.names ?? []).map { name in
        Option(
          name: (name.kind == "long" ? "--" : "-") + name.name,
          value: argument.kind == "flag" ? nil : argument.value)
      }
    }
  }

  private static func describe(_ command: any ShellCommand.Type) -> [Description.Argument] {
    do {
      _ = try command.parse(["--experimental-dump-help"])
      return []
    } catch {
      let json = command.fullMessage(for: error)
      let description = try? JSONDecoder().decode(Description.self, from: Data(json.utf8))
      return description?.command.arguments ?? []
    }
  }

  /// The part of the parser's description that is read here.
  private struct Description: Decodable {
    struct Name: Decodable {
      let kind: String
      let name: String
    }

    struct Choices: Decodable {
      struct List: Decodable { let values: [String] }
      let list: List?
    }

    struct Argument: Decodable {
      let kind: String
      let shouldDisplay: Bool
      let isRepeating: Bool
      let names: [Name]?
      let valueName: String?
      let allValues: [String]?
      let completionKind: Choices?

      var value: CommandShape.Argument {
        CommandShape.Argument(
          valueName: valueName ?? "", choices: allValues ?? completionKind?.list?.values ?? [],
          isRepeating: isRepeating)
      }
    }

    struct Command: Decodable { let arguments: [Argument]? }

    let command: Command
  }
}
