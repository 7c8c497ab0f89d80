import Testing

@testable import Safetensors

/// A file of the given header and data, the header's length in front.
func file(_ header: String, data: Int = 0, claiming length: UInt64? = nil) -> [UInt8] {
  let length = length ?? UInt64(header.utf8.count)
  return (0..<8).map { UInt8(truncatingIfNeeded: length >> UInt64(8 * $0)) } + Array(header.utf8)
    + [UInt8](repeating: 7, count: data)
}

@Suite struct SafetensorsFileTests {
  private func written() -> [UInt8] {
    var content = SafetensorsContent()
    content.add("bytes", [1, 2, 3] as [UInt8], shape: [3])
    content.add("floats", [1, -2.5, .pi, 0, 4, 5] as [Float], shape: [2, 3])
    content.add("ids", [Int64.max, 0, -1], shape: [3])
    content.add("words", [7, 8] as [UInt64], shape: [2])
    content.add("nothing", [] as [Int32], shape: [0, 4])
    content.metadata = ["text": "quote \" slash \\ line \n tab \t é 😀 \u{1}"]
    var bytes: [UInt8] = []
    content.write(dataDigestKey: "data", headerDigestKey: "header") { bytes += $0 }
    return bytes
  }

  @Test func comesOutAsItWentIn() throws {
    let file = try SafetensorsFile(bytes: written())
    #expect(try file.read("bytes", shape: [3]) == [1, 2, 3] as [UInt8])
    #expect(try file.read("floats", shape: [2, 3]) == [1, -2.5, .pi, 0, 4, 5] as [Float])
    #expect(try file.read("ids") == [Int64.max, 0, -1])
    #expect(try file.read("nothing", as: Int32.self, shape: [0, 4]).isEmpty)
    #expect(file.header.metadata["text"] == "quote \" slash \\ line \n tab \t é 😀 \u{1}")
    #expect(file.header.metadata["data"] == (try file.dataDigest()))
    #expect(file.header.metadata["header"] == file.header.digest(without: "header"))
  }

  /// The order of the Python package safetensors 0.8: U64, I64, F64, F32, U32, I32, then the narrower, and
  /// in each by name. Whoever writes a file again, unchanged, keeps its checksums.
  @Test func aFileInAnotherOrderHasItsChecksums() throws {
    let original = try SafetensorsFile(bytes: written())
    let types: [ElementType] = [.u64, .i64, .f64, .f32, .u32, .i32, .u8]
    for order in [types, types.reversed()] {
      let bytes = try rewritten(original, by: order)
      let file = try SafetensorsFile(bytes: bytes)
      #expect(file.header.tensors.map(\.name) != original.header.tensors.map(\.name))
      #expect(try file.dataDigest() == original.dataDigest())
      #expect(file.header.digest(without: "header") == original.header.metadata["header"])
      #expect(try file.read("floats", shape: [2, 3]) == [1, -2.5, .pi, 0, 4, 5] as [Float])
      #expect(try file.read("words") == [7, 8] as [UInt64])
      // And still another number is another file.
      var altered = bytes
      altered[bytes.count - 1] ^= 1
      #expect(try SafetensorsFile(bytes: altered).dataDigest() != original.dataDigest())
    }
  }

  /// Returns a file's bytes with tensors in an order of types, and in each by name.
  private func rewritten(_ file: SafetensorsFile, by types: [ElementType]) throws -> [UInt8] {
    let tensors = file.header.tensors.sorted {
      (types.firstIndex(of: $0.type) ?? 0, $0.name) < (types.firstIndex(of: $1.type) ?? 0, $1.name)
    }
    let start = written().count - file.header.dataCount
    var (data, infos) = ([UInt8](), [TensorInfo]())
    for tensor in tensors {
      let end = data.count + tensor.bytes.count
      infos.append(
        TensorInfo(
          name: tensor.name, type: tensor.type, shape: tensor.shape, bytes: data.count..<end))
      data += written()[(start + tensor.bytes.lowerBound)..<(start + tensor.bytes.upperBound)]
    }
    let json = HeaderText.json(
      SafetensorsHeader(metadata: file.header.metadata, tensors: infos))
    return (0..<8).map { UInt8(truncatingIfNeeded: json.utf8.count >> (8 * $0)) }
      + Array(json.utf8) + data
  }

