/// The answers of `models` and `samplers`.
enum RegistryList {
  /// Returns the list of a registry.
  ///
  /// - Parameter preferred: the name of the default.
  static func answer(
    _ command: String, _ rows: Table, preferred: String?, empty: String
  ) -> Answer {
    var answer = Answer(command)
    answer.rows = rows
    if let preferred { answer.add("default", .text(preferred)) }
    // People get name and summary on one line and the options below, which tables would cut.
    let entries = rows.rows.map { row in
      let options = row[2].shown
      let name = row[0].shown + (row[0].shown == preferred ? "  (the default of train)" : "")
      return options.isEmpty
        ? "\(name)\n    \(row[1].shown)" : "\(name)\n    \(row[1].shown)\n    \(options)"
    }
    answer.blocks =
      entries.isEmpty ? [.line(empty)] : [.text(entries.joined(separator: "\n"))]
    return answer
  }
}
