/// The keys of several builders as one vocabulary, and the index in it of each builder's codes.
struct VocabularyMerge {
  /// The distinct keys: numbers ascend, texts are in the order of their first rows.
  let vocabulary: Vocabulary
  /// [builder][code] the key's index in `vocabulary`.
  let ranks: [OwnedBuffer<Int32>]

  init(vocabulary: Vocabulary, ranks: [OwnedBuffer<Int32>]) {
    self.vocabulary = vocabulary
    self.ranks = ranks
  }

  /// - Complexity: O(n + the largest key below 2^20), and O(n log n) over the keys above.
  init(_ builders: [VocabularyBuilder]) {
    var places: [Int32] = []
    var large: [Int64] = []
    for builder in builders {
      for key in builder.keys {
        guard key < VocabularyBuilder.directLimit else {
          large.append(key)
          continue
        }
        let missing = Int(key) + 1 - places.count
        if missing > 0 { places.append(contentsOf: repeatElement(-1, count: missing)) }
        places[Int(key)] = 0
      }
    }
    var keys: [Int64] = []
    for key in places.indices where places[key] == 0 {
      places[key] = Int32(keys.count)
      keys.append(Int64(key))
    }
    let small = keys.count
    large.sort()
    for key in large where keys.count == small || keys.last != key { keys.append(key) }
    guard let vocabulary = Vocabulary(numbers: keys) else {
      preconditionFailure("ascending keys are different")
    }
    self.vocabulary = vocabulary
    ranks = builders.map { builder in
      let ranks = OwnedBuffer<Int32>(capacity: builder.keys.count)
      for (code, key) in builder.keys.enumerated() {
        ranks.start[code] =
          key < VocabularyBuilder.directLimit
          ? places[Int(key)] : Self.place(of: key, in: keys, from: small)
      }
      return ranks
    }
  }

  /// Returns the place of a key that is among the ascending keys.
  private static func place(of key: Int64, in keys: [Int64], from start: Int) -> Int32 {
    var low = start
    var high = keys.count
    while low < high {
      let middle = (low + high) / 2
      if keys[middle] < key { low = middle + 1 } else { high = middle }
    }
    return Int32(low)
  }
}
