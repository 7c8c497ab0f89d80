import DebutTesting
import Foundation
import Testing

/// Fresh users at the keyboard, through the built program.
@Suite struct PersonTests {
  private func rows(_ object: [String: Any]) throws -> [[String: Any]] {
    try #require(object["rows"] as? [[String: Any]])
  }

  @Test func rateShowsHowTheListMoves() throws {
    let objects = try DebutProgram.run(
      lines: "load demo", "rate 5 5", "train latent-cf factors=4 --epochs 2", "recommend --top 9",
      "rate 9 1 --top 6", "recommend --top 6", "unrate 9 --top 4", "rate 9 2 --top 0",
      mode: "json"
    ).objects()
    // Without a model there is no list.
    #expect(try rows(objects[1]).isEmpty && objects[1]["model"] == nil)
    let before = try rows(objects[3]).compactMap { $0["item"] as? Int }.filter { $0 != 9 }
    let moved = try rows(objects[4])
    #expect(objects[4]["path"] as? String == "fold-in of 2 ratings")
    let items = moved.map { $0["item"] as? Int }
    #expect(items == (try rows(objects[5]).map { $0["item"] as? Int }))
    #expect(moved.map { $0["rank"] as? Int } == [1, 2, 3, 4, 5, 6])
    for row in moved {
      let item = try #require(row["item"] as? Int)
      let rank = try #require(row["rank"] as? Int)
      guard let place = before.firstIndex(of: item) else { continue }
      #expect(row["was"] as? Int == place + 1)
      #expect(row["rise"] as? Int == place + 1 - rank)
    }
    let gone = try #require(objects[4]["gone"] as? [Int])
    #expect(Set(gone) == Set(before.prefix(6)).subtracting(items.compactMap { $0 }))
    #expect(try rows(objects[6]).count == 4)
    #expect(objects[6]["ratings"] as? Int == 1)
    #expect(try rows(objects[7]).isEmpty)
  }

  @Test func theListIsTextThatStaysTheSame() throws {
    let lines = ["load demo", "train bias", "rate 5 5", "rate 663 4"]
    let runs = try (0..<2).map { _ in
      try DebutProgram.run(lines.flatMap { ["-c", $0] }).output
        .split(separator: "\n").dropFirst(2).joined(separator: "\n")
    }
    #expect(runs[0] == runs[1])
    #expect(runs[0].contains("for you, answered by bias: bias of 2 ratings"))
    #expect(!runs[0].contains("\u{1B}"))
  }

  @Test func aRatingIsTakenWhereNoListCanBeShown() throws {
    let run = try DebutProgram.run(
      lines: "load demo", "split fresh-users --fold 0,1", "train bias", "rate 5 5", "me")
    #expect(run.status == 0)
    #expect(run.messages.contains("note: no list to show: "))
    #expect(run.output.contains("you have rated 1 item"))
  }

  @Test func withoutAModelRateSaysWhyNoListIsShown() throws {
    let run = try DebutProgram.run(lines: "load demo", "rate 5 5", "rate 9 1 --top 0", "unrate 5")
    #expect(run.status == 0)
    let notes = run.messages.split(separator: "\n").filter { $0.contains("no list to show") }
    #expect(notes.count == 2)
    #expect(notes.allSatisfy { $0.contains("no model is trained yet; train MODEL trains one") })
  }

  @Test func whoRatesIsNamed() throws {
    let run = try DebutProgram.run(
      lines: "load demo", "me anna", "rate 5 5", "unrate 5", "unrate 5")
    #expect(run.output.contains(": 5; you (anna) have rated 1 item\n"))
    #expect(run.output.contains("taken back; you (anna) have rated 0 items\n"))
    #expect(run.messages.contains("error: you (anna) have not rated "))
  }

  @Test func everyoneHasRatingsOfTheirOwn() throws {
    let objects = try DebutProgram.run(
      lines: "load demo", "train bias", "rate 5 5", "me anna", "rate 5 1", "rate 9 1", "predict 7",
      "me me", "predict 7", "me --list", "me --forget anna", "me --list", "me anna",
      "recommend --top 1", mode: "json"
    ).objects()
    #expect(objects[3]["user"] as? String == "anna" && objects[3]["ratings"] as? Int == 0)
    #expect(objects[5]["user"] as? String == "anna" && objects[5]["ratings"] as? Int == 2)
    #expect(objects[6]["path"] as? String == "bias of 2 ratings")
    #expect(objects[8]["path"] as? String == "bias of 1 rating")
    let list = try rows(objects[9])
    #expect(list.map { $0["user"] as? String } == ["me", "anna"])
    #expect(list.map { $0["ratings"] as? Int } == [1, 2])
    #expect(list.map { $0["current"] as? Bool } == [true, false])
    #expect(try rows(objects[11]).count == 1)
    #expect(objects[12]["ratings"] as? Int == 0)
    #expect(objects[13]["path"] as? String == "item mean")
    #expect(objects[13]["ratings"] as? Int == 0)
  }

