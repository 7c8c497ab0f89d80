/// The `count` largest of some values, without sorting them: those above `bar`, and the first `ties`
/// of those that equal it.
struct Largest {
  /// Smallest value that is taken.
  let bar: Float
  /// Number of values equal to `bar` that are still to be taken.
  private(set) var ties: Int

  /// Finds the bar by three-way quickselect (Hoare 1961; Dijkstra 1976), which is as fast with many
  /// equal values.
  ///
  /// - Precondition: 0 < count <= values.count; no NaN.
  /// - Parameter values: reordered on return.
  /// - Complexity: O(values) on average.
  init(_ count: Int, of values: UnsafeMutableBufferPointer<Float>) {
    precondition(0 < count && count <= values.count, "as many as there are, and at least one")
    var (low, high) = (0, values.count)
    while true {
      let pivot = Self.median(values[low], values[(low + high) / 2], values[high - 1])
      // larger: low ..< above; equal: above ..< i; not compared yet: i ..< below; smaller: below ..< high
      var (above, i, below) = (low, low, high)
      while i < below {
        if values[i] > pivot {
          values.swapAt(above, i)
          above += 1
          i += 1
        } else if values[i] < pivot {
          below -= 1
          values.swapAt(i, below)
        } else {
          i += 1
        }
      }
      if count <= above {
        high = above
      } else if count > below {
        low = below
      } else {
        bar = pivot
        ties = count - above
        return
      }
    }
  }

  private static func median(_ a: Float, _ b: Float, _ c: Float) -> Float {
    max(min(a, b), min(max(a, b), c))
  }

  /// Returns true if the next value, in a fixed order, is one of the largest.
  mutating func takes(_ value: Float) -> Bool {
    if value > bar { return true }
    guard value == bar, ties > 0 else { return false }
    ties -= 1
    return true
  }
}
