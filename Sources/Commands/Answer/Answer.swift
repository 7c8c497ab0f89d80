/// The result of a command as data, of which each output mode makes its own text.
package struct Answer {
  /// A named value of the answer as a whole.
  package struct Field: Hashable {
    package let key: String
    package let value: Value
  }

  /// A section of the text for people.
  package enum Block {
    case line(String)
    /// Names and values, one pair a line.
    case facts([(name: String, value: Value)])
    case table(Table)
    /// Prose, or text laid out already; wrapped to the terminal if its lines are too long.
    case text(String)
  }

  /// A remark beside the answer: for people on standard error, in JSON part of the object.
  package struct Message: Hashable {
    package enum Kind: String { case note, warning }
    package let kind: Kind
    package let text: String
  }

  /// Further work that a session cannot do by itself; whoever shows the answer carries it out.
  package enum Request: Hashable {
    /// Run the lines of a file, each an answer of its own.
    case runFile(path: String)
    /// End the session.
    case quit
  }

  /// The name of the command; empty for a line without words.
  package let command: String
  /// Values for programs, in the order in which they are written.
  package var fields: [Field] = []
  /// The table for programs: `rows` in JSON, the whole of CSV.
  package var rows: Table?
  /// The text for people; nil shows `fields` and `rows` themselves.
  package var blocks: [Block]?
  package var messages: [Message] = []
  /// True if the line counts as one that failed, though it was carried out.
  package var isFailure = false
  /// True if nothing is shown in any output mode.
  package var isSilent = false
  /// Work that follows, after the answer was shown.
  package var request: Request?

  package init(_ command: String) { self.command = command }

  /// Returns an answer that is not shown.
  package static func silent(_ command: String, then request: Request? = nil) -> Answer {
    var answer = Answer(command)
    answer.isSilent = true
    answer.request = request
    return answer
  }

  package mutating func add(_ key: String, _ value: Value) {
    fields.append(Field(key: key, value: value))
  }

  package mutating func note(_ text: String) { messages.append(Message(kind: .note, text: text)) }

  package mutating func warn(_ text: String) {
    messages.append(Message(kind: .warning, text: text))
  }

  /// The sections for people.
  package var shown: [Block] {
    if let blocks { return blocks }
    var shown: [Block] = []
    if !fields.isEmpty { shown.append(.facts(fields.map { ($0.key, $0.value) })) }
    if let rows { shown.append(.table(rows)) }
    return shown
  }
}
