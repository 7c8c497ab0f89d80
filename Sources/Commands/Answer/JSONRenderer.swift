/// Answers as JSON: one object on one line. Numbers that are not finite are `null`.
package struct JSONRenderer: Renderer {
  package init() {}

  package func text(of answer: Answer) -> String {
    var members = [Self.member("command", .text(answer.command))]
    members += answer.fields.filter { $0.value != .absent }.map { Self.member($0.key, $0.value) }
    if let rows = answer.rows { members.append("\"rows\":" + Self.array(rows)) }
    members += Self.messages(answer, .note, key: "notes")
    members += Self.messages(answer, .warning, key: "warnings")
    return "{" + members.joined(separator: ",") + "}\n"
  }

  /// Returns the object of a command that failed.
  package static func failure(command: String, error: String, place: String? = nil) -> String {
    var members = [member("command", .text(command)), member("error", .text(error))]
    if let place { members.append(member("place", .text(place))) }
    return "{" + members.joined(separator: ",") + "}\n"
  }

  private static func messages(_ answer: Answer, _ kind: Answer.Message.Kind, key: String)
    -> [String]
  {
    let texts = answer.messages.filter { $0.kind == kind }.map { Value.text($0.text) }
    return texts.isEmpty ? [] : [member(key, .list(texts))]
  }

  private static func array(_ table: Table) -> String {
    let objects = table.rows.map { row in
      let members = zip(table.columns, row).filter { $0.1 != .absent }
      return "{" + members.map { member($0.0.key, $0.1) }.joined(separator: ",") + "}"
    }
    return "[" + objects.joined(separator: ",") + "]"
  }

  private static func member(_ key: String, _ value: Value) -> String {
    string(key) + ":" + text(value)
  }

  private static func text(_ value: Value) -> String {
    switch value {
    case .null, .absent: "null"
    case .text(let text): string(text)
    case .id(let id) where id.isText: string(id.description)
    case .flag(let flag): flag ? "true" : "false"
    case .list(let values): "[" + values.map { text($0) }.joined(separator: ",") + "]"
    case .object(let fields):
      "{" + fields.map { member($0.key, $0.value) }.joined(separator: ",") + "}"
    case .id, .time, .seed, .count, .number, .best, .near, .difference, .rating, .stars:
      value.plain.isEmpty ? "null" : value.plain
    }
  }

  /// Returns a string in quotes, escaped as RFC 8259 asks; characters beyond ASCII stay as they
  /// are.
  package static func string(_ text: String) -> String {
    var out = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": out += "\\\""
      case "\\": out += "\\\\"
      case "\n": out += "\\n"
      case "\r": out += "\\r"
      case "\t": out += "\\t"
      // Line separators are escaped too: one object is one line to every reader.
      case let s where s.value < 0x20 || s.value == 0x7F || s.value == 0x2028 || s.value == 0x2029:
        let hex = String(s.value, radix: 16)
        out += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
      default: out.unicodeScalars.append(scalar)
      }
    }
    return out + "\""
  }
}
