/// The argument that the next word of a command is.
struct ArgumentPlace {
  /// The option whose value comes next.
  private(set) var openOption: CommandShape.Argument?
  /// The positional argument that comes next; nil if none is left.
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
