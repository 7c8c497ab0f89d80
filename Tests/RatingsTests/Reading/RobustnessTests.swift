import Testing

@testable import Ratings

/// Damaged files give an error or a data set, never a crash.
@Suite("Damaged files")
struct RobustnessTests {
  static let folder: [String: String] = [
    "ratings.csv": "userId,movieId,rating,timestamp\r\n"
      + (1...40).map { "\($0 % 5 + 1),\($0 * 7),\($0 % 9 + 1).5,12607591\($0 + 10)\r\n" }.joined(),
    "movies.csv": "movieId,title,genres\n7,\"Matrix, The \"\"One\"\" (1999)\",Action|Sci-Fi\n"
      + "14,Amélie (2001),(no genres listed)\n21,\"two\nlines\",A",
    "links.csv": "movieId,imdbId,tmdbId\n7,0133093,603\n14,0211915,\n",
    "tags.csv": "userId,movieId,tag,timestamp\n1,7,\"red, blue\",1260759144\n",
    "ratings.dat": "1::0010::4::1260759144\n2::11::10::1260759145\n1::12::3::1260759146",
    "movies.dat": "0010::Fantômas - À l'ombre (1913)::Crime|Drama\n11::a::b::c\n",
    "tags.dat": "1::10::old::1260759144\n",
    "u.data": "196\t242\t3\t881250949\n186\t302\t3\t891717742\n",
    "u.item": "242|Kolya (1996)|24-Jan-1997||http://x|0|0|0|0|0|1|0|0|0|0|0|0|0|0|0|0|0|0|0\n",
    "u.genre": "unknown|0\nAction|1\n",
  ]

  /// Replaces one file of the folder and loads it in its layout.
  private func load(_ name: String, _ bytes: [UInt8], in folder: ScratchFolder) throws {
    try folder.write(name, bytes)
    let format: DataFormat =
      name.hasSuffix("csv") ? .csv : name.hasSuffix("dat") ? .doubleColon : .tab
    do {
      let data = try Dataset.load(path: folder.path, options: LoadOptions(format: format))
      #expect(data.histories.ratingCount > 0)
    } catch let error as DataError {
      // One line that begins with the place.
      #expect(error.description.hasPrefix(folder.path) && !error.description.contains("\n"))
    }
  }

  @Test("Cut at every byte", arguments: folder.keys.sorted())
  func cut(_ name: String) throws {
    let folder = try ScratchFolder(Self.folder)
    let bytes = Array(try #require(Self.folder[name]).utf8)
    for length in bytes.indices { try load(name, Array(bytes[..<length]), in: folder) }
  }

  @Test("Bytes changed", arguments: folder.keys.sorted())
  func changed(_ name: String) throws {
    let folder = try ScratchFolder(Self.folder)
    let bytes = Array(try #require(Self.folder[name]).utf8)
    let values: [UInt8] = [0, 9, 10, 13, 34, 44, 45, 46, 58, 57, 65, 124, 0x80, 0xC3, 0xFF]
    for place in bytes.indices {
      for value in values.indices where (place + value) % 4 == 0 {
        var damaged = bytes
        damaged[place] = values[value]
        try load(name, damaged, in: folder)
      }
    }
  }

  @Test("Noise", arguments: [UInt64](1...8))
  func noise(_ seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let folder = try ScratchFolder(Self.folder)
    let alphabet = Array("0123456789.,:\t|\"\r\n-e".utf8) + [0xC3, 0xA9, 0xFF]
    for name in Self.folder.keys.sorted() {
      for _ in 0..<20 {
        var bytes = Array(try #require(Self.folder[name]).utf8)
        let kept = random.below(bytes.count)
        bytes.removeLast(bytes.count - kept)
        for _ in 0..<random.below(200) { bytes.append(alphabet[random.below(alphabet.count)]) }
        try load(name, bytes, in: folder)
      }
      try folder.write(name, Array(try #require(Self.folder[name]).utf8))
    }
  }

  @Test("A cut ratings file is never taken for a whole one")
  func cutRatings() throws {
    let text =
      "userId,movieId,rating,timestamp\n"
      + (0..<50).map { "1,\($0),3.5,12607591\($0 + 10)\n" }.joined()
    let folder = try ScratchFolder(["ratings.csv": text])
    let bytes = Array(text.utf8)
    let firstRow = try #require(bytes.dropFirst(40).firstIndex(of: 10))
    for length in firstRow..<bytes.count {
      try folder.write("ratings.csv", Array(bytes[..<length]))
      let isWhole = bytes[length] == 10 || bytes[length - 1] == 10
      let data = try? Dataset.load(path: folder.path)
      #expect((data != nil) == isWhole, "cut after \(length) bytes")
    }
  }
}
