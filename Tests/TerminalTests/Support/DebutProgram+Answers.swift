import DebutTesting

extension DebutProgram {
  /// Returns the objects that lines are answered with, all of them, errors too.
  static func answers(to lines: [String], in folder: TestFolder) throws -> [[String: Any]] {
    try run(
      ["--mode", "json", "--keep-going"] + lines.flatMap { ["-c", $0] }, in: folder
    ).objects()
  }

  /// Returns the stars of a prediction.
  static func stars(_ answer: [String: Any]) -> Double? {
    (answer["rows"] as? [[String: Any]])?.first?["stars"] as? Double
  }

  /// A file of 20 users who rated 6 items each.
  static let fewRatings =
    "userId,movieId,rating,timestamp\n"
    + (1...20).flatMap { user in
      (1...6).map { "\(user),\($0),\(1 + (user * $0) % 5),\(1000 * user + $0)\n" }
    }.joined()
}
