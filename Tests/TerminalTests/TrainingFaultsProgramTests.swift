import DebutTesting
import Foundation
import Testing

/// A training that exploded, and stayed finite, as the program tells of it.
@Suite struct TrainingFaultsProgramTests {
  @Test func anExplodedTrainingIsTold() throws {
    let folder = try TestFolder()
    let rows = (0..<30).flatMap { user in
      (0..<22).map { "\(user + 1),\((user * 7 + $0) % 30 + 1),\((user * $0) % 5 + 1),\(1000 + $0)" }
    }
    try folder.write(
      "tiny.csv", (["userId,movieId,rating,timestamp"] + rows).joined(separator: "\n"))
    let lines = [
      "load tiny.csv", "train attention-sequence learning-rate=1 weight-decay=10 --epochs 3",
      "show",
      "save exploded.st", "open exploded.st --as again", "evaluate",
    ]
    let run = try DebutProgram.run(["--mode", "json"] + lines.flatMap { ["-c", $0] }, in: folder)
    #expect(run.status == 0)
    let objects = try run.objects()
    try #require(objects.count == lines.count)
    let warnings = try #require(objects[1]["warnings"] as? [String])
    #expect(warnings.count == 1)
    #expect(warnings[0].hasPrefix("attention-sequence: the training diverged"))
    #expect(warnings[0].hasSuffix("; a smaller learning rate may help"))
    for (i, name) in [
      (2, "attention-sequence"), (3, "attention-sequence"), (4, "again"), (5, "again"),
    ] {
      let notes = try #require(objects[i]["notes"] as? [String], "\(lines[i])")
      #expect(notes.contains { $0.hasPrefix("\(name): the training diverged") }, "\(lines[i])")
    }
    let total = try #require((objects[5]["rows"] as? [[String: Any]])?.first)
    #expect(total["fallbackShare"] as? Double == 0)
  }

  @Test func peopleSeeTheShareOfTrainingMeans() throws {
    let run = try DebutProgram.run(
      lines: "load demo", "train item-mean", "train bias", "evaluate item-mean",
      "evaluate item-mean bias")
    #expect(run.output.components(separatedBy: "answered by the training mean: 0.0 %\n").count == 3)
  }
}
