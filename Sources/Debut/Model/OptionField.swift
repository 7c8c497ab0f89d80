/// One option: its name, the property that holds it, the values that are allowed, and its help.
///
/// - Stability: stable.
public struct OptionField<Options: Sendable>: Sendable {
  /// The option's name.
  package let name: String
  /// The values that are allowed, such as "a number from 0 to 1".
  package let expectation: String
  /// The words that are allowed if only some are; otherwise empty.
  package let choices: [String]
  /// True of an option that is a list of models.
  package let namesModels: Bool
  /// True of an option that is a sampler of negatives.
  package let namesNegatives: Bool
  /// A phrase on its effect.
  package let help: String
  /// Reads the text into the options. Returns false, without a change, if the value is not allowed.
  let apply: @Sendable (String, inout Options) -> Bool
  /// Returns the value as text.
  let text: @Sendable (Options) -> String

  /// Creates an option that is a whole number.
  public init(
    _ name: String, _ path: WritableKeyPath<Options, Int> & Sendable, in range: ClosedRange<Int>,
    _ help: String
  ) {
    self.init(
      name, "a whole number from \(range.lowerBound) to \(range.upperBound)", help,
      apply: { text, options in
        guard let value = Int(text), range.contains(value) else { return false }
        options[keyPath: path] = value
        return true
      }, text: { String($0[keyPath: path]) })
  }

  /// Creates an option that is a number.
  public init(
    _ name: String, _ path: WritableKeyPath<Options, Float> & Sendable,
    in range: ClosedRange<Float>, _ help: String
  ) {
    self.init(
      name, "a number from \(range.lowerBound) to \(range.upperBound)", help,
      apply: { text, options in
        guard let value = Float(text), range.contains(value) else { return false }
        options[keyPath: path] = value
        return true
      }, text: { String($0[keyPath: path]) })
  }

  /// Creates an option that is a number, or nil, which the user writes as `auto`: the model then finds a
  /// value in the data.
  public init(
    _ name: String, _ path: WritableKeyPath<Options, Float?> & Sendable,
    in range: ClosedRange<Float>, _ help: String
  ) {
    self.init(
      name, "auto or a number from \(range.lowerBound) to \(range.upperBound)", help,
      apply: { text, options in
        if text.lowercased() == Self.automatic {
          options[keyPath: path] = nil
          return true
        }
        guard let value = Float(text), range.contains(value) else { return false }
        options[keyPath: path] = value
        return true
      }, text: { $0[keyPath: path].map { String($0) } ?? Self.automatic })
  }

  private static var automatic: String { "auto" }

  /// Creates an option that is yes or no.
  public init(_ name: String, _ path: WritableKeyPath<Options, Bool> & Sendable, _ help: String) {
    self.init(
      name, "yes or no", help,
      apply: { text, options in
        switch text.lowercased() {
        case "yes", "true", "on", "1": options[keyPath: path] = true
        case "no", "false", "off", "0": options[keyPath: path] = false
        default: return false
        }
        return true
      }, text: { $0[keyPath: path] ? "yes" : "no" })
  }

  /// Creates an option that is one of the cases of an enumeration of strings.
  public init<Choice: RawRepresentable<String> & CaseIterable & Sendable>(
    _ name: String, _ path: WritableKeyPath<Options, Choice> & Sendable, _ help: String
  ) {
    self.init(
      name, "one of " + Choice.allCases.map(\.rawValue).joined(separator: ", "), help,
      choices: Choice.allCases.map(\.rawValue),
      apply: { text, options in
        guard let value = Choice(rawValue: text) else { return false }
        options[keyPath: path] = value
        return true
      }, text: { $0[keyPath: path].rawValue })
  }

