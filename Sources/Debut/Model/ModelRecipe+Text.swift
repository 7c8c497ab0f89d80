extension ModelRecipe: CustomStringConvertible {
  /// The text that `list` reads.
  public var description: String {
    var text = name.map { RecipeText.word($0) + ":" } ?? ""
    text += RecipeText.word(model)
    guard let settings else { return text }
    let training = TrainingSetting.allCases.filter(\.isInText).compactMap { setting in
      self[setting].map { ("--" + setting.rawValue, $0) }
    }
    let parts = training + settings.map { ($0.name, $0.value) }
    let list = parts.map { RecipeText.word($0) + "=" + RecipeText.word($1) }
    return text + "(" + list.joined(separator: ",") + ")"
  }

  /// Returns the text of several recipes, joined by commas.
  package static func text(_ recipes: [ModelRecipe]) -> String {
    recipes.map(\.description).joined(separator: ",")
  }

  /// Reads recipes that are joined by commas; nil if the text is no list of recipes. Blanks between
  /// words do not count.
  package static func list(_ text: String) -> [ModelRecipe]? {
    var reader = RecipeText(text)
    return reader.list()
  }

  /// Sets what `name=value` of a text stands for; false if it is not allowed.
  fileprivate mutating func take(_ name: String, _ value: String) -> Bool {
    guard name.hasPrefix("--") else {
      settings?.append(Setting(name: name, value: value))
      return true
    }
    guard let setting = TrainingSetting(rawValue: String(name.dropFirst(2))), setting.isInText
    else { return false }
    self[setting] = value
    return self[setting] != nil
  }
}

/// Reads the text of recipes from left to right:
///
///     recipes = recipe {"," recipe}
///     recipe  = [word ":"] word ["(" [setting {"," setting}] ")"]
///     setting = word "=" word [brackets]
///
/// A word that contains any of `,:()="\` or a blank is quoted; in quotes, a backslash precedes a quote or
/// backslash.
private struct RecipeText {
  private let text: [Unicode.Scalar]
  private var place = 0

  init(_ text: String) { self.text = Array(text.unicodeScalars) }

  private static let special = Set(",:()=\"\\".unicodeScalars)

  private static func isSpecial(_ scalar: Unicode.Scalar) -> Bool {
    special.contains(scalar) || scalar.properties.isWhitespace
  }

  /// Returns a word as the text has it, in quotes if it needs them.
  static func word(_ word: String) -> String {
    guard word.isEmpty || word.unicodeScalars.contains(where: isSpecial) else { return word }
    var out = String.UnicodeScalarView()
    for scalar in word.unicodeScalars {
      if scalar == "\"" || scalar == "\\" { out.append("\\") }
      out.append(scalar)
    }
    return "\"\(String(out))\""
  }

  mutating func list() -> [ModelRecipe]? {
    var recipes: [ModelRecipe] = []
    repeat {
      guard let recipe = recipe() else { return nil }
      recipes.append(recipe)
    } while skip(",")
    return place == text.count ? recipes : nil
  }

  private mutating func recipe() -> ModelRecipe? {
    guard var word = word() else { return nil }
    var name: String?
    if skip(":") {
      name = word
      guard let model = self.word() else { return nil }
      word = model
    }
    guard skip("(") else { return name == nil ? ModelRecipe(word) : nil }
    var recipe = ModelRecipe(word, settings: [], name: name)
    guard !skip(")") else { return recipe }
    repeat {
      guard let key = self.word(), skip("="), let value = value(), recipe.take(key, value)
      else { return nil }
    } while skip(",")
    return skip(")") ? recipe : nil
  }

  /// Reads a value: a word, and what follows it in brackets, as in `popularity(exponent=0.75)`.
  private mutating func value() -> String? {
    guard let word = word() else { return nil }
    guard place < text.count, text[place] == "(" else { return word }
    let start = place
    var depth = 0
    repeat {
      if text[place] == "(" { depth += 1 }
      if text[place] == ")" { depth -= 1 }
      place += 1
    } while depth > 0 && place < text.count
    var out = String.UnicodeScalarView()
    out.append(contentsOf: text[start..<place])
    return depth == 0 ? word + String(out) : nil
  }

  private mutating func skipBlanks() {
    while place < text.count, text[place].properties.isWhitespace { place += 1 }
  }

  private mutating func skip(_ scalar: Unicode.Scalar) -> Bool {
    skipBlanks()
    guard place < text.count, text[place] == scalar else { return false }
    place += 1
    skipBlanks()
    return true
  }

  /// Reads a word without its quotes; nil if there is none, or if its quote is not closed.
  private mutating func word() -> String? {
    skipBlanks()
    var out = String.UnicodeScalarView()
    guard place < text.count, text[place] == "\"" else {
      while place < text.count, !Self.isSpecial(text[place]) {
        out.append(text[place])
        place += 1
      }
      return out.isEmpty ? nil : String(out)
    }
    place += 1
    while place < text.count, text[place] != "\"" {
      if text[place] == "\\" { place += 1 }
      guard place < text.count else { return nil }
      out.append(text[place])
      place += 1
    }
    guard place < text.count else { return nil }
    place += 1
    return String(out)
  }
}
