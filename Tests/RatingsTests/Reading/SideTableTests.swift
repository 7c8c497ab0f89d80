import Testing

@testable import Ratings

/// Tables beside ratings: links and tags in other layouts, and tables of any name.
@Suite("Side tables")
struct SideTableTests {
  static let ratings = "userId,movieId,rating,timestamp\n1,2,3,4\n1,30,4,5\n"

  @Test(
    "Tags with other names, separators and units of time",
    arguments: [
      "userId;itemId;label;created_at\n7;2;dark, slow;2009-02-13T23:31:30Z\n",
      "tag\tuser_id\tmovie\tts\ndark, slow\t7\t2\t1234567890000\n",
      "{\"user\": 7, \"item\": 2, \"tag\": \"dark, slow\", \"timestamp\": 1234567890.5}\n",
    ])
  func tags(_ text: String) throws {
    let ending = text.hasPrefix("{") ? "json" : text.hasPrefix("tag") ? "tsv" : "csv"
    let data = try Dataset.load(files: ["ratings.csv": Self.ratings, "tags.\(ending)": text])
    #expect(
      data.tables.tags == [Tag(user: 7, item: 2, text: "dark, slow", timestamp: 1_234_567_890)],
      "\(data.notes)")
  }

  @Test("Tags without times, and with a time that is none")
  func times() throws {
    let files = ["ratings.csv": Self.ratings, "tag.csv": "user,movie,tag\n7,2,dark\n"]
    #expect(try Dataset.load(files: files).tables.tags[0].timestamp == nil)
    let bad = try Dataset.load(
      files: ["ratings.csv": Self.ratings, "tags.csv": "user,movie,tag,time\n7,2,dark,soon\n"])
    #expect(bad.tables.tags.isEmpty && bad.rows.count == 2)
    #expect(bad.notes.contains { $0.hasSuffix("tags.csv:2: time \"soon\" is not a whole number") })
  }

  @Test("Links with other names")
  func links() throws {
    let data = try Dataset.load(files: [
      "ratings.csv": Self.ratings, "link.csv": "film_id;imdb;tmdb_id;other\n2;tt0114709;;x\n",
    ])
    #expect(data.tables.links == [Link(item: 2, imdb: "tt0114709", tmdb: nil)], "\(data.notes)")
  }

  @Test("Other files are listed, and read when they are asked for")
  func others() throws {
    let folder = try ScratchFolder([
      "ratings.csv": Self.ratings, "genome-scores.csv": "movieId,tagId,relevance\n2,1,0.5\n",
      "users.dat": "1::F::1::10::48067\n2::M::56::16::70072\n", "README.txt": "a,b\n",
      "picture.png": "x", "list.txt": "one\ntwo\n", "bad.csv": "a,b\n1,\"2\n",
      "odd.csv": "a,b\n1,2\n1,2,3\n3,4\n",
    ])
    let tables = try Dataset.load(path: folder.path).tables.others
    #expect(
      tables.map(\.name) == ["bad.csv", "genome-scores.csv", "list.txt", "odd.csv", "users.dat"])
    func sample(_ name: String) throws -> TableSource.Sample {
      try #require(tables.first { $0.name == name }).sample(10)
    }
    let scores = try sample("genome-scores.csv")
    #expect(scores.columns == ["movieId", "tagId", "relevance"])
    #expect(scores.rows == [["2", "1", "0.5"]] && scores.total == 1)
    let users = try sample("users.dat")
    #expect(users.columns == (1...5).map { "column \($0)" } && users.rows[1][3] == "16")
    let odd = try sample("odd.csv")
    #expect(odd.rows == [["1", "2"], ["3", "4"]] && odd.leftOut == 1)
    #expect(try sample("list.txt").rows.count + 1 >= 2)
    #expect { _ = try sample("bad.csv") } throws: {
      "\($0)".hasSuffix("bad.csv:2: the quote that opens here is not closed")
    }
  }

  @Test(
    "A sample is the same each time, in the order of the file, and each row as likely as another")
  func drawn() throws {
    let rows = (0..<1_000).map { "\($0),x\($0)\n" }.joined()
    let folder = try ScratchFolder(["ratings.csv": Self.ratings, "long.csv": "id,text\n" + rows])
    let table = try Dataset.load(path: folder.path).tables.others[0]
    let sample = try table.sample(100)
    #expect(sample == (try table.sample(100)) && sample.total == 1_000)
    let places = sample.rows.compactMap { Int($0[0]) }
    #expect(places.count == 100 && places == places.sorted() && Set(places).count == 100)
    // The mean of 100 of them has a standard deviation of 27.
    #expect(abs(places.reduce(0, +) / 100 - 500) < 110)
    #expect { _ = try table.sample(5) { true } } throws: { $0 as? DataError == .interrupted }
  }
}
