/// The exit status of the program.
enum ExitStatus: Int32 {
  case succeeded = 0
  case failedItself = 1
  case lineFailed = 3
  /// The status that shells report for a program that SIGINT ended.
  case interrupted = 130
  /// The status that shells report for a program that SIGTERM ended.
  case terminated = 143
}
