import Debut
import DebutTesting
import Hashing
import Safetensors
import Testing

@testable import DebutEngine

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Columns kept beside the data: equal to what was read, or made anew.
struct DataCacheTests {
  /// A folder of small data of all kinds.
  private static func folder() throws -> TestFolder {
    let folder = try TestFolder()
    try folder.write(
      "ratings.csv",
      """
      userId,movieId,rating,timestamp,device
      1,10,4.5,1300000000,a
      1,20,3.0,1300000000,b
      2,10,0.5,1300000100,a
      2,10,2.5,1300000200,a
      7,30,5.0,1300000300,c

      """)
    try folder.write("genome.csv", "tag,relevance\nx,0.5\n")
    try folder.write(
      "movies.csv",
      """
      movieId,title,genres,country,minutes
      10,"Heat, The (1995)",Action|Crime,US,170
      20,Æon,(no genres listed),,
      99,Nobody's (2001),Drama,UK,90

      """)
    try folder.write("links.csv", "movieId,imdbId,tmdbId\n10,0113277,\n20,,949\n")
    try folder.write(
      "tags.csv", "userId,movieId,tag,timestamp\n1,10,\"a, b\",1300000400\n2,20,c,1300000500\n")
    return folder
  }

  /// Makes all times of a folder's files old enough to count.
  private static func age(_ path: String, seconds: Int = 100) {
    let then = time(nil) - seconds
    for place in [path] + ((try? FileSystem.names(in: path)) ?? []).map({ "\(path)/\($0)" }) {
      let times = [timespec(tv_sec: then, tv_nsec: 0), timespec(tv_sec: then, tv_nsec: 0)]
      utimensat(AT_FDCWD, place, times, 0)
    }
  }

