import Baselines
import DebutEngine
import DebutTesting
import Foundation
import Testing

@testable import Commands

/// Random sequences of lines against `SessionModel`: after each the session holds what the model says, a
/// line that fails changes nothing, and whatever needs no more than items answers after `open` alone.
///
/// `DEBUT_SEED` runs the sequence of one seed, and `DEBUT_PROGRAM` runs all of them through a program, such
/// as one that was built before a change.
@Suite struct SessionPropertyTests {
  private typealias Step = SessionModel.Step

  private let folder: TestFolder

  init() throws {
    folder = try TestFolder()
    let ratings = (1...20).flatMap { user in
      (1...6).map { "\(user),\($0),\(1 + (user * $0) % 5),\(1000 * user + $0)\n" }
    }
    try folder.write(
      "data/ratings.csv", "userId,movieId,rating,timestamp\n" + ratings.joined())
    try folder.write(
      "data/movies.csv",
      "movieId,title,genres\n" + (1...6).map { "\($0),Film \($0) (199\($0)),Drama\n" }.joined())
  }

  @Test func aSessionHoldsWhatItsLinesMakeOfIt() throws {
    let chosen = ProcessInfo.processInfo.environment["DEBUT_SEED"].flatMap(UInt64.init)
    let start = ContinuousClock.now
    for seed in chosen.map({ [$0] }) ?? Array(1...16) {
      var generator = SeededGenerator(seed: seed)
      let steps = Self.sequence(50, using: &generator)
      if let fault = try fault(of: steps) {
        let (fewest, evidence) = try shrunk(steps, fault)
        let lines = fewest.map { "  \($0)" }.joined(separator: "\n")
        Issue.record("seed \(seed): \(evidence), after the lines\n\(lines)")
        return
      }
      // Slow machines are content with fewer.
      if ContinuousClock.now - start > .seconds(10) { break }
    }
  }

  private static func sequence(_ count: Int, using generator: inout SeededGenerator) -> [Step] {
    var model = SessionModel()
    return (0..<count).map { _ in
      let step = model.draw(using: &generator)
      _ = model.make(step)
      return step
    }
  }

  /// The fewest of the steps that still have a fault.
  private func shrunk(_ steps: [Step], _ fault: String) throws -> ([Step], String) {
    var (steps, evidence) = (steps, fault)
    var size = steps.count / 2
    while size > 0 {
      var first = 0
      while first < steps.count {
        var fewer = steps
        fewer.removeSubrange(first..<min(first + size, steps.count))
        if let fault = try self.fault(of: fewer) {
          (steps, evidence) = (fewer, fault)
        } else {
          first += size
        }
      }
      size /= 2
    }
    return (steps, evidence)
  }

  /// Runs the steps in a new session, and returns the first difference to the model.
  private func fault(of steps: [Step]) throws -> String? {
    for file in ["a", "b"] {
      try? FileManager.default.removeItem(atPath: "\(folder.path)/\(file).safetensors")
    }
    // The state of the session is looked at after each line.
    let looks = ["show", "me", "me --list"]
    var answers: [[String: Any]] = []
    let sessions = steps.split(separator: .restart, omittingEmptySubsequences: false)
    for (i, session) in sessions.enumerated() {
      let lines = session.flatMap { [$0.line(in: folder.path)] + looks }
      // To begin again answers nothing by itself.
      answers +=
        i == 0 ? try self.answers(to: lines) : [[:]] + (try self.answers(to: looks + lines))
    }
    try #require(answers.count == steps.count * (1 + looks.count))
    var model = SessionModel()
    for (i, step) in steps.enumerated() {
      let (answer, looked) = (answers[4 * i], answers[(4 * i + 1)...].prefix(3))
      let fault =
        try answerFault(answer, to: step, in: &model) ?? sessionFault(Array(looked), model)
      if let fault { return "`\(step)` \(fault)" }
    }
    return nil
  }

