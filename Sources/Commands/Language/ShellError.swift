import DebutEngine

/// A mistake of the user on a line, with its evidence; `description` makes the text.
package enum ShellError: Error, Equatable {
  // The line.
  case unclosedQuote(mark: Character, column: Int)
  case nothingEscaped
  case controlCharacter(code: UInt32, column: Int)
  case lineTooLong(limit: Int)
  case tooManyWords(limit: Int)

  // The command and its words.
  case unknownCommand(name: String, known: [String])
  case unknownTopic(name: String, known: [String])
  /// A line that the parser refused; `nearest` is the value that a refused one may be a misspelling
  /// of.
  case usage(reason: String, usage: String, nearest: String? = nil)
  case unknownOption(name: String, known: [String], usage: String)
  case badSetting(String)
  case settingIsOption(name: String, value: String)
  /// A value out of range; `known` are the values that it may be a misspelling of.
  case badValue(what: String, value: String, expected: String, known: [String] = [])
  case needless(option: String, reason: String)

  // The session.
  case noData
  /// No data is loaded, and the current model has nothing in its place for the `reason` given.
  case needsRatings(command: String, reason: String)
  /// Stars were given to data of events.
  case takesNoStars(dataset: String)
  /// An event was given to data of ratings.
  case needsStars(dataset: String)
  case noModel
  case noModelNamed
  case unknownTrained(name: String, known: [String])
  /// A bare number that is no id, and a title that begins with it.
  case titleOfDigits(String, title: String)
  /// A number in quotes that no title begins with; `item` is the one with this id, if there is one.
  case idInQuotes(String, item: String?)
  case unknownUser(id: Vocabulary.Key, dataset: String)
  case badHistoryEntry(entry: String, reason: String)
  case offScale(stars: String, scale: RatingScale)
  /// The person has no rating of the item; `who` is "you", with a name if there is one.
  case notRated(item: String, who: String)
  case nothingRated
  case unknownGenre(name: String, known: [String])
  case unknownPerson(name: String, known: [String])
  case noTable(name: String, dataset: String)
  case cannotSay(model: String, item: String)
  case otherProtocol(asked: String, split: String)
  case nothingToPlot(reason: String)
  case notEvaluated(name: String, known: [String])

  // Files and stops.
  case isSession(folder: String)
  /// No session that did not end by itself left a copy.
  case nothingKept
  case nearDemo(String)
  case cannotRead(path: String, reason: String)
  case cannotWrite(path: String, reason: String)
  /// A file is there that the command could not have written; `expected` is what it writes.
  case wouldOverwrite(path: String, expected: String)
  case nestedTooDeep(path: String, limit: Int)
  case noGnuplot
  case gnuplotFailed(reason: String)
  case interrupted
}
