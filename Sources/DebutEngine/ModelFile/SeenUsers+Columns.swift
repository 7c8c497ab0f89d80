import Debut
import Safetensors

extension SeenUsers {
  private static let users = "debut.users"
  private static let counts = "debut.users.count"
  private static let items = "debut.users.items"
  private static let hashes = "debut.users.hash"

  /// Writes who rated what, and hashes of the histories: 4 bytes a rating, 28 bytes a user.
  ///
  /// - Parameters:
  ///   - content: the file's.
  ///   - check: called every few milliseconds; what it throws ends the work.
  func write(to content: inout SafetensorsContent, checking check: () throws -> Void) rethrows {
    let digests = try digests(checking: check)
    try check()
    KeyColumns.write(users, Self.users, to: &content)
    content.add(Self.counts, digests.ranges.map { Int32($0.count) }, shape: [count])
    content.add(Self.items, digests.items, shape: [digests.items.count])
    content.add(
      Self.hashes, digests.hashes.flatMap { [$0.ratings, $0.times] }, shape: [count, 2])
  }

  /// - Throws: `SafetensorsError`; `EngineError.badModelFile`.
  init(from file: SafetensorsFile, itemCount: Int) throws {
    let users = try KeyColumns.read(Self.users, from: file)
    let counts: [Int32] = try file.read(Self.counts, shape: [users.count])
    let items: [Int32] = try file.read(Self.items)
    let hashes: [UInt64] = try file.read(Self.hashes, shape: [users.count, 2])
    guard items.allSatisfy({ $0 >= 0 && Int($0) < itemCount }), !items.isEmpty else {
      throw EngineError.badModelFile(
        reason: "its users' items are not indices below \(itemCount)")
    }
    var ranges: [Range<Int>] = []
    var start = 0
    for count in counts {
      guard count >= 0, Int(count) <= items.count - start else { break }
      ranges.append(start..<start + Int(count))
      start += Int(count)
    }
    guard ranges.count == users.count, start == items.count else {
      throw EngineError.badModelFile(
        reason: "its users are not different ones with \(items.count) ratings in all")
    }
    self.init(
      users: users,
      digests: Digests(
        items: items, ranges: ranges,
        hashes: users.indices.map {
          HistoryHash(ratings: hashes[2 * $0], times: hashes[2 * $0 + 1])
        }))
  }

  /// Returns the number of training ratings of each of `itemCount` items.
  func supports(itemCount: Int) -> [Int] {
    var supports = [Int](repeating: 0, count: itemCount)
    for user in 0..<count {
      for item in items(ofUser: user) { supports[Int(item)] += 1 }
    }
    return supports
  }

  /// Returns the part of the training data that a file keeps, from which models prepare: the users in
  /// their order, without those set aside to validate, and who rated what. Every rating is the mean.
  func outline(mean: Float, without aside: Set<Vocabulary.Key>) -> Histories {
    let digests = digests
    let kept = users.indices.filter { !aside.contains(users[$0]) }
    return Histories(
      columns: .init(
        items: digests.items, ratings: [Float](repeating: mean, count: digests.items.count),
        timestamps: []),
      users: users.selecting(kept), ranges: kept.map { digests.ranges[$0] })
  }
}
