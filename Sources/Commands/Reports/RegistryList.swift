/// The answers of `models` and `samplers`.
enum RegistryList {
  /// Returns the list of a registry.
  ///
  /// - Parameter marks: what people read behind the names of some.
  static func answer(
    _ command: String, _ rows: Table, marks: [String: String] = [:], empty: String
  ) -> Answer {
    var answer = Answer(command)
    answer.rows = rows
    // People get name and summary on one line and the options below, which tables would cut.
    let entries = rows.rows.map { row in
      let options = row[2].shown
      let name = row[0].shown + (marks[row[0].shown] ?? "")
      return options.isEmpty
        ? "\(name)\n    \(row[1].shown)" : "\(name)\n    \(row[1].shown)\n    \(options)"
    }
    answer.blocks =
      entries.isEmpty ? [.line(empty)] : [.text(entries.joined(separator: "\n"))]
    return answer
  }
}
