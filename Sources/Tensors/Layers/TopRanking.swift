/// An item and its score.
///
/// - Stability: evolving.
public struct ScoredItem: Hashable, Sendable {
  /// The score; not NaN.
  public let score: Float
  /// The index of the item.
  public let item: Int32

  /// Makes an entry of a ranking.
  public init(score: Float, item: Int32) {
    self.score = score
    self.item = item
  }

  /// Returns true if this one comes after the other in a ranking.
  fileprivate func isWorse(than other: ScoredItem) -> Bool {
    score != other.score ? score < other.score : item > other.item
  }
}

/// The best of many scores: a binary heap with the worst of those kept on top.
///
/// Higher scores are better; of equal scores, the item that comes first.
package struct TopRanking {
  private let capacity: Int
  private var heap: [ScoredItem] = []

  /// Makes an empty ranking.
  ///
  /// - Precondition: capacity > 0.
  package init(capacity: Int) {
    precondition(capacity > 0, "a ranking keeps at least one")
    self.capacity = capacity
  }

  /// The lowest score that may be kept: lower ones need not be offered. NaN is never as high.
  package var bar: Float { heap.count < capacity ? -.infinity : heap[0].score }

  /// Keeps the entry if it is among the best so far. Scores are not NaN.
  ///
  /// - Complexity: O(log capacity).
  package mutating func offer(_ entry: ScoredItem) {
    if heap.count < capacity {
      heap.append(entry)
      siftUp()
    } else if heap[0].isWorse(than: entry) {
      heap[0] = entry
      siftDown()
    }
  }

  /// Offers many items; those whose score is NaN are left out.
  package mutating func offer(
    _ items: UnsafeBufferPointer<Int32>, scores: UnsafePointer<Float>
  ) {
    var bar = bar
    for (i, item) in items.enumerated() where scores[i] >= bar {
      offer(ScoredItem(score: scores[i], item: item))
      bar = self.bar
    }
  }

  /// Returns the entries kept, best first.
  package func sorted() -> [ScoredItem] { heap.sorted { $1.isWorse(than: $0) } }

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
