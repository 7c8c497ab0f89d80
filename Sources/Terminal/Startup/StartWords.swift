import Commands

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The words that the program is started with, cut before a command in the place of a script.
struct StartWords: Hashable {
  /// Options of the program, and a script.
  let options: [String]
  /// The command and its words as one line; nil if there is none.
  let command: String?

  /// Cuts the words. A file of a command's name goes first, as a script.
  ///
  /// - Parameter isFile: whether there is a file at a path.
  init(_ words: [String], isFile: (String) -> Bool = { access($0, F_OK) == 0 }) {
    var place = 0
    while place < words.count,
      Self.options[words[place]] != nil || words[place].hasPrefix("--mode=")
    {
      place += 1 + (Self.options[words[place]] ?? 0)
    }
    let isCommand =
      place < words.count && CommandList.names.contains(words[place]) && !isFile(words[place])
    options = isCommand ? Array(words[..<place]) : words
    command = isCommand ? Tokenizer.line(of: words[place...]) : nil
  }

  /// The options that may precede a command, with the number of words of their value.
  private static let options = [
    "--mode": 1, "--no-init": 0, "--no-autosave": 0, "--no-ask": 0, "--keep-going": 0, "--echo": 0,
  ]
}
