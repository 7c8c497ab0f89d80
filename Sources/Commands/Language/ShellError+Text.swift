import DebutEngine

extension ShellError: CustomStringConvertible {
  /// The text for the user: one line on what is wrong and what would do.
  package var description: String {
    switch self {
    case .unclosedQuote, .nothingEscaped, .controlCharacter, .lineTooLong, .tooManyWords:
      lineText
    case .unknownCommand, .unknownTopic, .usage, .unknownOption, .badSetting, .settingIsOption,
      .badValue,
      .needless:
      commandText
    case .isSession, .nothingKept, .nearDemo, .cannotRead, .cannotWrite, .wouldOverwrite,
      .nestedTooDeep, .noGnuplot,
      .gnuplotFailed, .interrupted:
      fileText
    default: sessionText
    }
  }

  private var lineText: String {
    switch self {
    case .unclosedQuote(let mark, let column):
      "the quote \(mark) at column \(column) is not closed"
    case .nothingEscaped: "nothing follows the backslash that ends the line"
    case .controlCharacter(let code, let column):
      "there is a control character (U+\(Self.hex(code))) at column \(column)"
    case .lineTooLong(let limit):
      "the line is longer than \(NumberText.grouped(limit)) bytes"
    case .tooManyWords(let limit):
      "the line has more than \(NumberText.grouped(limit)) words"
    default: ""
    }
  }

  private var commandText: String {
    switch self {
    case .unknownCommand(let name, let known):
      "there is no command \(Self.quote(name))"
        + (suggestion(for: name, among: known)
          ?? "; help lists the commands")
    case .unknownTopic(let name, let known):
      "there is no command, model or sampler called \(Self.quote(name))"
        + (suggestion(for: name, among: known)
          ?? "; help, models and samplers list what there is")
    case .usage(let reason, let usage, let nearest):
      reason + (nearest.map(suggestion) ?? "; usage: \(usage)")
    case .unknownOption(let name, let known, let usage):
      "there is no option \(Self.quote(name))"
        + (suggestion(for: name, among: known)
          ?? "; usage: \(usage)")
    case .badSetting(let word):
      "\(Self.quote(word)) is not a setting; expected key=value, as in decay=0.9"
    case .settingIsOption(let name, let value):
      "\(name) is an option of train, not a setting of the model: --\(name) \(value)"
    case .badValue(let what, let value, let expected, let known):
      "\(what) \(Self.quote(value)) is not allowed: expected \(expected)"
        + (suggestion(for: value, among: known) ?? "")
    case .needless(let option, let reason): "\(option) has no place here: \(reason)"
    default: ""
    }
  }

  private var sessionText: String {
    switch self {
    case .noData: "no data is loaded; load PATH reads ratings, load demo generates some"
    case .takesNoStars(let dataset):
      "\(dataset) has events without stars: saw ITEM tells that you had an item"
    case .needsStars(let dataset):
      "\(dataset) has ratings in stars: rate ITEM STARS tells what you think of an item"
    case .needsRatings(let command, let reason):
      "\(command) needs ratings, or a model with item vectors, and no data is loaded (\(reason)); "
        + "load PATH reads ratings"
    case .noModel: "no model is trained yet; train MODEL trains one, models lists what there is"
    case .noModelNamed: "train needs the name of a model; models lists what there is"
    case .unknownTrained(let name, let known):
      "no trained model is called \(Self.quote(name))"
        + (suggestion(for: name, among: known)
          ?? (known.isEmpty
            ? "; none is trained yet" : "; trained are \(known.joined(separator: ", "))"))
    case .titleOfDigits(let text, let title):
      "there is no item with the id \(text); the title \(title) goes in quotes, as in "
        + QuotedText.cut(text)
    case .idInQuotes(let text, let item):
      "there is no item called \(Self.quote(text))"
        + (item.map { "; without quotes, \(text) is the id of \($0)" } ?? "")
    case .unknownUser(let id, let dataset): "\(dataset) has no user \(id)"
    case .badHistoryEntry(let entry, let reason):
      "the history's entry \(Self.quote(entry)) is not right: \(reason)"
    case .offScale(let stars, let scale): "\(stars) stars are outside the scale \(scale)"
    case .notRated(let item, let who): "\(who) have not rated \(item)"
    case .unknownGenre(let name, let known):
      "there is no genre \(Self.quote(name))"
        + (suggestion(for: name, among: known)
          ?? (known.isEmpty
            ? "; the data names no genres" : "; there are \(known.joined(separator: ", "))"))
    case .nothingRated: "nobody has rated anything that could be written; rate ITEM STARS"
    case .unknownPerson(let name, let known):
      "nobody here is called \(Self.quote(name))"
        + (suggestion(for: name, among: known)
          ?? "; me --list lists everyone")
    case .noTable(let name, let dataset): "\(dataset) has no \(name)"
    case .cannotSay(let model, let item): "\(model) cannot say anything of \(item)"
    case .nothingToPlot(let reason): "there is nothing to plot: \(reason)"
    case .notEvaluated(let name, let known):
      "\(Self.quote(name)) is not of the last evaluation, which was of "
        + known.joined(separator: ", ")
    case .otherProtocol(let asked, let split):
      "the session's split is \(split), not \(asked); split \(asked) changes it"
    default: ""
    }
  }

  private var fileText: String {
    switch self {
    case .isSession(let folder):
      "\(folder) is a saved session, not a model: open --session \(Tokenizer.word(folder)) opens it"
    case .nothingKept:
      "no session is kept: each of late ended by itself; open --session DIR opens one that was saved"
    case .nearDemo(let path):
      "\(path): there is no such file or folder" + suggestion(of: "demo")
    case .cannotRead(let path, let reason): "cannot read \(path): \(reason)"
    case .cannotWrite(let path, let reason): "cannot write \(path): \(reason)"
    case .wouldOverwrite(let path, let expected):
      "\(path) is there already and is not \(expected): --force writes over it"
    case .nestedTooDeep(let path, let limit):
      "\(path) is not read: files are nested more than \(limit) deep"
    case .noGnuplot:
      "plots are drawn by gnuplot, which is not on the PATH; its package is gnuplot-nox on Debian and "
        + "Ubuntu, gnuplot elsewhere"
    case .gnuplotFailed(let reason): "gnuplot could not draw this: \(reason)"
    case .interrupted: "interrupted; nothing was changed"
    default: ""
    }
  }

  /// Returns the user's words in quotes.
  package static func quote(_ text: String) -> String { QuotedText.cut(text) }

  private static func hex(_ code: UInt32) -> String {
    let digits = String(code, radix: 16, uppercase: true)
    return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }
}
