/// What a command answers: data, of which each output mode makes its own text in one place.
struct Answer {
  /// A named value of the answer as a whole.
  struct Field: Hashable {
    let key: String
    let value: Value
  }

  /// A piece of what people read.
  enum Block {
    case line(String)
    /// Names and values, one pair a line.
    case facts([(name: String, value: Value)])
    case table(Table)
    /// Prose, or text laid out already; wrapped to the terminal where lines are too long.
    case text(String)
  }

  /// Something said besides the answer, on standard error; part of the object in JSON.
  struct Message: Hashable {
    enum Kind: String { case note, warning }
    let kind: Kind
    let text: String
  }

  let command: String
  /// Values for programs, in the order in which they are written.
  var fields: [Field] = []
  /// The table for programs: `rows` in JSON, the whole of CSV.
  var rows: Table?
  /// For people; nil shows `fields` and `rows` themselves.
  var blocks: [Block]?
  var messages: [Message] = []
  /// Whether what the answer tells counts as a line that failed, though it was carried out.
  var isFailure = false

  init(_ command: String) { self.command = command }

  mutating func add(_ key: String, _ value: Value) {
    fields.append(Field(key: key, value: value))
  }

  mutating func note(_ text: String) { messages.append(Message(kind: .note, text: text)) }

  mutating func warn(_ text: String) { messages.append(Message(kind: .warning, text: text)) }

  /// What people are shown.
  var shown: [Block] {
    if let blocks { return blocks }
    var shown: [Block] = []
    if !fields.isEmpty { shown.append(.facts(fields.map { ($0.key, $0.value) })) }
    if let rows { shown.append(.table(rows)) }
    return shown
  }
}
