import Testing

@testable import Ratings

@Suite("Vocabularies of texts")
struct TextVocabularyTests {
  @Test("Texts and indices, both ways", arguments: [1, 2, 17, 3_000])
  func bothWays(count: Int) {
    var random = SeededGenerator(seed: UInt64(count))
    var texts: [String] = []
    var seen: Set<String> = []
    while texts.count < count {
      let length = 1 + random.below(40)
      let text = String((0..<length).map { _ in "ab0_é".randomElement(using: &random) ?? "a" })
      if seen.insert(text).inserted { texts.append(text) }
    }
    let vocabulary = Vocabulary(texts.map { Vocabulary.Key($0) })
    #expect(vocabulary.kind == .text && vocabulary.numbers == nil)
    #expect(vocabulary.map(\.description) == texts && vocabulary.map(\.isText).allSatisfy { $0 })
    for (index, text) in texts.enumerated() {
      #expect(vocabulary.index(of: .init(text)) == index)
      let other = text + "x"
      #expect(vocabulary.index(of: .init(other)) == nil)
    }
  }

  @Test("Keys are found by their written form, whatever their kind")
  func written() {
    let texts: Vocabulary = ["u1", 7, "007"]
    #expect(texts.kind == .text && texts[1] == "7")
    #expect(texts.index(of: 7) == 1 && texts.index(of: "7") == 1 && texts.index(of: "007") == 2)
    #expect(texts.index(of: 8) == nil && texts.index(of: "") == nil)
    let numbers: Vocabulary = [3, 7]
    #expect(numbers.kind == .numeric)
    #expect(numbers.index(of: "7") == 1 && numbers.index(of: "007") == 1)
    for other in ["", "7.0", "+7", " 7", "9223372036854775808", "u7"] {
      #expect(numbers.index(of: .init(other)) == nil)
    }
  }