  /// Runs lines in a new session, and returns their answers as programs read them.
  private func answers(to lines: [String]) throws -> [[String: Any]] {
    if let program = ProcessInfo.processInfo.environment["DEBUT_PROGRAM"] {
      return try answers(of: program, to: lines)
    }
    var registry = Registry()
    try registry.add(ItemMean.self)
    try registry.add(UserItemBias.self)
    let session = Session(registry: registry, mode: .json)
    return try lines.map { line in
      switch CommandRunner.run(line, in: session) {
      case .success(let answer): return try Self.object(JSONRenderer().text(of: answer))
      case .failure(let failure): return ["error": failure.text]
      }
    }
  }

  private func answers(of program: String, to lines: [String]) throws -> [[String: Any]] {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments =
      ["--no-init", "--mode", "json", "--keep-going"] + lines.flatMap { ["-c", $0] }
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    let text = String(
      decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
    process.waitUntilExit()
    return try text.split(separator: "\n").map { try Self.object(String($0)) }
  }

  private static func object(_ text: String) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
  }

  /// The difference of an answer to what the model expects of the step, which it makes.
  private func answerFault(
    _ answer: [String: Any], to step: Step, in model: inout SessionModel
  ) throws -> String? {
    let succeeds = model.make(step)
    let error = answer["error"] as? String
    guard succeeds == (error == nil) else {
      return error.map { "must succeed, and fails: \($0)" } ?? "must fail, and succeeds"
    }
    guard succeeds else { return nil }
    let rows = (answer["rows"] as? [Any])?.count ?? 0
    switch step {
    case .recommend where rows != min(3, 6 - model.ratings.count):
      return "gives \(rows) items"
    case .rate where rows == 0 && model.current != nil && model.ratings.count < 6:
      return "shows no list: \(answer["notes"] ?? "without a word")"
    case .why where answer["ratings"] as? Int != model.ratings.count:
      return "rests on \(answer["ratings"] ?? "no") ratings, not \(model.ratings.count)"
    case .predict where model.entry(model.current)?.model.kind == "bias":
      let count = model.ratings.count
      let path = count == 0 ? "item mean" : "bias of \(count) rating\(count == 1 ? "" : "s")"
      if answer["path"] as? String != path { return "is answered by \(answer["path"] ?? "-")" }
    default: break
    }
    return nil
  }

  /// The difference between what `show`, `me` and `me --list` say and what the model holds.
  private func sessionFault(_ looked: [[String: Any]], _ model: SessionModel) throws -> String? {
    func rows(_ answer: [String: Any]) throws -> [[String: Any]] {
      try #require(answer["rows"] as? [[String: Any]])
    }
    let (show, me, people) = (looked[0], looked[1], looked[2])
    let split = [show["split"], show["fold"]].compactMap { $0 as? String }.filter { !$0.isEmpty }
    let models = try rows(show).map { row in
      "\(row["name"] ?? "-"), \(row["model"] ?? "-"), \(row["split"] ?? "-")"
    }
    let expected = model.models.map { entry in
      let split = entry.model.split == SessionModel.defaultSplit ? "fresh-users, fold 0" : nil
      return "\(entry.name), \(entry.model.kind), \(split ?? entry.model.split)"
    }
    let ratings = try rows(me).map { "\($0["item"] ?? "-") \($0["stars"] ?? "-")" }
    let everyone = try rows(people).map { "\($0["user"] ?? "-") \($0["ratings"] ?? "-")" }
    for (name, found, wanted) in [
      ("the data", show["dataset"] as? String ?? "none", model.hasData ? "data" : "none"),
      ("the split", split.joined(separator: " "), model.split),
      ("the models", models.joined(separator: "; "), expected.joined(separator: "; ")),
      ("the current model", show["current"] as? String ?? "none", model.current ?? "none"),
      ("who rates", me["user"] as? String ?? "nobody", model.user),
      (
        "the ratings", ratings.joined(separator: ", "),
        model.ratings.map { "\($0.item) \($0.stars)" }.joined(separator: ", ")
      ),
      (
        "the people", everyone.joined(separator: ", "),
        model.people.map { "\($0.name) \($0.ratings.count)" }.joined(separator: ", ")
      ),
    ] where found != wanted {
      return "leaves \(name) as \"\(found)\", not \"\(wanted)\""
    }
    return nil
  }
}