  /// Tensors without numbers share their place with the next one.
  @Test func emptyTensorsMayStandAnywhere() throws {
    var content = SafetensorsContent()
    content.add("b", [1, 2] as [Float], shape: [2])
    content.add("z", [] as [Float], shape: [0])
    content.add("a", [] as [Int32], shape: [3, 0])
    content.add("c", [] as [Float], shape: [0])
    content.add("d", [3] as [Float], shape: [1])
    var bytes: [UInt8] = []
    content.write(dataDigestKey: "data", headerDigestKey: "header") { bytes += $0 }
    let file = try SafetensorsFile(bytes: bytes)
    #expect(file.header.metadata["data"] == (try file.dataDigest()))
    #expect(file.header.metadata["header"] == file.header.digest(without: "header"))
    #expect(try file.read("b") == [1, 2] as [Float] && file.read("d") == [3] as [Float])
    #expect(try file.read("a", shape: [3, 0]) == [] as [Int32])
  }

  @Test func everyNumberStandsOnAMultipleOfItsSize() throws {
    let bytes = written()
    let file = try SafetensorsFile(bytes: bytes)
    let start = bytes.count - file.header.dataCount
    for tensor in file.header.tensors {
      #expect((start + tensor.bytes.lowerBound) % tensor.type.size == 0)
    }
    #expect(file.header.tensors.map(\.name) == ["ids", "words", "floats", "nothing", "bytes"])
  }

