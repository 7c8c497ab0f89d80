import DebutTesting
import Foundation
import Testing

/// Explanations, comparisons and plots, through the built program.
@Suite struct LookingTests {
  private func rows(_ object: [String: Any]) throws -> [[String: Any]] {
    try #require(object["rows"] as? [[String: Any]])
  }

  // MARK: why

  @Test(arguments: ["bias", "latent-cf factors=4 --epochs 1", "gru-sequence --epochs 1"])
  func whyAgreesWithPredict(model: String) throws {
    let objects = try DebutProgram.run(
      lines: "load demo", "train \(model)", "rate 5 5", "rate 9 1", "rate 11 4", "why 663",
      "predict 663", "predict 663 --history \"9=1, 11=4\"", "predict 663 --history \"5=5, 11=4\"",
      "why 663 --top 1 --last 2", mode: "json"
    ).objects()
    func stars(_ object: [String: Any]) throws -> Double {
      try #require(try rows(object)[0]["stars"] as? Double)
    }
    let why = objects[5]
    #expect(try #require(why["stars"] as? Double) == stars(objects[6]))
    #expect(why["ratings"] as? Int == 3 && why["leftOut"] as? Int == 3)
    let parts = try rows(why)
    for (item, object) in [(5, objects[7]), (9, objects[8])] {
      let part = try #require(parts.first { $0["item"] as? Int == item })
      #expect(abs(try #require(part["without"] as? Double) - stars(object)) < 1e-4)
    }
    let strengths = parts.map { abs($0["influence"] as? Double ?? .nan) }
    #expect(strengths == strengths.sorted(by: >))
    #expect(try rows(objects[9]).count == 1 && objects[9]["leftOut"] as? Int == 2)
    #expect((objects[9]["notes"] as? [String])?.first?.hasPrefix("the last 2 of 3 ratings") == true)
    let notes = objects[9]["notes"] as? [String]
    #expect(notes?.contains("1 of 2 shown; --top N shows more") == true)
  }

  @Test func whySaysWhatIsThere() throws {
    let run = try DebutProgram.run(
      lines: "load demo", "train latent-cf factors=2 --epochs 1", "why 5", "why 5 --user 7 --top 1",
      "rate 9 2", "why 5")
    #expect(run.status == 0)
    #expect(run.messages.contains("there is nothing to leave out"))
    #expect(run.messages.contains("predict answers user 7 by the trained vector: "))
    #expect(run.messages.contains("ratings were left out in turn") == false)
    #expect(run.output.contains("your 2 for "))
    #expect(run.output.contains(" instead of "))
    #expect(run.output.contains("their "))
  }

  // MARK: compare