  @Test func ratingsOfAllComeBackFromAFile() throws {
    let folder = try TestFolder()
    let first = try DebutProgram.run(
      ["--mode", "json", "-c", "load demo", "-c", "rate 5 5", "-c", "me \"Anna, M.\"", "-c"]
        + ["rate 9 2.5", "-c", "rate 5 1", "-c", "me --export all.csv --all", "-c"]
        + ["me me --export me.csv"], in: folder)
    #expect(first.status == 0)
    #expect(try first.objects().suffix(2).map { $0["exported"] as? Int } == [3, 1])
    let text = try folder.read("all.csv")
    #expect(text.hasPrefix("user,item,title,rating\nme,5,"))
    #expect(text.contains("\n\"Anna, M.\",9,") && text.hasSuffix(",1\n"))
    let second = try DebutProgram.run(
      ["--mode", "json", "-c", "load demo", "-c", "rate 5 2", "-c", "me --import all.csv", "-c"]
        + ["me", "-c", "me \"Anna, M.\"", "-c", "me --export again.csv --all"], in: folder)
    let objects = try second.objects()
    #expect(objects[2]["imported"] as? Int == 3 && objects[2]["people"] as? Int == 2)
    #expect(try rows(objects[3]).map { $0["stars"] as? Double } == [5])
    #expect(try rows(objects[4]).map { $0["item"] as? Int } == [9, 5])
    #expect(try folder.read("again.csv") == text)
    // A file without names is of whoever is asked for.
    try folder.write("plain.csv", "title,rating\n\"\(try title(of: 7, folder))\",4\n")
    let third = try DebutProgram.run(
      ["--mode", "json", "-c", "load demo", "-c", "me bob --import plain.csv", "-c", "me"],
      in: folder)
    #expect(try third.objects()[2]["user"] as? String == "bob")
    #expect(try rows(try third.objects()[2]).map { $0["item"] as? Int } == [7])
  }

  private func title(of item: Int, _ folder: TestFolder) throws -> String {
    let run = try DebutProgram.run(
      ["--mode", "json", "-c", "load demo", "-c", "rate \(item) 5"], in: folder)
    return try #require(try run.objects()[1]["title"] as? String)
  }

  @Test func aBadFileChangesNothing() throws {
    let folder = try TestFolder()
    try folder.write("bad.csv", "user,item,rating\nanna,5,5\nanna,7,9\n")
    try folder.write("name.csv", "user,item,rating\n-x,5,5\n")
    let run = try DebutProgram.run(
      ["--keep-going", "-c", "load demo", "-c", "rate 5 3", "-c", "me --import bad.csv"]
        + ["-c", "me --import name.csv", "-c", "me --import .", "-c", "me --list"], in: folder)
    #expect(run.messages.contains("error: bad.csv:3: rating \"9\" is outside the scale"))
    #expect(run.messages.contains("error: name.csv:2: the name \"-x\""))
    #expect(run.output.contains("*  me          1\n") && !run.output.contains("anna"))
  }

  @Test func listsHoldWhatTheFilterSays() throws {
    let objects = try DebutProgram.run(
      lines: "load demo", "train bias", "recommend --genre comedy --year 1990-1999 --top 5",
      "recommend --genre Comedy --genre Drama --top 100", "recommend --year 1900..1901",
      "data sample movies --count 1500", mode: "json"
    ).objects()
    let movies = try rows(objects[5])
    func movie(_ row: [String: Any]) throws -> [String: Any] {
      try #require(movies.first { $0["movieId"] as? Int == row["item"] as? Int })
    }
    func genres(_ movie: [String: Any]) -> String { "\(movie["genres"] ?? "")" }
    #expect(try rows(objects[2]).count == 5)
    for row in try rows(objects[2]) {
      let movie = try movie(row)
      #expect(genres(movie).contains("Comedy"))
      let title = try #require(row["title"] as? String)
      #expect(title.contains("(199"), "\(title)")
    }
    let both = try rows(objects[3])
    #expect(!both.isEmpty)
    for row in both {
      let genres = genres(try movie(row))
      #expect(genres.contains("Comedy") && genres.contains("Drama"))
    }
    #expect(try rows(objects[4]).isEmpty)
    #expect((objects[4]["notes"] as? [String])?.first?.contains("of this kind") == true)
  }

