import DebutTesting
import Foundation
import Testing

/// The data sets that everybody uses load as they are published, by the lines of docs/data-formats.md.
@Suite struct PublishedSetTests {
  @Test func miniaturesOfAllLoad() throws {
    let folder = try TestFolder()
    for set in PublishedSet.all {
      for (name, text) in set.files {
        let bytes = text.data(using: set.isLatin1 ? .isoLatin1 : .utf8)
        try folder.write(name, try #require(bytes))
      }
    }
    let lines = PublishedSet.all.flatMap { ["load \($0.line)", "data"] }
    let run = try DebutProgram.run(
      ["--mode", "json", "--keep-going"] + lines.flatMap { ["-c", $0] }, in: folder)
    let answers = try run.objects()
    try #require(answers.count == lines.count)
    for (place, set) in PublishedSet.all.enumerated() {
      let answer = answers[2 * place]
      #expect(answer["error"] == nil, "\(set.name): \(answer)")
      let counts = ["ratings", "users", "items"].map { answer[$0] as? Int ?? -1 }
      #expect(counts == set.counts, "\(set.name): \(answer)")
      #expect(answer["feedback"] as? String == set.feedback, "\(set.name): \(answer)")
      #expect(answer["from"] as? String == set.from, "\(set.name): \(answer)")
    }
  }

  @Test func titlesAreFound() throws {
    let folder = try TestFolder()
    let titled = PublishedSet.all.filter { $0.title != nil }
    for set in titled {
      for (name, text) in set.files {
        let bytes = text.data(using: set.isLatin1 ? .isoLatin1 : .utf8)
        try folder.write(name, try #require(bytes))
      }
      let title = try #require(set.title)
      let run = try DebutProgram.run(
        ["--mode", "json", "-c", "load \(set.line)", "-c", "data item \"\(title)\""], in: folder)
      #expect(run.status == 0, "\(set.name): \(run.output) \(run.messages)")
    }
  }

  /// The page has each set with the line that is tried here.
  @Test func thePageHasTheirLines() throws {
    let file = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../docs/data-formats.md").standardized
    let page = try String(contentsOf: file, encoding: .utf8)
    for set in PublishedSet.all {
      let row = page.split(separator: "\n").first { $0.hasPrefix("| \(set.name) |") }
      #expect(row?.contains("`load \(set.line)`") == true, "\(set.name)")
    }
  }
}