  @Test func whatIsAskedForIsChecked() throws {
    let file = try SafetensorsFile(bytes: written())
    #expect(throws: SafetensorsError.missingTensor("none")) {
      try file.read("none", as: Float.self)
    }
    #expect(throws: SafetensorsError.wrongType(tensor: "ids", found: .i64, expected: .f32)) {
      try file.read("ids", as: Float.self)
    }
    #expect(
      throws: SafetensorsError.wrongShape(tensor: "floats", found: [2, 3], expected: [3, 2])
    ) { try file.read("floats", as: Float.self, shape: [3, 2]) }
  }

  private static let tensor = "{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}"

  /// Each with what is to be said of it.
  private static let refused: [(name: String, bytes: [UInt8], error: SafetensorsError)] = [
    ("empty", [], .tooShort(bytes: 0)),
    ("seven bytes", [0, 0, 0, 0, 0, 0, 0], .tooShort(bytes: 7)),
    (
      "oversized header", file("{}", claiming: .max), .headerTooLong(claimed: .max, limit: 2)
    ),
    (
      "a long text", Array("movieId,title,genres\n1,Toy Story".utf8),
      .headerTooLong(claimed: 0x2C64_4965_6976_6F6D, limit: 24)
    ),
    ("no object", file("[]"), .badHeader(offset: 0, expected: "an object")),
    ("cut object", file("{"), .badHeader(offset: 1, expected: "a text in quotes")),
    ("text after it", file("{} x"), .badHeader(offset: 3, expected: "the end of the header")),
    ("repeated key", file("{\"a\":\(tensor),\"a\":\(tensor)}", data: 4), .repeatedKey("a")),
    (
      "repeated metadata", file("{\"__metadata__\":{\"a\":\"\",\"\\u0061\":\"\"}}"),
      .repeatedKey("a")
    ),
    (
      "metadata that is no text", file("{\"__metadata__\":{\"a\":1}}"),
      .badHeader(offset: 21, expected: "a text in quotes")
    ),
    (
      "no shape", file("{\"a\":{\"dtype\":\"F32\",\"data_offsets\":[0,4]}}", data: 4),
      .missingField(tensor: "a", field: "shape")
    ),
    (
      "descending offsets",
      file("{\"a\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[4,0]}}", data: 4),
      .missingField(tensor: "a", field: "pair of ascending data_offsets")
    ),
    (
      "unknown type", file("{\"a\":{\"dtype\":\"F31\",\"shape\":[1],\"data_offsets\":[0,4]}}"),
      .unknownType(tensor: "a", type: "F31")
    ),
    (
      "too large a shape",
      file(
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[4611686018427387904,4],\"data_offsets\":[0,4]}}"),
      .wrongSize(tensor: "a", bytes: 4, expected: "more than can be counted")
    ),
    (
      "shape and bytes", file("{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,4]}}"),
      .wrongSize(tensor: "a", bytes: 4, expected: "8")
    ),
    (
      "negative number", file("{\"a\":{\"dtype\":\"F32\",\"shape\":[-1],\"data_offsets\":[0,4]}}"),
      .badHeader(offset: 29, expected: "a whole number")
    ),
    (
      "number beyond 63 bits",
      file("{\"a\":{\"dtype\":\"F32\",\"shape\":[9223372036854775808],\"data_offsets\":[0,4]}}"),
      .badHeader(offset: 47, expected: "a number below 2^63")
    ),
    (
      "gap", file("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}", data: 8),
      .gap(tensor: "a", offset: 4, expected: 0)
    ),
    (
      "overlap", file("{\"a\":\(tensor),\"b\":\(tensor)}", data: 4),
      .gap(tensor: "b", offset: 0, expected: 4)
    ),
    ("cut data", file("{\"a\":\(tensor)}", data: 3), .wrongLength(bytes: 65, expected: 66)),
    ("longer data", file("{\"a\":\(tensor)}", data: 5), .wrongLength(bytes: 67, expected: 66)),
    (
      "claims much, has little",
      file(
        "{\"a\":{\"dtype\":\"U8\",\"shape\":[4000000000000],\"data_offsets\":[0,4000000000000]}}"),
      .wrongLength(bytes: 85, expected: 4_000_000_000_085)
    ),
    (
      "nested deep", file(String(repeating: "{\"a\":", count: 100_000)),
      .badHeader(offset: 10, expected: "one of dtype, shape and data_offsets")
    ),
    (
      "half a pair", file("{\"\\ud83d\":"),
      .badHeader(offset: 8, expected: "the second half of a pair")
    ),
    (
      "not UTF-8", file("{\"", claiming: 4) + [0xFF, 0x22],
      .badHeader(offset: 4, expected: "UTF-8 before it")
    ),
  ]

  @Test func badFilesAreRefusedWithTheReason() {
    for (name, bytes, error) in Self.refused {
      #expect(throws: error, "\(name)") { try SafetensorsFile(bytes: bytes) }
      #expect(!error.description.isEmpty && !error.description.contains("\n"))
    }
  }

  @Test func everyCutIsRefused() {
    let bytes = written()
    for count in 0..<bytes.count {
      #expect(throws: SafetensorsError.self) { try SafetensorsFile(bytes: Array(bytes[..<count])) }
    }
  }

  /// Whatever bit is turned: the file is refused, or one of its checksums is wrong. Where the header's
  /// JSON changes in nothing but its writing, what it says is the same.
  @Test func everyTurnedBitIsSeen() throws {
    let bytes = written()
    let whole = try SafetensorsFile(bytes: bytes)
    for bit in 0..<8 * bytes.count {
      var turned = bytes
      turned[bit / 8] ^= 1 << UInt8(bit % 8)
      guard let file = try? SafetensorsFile(bytes: turned) else { continue }
      let isSeen =
        file.header.metadata["data"] != (try file.dataDigest())
        || file.header.metadata["header"] != file.header.digest(without: "header")
      let isSame =
        file.header.metadata == whole.header.metadata
        && file.header.tensors == whole.header.tensors
      #expect(isSeen || isSame, "bit \(bit)")
    }
  }
}
