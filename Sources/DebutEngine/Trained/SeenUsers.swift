import Debut

/// The users that a model was trained on: enough to recognise a training user's history, and to find
/// leakage in an evaluation.
///
/// After training it is a view of the ratings themselves. From a model file it is the rated items of each
/// user, and a hash of each history in place of stars and times.
///
/// - Stability: stable.
public struct SeenUsers: Sendable {
  /// The users' ids, in the order of training.
  public let users: Vocabulary
  private let memory: Memory

  private enum Memory: Sendable {
    case histories(Histories)
    case digests(Digests)
  }

  /// The rated items of each user, and the hashes of the histories.
  struct Digests: Sendable {
    /// The model's item indices, each user's neighbours in ascending order.
    let items: [Int32]
    /// The range of each user's items.
    let ranges: [Range<Int>]
    let hashes: [HistoryHash]
  }

  /// Takes the users of a training set, whose histories stay in memory.
  public init(_ histories: Histories) {
    users = histories.users
    memory = .histories(histories)
  }

  /// Takes the users of a model file.
  ///
  /// - Precondition: as many ranges and hashes as users, ranges within the items.
  init(users: Vocabulary, digests: Digests) {
    precondition(
      users.count == digests.ranges.count && users.count == digests.hashes.count,
      "every user has a range and a hash")
    self.users = users
    memory = .digests(digests)
  }

  /// The ratings themselves; nil if the users come from a model file.
  public var histories: Histories? {
    if case .histories(let histories) = memory { histories } else { nil }
  }

  /// The number of users.
  public var count: Int { users.count }

  /// The number of all their ratings.
  public var ratingCount: Int {
    switch memory {
    case .histories(let histories): histories.ratingCount
    case .digests(let digests): digests.items.count
    }
  }

  /// Returns the items that a user rated, in no particular order.
  public func items(ofUser user: Int) -> ArraySlice<Int32> {
    switch memory {
    case .histories(let histories): histories[user].items
    case .digests(let digests): digests.items[digests.ranges[user]]
    }
  }

  /// Returns true if `history` begins with exactly the ratings of a user. Times that are missing on either
  /// side are not compared.
  ///
  /// - Complexity: O(ratings of the user).
  func matches(_ user: Int, beginning history: History) -> Bool {
    switch memory {
    case .histories(let histories):
      let trained = histories[user]
      return history.count >= trained.count
        && history.prefix(trained.count).elementsEqual(trained, by: Self.isSame)
    case .digests(let digests):
      let count = digests.ranges[user].count
      return history.count >= count
        && digests.hashes[user].matches(HistoryHash(history[0..<count]))
    }
  }

  private static func isSame(_ x: Interaction, _ y: Interaction) -> Bool {
    x.item == y.item && x.rating == y.rating
      && (x.timestamp == nil || y.timestamp == nil || x.timestamp == y.timestamp)
  }

  /// The rated items and hashes, computed if they do not come from a file.
  var digests: Digests { digests {} }

  /// Returns the rated items and hashes, computed if they do not come from a file.
  ///
  /// - Parameter check: called every few milliseconds; what it throws ends the work.
  func digests(checking check: () throws -> Void) rethrows -> Digests {
    switch memory {
    case .digests(let digests): return digests
    case .histories(let histories):
      var items: [Int32] = []
      items.reserveCapacity(histories.ratingCount)
      var ranges: [Range<Int>] = []
      ranges.reserveCapacity(histories.count)
      var hashes: [HistoryHash] = []
      hashes.reserveCapacity(histories.count)
      var next = 0
      for history in histories {
        let start = items.count
        if start >= next {
          try check()
          next = start + 50_000
        }
        items += history.items.sorted()
        ranges.append(start..<items.count)
        hashes.append(HistoryHash(history))
      }
      return Digests(items: items, ranges: ranges, hashes: hashes)
    }
  }
}

/// Two hashes of a history, one of items and stars, one of times. For telling histories apart, not for
/// keeping them secret.
struct HistoryHash: Hashable, Sendable {
  /// The hash of (item, stars) in their order.
  let ratings: UInt64
  /// The hash of the times in their order; 0 without times.
  let times: UInt64

  init(ratings: UInt64, times: UInt64) {
    self.ratings = ratings
    self.times = times
  }

  init(_ history: History) {
    ratings = zip(history.items, history.ratings).reduce(Self.start) {
      Self.mixed($0, UInt64(UInt32(bitPattern: $1.0)) << 32 | UInt64($1.1.bitPattern))
    }
    times =
      history.timestamps.isEmpty
      ? 0 : history.timestamps.reduce(Self.start) { Self.mixed($0, UInt64(bitPattern: $1)) } | 1
  }

  /// Returns true if both may be of the same history. Times are compared if both have them.
  func matches(_ other: HistoryHash) -> Bool {
    ratings == other.ratings && (times == 0 || other.times == 0 || times == other.times)
  }

  private static let start: UInt64 = 0x243F_6A88_85A3_08D3

  /// Multiplies, then folds the high bits back: every bit of the past reaches every bit of the hash.
  private static func mixed(_ hash: UInt64, _ value: UInt64) -> UInt64 {
    let product = (hash ^ value) &* 0x9E37_79B9_7F4A_7C15
    return product ^ product >> 32
  }
}
