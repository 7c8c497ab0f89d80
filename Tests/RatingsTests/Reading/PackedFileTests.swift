import Testing

@testable import Ratings

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Files as `printf | gzip -9n`, `zstd`, `xz`, `bzip2`, `zip` and `tar` made them of `text`.
@Suite("Packed files, archives and pipes")
struct PackedFileTests {
  static let text = "userId,movieId,rating\n1,5,4\n1,6,3\n2,5,1\n"
  static let rows = [[1.0, 5, 4, -1], [1, 6, 3, -1], [2, 5, 1, -1]]

  static let packed: [String: String] = [
    "gz": "H4sIAAAAAAACAystTi3yTNHJzS/LTAXSRYklmXnpXIY6pjomQNJMx5jLCMg25AIAVTzuTCgAAAA=",
    "bz2":
      "QlpoOTFBWSZTWckwNe8AABNdgAAQAAQ/AAAgJqOfACAAIiaGjI0AyFGjIGjTI0WlCqYnILgiQGAcwKhnvHYy8knZX+"
      + "LuSKcKEhkmBr3g",
    "zst": "KLUv/QRoQQEAdXNlcklkLG1vdmllSWQscmF0aW5nCjEsNSw0CjEsNiwzCjIsNSwxCt78dOE=",
    "xz":
      "/Td6WFoAAATm1rRGAgAhARwAAAAQz1jMAQAndXNlcklkLG1vdmllSWQscmF0aW5nCjEsNSw0CjEsNiwzCjIsNSwxCg"
      + "CJSFiGi4W0NQABQCjUUkrlH7bzfQEAAAAABFla",
  ]

