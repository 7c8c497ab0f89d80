/// What the user may set on a model or sampler: a plain structure whose defaults stand in its declaration.
///
///     struct Options: ModelOptions {
///       var shrinkage: Float = 5
///       static let fields: [OptionField<Options>] = [
///         .init("shrinkage", \.shrinkage, in: 0...1000, "ratings' worth of the mean added to every item")
///       ]
///     }
///
/// Options travel with a saved model as the texts of `settings`, so that a name in `fields` is part of
/// the file format; a property's name is not.
public protocol ModelOptions: Sendable {
  /// The defaults.
  init()
  /// One entry for every option that the user may set.
  static var fields: [OptionField<Self>] { get }
}

extension ModelOptions {
  /// The defaults with `settings` ("name", "value") applied in order.
  ///
  /// - Throws: `EngineError.unknownOption` with the nearest name, `.badOption` with the value and what
  ///   was expected.
  public init(settings: [Setting], of owner: String) throws {
    self.init()
    for setting in settings {
      guard let field = Self.fields.first(where: { $0.name == setting.name }) else {
        throw EngineError.unknownOption(
          owner: owner, name: setting.name, known: Self.fields.map(\.name))
      }
      guard field.apply(setting.value, &self) else {
        throw EngineError.badOption(
          owner: owner, name: setting.name, value: setting.value, expected: field.expectation,
          known: field.choices)
      }
    }
  }

  /// Every option's name and value as text, in the order of `fields`.
  public var settings: [Setting] {
    Self.fields.map { Setting(name: $0.name, value: $0.text(self)) }
  }

  /// The options with defaults and help, for `help NAME`.
  public static var help: [OptionHelp] {
    let defaults = Self()
    return fields.map {
      OptionHelp(
        name: $0.name, defaultValue: $0.text(defaults), expectation: $0.expectation,
        choices: $0.choices, namesModels: $0.namesModels, help: $0.help)
    }
  }
}

/// No options.
public struct NoOptions: ModelOptions {
  /// None.
  public init() {}
  /// None.
  public static var fields: [OptionField<NoOptions>] { [] }
}

/// One `name=value` as the user typed it.
public struct Setting: Hashable, Sendable {
  /// The option's name.
  public let name: String
  /// The text of the value.
  public let value: String

  /// Neither is checked: that is the model's business.
  public init(name: String, value: String) {
    self.name = name
    self.value = value
  }
}

/// An option as help shows it.
public struct OptionHelp: Hashable, Sendable {
  /// The option's name.
  public let name: String
  /// The text of the default.
  public let defaultValue: String
  /// What values are allowed, such as "a number from 0 to 1".
  public let expectation: String
  /// The words that are allowed, where only some are; otherwise empty.
  public let choices: [String]
  /// Whether it is a list of models.
  public let namesModels: Bool
  /// What it does.
  public let help: String
}

/// One option: its name, where its value lives, which values are allowed and what it does.
public struct OptionField<Options: Sendable>: Sendable {
  /// The option's name.
  public let name: String
  /// What values are allowed, such as "a number from 0 to 1".
  public let expectation: String
  /// The words that are allowed, where only some are; otherwise empty.
  public let choices: [String]
  /// Whether it is a list of models.
  public let namesModels: Bool
  /// What it does.
  public let help: String
  /// Reads the text into the options; false, and no change, where it is not a value allowed.
  let apply: @Sendable (String, inout Options) -> Bool
  let text: @Sendable (Options) -> String

  /// A whole number.
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

  /// A number.
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

  /// A number, or nil, which the user writes as `auto`: the model finds a value in the data.
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

  /// Yes or no.
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

  /// One of the cases of an enumeration of strings.
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

  /// Text of the option's own form.
  ///
  /// - Parameters:
  ///   - expectation: what is allowed, such as "names of models joined by commas".
  ///   - isAllowed: whether a text is.
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

  /// Other models that this one is made of: trained ones of the session, and registered ones.
  ///
  /// The engine puts whole recipes in place of names before the model is made, and refuses trained ones
  /// that do not suit; `TrainingContext.trained` and `.train` give the models.
  /// - Parameter count: how many there must be at least.
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

  private init(
    _ name: String, _ expectation: String, _ help: String, choices: [String] = [],
    namesModels: Bool = false,
    apply: @escaping @Sendable (String, inout Options) -> Bool,
    text: @escaping @Sendable (Options) -> String
  ) {
    self.name = name
    self.expectation = expectation
    self.choices = choices
    self.namesModels = namesModels
    self.help = help
    self.apply = apply
    self.text = text
  }
}
