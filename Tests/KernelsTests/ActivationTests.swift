import Foundation
import Kernels
import Testing

/// A function of one number, with the error that Shims/include/vector_functions.h promises.
struct Activation: CustomTestStringConvertible, Sendable {
  let name: String
  /// Units in the last place.
  let bound: Double
  let kernel:
    @Sendable (KernelTable, Int, UnsafePointer<Float>, UnsafeMutablePointer<Float>) -> Void
  let exact: @Sendable (Double) -> Double

  var testDescription: String { name }

  static let all = [
    Activation(
      name: "exp", bound: 1.1, kernel: { $0.exp($1, $2, $3) }, exact: { Foundation.exp($0) }),
    Activation(
      name: "sigmoid", bound: 2.5, kernel: { $0.sigmoid($1, $2, $3) },
      exact: { $0 < -700 ? 0 : 1 / (1 + Foundation.exp(-$0)) }),
    Activation(
      name: "tanh", bound: 2.6, kernel: { $0.tanh($1, $2, $3) }, exact: { Foundation.tanh($0) }),
  ]
}

@Suite("exp, sigmoid and tanh over all floats")
struct ActivationTests {
  /// Floats of every magnitude and sign, some thousand of them between -110 and 110, and the edges.
  static let inputs: [Float] = {
    let everywhere = stride(from: UInt64(0), to: 1 << 32, by: 10_007).map {
      Float(bitPattern: UInt32($0))
    }
    let near = stride(from: Float(-110), through: 110, by: 0.007_3)
    let edges: [Float] = [
      0, .infinity, .nan, .leastNonzeroMagnitude, .leastNormalMagnitude, .greatestFiniteMagnitude,
      88.722_83, 88.722_84, 87.336_54, 103.972_07, 103.972_08, 104, 9.010_913, 0.346_573_6,
    ]
    return everywhere + near + edges + edges.map { -$0 }
  }()

  @Test("Keeps its bound", arguments: Activation.all, Kernels.available)
  func bound(activation: Activation, variant: KernelVariant) throws {
    let x = Floats(Self.inputs)
    let y = Floats(x.count)
    activation.kernel(try Kernels.table(for: variant), x.count, x.pointer, y.pointer)
    withExtendedLifetime(x) {}
    var worst = (error: 0.0, x: Float(0), y: Float(0))
    for (x, y) in zip(Self.inputs, y.values) {
      let error = unitsOff(y, activation.exact(Double(x)))
      if error > worst.error { worst = (error, x, y) }
    }
    #expect(worst.error <= activation.bound, "at \(worst.x), which gives \(worst.y)")
  }

  @Test("Keeps infinities, NaN and the sign of zero", arguments: Kernels.available)
  func edges(variant: KernelVariant) throws {
    let table = try Kernels.table(for: variant)
    func apply(_ activation: Activation, _ x: Float) -> Float {
      let y = Floats([x])
      activation.kernel(table, 1, y.pointer, y.pointer)
      return y.values[0]
    }
    let expected: [[Float]] = [[0, .infinity, 1], [0, 1, 0.5], [-1, 1, 0]]
    for (activation, values) in zip(Activation.all, expected) {
      #expect(apply(activation, -.infinity) == values[0], "\(activation.name)")
      #expect(apply(activation, .infinity) == values[1], "\(activation.name)")
      #expect(apply(activation, 0) == values[2], "\(activation.name)")
      #expect(apply(activation, .nan).isNaN, "\(activation.name)")
    }
    #expect(apply(Activation.all[2], -0.0).sign == .minus)
    let clipped = Floats([.nan, -.infinity, .infinity])
    table.relu(3, clipped.pointer, clipped.pointer)
    #expect(clipped.values[0].isNaN)
    #expect(clipped.values[1...] == [0, .infinity])
  }

  @Test(
    "A row of minus infinities or with an infinity has its logSumExp", arguments: Kernels.available)
  func infiniteRows(variant: KernelVariant) throws {
    let table = try Kernels.table(for: variant)
    let rows = Floats([-.infinity, -.infinity, 1, .infinity, 0, -.infinity])
    let out = Floats(3)
    table.logSumExp(3, 2, rows.pointer, out.pointer)
    withExtendedLifetime(rows) { #expect(out.values == [-.infinity, .infinity, 0]) }
  }

  /// The distance in units in the last place of the exact result, or of the smallest normal number below it.
  private func unitsOff(_ actual: Float, _ exact: Double) -> Double {
    let rounded = Float(exact)
    if actual == rounded || actual.isNaN && exact.isNaN { return 0 }
    guard actual.isFinite else {
      // Overflow may begin one unit early.
      return exact > Double(Float.greatestFiniteMagnitude) * (1 - 0x1p-23) ? 1 : .infinity
    }
    let magnitude = max(
      Float.leastNormalMagnitude, min(rounded.magnitude, .greatestFiniteMagnitude))
    return abs(Double(actual) - exact) / Double(magnitude.ulp)
  }
}