  @Test("A key that comes twice, or an empty one, is no vocabulary")
  func repeated() {
    #expect(Vocabulary(unique: ["a", "b", "a"]) == nil)
    #expect(Vocabulary(unique: [7, "7"]) == nil)
    #expect(Vocabulary(unique: ["a", ""]) == nil)
    #expect(Vocabulary(unique: [1, 2], kind: .text)?.kind == .text)
    #expect(Vocabulary(unique: ["1"], kind: .text)?[0] == "1")
    #expect(Vocabulary(unique: ["1"], kind: .numeric) == nil)
    #expect(
      Vocabulary(unique: [.init(KeyTests.composed), .init(KeyTests.decomposed)])?.count == 2)
  }

  @Test("A selection stays one of texts, though all of it be digits, or nothing")
  func selecting() {
    let vocabulary: Vocabulary = ["b", "12", "a", "7"]
    let digits = vocabulary.selecting([3, 1])
    #expect(digits.kind == .text && Array(digits) == ["7", "12"] && digits.index(of: 12) == 1)
    #expect(vocabulary.selecting([]).kind == .text && vocabulary.selecting([]).isEmpty)
    #expect(digits != [7, 12] && digits == Vocabulary(unique: [7, 12], kind: .text))
    #expect(Set([digits, vocabulary.selecting([3, 1])]).count == 1)
  }

  /// Some of 300,000 keys share the 32 bits that choose a slot: they are told apart by their bytes.
  @Test("Keys of equal hashes stay different keys")
  func collisions() throws {
    let keys = TextKeys()
    var tags: [UInt32: Int] = [:]
    var collisions = 0
    for i in 0..<300_000 {
      let text = Array("user-\(i)".utf8)
      let (index, tag) = text.withUnsafeBufferPointer {
        (keys.add($0), UInt32(truncatingIfNeeded: TextHash.of($0)))
      }
      try #require(index == Int32(i))
      collisions += tags.updateValue(i, forKey: tag) == nil ? 0 : 1
    }
    // n^2 / 2^33 = 10 are expected.
    #expect(collisions > 0 && collisions < 40)
    for i in stride(from: 0, to: 300_000, by: 7) { #expect(keys.index(of: "user-\(i)") == i) }
    #expect(keys.index(of: "user-300000") == nil)
  }

  @Test("Texts around the length that words have whole, zeros among them, are told apart")
  func lengths() {
    let keys = TextKeys()
    var texts: [[UInt8]] = []
    for count in 1...20 {
      for last: UInt8 in [0, 1, 0x7F] {
        texts.append([UInt8](repeating: 0x61, count: count - 1) + [last])
      }
      texts.append([UInt8](repeating: 0, count: count + 1))
    }
    for (index, text) in texts.enumerated() {
      #expect(text.withUnsafeBufferPointer { keys.add($0) } == Int32(index))
    }
    for (index, text) in texts.enumerated() {
      // Behind the text lies what the words must not see.
      let words = (text + [UInt8](repeating: 0xFF, count: 16)).withUnsafeBufferPointer {
        $0.baseAddress.map { TextWords(from: $0, count: text.count, hash: 7) }
      }
      #expect(words == text.withUnsafeBufferPointer { TextWords($0, hash: 7) })
      #expect(text.withUnsafeBufferPointer { keys.add($0) } == Int32(index))
    }
  }

  @Test("Bytes that are no UTF-8 are no key")
  func invalid() {
    let keys = TextKeys()
    for bytes: [UInt8] in [[0xE9], [0x61, 0xC3], [0xED, 0xA0, 0x80], []] {
      #expect(bytes.withUnsafeBufferPointer { keys.add($0) } == nil && keys.count == 0)
    }
    #expect("é".utf8.withContiguousStorageIfAvailable { keys.add($0) } == 0)
  }

  @Test("Equality by words sees every byte and no other")
  func words() {
    for count in 0...40 {
      let a = (0..<count).map { UInt8($0) }
      for place in 0..<count {
        var b = a
        b[place] ^= 1
        #expect(!TextHash.areEqual(a, b, count) && TextHash.areEqual(a, b, place))
        #expect(
          a.withUnsafeBufferPointer(TextHash.of) != b.withUnsafeBufferPointer(TextHash.of))
      }
      #expect(TextHash.areEqual(a, a + [1], count))
      #expect(
        a.withUnsafeBufferPointer(TextHash.of) != (a + [0]).withUnsafeBufferPointer(TextHash.of))
    }
  }

  /// Computed by Python: `int.from_bytes(hashlib.sha256(key.encode()).digest()[:8], "big")`.
  @Test(
    "Stable numbers and folds are those of Python's hashlib",
    arguments: [
      ("u1", 0xbb82_030d_bc2b_caba, 2), ("u17", 0x4ef7_d80d_0efa_c32f, 5),
      ("user1", 0x0a04_1b94_62ca_a4a3, 1), ("ünïcode", 0xb8be_8967_e4de_3eb2, 4),
      ("a b,c", 0x74e4_f5b8_87d9_04da, 2), ("7", 0x7902_699b_e42c_8a8e, 0),
      (String(repeating: "u", count: 55), 0x0ca0_1ee6_0257_d219, 1),
      (String(repeating: "u", count: 56), 0x8715_318f_7414_4491, 7),
      (String(repeating: "A", count: 200), 0x70d3_bf8b_0b9d_83a6, 8),
      ("\u{E9}", 0x4a99_557e_4033_c353, 1), ("e\u{301}", 0xbf12_767b_0f2a_56b2, 6),
    ] as [(String, UInt64, Int)])
  func stableNumbers(text: String, number: UInt64, fold: Int) {
    #expect(Vocabulary.stableNumber(of: .init(text)) == number)
    #expect(Split.fold(of: .init(text)) == fold)
    let users: Vocabulary = ["first", .init(text)]
    #expect(users.stableNumbers[1] == number && users.stableNumbers.count == 2)
    #expect(Split.folds(of: users)[1] == fold)
  }

  @Test(
    "Rows by texts: users and items in the order of their first rows, numbers and texts mixed are texts"
  )
  func rows() throws {
    let data = try Dataset(
      name: "x",
      rows: [
        RatingRow(user: "zoe", item: 30, rating: 3), RatingRow(user: 12, item: 4, rating: 4),
        RatingRow(user: "adam", item: 30, rating: 5), RatingRow(user: "zoe", item: 4, rating: 1),
      ])
    #expect(Array(data.histories.users) == ["zoe", "12", "adam"])
    #expect(Array(data.catalogue.vocabulary) == [4, 30])
    #expect(data.histories.map { $0.map(\.rating) } == [[3, 1], [4], [5]])
  }

  @Test("Fingerprints tell texts from numbers and from other texts")
  func fingerprints() throws {
    func print(_ users: [Vocabulary.Key]) throws -> String {
      try Dataset(name: "x", rows: users.map { RatingRow(user: $0, item: 1, rating: 3) })
        .fingerprint
    }
    let prints = [
      try print([1, 2]), try print(["1", "2"]), try print(["12"]), try print(["1", "3"]),
      try print(["2", "1"]),
    ]
    #expect(Set(prints).count == prints.count)
    #expect(try print(["1", "2"]) == prints[1])
  }
}