  @Test func manyUsersAreAnsweredAsOneByOne() throws {
    let folder = try TestFolder()
    try folder.write(
      "users.csv", "user,item,rating\n7,,\nanna,5,5\nanna,9,2\n10,,\n8,11,4\n")
    let lines = [
      "load demo", "train latent-cf factors=4 --epochs 1",
      "recommend --users users.csv --out lists.csv --top 3 --threads 3",
      "recommend --users users.csv --top 3 --threads 1", "recommend --user 7 --top 3",
      "recommend --history \"5=5, 9=2\" --top 3", "recommend --user 10 --top 3",
      "recommend --history \"11=4\" --top 3",
    ]
    let run = try DebutProgram.run(
      ["--mode", "json"] + lines.flatMap { ["-c", $0] }, in: folder)
    let objects = try run.objects()
    #expect(objects[2]["users"] as? Int == 4 && objects[2]["lines"] as? Int == 12)
    var expected = ["user,rank,item,title,stars,path,ratings"]
    for (name, object) in zip(["7", "anna", "10", "8"], objects[4...]) {
      let path = try #require(object["path"] as? String)
      let ratings = try #require(object["ratings"] as? Int)
      for row in try rows(object) {
        let fields = ["rank", "item", "title", "stars"].compactMap { row[$0] }
        try #require(fields.count == 4)
        let stars = try #require(fields[3] as? Double)
        let title = try #require(fields[2] as? String)
        let quoted = title.contains(",") ? "\"\(title)\"" : title
        expected.append(
          "\(name),\(fields[0]),\(fields[1]),\(quoted),\(Float(stars)),\(path),\(ratings)")
      }
    }
    let written = try folder.read("lists.csv").split(separator: "\n").map(String.init)
    #expect(written == expected)
    #expect(try rows(objects[3]).count == 12)
    #expect(try rows(objects[3])[3]["user"] as? String == "anna")
  }

  @Test func aNameThatNobodyHasIsSaidToBeNew() throws {
    let messages = try DebutProgram.run(lines: "me barbara", "me barbra", "me zoe", "me barbara")
      .messages.split(separator: "\n")
    #expect(
      messages == [
        "note: barbara is new here", "note: barbra is new here; did you mean \"barbara\"?",
        "note: zoe is new here",
      ])
  }

  @Test func trainSaysWhichModelIsNoLongerCurrent() throws {
    let messages = try DebutProgram.run(
      lines: "load demo", "train bias", "train item-mean", "train item-mean"
    ).messages.split(separator: "\n")
    #expect(
      messages.filter { $0.contains("current") } == [
        "note: item-mean is the current model now, in place of bias"
      ])
  }

  /// Lines that are wrong, and what their error says.
  static let malformed: [(line: String, says: String)] = [
    ("me --forget nobody", "nobody here is called \"nobody\""),
    ("me anna --forget me", "one thing at a time"),
    ("me --list --forget me", "--forget has no place"),
    ("me --all", "it belongs to --export"),
    ("me \"\"", "the name \"\""),
    ("me --import no-such-file", "no such file"),
    ("me --export x.csv", "nobody has rated anything"),
    ("me nobody --export x.csv", "nobody here is called"),
    ("recommend --genre Comdy", "did you mean \"Comedy\"?"),
    ("recommend --genre \"\"", "there is no genre"),
    ("recommend --year x", "expected a year or a range"),
    ("recommend --out x.csv", "it belongs to --users"),
    ("recommend --users u.csv --user 7", "--users says already"),
    ("recommend --users no-such-file", "no such file"),
    ("recommend --users u.csv", "u.csv:2: demo (generated) has no user \"99999\""),
    ("recommend --users v.csv --out /no/such/folder/x.csv", "cannot write"),
    ("rate 5 5 --top -1", "--top"),
    ("why", "missing expected argument '<item>'"),
    ("why 5 --user 999999", "no user 999999"),
    ("why 5 --last 0", "--last"),
    ("compare bias", "missing expected argument '<name>'"),
    ("compare bias nobody", "no trained model is called \"nobody\""),
    ("compare bias bias --top 0", "--top"),
  ]

  @Test func malformedLinesChangeNothing() throws {
    let folder = try TestFolder()
    try folder.write("u.csv", "user\n99999\n")
    try folder.write("v.csv", "user\n7\n")
    let lines = ["load demo", "train bias"] + Self.malformed.map(\.line) + ["me --list"]
    let run = try DebutProgram.run(
      ["--keep-going"], input: Data(lines.joined(separator: "\n").utf8), in: folder)
    let errors = run.messages.split(separator: "\n").filter { $0.contains("error: ") }
    try #require(errors.count == Self.malformed.count)
    for (error, (line, says)) in zip(errors, Self.malformed) {
      #expect(error.contains(says), "\(line): \(error)")
    }
    #expect(run.output.hasSuffix("*  me          0\n"))
    #expect(!FileManager.default.fileExists(atPath: "\(folder.path)/x.csv"))
  }
}