  private static func expectEqual(
    _ a: Dataset, _ b: Dataset, _ place: SourceLocation = #_sourceLocation
  ) {
    #expect(a.name == b.name && a.isGenerated == b.isGenerated, sourceLocation: place)
    #expect(a.feedback == b.feedback, sourceLocation: place)
    #expect(a.catalogue.items == b.catalogue.items, sourceLocation: place)
    #expect(a.catalogue.ratedCount == b.catalogue.ratedCount, sourceLocation: place)
    #expect(a.catalogue.vocabulary == b.catalogue.vocabulary, sourceLocation: place)
    #expect(a.catalogue.vocabulary.kind == b.catalogue.vocabulary.kind, sourceLocation: place)
    #expect(a.histories.users == b.histories.users, sourceLocation: place)
    #expect(a.histories.users.kind == b.histories.users.kind, sourceLocation: place)
    #expect(a.histories.ranges == b.histories.ranges, sourceLocation: place)
    #expect(a.histories.columns.items == b.histories.columns.items, sourceLocation: place)
    #expect(a.histories.columns.ratings == b.histories.columns.ratings, sourceLocation: place)
    #expect(a.histories.columns.timestamps == b.histories.columns.timestamps, sourceLocation: place)
    #expect(
      a.tables.links == b.tables.links && a.tables.tags == b.tables.tags, sourceLocation: place)
    #expect(a.tables.others == b.tables.others, sourceLocation: place)
    #expect(a.tables.fields.columns == b.tables.fields.columns, sourceLocation: place)
    for item in a.catalogue.items.indices {
      #expect(
        a.tables.fields.values(of: item) == b.tables.fields.values(of: item), sourceLocation: place)
    }
    #expect(a.notes == b.notes && a.reading == b.reading, sourceLocation: place)
    #expect(a.duplicates == b.duplicates && a.tiedShare == b.tiedShare, sourceLocation: place)
    #expect(a.fingerprint == b.fingerprint, sourceLocation: place)
  }

  @Test("What is read from a cache equals what was read from the source", arguments: [1, 2, 5])
  func roundTrip(threads: Int) throws {
    let folder = try Self.folder()
    Self.age(folder.path)
    let cache = try DataCache(of: folder.path)
    #expect(cache.path == folder.path + ".debut-cache")
    defer { unlink(cache.path) }
    let plain = try Dataset.load(path: folder.path)
    let (first, use) = try cache.load(threads: threads)
    #expect(use == .written)
    Self.expectEqual(first, plain)
    let (second, again) = try cache.load(threads: threads)
    #expect(again == .read)
    Self.expectEqual(second, plain)
    #expect(second.tables.others.map(\.name) == ["genome.csv"])
    #expect(second.tables.fields.values(of: 0).map(\.text) == ["US", "170"])
  }

  @Test("Texts as ids, events and rows without times are kept as they are")
  func kinds() throws {
    let folder = try TestFolder()
    for (name, text) in [
      (
        "texts.csv",
        "user,item,rating,time\nann,x y,4,2011-03-17\nbob,007,1,2011-03-18\nann,\u{E9},5,2011-03-19\n"
      ),
      ("events.csv", "user,item,time\n1,2,1300000000\n1,2,1300000001\n3,4,1300000002\n"),
      ("timeless.csv", "user,item,rating\n1,2,3\n2,3,4\n"),
    ] {
      let path = try folder.write(name, text)
      let (first, _) = try DataCache(of: path).load()
      let (second, use) = try DataCache(of: path).load()
      #expect(use == .read, "\(name)")
      Self.expectEqual(second, first)
      Self.expectEqual(second, try Dataset.load(path: path))
    }
  }

  @Test("Rows of millions of bytes are read by several threads")
  func large() throws {
    let folder = try TestFolder()
    var text = "user,item,rating,time\n"
    for row in 0..<300_000 {
      text += "\(row / 50),\(row * 7919 % 5003),\(1 + row % 5),\(1_300_000_000 + row)\n"
    }
    let path = try folder.write("many.csv", text)
    let (first, _) = try DataCache(of: path).load()
    let (second, use) = try DataCache(of: path).load(threads: 3)
    #expect(use == .read)
    Self.expectEqual(second, first)
  }

  @Test("A source that changed is read again; one that was merely touched is not")
  func changes() throws {
    let folder = try Self.folder()
    let cache = try DataCache(of: folder.path)
    defer { unlink(cache.path) }
    Self.age(folder.path)
    func use() throws -> DataCache.Use { try cache.load().use }
    #expect(try use() == .written)
    #expect(try use() == .read)
    Self.age(folder.path, seconds: 50)
    #expect(try use() == .read, "other times, the same bytes")
    try folder.write("links.csv", "movieId,imdbId,tmdbId\n10,0113278,\n20,,949\n")
    Self.age(folder.path)
    #expect(try use() == .written, "as many bytes, and other ones")
    #expect(try cache.load().data.tables.links.first?.imdb == "0113278")
    try folder.write("tags.csv", "userId,movieId,tag,timestamp\n1,10,z,1300000400\n")
    #expect(try use() == .written, "fewer bytes")
    try folder.write("readme.txt", "more")
    #expect(try use() == .written, "another file")
  }

  @Test("A change within the time that a file system counts is found by the hash")
  func youngFiles() throws {
    let folder = try TestFolder()
    let path = try folder.write("ratings.csv", "user,item,rating\n1,2,3\n2,3,4\n")
    let cache = try DataCache(of: path)
    #expect(try cache.load().use == .written)
    var status = stat()
    #expect(stat(path, &status) == 0)
    try folder.write("ratings.csv", "user,item,rating\n1,2,5\n2,3,4\n")
    let times = [status.st_atim, status.st_mtim]
    utimensat(AT_FDCWD, path, times, 0)
    let (data, use) = try cache.load()
    #expect(use == .written)
    #expect(data.histories.columns.ratings == [5, 4])
  }

  @Test("Each way of reading has a file of its own")
  func options() throws {
    let folder = try Self.folder()
    Self.age(folder.path)
    var options = LoadOptions()
    options.conditions = [try RowCondition(parsing: "rating > 3")]
    let caches = [try DataCache(of: folder.path), try DataCache(of: folder.path, options: options)]
    defer { for cache in caches { unlink(cache.path) } }
    #expect(caches[0].path != caches[1].path)
    for cache in caches { #expect(try cache.load().use == .written) }
    for (cache, count) in zip(caches, [4, 2]) {
      let (data, use) = try cache.load()
      #expect(use == .read)
      #expect(data.histories.ratingCount == count)
    }
    options.sizeLimit = 1_000_000
    #expect(try DataCache(of: folder.path, options: options).path == caches[1].path)
  }

  @Test("A folder of caches tells sources of one name apart")
  func folderOfCaches() throws {
    let (one, other, caches) = (try TestFolder(), try TestFolder(), try TestFolder())
    let paths = try [one, other].map {
      try $0.write("ratings.csv", "user,item,rating\n1,2,3\n2,3,4\n")
    }
    let names = try paths.map { try DataCache(of: $0, folder: caches.path).path }
    #expect(Set(names).count == 2)
    #expect(names.allSatisfy { $0.hasPrefix(caches.path + "/ratings.csv.") })
    #expect(try DataCache(of: paths[0], folder: caches.path).load().use == .written)
    #expect(try DataCache(of: paths[0], folder: caches.path).load().use == .read)
  }

  @Test("A cache that cannot be written costs nothing but the cache")
  func unwritable() throws {
    let folder = try Self.folder()
    let cache = try DataCache(of: folder.path, folder: folder.path + "/nowhere")
    let (data, use) = try cache.load()
    #expect(use == .notWritten(reason: "no such file or directory"))
    #expect(data.histories.count == 3)
  }

  @Test("Pipes and missing files are refused")
  func refusals() throws {
    #expect(throws: DataError.missing(path: "/nowhere/x.csv")) {
      try DataCache(of: "/nowhere/x.csv")
    }
    #expect {
      try DataCache(of: "-")
    } throws: {
      "\($0)".contains("a pipe can be read once only")
    }
  }

  @Test("A request to stop ends a reading from the cache")
  func stop() throws {
    let folder = try Self.folder()
    Self.age(folder.path)
    let cache = try DataCache(of: folder.path)
    defer { unlink(cache.path) }
    #expect(throws: DataError.interrupted) { try cache.load(shouldStop: { true }) }
    #expect(FileBytes.kind(of: cache.path) == .missing)
    #expect(try cache.load().use == .written)
    #expect(throws: DataError.interrupted) { try cache.load(shouldStop: { true }) }
  }

  @Test("Of a damaged or cut cache nothing is believed")
  func damage() throws {
    let folder = try Self.folder()
    Self.age(folder.path)
    let cache = try DataCache(of: folder.path)
    defer { unlink(cache.path) }
    let (data, _) = try cache.load()
    let bytes = try FileSystem.bytes(of: cache.path)
    for place in stride(from: 0, to: bytes.count, by: 13) {
      var damaged = bytes
      damaged[place] ^= UInt8(1 << (place % 8))
      try FileSystem.write(damaged, to: cache.path)
      let (read, use) = try cache.load()
      // A blank in the header's padding may become another blank.
      if use == .read { Self.expectEqual(read, data) } else { #expect(use == .written) }
    }
    for length in stride(from: 0, to: bytes.count, by: 101) {
      try FileSystem.write(bytes[..<length], to: cache.path)
      #expect(try cache.load().use == .written)
    }
  }

  @Test("Columns that no data set can have are refused though their checksums are right")
  func forgery() throws {
    let folder = try Self.folder()
    let data = try Dataset.load(path: folder.path)
    let path = folder.path + "/forged"
    func read(_ change: (Dataset) -> Dataset) throws -> Dataset {
      var content = SafetensorsContent()
      #expect(CachedColumns.write(change(data), of: folder.path, to: &content))
      try AtomicFile.write(to: path) { file in
        let isWhole = SummedFile.write(content, goesOn: { true }, to: { file.write($0) })
        #expect(isWhole)
      }
      return try CachedColumns.read(
        of: folder.path, from: SummedFile(path: path, threads: 2, shouldStop: { false }))
    }
    func with(items: [Int32]? = nil, ratings: [Float]? = nil) -> (Dataset) -> Dataset {
      { data in
        let columns = data.histories.columns
        return Dataset(
          name: data.name, feedback: data.feedback, catalogue: data.catalogue,
          histories: Histories(
            columns: .init(
              items: items ?? columns.items, ratings: ratings ?? columns.ratings,
              timestamps: columns.timestamps),
            users: data.histories.users, ranges: data.histories.ranges),
          fingerprint: data.fingerprint)
      }
    }
    #expect(try read { $0 }.histories.ratingCount == 4)
    #expect(throws: SummedFile.Fault.damaged) { try read(with(items: [0, 1, 0, 3])) }
    #expect(throws: SummedFile.Fault.damaged) { try read(with(items: [0, 1, -1, 2])) }
    #expect(throws: SummedFile.Fault.damaged) { try read(with(ratings: [1, .nan, 1, 1])) }
    #expect(throws: SummedFile.Fault.damaged) { try read(with(ratings: [1, 9, 1, 1])) }
  }

  @Test("Checksums are those of the text that describes them")
  func sums() {
    // Another machine must find the same: a change of these orphans all caches.
    let bytes = (0..<100).map { UInt8($0) }
    #expect(bytes.withUnsafeBytes { BlockSum.of($0) } == 0xB6F5_4FD6_95D2_6E02)
    #expect([UInt8]().withUnsafeBytes { BlockSum.of($0) } == 0x22_AB7D_8985_134B)
    for place in bytes.indices {
      var other = bytes
      other[place] ^= 1
      #expect(
        other.withUnsafeBytes { BlockSum.of($0) } != bytes.withUnsafeBytes { BlockSum.of($0) })
    }
  }
}
