/// Memory for plain values at one place, freed with its owner.
///
/// Unchecked: whoever fills it has it alone; later it is only read, or has one owner at a time.
final class Memory<Element: BitwiseCopyable>: @unchecked Sendable {
  let base: UnsafeMutablePointer<Element>
  let count: Int

  init(_ count: Int, filledWith value: Element) {
    self.count = count
    base = .allocate(capacity: max(count, 1))
    base.initialize(repeating: value, count: count)
  }

  convenience init(_ values: [Element], emptyWith value: Element) {
    self.init(values.count, filledWith: value)
    for (i, value) in values.enumerated() { base[i] = value }
  }

  deinit { base.deallocate() }

  subscript(_ i: Int) -> Element { base[i] }

  /// A copy as an array.
  var array: [Element] { Array(UnsafeBufferPointer(start: base, count: count)) }
}
