import Testing

@testable import Ratings

@Suite("Reading ratings")
struct RatingReaderTests {
  static let header = "userId,movieId,rating,timestamp\n"
  static let rows = [[1.0, 10, 4, 100], [1, 20, 2.5, 200], [2, 10, 0.5, 50]]

  @Test(
    "Comma-separated files in many shapes say the same",
    arguments: [
      "userId,movieId,rating,timestamp\n1,10,4.0,100\n1,20,2.5,200\n2,10,0.5,50\n",
      "userId,movieId,rating,timestamp\n1,10,4.0,100\n1,20,2.5,200\n2,10,0.5,50",
      "userId,movieId,rating,timestamp\r\n1,10,4.0,100\r\n1,20,2.5,200\r\n2,10,0.5,50\r\n",
      "userId,movieId,rating,timestamp\r\n1,10,4.0,100\r\n1,20,2.5,200\r\n2,10,0.5,50\r",
      "\u{FEFF}userId,movieId,rating,timestamp\n1,10,4,100\n1,20,2.5,200\n2,10,.5,50\n",
      "rating,timestamp,userId,movieId\n4,100,1,10\n2.50,200,1,20\n5e-1,50,2,10\n",
      "timestamp,more,movieId,rating,userId\n100,x,10,4,1\n200,,20,2.5,1\n50,\"a,b\",10,0.5,2\n",
      #"""
      "userId","movieId","rating","timestamp"
      "1","10","4","100"
      1,20,"2.5",200
      2,10,0.5,50
      """#,
      "user_id, item_id, Rating, Timestamp\n1, 10, 4.0, 100\n1 ,20 ,2.5 ,200\n2,10,+0.5,50\n",
      "\n\nuserId,movieId,rating,timestamp\n\n1,10,4.0,100\n\n1,20,2.5,200\n\r\n2,10,0.5,50\n\n\n",
      """
      userId,movieId,rating,timestamp
      0001,010,4.0,00100
      1,20,2.5,200
      0000000000000000000000002,10,0.5,50
      """,
    ])
  func commaSeparated(_ text: String) throws {
    let data = try Dataset.load(files: ["ratings.csv": text])
    #expect(data.rows == Self.rows)
    #expect(data.scale == RatingScale(0.5, 5))
    let skipped = text.contains("more") ? ["column skipped: \"more\""] : []
    #expect(
      data.notes == ["no movies.csv: items have no titles", "no links.csv", "no tags.csv"] + skipped
    )
  }

  @Test("The older layouts")
  func olderLayouts() throws {
    let dat = "1::10::4::100\n1::20::2.5::200\r\n2::010::0.5::50"
    let colons = try Dataset.load(files: ["ratings.dat": dat])
    #expect(colons.rows == Self.rows)
    let tab = dat.split(separator: "::").joined(separator: "\t")
    #expect(try Dataset.load(files: ["u.data": tab]).rows == Self.rows)
    let headed = "user\titem\trating\ttimestamp\n" + tab
    #expect(try Dataset.load(files: ["u.data": headed]).rows == Self.rows)
  }

  @Test(
    "A file alone, its format found out",
    arguments: [
      ("x.csv", "userId,movieId,rating\n3,7,5\n"), ("x.dat", "3::7::5\n"), ("x.txt", "3\t7\t5\n"),
      ("x", "userId,movieId,rating\n3,7,5\n"),
    ])
  func fileAlone(_ name: String, _ text: String) throws {
    let folder = try ScratchFolder([name: text])
    let data = try Dataset.load(path: "\(folder.path)/\(name)")
    #expect(data.rows == [[3, 7, 5, -1]])
    #expect(data.name == name)
    #expect(!data.hasTimestamps)
    #expect(data.timeSpan == nil)
    #expect(data.notes.contains { $0.hasPrefix("no timestamps") })
  }

  @Test("Without times histories are in the order of the file")
  func fileOrder() throws {
    let data = try Dataset.load(
      files: ["ratings.csv": "userId,movieId,rating\n1,9,1\n2,5,2\n1,3,3\n1,9,4\n"])
    #expect(data.rows == [[1, 3, 3, -1], [1, 9, 4, -1], [2, 5, 2, -1]])
    #expect(data.duplicates == 1)
  }

  @Test("Ids reach to 2^63 - 1")
  func largestID() throws {
    let data = try Dataset.load(
      files: ["ratings.csv": Self.header + "9223372036854775807,9223372036854775806,1,2\n"])
    #expect(data.histories.users.numbers == [.max])
    #expect(data.catalogue.index(ofID: .init(Int64.max - 1)) == 0)
  }

  @Test(
    "The first scale that holds all ratings",
    arguments: [
      ([1, 5], RatingScale(1, 5)), ([0.5, 5], RatingScale(0.5, 5)), ([0, 5], RatingScale(0, 10)),
      ([1, 10], RatingScale(0, 10)), ([2.5, 3.5], RatingScale(1, 5)),
    ])
  func scale(_ ratings: [Float], _ expected: RatingScale) throws {
    let rows = ratings.enumerated().map { "1,\($0),\($1),0\n" }.joined()
    #expect(try Dataset.load(files: ["ratings.csv": Self.header + rows]).scale == expected)
    let given = RatingScale(-1, 20)
    let wide = try Dataset.load(files: ["ratings.csv": Self.header + rows], scale: given)
    #expect(wide.scale == given)
  }

  @Test("Every number of stars in hundredths is the nearest Float")
  func decimals() throws {
    let values = (0...1000).map { Float($0) / 100 }
    let rows = values.enumerated().map { "1,\($0),\($1),\($0)\n" }.joined()
    let data = try Dataset.load(files: ["ratings.csv": Self.header + rows])
    #expect(data.histories.columns.ratings == values)
  }

  @Test("A folder with several layouts is read as the first; a given format decides")
  func givenFormat() throws {
    let files = [
      "ratings.csv": Self.header + "1,1,1,1\n", "ratings.dat": "2::2::2::2\n",
      "u.data": "3\t3\t3\t3\n",
    ]
    #expect(try Dataset.load(files: files).rows == [[1, 1, 1, 1]])
    #expect(try Dataset.load(files: files, format: .doubleColon).rows == [[2, 2, 2, 2]])
    #expect(try Dataset.load(files: files, format: .tab).rows == [[3, 3, 3, 3]])
    #expect(try DataFormat.named("auto") == nil)
    #expect(try DataFormat.named("movielens-tab") == .tab)
  }

  @Test("A path may end in slashes, and be relative to itself")
  func paths() throws {
    let folder = try ScratchFolder(["ratings.csv": Self.header + "1,1,1,1\n"])
    let name = try Dataset.load(path: folder.path).name
    #expect(try Dataset.load(path: folder.path + "//").name == name)
    #expect(try Dataset.load(path: folder.path + "/.").name == name)
  }
}
