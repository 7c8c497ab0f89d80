import ArgumentParser

/// The form in which answers are written.
package enum OutputMode: String, CaseIterable, ExpressibleByArgument {
  case table, csv, json, markdown

  /// True if answers are laid out for people, not for programs.
  package var isForPeople: Bool { self == .table || self == .markdown }
}

/// Makes the text of answers in one output mode.
package protocol Renderer {
  /// Returns the text of an answer, ending in a new line unless it is empty.
  func text(of answer: Answer) -> String
}