  private func bytes(_ text: String) throws -> [UInt8] {
    var bytes: [UInt8] = []
    var value = 0
    var bits = 0
    let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    for digit in text.utf8 where digit != UInt8(ascii: "=") {
      value = value << 6 | (try #require(digits.firstIndex(of: digit)))
      bits += 6
      if bits >= 8 {
        bits -= 8
        bytes.append(UInt8(truncatingIfNeeded: value >> bits))
      }
    }
    return bytes
  }

  private func load(
    _ bytes: [UInt8], _ name: String = "my.bin", _ options: LoadOptions = LoadOptions()
  ) throws
    -> Dataset
  {
    let folder = try ScratchFolder([name: bytes])
    return try withExtendedLifetime(folder) {
      try Dataset.load(path: "\(folder.path)/\(name)", options: options)
    }
  }

  @Test(
    "Streams under any name, and in a folder beside other files", arguments: packed.keys.sorted())
  func streams(_ kind: String) throws {
    let bytes = try bytes(try #require(Self.packed[kind]))
    #expect(try load(bytes).rows == Self.rows)
    let folder = try ScratchFolder([
      "ratings.csv.\(kind)": bytes, "movies.csv": Array("movieId,title\n5,Heat (1995)\n".utf8),
    ])
    let data = try Dataset.load(path: folder.path)
    #expect(data.rows == Self.rows && data.catalogue[0].name == "Heat (1995)")
  }

  @Test(
    "Every damaged byte and every cut is an error, or at least no other data",
    arguments: packed.keys.sorted())
  func damage(_ kind: String) throws {
    let whole = try bytes(try #require(Self.packed[kind]))
    for length in whole.indices {
      #expect(throws: DataError.self) { try load(Array(whole[..<length])) }
    }
    for place in whole.indices {
      var damaged = whole
      damaged[place] ^= 0x10
      // Bytes of the head, such as gzip's time and system, carry no data.
      if let data = try? load(damaged) { #expect(data.rows == Self.rows, "byte \(place)") }
    }
    // Behind the ten bytes of gzip's head every byte is checked.
    if kind == "gz" {
      for place in 10..<whole.count {
        var damaged = whole
        damaged[place] ^= 1
        #expect(throws: DataError.self, "byte \(place)") { try load(damaged) }
      }
    }
  }

  @Test("Gzip of several members, with zeros behind, and with other bytes behind")
  func members() throws {
    let one = try bytes(try #require(Self.packed["gz"]))
    #expect(try load(one + [0, 0, 0]).rows == Self.rows)
    #expect(throws: DataError.self) { try load(one + [1, 2, 3]) }
    // The header comes again with the second member.
    let error = #expect(throws: DataError.self) { try load(one + one) }
    #expect(error?.description.contains("my.bin:5: the header comes again") == true)
  }

  // MARK: Archives

  /// Returns a tar archive of files.
  private func tar(_ files: [(name: String, text: String)]) -> [UInt8] {
    var bytes: [UInt8] = []
    for (name, text) in files {
      var head = [UInt8](repeating: 0, count: 512)
      func put(_ text: String, at place: Int) {
        for (i, byte) in text.utf8.enumerated() { head[place + i] = byte }
      }
      func octal(_ value: Int, _ digits: Int) -> String {
        let text = String(value, radix: 8)
        return String(repeating: "0", count: digits - text.count) + text
      }
      put(name, at: 0)
      put("0000644", at: 100)
      put("0000000", at: 108)
      put("0000000", at: 116)
      put(octal(text.utf8.count, 11), at: 124)
      put("00000000000", at: 136)
      put("        0", at: 148)
      put("ustar\u{0}00", at: 257)
      put(octal(head.reduce(0) { $0 + Int($1) }, 6) + "\0 ", at: 148)
      let padding = (512 - text.utf8.count % 512) % 512
      bytes += head + Array(text.utf8) + [UInt8](repeating: 0, count: padding)
    }
    return bytes + [UInt8](repeating: 0, count: 1024)
  }

  @Test("An archive of a folder is read as the folder is; hidden files are none")
  func folder() throws {
    let archive = tar([
      ("__MACOSX/._ratings.csv", "x"), ("set/README.txt", "read me"),
      ("set/ratings.csv", Self.text),
      ("set/movies.csv", "movieId,title\n5,Heat (1995)\n"), ("set/deep/ratings.csv", "x,y\n"),
    ])
    let data = try load(archive, "set.tar")
    #expect(data.rows == Self.rows && data.name == "set.tar")
    #expect(data.catalogue[0].name == "Heat (1995)")
    #expect(data.notes.contains("no tags.csv"))
    let alone = try load(tar([("a/b.csv", Self.text)]), "set.tar")
    #expect(alone.rows == Self.rows)
  }

  @Test("A fault in an archive is told with the file in it and its line")
  func faults() throws {
    let bad = #expect(throws: DataError.self) {
      try load(tar([("set/ratings.csv", Self.text + "2,5,x\n")]), "set.tar")
    }
    #expect(
      bad?.description.hasSuffix("/set.tar/set/ratings.csv:5: rating \"x\" is not a number")
        == true)
    let unclear = #expect(throws: DataError.self) {
      try load(tar([("a.csv", Self.text), ("b.csv", Self.text)]), "set.tar")
    }
    #expect(unclear?.description.hasSuffix("found \"a.csv\" and \"b.csv\"") == true)
    #expect(throws: DataError.self) { try load(Array("PK\u{3}\u{4}nothing more".utf8), "x.zip") }
  }

  @Test("What holds more than it may is an error before memory is full", arguments: ["gz", "xz"])
  func limit(_ kind: String) throws {
    var options = LoadOptions()
    options.sizeLimit = Self.text.utf8.count
    let packed = try bytes(try #require(Self.packed[kind]))
    #expect(try load(packed, "x", options).rows == Self.rows)
    options.sizeLimit -= 1
    let error = #expect(throws: DataError.self) { try load(packed, "x", options) }
    #expect(
      error?.description.contains("holds more than \(options.sizeLimit) bytes (--max-size") == true)
  }

  // MARK: Pipes

  @Test("A pipe is read to its end, and unpacked")
  func pipe() throws {
    for bytes in [Array(Self.text.utf8), try bytes(try #require(Self.packed["gz"]))] {
      let folder = try ScratchFolder([:] as [String: String])
      let path = "\(folder.path)/pipe"
      #expect(mkfifo(path, 0o600) == 0)
      let child = Writer(path, bytes)
      defer { child.wait() }
      #expect(try Dataset.load(path: path).rows == Self.rows)
    }
  }

  /// A pipe that is opened and closed before it is read loses the bytes, or kills who writes them.
  @Test("A pipe is opened once")
  func pipeOpenedOnce() throws {
    let folder = try ScratchFolder([:] as [String: String])
    let path = "\(folder.path)/pipe"
    #expect(mkfifo(path, 0o600) == 0)
    // The thread waits for a reader, and writes as soon as there is one.
    let writer = Writer(path, Array(Self.text.utf8))
    defer { writer.wait() }
    usleep(50_000)
    #expect(PositionedRead.open(path) < 0 && JSONLineFile(path: path) == nil)
    #expect(!TableFile.isTable(path))
    #expect(throws: DataError.notAFile(path: path)) {
      try FileContents(path: path, plan: LoadPlan(threads: 1))
    }
    #expect(try Dataset.load(path: path).rows == Self.rows)
  }

  /// A thread that writes to a pipe.
  private final class Writer {
    private let thread: pthread_t

    init(_ path: String, _ bytes: [UInt8]) {
      let work = Unmanaged.passRetained(Work(path, bytes))
      #if canImport(Darwin)
        var thread: pthread_t?
        pthread_create(&thread, nil, { Work.run($0) }, work.toOpaque())
        self.thread = thread!
      #else
        var thread = pthread_t()
        pthread_create(&thread, nil, { Work.run($0) }, work.toOpaque())
        self.thread = thread
      #endif
    }

    func wait() { pthread_join(thread, nil) }
  }

  private final class Work {
    let path: String
    let bytes: [UInt8]

    init(_ path: String, _ bytes: [UInt8]) {
      self.path = path
      self.bytes = bytes
    }

    static func run(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
      guard let context else { return nil }
      let work = Unmanaged<Work>.fromOpaque(context).takeRetainedValue()
      guard let file = fopen(work.path, "w") else { return nil }
      fwrite(work.bytes, 1, work.bytes.count, file)
      fclose(file)
      return nil
    }
  }
}
