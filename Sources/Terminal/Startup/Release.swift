/// The version of the program.
enum Release {
  /// As `--version` and the greeting have it.
  static let version = "0.1.0"
  /// The day on which this version was made, as a manual page has it.
  static let date = "November 25, 2026"
}