  /// Creates an option that is a text of the model's own form.
  ///
  /// - Parameters:
  ///   - name: the option's name, lower-case words joined by hyphens.
  ///   - path: the property that holds the value.
  ///   - expectation: the texts that are allowed, such as "names of models joined by commas".
  ///   - help: one line for `help`.
  ///   - isAllowed: returns true for a text that is allowed.
  public init(
    _ name: String, _ path: WritableKeyPath<Options, String> & Sendable,
    expecting expectation: String,
    _ help: String, where isAllowed: @escaping @Sendable (String) -> Bool
  ) {
    self.init(
      name, expectation, help,
      apply: { text, options in
        guard isAllowed(text) else { return false }
        options[keyPath: path] = text
        return true
      }, text: { $0[keyPath: path] })
  }

  /// Creates an option that names the members of a model which combines others: trained models of the
  /// session, and registered ones.
  ///
  /// Before the model is made, the engine replaces names by whole recipes and refuses trained models that
  /// do not suit. `TrainingContext.members` trains the members.
  ///
  /// - Parameters:
  ///   - name: the option's name, lower-case words joined by hyphens.
  ///   - path: the property that holds the recipes of the members.
  ///   - count: the least number of members.
  ///   - help: one line for `help`.
  public init(
    _ name: String, _ path: WritableKeyPath<Options, [ModelRecipe]> & Sendable,
    atLeast count: Int, _ help: String
  ) {
    self.init(
      name,
      "names of trained or other models, \(count) or more different ones, joined by commas; "
        + "options of one in brackets, as in mf(factors=5)", help, namesModels: true,
      apply: { text, options in
        guard let recipes = ModelRecipe.list(text), recipes.count >= count,
          Set(recipes.map(\.label)).count == recipes.count
        else { return false }
        options[keyPath: path] = recipes
        return true
      }, text: { ModelRecipe.text($0[keyPath: path]) })
  }

  /// Creates an option that is a registered sampler of negatives. `TrainingContext.negativeSampler` makes it.
  public init(
    _ name: String, _ path: WritableKeyPath<Options, NegativeChoice> & Sendable, _ help: String
  ) {
    self.init(
      name, "a sampler of negatives, its options in brackets, as in popularity(exponent=0.75)",
      help,
      namesNegatives: true,
      apply: { text, options in
        guard let choice = NegativeChoice(text: text) else { return false }
        options[keyPath: path] = choice
        return true
      }, text: { $0[keyPath: path].description })
  }

  /// Creates an option out of one of a part of the options.
  ///
  /// - Parameters:
  ///   - field: the part's option.
  ///   - path: the part.
  public init<Part>(_ field: OptionField<Part>, in path: WritableKeyPath<Options, Part> & Sendable)
  {
    self.init(
      field.name, field.expectation, field.help, choices: field.choices,
      namesModels: field.namesModels, namesNegatives: field.namesNegatives,
      apply: { text, options in field.apply(text, &options[keyPath: path]) },
      text: { field.text($0[keyPath: path]) })
  }

  private init(
    _ name: String, _ expectation: String, _ help: String, choices: [String] = [],
    namesModels: Bool = false, namesNegatives: Bool = false,
    apply: @escaping @Sendable (String, inout Options) -> Bool,
    text: @escaping @Sendable (Options) -> String
  ) {
    self.name = name
    self.expectation = expectation
    self.choices = choices
    self.namesModels = namesModels
    self.namesNegatives = namesNegatives
    self.help = help
    self.apply = apply
    self.text = text
  }
}

/// An option as help shows it.
package struct OptionHelp: Hashable, Sendable {
  /// The option's name.
  package let name: String
  /// The text of the default.
  package let defaultValue: String
  /// The values that are allowed, such as "a number from 0 to 1".
  package let expectation: String
  /// The words that are allowed if only some are; otherwise empty.
  package let choices: [String]
  /// True of an option that is a list of models.
  package let namesModels: Bool
  /// True of an option that is a sampler of negatives.
  package let namesNegatives: Bool
  /// A phrase on its effect.
  package let help: String
}
