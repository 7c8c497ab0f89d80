import DebutEngine

/// A line that is being typed, cut at the word that the cursor is in.
struct PartialLine {
  /// The words before.
  let words: [String]
  /// What of the word stands before the cursor, without its quote.
  let word: String
  /// The quote that the word begins with.
  let quote: Character?

  /// - Parameters:
  ///   - line: what was typed up to the cursor.
  ///   - start: where the word begins, after its quote if it has one. An offset in UTF-8.
  /// - Returns: nil within a quote that is not the start of the word: nothing is completed there.
  init?(_ line: String, from start: Int) {
    let utf8 = Array(line.utf8)
    guard start <= utf8.count else { return nil }
    var before = utf8[..<start]
    var quote: Character?
    if let open = Tokenizer.scan(String(decoding: before, as: UTF8.self)).openQuote {
      let mark = Character(open.mark)
      guard before.last == mark.asciiValue else { return nil }
      before.removeLast()
      quote = mark
    }
    words = Tokenizer.scan(String(decoding: before, as: UTF8.self)).words
    word = String(decoding: utf8[start...], as: UTF8.self)
    self.quote = quote
  }
}

/// Which argument the next word of a command is.
struct ArgumentPlace {
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

/// The settings that `key=value` words of a line may be.
enum TypedSettings {
  /// The options of the first model named among `words`, or of the one that is trained where none is,
  /// and those of the sampler that `--sampler` names or the model would take.
  static func options(_ words: [String], _ registry: Registry) -> [OptionHelp] {
    let models = words.dropFirst().compactMap { name in
      registry.models.first { $0.descriptor.name == name }
    }
    let preferred = registry.models.first { $0.descriptor.name == registry.preferred }
    guard let model = models.first ?? preferred else { return [] }
    let place = words.firstIndex(of: "--sampler").map { $0 + 1 }
    let named = place.flatMap { $0 < words.count ? words[$0] : nil }
    let name = named ?? model.descriptor.training?.sampler
    let sampler = registry.samplers.first { $0.descriptor.name == name }
    return model.options + (sampler?.options ?? [])
  }
}
