/// The version of the program.
enum Release {
  /// The number in `--version` and the greeting.
  static let version = "0.1.0"
  /// The day on which this version was made, for the manual page.
  static let date = "November 25, 2026"
}
