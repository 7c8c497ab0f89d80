/// A sum of bytes that a training takes. It stops at `Int.max` in place of overflowing, and a negative number
/// counts as zero, so that any options and any data may be put in.
///
/// - Stability: evolving.
public struct MemorySum: Hashable, Sendable {
  /// The sum in bytes.
  public private(set) var bytes = 0

  /// Creates a sum of zero.
  public init() {}

  /// Adds the product of some numbers, in bytes.
  public mutating func addBytes(_ numbers: Int...) { add(numbers, each: 1) }

  /// Adds the product of some numbers, in floats of four bytes.
  public mutating func addFloats(_ numbers: Int...) { add(numbers, each: 4) }

  /// Adds trained parameters, as many as the product of some numbers: their values and gradients, Adam's two
  /// moments, and the checkpoint with its copies and the best values of early stopping. That is 32 bytes
  /// each.
  public mutating func addTrained(_ numbers: Int...) { add(numbers, each: 32) }

  /// Adds floats that lie on the tape, as many as the product of some numbers. Its memory grows by blocks
  /// of the size so far, so that up to half of it may be unused.
  public mutating func addOnTape(_ numbers: Int...) { add(numbers, each: 8) }

  private mutating func add(_ numbers: [Int], each: Int) {
    let product = numbers.reduce(each, Self.product)
    let (sum, overflows) = bytes.addingReportingOverflow(product)
    bytes = overflows ? .max : sum
  }

  /// Returns the product of two numbers, of which a negative one counts as zero; `Int.max` if it is larger.
  public static func product(_ x: Int, _ y: Int) -> Int {
    let (product, overflows) = max(x, 0).multipliedReportingOverflow(by: max(y, 0))
    return overflows ? .max : product
  }
}
