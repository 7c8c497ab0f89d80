import Debut

/// The best of many scores: a binary heap with the worst of those kept on top.
///
/// Higher scores are better; of equal scores, the item that comes first in the vocabulary.
struct TopRanking {
  struct Entry: Hashable {
    let score: Float
    /// The index in the vocabulary of the items.
    let item: Int32

    /// Returns true if this entry comes after the other in the ranking.
    func isWorse(than other: Entry) -> Bool {
      score != other.score ? score < other.score : item > other.item
    }
  }

  private let capacity: Int
  private var heap: [Entry] = []

  /// Makes an empty ranking.
  ///
  /// - Precondition: capacity > 0.
  init(capacity: Int) {
    precondition(capacity > 0, "a ranking keeps at least one")
    self.capacity = capacity
  }

  /// The lowest score that may be kept: lower ones need not be offered. NaN is never as high.
  var bar: Float { heap.count < capacity ? -.infinity : heap[0].score }

  /// Keeps the entry if it is among the best so far. Scores are not NaN.
  ///
  /// - Complexity: O(log capacity).
  mutating func offer(_ entry: Entry) {
    if heap.count < capacity {
      heap.append(entry)
      siftUp()
    } else if heap[0].isWorse(than: entry) {
      heap[0] = entry
      siftDown()
    }
  }

  /// Returns the entries kept, best first.
  func sorted() -> [Entry] { heap.sorted { $1.isWorse(than: $0) } }

  private mutating func siftUp() {
    var child = heap.count - 1
    while child > 0, heap[child].isWorse(than: heap[(child - 1) / 2]) {
      heap.swapAt(child, (child - 1) / 2)
      child = (child - 1) / 2
    }
  }

  private mutating func siftDown() {
    var parent = 0
    while true {
      var worst = parent
      for child in [2 * parent + 1, 2 * parent + 2]
      where child < heap.count && heap[child].isWorse(than: heap[worst]) {
        worst = child
      }
      guard worst != parent else { return }
      heap.swapAt(parent, worst)
      parent = worst
    }
  }
}