  @Test func compareSetsTheTwoListsSideBySide() throws {
    let objects = try DebutProgram.run(
      lines: "load demo", "train bias", "train latent-cf factors=8 --epochs 6",
      "compare bias latent-cf --user 10 --top 6", "recommend --user 10 --top 6", "use bias",
      "recommend --user 10 --top 1000", mode: "json"
    ).objects()
    let compared = try rows(objects[3])
    #expect(objects[3]["models"] as? [String] == ["bias", "latent-cf"])
    func items(_ rows: [[String: Any]], _ key: String) -> [Int] {
      rows.compactMap { $0[key] as? Int }
    }
    let first = items(try rows(objects[6]), "item")
    let second = items(try rows(objects[4]), "item")
    #expect(items(compared, "firstItem") == Array(first.prefix(6)))
    #expect(items(compared, "secondItem") == second)
    let overlap = Set(first.prefix(6)).intersection(second)
    #expect(objects[3]["overlap"] as? Int == overlap.count)
    #expect(
      Set(try #require(objects[3]["gone"] as? [Int])) == Set(first.prefix(6)).subtracting(second))
    for (i, row) in compared.enumerated() {
      let was = first.firstIndex(of: second[i]).map { $0 + 1 }
      #expect(row["was"] as? Int == was)
      #expect(row["rise"] as? Int == was.map { $0 - i - 1 })
    }
  }

  @Test func compareIsForWhoeverIsAtTheKeyboard() throws {
    let run = try DebutProgram.run(
      lines: "load demo", "train bias", "train item-mean", "me anna", "rate 5 5",
      "compare bias item-mean --top 3")
    #expect(run.output.contains("3 of 3 in both, for you (anna)\n"))
    #expect(run.output.contains("answered by bias: bias of 1 rating\n"))
    #expect(run.output.hasSuffix("answered by item-mean: item mean\n"))
  }

  // MARK: plot

  @Test func plotsAreDataForPrograms() throws {
    // Needs no gnuplot: nothing is drawn.
    let objects = try DebutProgram.run(
      lines: "load demo", "train bias", "train latent-cf factors=3 --epochs 3",
      "evaluate bias latent-cf", "plot ratings", "plot loss", "plot history", "plot history bias",
      "plot items", mode: "json"
    ).objects()
    let ratings = try rows(objects[4])
    #expect(ratings.compactMap { $0["ratings"] as? Int }.reduce(0, +) == 60_000)
    let loss = try rows(objects[5])
    #expect(loss.map { $0["epoch"] as? Int } == [1, 2, 3])
    #expect(loss.allSatisfy { $0["model"] as? String == "latent-cf" && $0["loss"] is Double })
    let table = try rows(objects[3])
    let curve = try rows(objects[6])
    for model in ["bias", "latent-cf"] {
      let points = curve.filter { $0["model"] as? String == model }
      let all = try #require(
        table.first { $0["model"] as? String == model && $0["history"] as? String == "all" })
      #expect(points.compactMap { $0["ratings"] as? Int }.reduce(0, +) == all["ratings"] as? Int)
      // Pooled over its points the curve is the table's error.
      let squares = points.reduce(0.0) { sum, point in
        let rmse = point["rmse"] as? Double ?? .nan
        return sum + rmse * rmse * Double(point["ratings"] as? Int ?? 0)
      }
      let count = Double(try #require(all["ratings"] as? Int))
      #expect(
        abs((squares / count).squareRoot() - (try #require(all["rmse"] as? Double))) < 1e-9)
      let none = try #require(
        table.first { $0["model"] as? String == model && $0["history"] as? String == "0" })
      #expect(points[0]["history"] as? String == "0")
      #expect(points[0]["rmse"] as? Double == none["rmse"] as? Double)
    }
    #expect(Set(try rows(objects[7]).map { $0["model"] as? String }) == ["bias"])
    let items = try rows(objects[8])
    #expect(items.count > 1_000)
    #expect(items.allSatisfy { $0["x"] is Double && $0["y"] is Double && $0["title"] is String })
  }

  static let malformed: [(line: String, says: String)] = [
    ("plot nonsense", "nonsense"),
    ("plot loss", "not trained by epochs"),
    ("plot loss bias", "bias is not trained by epochs"),
    ("plot loss nobody", "no trained model is called"),
    ("plot history", "nothing was evaluated yet"),
    ("plot items", "bias has no item vectors"),
    ("plot items bias bias", "plot items draws one model"),
    ("plot ratings bias", "ratings are the data's"),
    ("plot ratings --labels 3", "it belongs to plot items"),
    ("plot ratings --out r.pdf", "ends in .svg or .png"),
    ("plot ratings --out ''", "ends in .svg or .png"),
  ]

  @Test func malformedPlotsGiveOneLineEach() throws {
    let lines = ["load demo", "train bias"] + Self.malformed.map(\.line)
    let run = try DebutProgram.run(
      ["--keep-going"], input: Data(lines.joined(separator: "\n").utf8))
    let errors = run.messages.split(separator: "\n").filter { $0.contains("error: ") }
    try #require(errors.count == Self.malformed.count)
    for (error, (line, says)) in zip(errors, Self.malformed) {
      #expect(error.contains(says), "\(line): \(error)")
    }
  }

  @Test func saysWhichPackageIsMissing() throws {
    let run = try DebutProgram.run(
      ["-c", "load demo", "-c", "plot ratings"], environment: ["PATH": "/nonexistent"])
    #expect(run.status == 3)
    #expect(run.messages.contains("gnuplot-nox"))
  }

  @Test(.enabled(if: Self.hasGnuplot)) func drawsPictures() throws {
    let folder = try TestFolder()
    let lines = [
      "load demo", "train latent-cf factors=3 --epochs 2", "evaluate", "plot ratings --out r.svg",
      "plot loss --out l.png", "plot history --out h.svg", "plot items --out i.png",
      "plot items --out /no/such/folder/i.png",
    ]
    let run = try DebutProgram.run(["--keep-going"] + lines.flatMap { ["-c", $0] }, in: folder)
    #expect(run.messages.contains("error: cannot write"))
    #expect(run.messages.split(separator: "\n").filter { $0.contains("error") }.count == 1)
    for name in ["r.svg", "h.svg"] {
      let text = try folder.read(name)
      #expect(text.contains("<svg") && text.hasSuffix("</svg>\n\n") || text.contains("</svg>"))
    }
    for name in ["l.png", "i.png"] {
      let data = try Data(contentsOf: URL(fileURLWithPath: "\(folder.path)/\(name)"))
      #expect(data.count > 2_000 && data.starts(with: [0x89, 0x50, 0x4E, 0x47]))
    }
  }

  @Test(.enabled(if: Self.hasGnuplot)) func drawsInCharacters() throws {
    let run = try DebutProgram.run(lines: "load demo", "plot ratings")
    // The first line is what load says.
    let lines = run.output.split(separator: "\n", omittingEmptySubsequences: false).dropFirst()
    #expect(lines.count > 16)
    #expect(lines.allSatisfy { $0.count <= 80 && !$0.hasSuffix(" ") })
    #expect(run.output.contains("60,000 ratings of demo (generated)"))
    #expect(run.output.contains("stars; upwards: ratings"))
  }

  static let hasGnuplot = ["/usr/bin/gnuplot", "/bin/gnuplot"].contains {
    FileManager.default.isExecutableFile(atPath: $0)
  }

  // MARK: data user, data item

  @Test func dataShowsAUserAndAnItem() throws {
    let folder = try TestFolder()
    try folder.write(
      "set/ratings.csv",
      "userId,movieId,rating,timestamp\n7,1,4,86400\n7,2,2,172800\n8,2,3,0\n8,1,5,172800\n")
    try folder.write(
      "set/movies.csv", "movieId,title,genres\n2,Invented (1999),Drama|War\n3,Unrated,War\n")
    try folder.write("set/tags.csv", "userId,movieId,tag,timestamp\n7,2,slow,1\n8,2,dark,2\n")
    let lines = [
      "load set", "data", "data user 7", "data user 7 --count 1", "data item 2",
      "data item Unrated",
      "data user 9", "data item", "data sample nothing",
    ]
    let run = try DebutProgram.run(
      ["--mode", "json", "--keep-going"] + lines.flatMap { ["-c", $0] }, in: folder)
    let answers = try run.objects()
    #expect(answers[1]["users1-4"] as? Double == 1 && answers[1]["users19+"] as? Double == 0)
    #expect(answers[1]["coldItems"] as? Int == 2)
    let user = answers[2]
    #expect(
      user["ratings"] as? Int == 2 && user["mean"] as? Double == 3 && user["fold"] as? Int == 7)
    #expect(user["from"] as? String == "1970-01-02" && user["to"] as? String == "1970-01-03")
    let ratings = try rows(user)
    #expect(ratings.map { $0["item"] as? Int } == [1, 2])
    #expect(ratings[1]["title"] as? String == "Invented (1999)")
    #expect(ratings[1]["date"] as? String == "1970-01-03")
    #expect(try rows(answers[3]).map { $0["position"] as? Int } == [1])
    #expect((answers[3]["notes"] as? [String])?.first?.hasPrefix("the last 1 of 2 shown") == true)
    let item = answers[4]
    #expect(item["ratings"] as? Int == 2 && item["mean"] as? Double == 2.5)
    #expect(item["deviation"] as? Double == 0.5 && item["year"] as? String == "1999")
    #expect(item["genres"] as? [String] == ["Drama", "War"])
    #expect(item["tags"] as? [String] == ["dark", "slow"])
    #expect(item["from"] as? String == "1970-01-01")
    #expect(answers[5]["ratings"] as? Int == 0 && answers[5]["mean"] == nil)
    for (place, word) in [(6, "9"), (7, "missing"), (8, "nothing")] {
      #expect((answers[place]["error"] as? String)?.contains(word) == true, "\(answers[place])")
    }
  }

  @Test func dataItemShowsItsNeighbours() throws {
    let objects = try DebutProgram.run(
      lines: "load demo", "similar 5 --top 3", "data item 5 --count 3", mode: "json"
    ).objects()
    let own = try rows(objects[2]).map { $0["item"] as? Int }
    let similar = try rows(objects[1]).map { $0["item"] as? Int }
    #expect(own.count == 3 && own == similar)
  }
}
