import DebutConformance
import Foundation

/// Texts of the program as committed files under `Tests/Snapshots`, each of which is what it was when
/// somebody last read it.
///
/// `DEBUT_RENEW_SNAPSHOTS=1` writes them anew; `git diff` then shows what changed.
public enum Snapshot {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "Snapshots")

  /// Compares a text with the file of a name.
  ///
  /// - Throws: `CheckFailure` with the first line that differs, and whatever reading throws.
  public static func check(_ text: String, _ name: String) throws {
    let file = folder.appending(path: name)
    if ProcessInfo.processInfo.environment["DEBUT_RENEW_SNAPSHOTS"] == "1" {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      try text.write(to: file, atomically: true, encoding: .utf8)
      return
    }
    let kept = try String(contentsOf: file, encoding: .utf8)
    guard kept != text else { return }
    let lines = [kept, text].map { $0.split(separator: "\n", omittingEmptySubsequences: false) }
    let place = zip(lines[0], lines[1]).prefix { $0 == $1 }.count
    let shown = lines.map { place < $0.count ? "\"\($0[place])\"" : "nothing" }
    throw CheckFailure(
      "Tests/Snapshots/\(name):\(place + 1): there is \(shown[0]), and the program says "
        + "\(shown[1]); DEBUT_RENEW_SNAPSHOTS=1 renews the file")
  }
}
