import Kernels
import Testing

@Suite("Dropout masks")
struct DropoutTests {
  @Test("Are the same in every variant, and from any first index", arguments: Kernels.available)
  func identical(variant: KernelVariant) throws {
    let table = try Kernels.table(for: variant)
    let scalar = try Kernels.table(for: .scalar)
    for n in sizes {
      for (rate, seed) in [(0, 1), (0.3, 0), (0.5, 7), (0.999, .max)] as [(Float, UInt64)] {
        let (a, b, c) = (Floats(n, offset: 1), Floats(n), Floats(n, offset: 2))
        let first = UInt64.max - 5
        table.dropoutMask(n, rate, seed, first, a.pointer)
        scalar.dropoutMask(n, rate, seed, first, b.pointer)
        for i in 0..<n { table.dropoutMask(1, rate, seed, first &+ UInt64(i), c.pointer + i) }
        #expect(a.bits == b.bits)
        #expect(a.bits == c.bits)
        #expect(a.guardsAreIntact)
      }
    }
  }

  @Test("Drop the share that they are asked for, anew for every seed", arguments: [0.1, 0.3, 0.5])
  func share(rate: Float) throws {
    let table = try Kernels.select()
    let n = 100_000
    var masks: [[Float]] = []
    for seed: UInt64 in 0..<4 {
      let mask = Floats(n)
      table.dropoutMask(n, rate, seed, 0, mask.pointer)
      let dropped = mask.values.filter { $0 == 0 }.count
      let deviation = (Double(n) * Double(rate) * Double(1 - rate)).squareRoot()
      #expect(abs(Double(dropped) - Double(n) * Double(rate)) < 4 * deviation)
      #expect(mask.values.allSatisfy { $0 == 0 || $0 == 1 / (1 - rate) })
      // Neighbours are independent: both dropped as often as the square of the rate says.
      let pairs = zip(mask.values, mask.values.dropFirst()).filter { $0 == 0 && $1 == 0 }.count
      #expect(abs(Double(pairs) / Double(n) - Double(rate * rate)) < 0.01)
      masks.append(mask.values)
    }
    #expect(Set(masks).count == masks.count)
  }

  @Test("Keep everything at rate 0 and nothing at rate 1", arguments: Kernels.available)
  func extremes(variant: KernelVariant) throws {
    let table = try Kernels.table(for: variant)
    let mask = Floats(100)
    table.dropoutMask(100, 0, 3, 0, mask.pointer)
    #expect(mask.values.allSatisfy { $0 == 1 })
    table.dropoutMask(100, 1, 3, 0, mask.pointer)
    #expect(mask.values.allSatisfy { $0 == 0 })
  }
}
