import ArgumentParser
import DebutEngine

/// The options of the protocol next-item.
struct NextItemFlags: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Of the protocol next-item: the length of the lists, K (default: 10).", valueName: "n"))
  var top: Int?

  @Option(
    help: ArgumentHelp(
      "Of the protocol next-item: yes lists items that the user has had, too (default: no).",
      valueName: "yes|no"), completion: .list(["yes", "no"]))
  var repeats: String?

  @Option(
    help: ArgumentHelp(
      "Of the protocol next-item: all, or sampled:N to rank each target among N random ones.",
      valueName: "candidates"), completion: .list(["all", "sampled:100"]))
  var candidates: String?

  @Option(
    help: ArgumentHelp(
      "Of the protocol next-item: ask for all held-out events of a user (the default), the first or the last.",
      valueName: "events"),
    completion: .list(NextItemProtocol.Targets.allCases.map(\.rawValue)))
  var target: String?

  /// The name of an option that was given; nil if there is none.
  var given: String? {
    let all = [
      ("--top", top != nil), ("--repeats", repeats != nil), ("--candidates", candidates != nil),
      ("--target", target != nil),
    ]
    return all.first(where: \.1)?.0
  }

  /// Returns the protocol.
  ///
  /// - Throws: `ShellError.badValue` of the first option that is none.
  func method() throws -> NextItemProtocol {
    var method = NextItemProtocol()
    method.top = try top.map { try ArgumentCheck.whole($0, in: 1...1_000, for: "--top") } ?? 10
    if let repeats {
      guard ["yes", "no"].contains(repeats) else {
        throw ShellError.badValue(what: "--repeats", value: repeats, expected: "yes or no")
      }
      method.repeats = repeats == "yes"
    }
    if let candidates, candidates != "all" {
      let parts = candidates.split(separator: ":", omittingEmptySubsequences: false)
      guard parts.count == 2, parts[0] == "sampled", let count = Int(parts[1]),
        (1...1_000_000).contains(count)
      else {
        throw ShellError.badValue(
          what: "--candidates", value: candidates,
          expected: "all, or sampled:N with a whole number from 1 to 1000000")
      }
      method.sampledCandidates = count
    }
    if let target {
      guard let targets = NextItemProtocol.Targets(rawValue: target) else {
        throw ShellError.badValue(
          what: "--target", value: target, expected: "all, first or last",
          known: NextItemProtocol.Targets.allCases.map(\.rawValue))
      }
      method.targets = targets
    }
    return method
  }
}
