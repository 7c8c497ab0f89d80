import Kernels
import KernelsReference
import Testing

/// A reference operation as a function of one list of numbers, with its backward pass.
private struct Differentiable: Sendable {
  let name: String
  let inputs: Int
  /// The outputs of the forward pass.
  let forward: @Sendable ([Double]) -> [Double]
  /// The gradient of the inputs from that of the outputs.
  let backward: @Sendable ([Double], _ outputs: [Double], _ gradient: [Double]) -> [Double]
}

@Suite("Gradients of the reference")
struct GradientTests {
  @Test("Elementwise, softmax and batch normalisation agree with central differences")
  func operations() {
    for operation in Self.operations {
      var random = Random(17)
      let x = (0..<operation.inputs).map { _ in Double.random(in: -2...2, using: &random) }
      let y = operation.forward(x)
      let weights = y.map { _ in Double.random(in: -1...1, using: &random) }
      let actual = operation.backward(x, y, weights)
      let expected = centralDifferences(x) { dot(operation.forward($0), weights) }
      #expect(largestDifference(actual, expected) < 1e-8, "\(operation.name)")
    }
  }

  @Test("The GRU's agree with central differences", arguments: [true, false])
  func gru(isRagged: Bool) {
    let network = TinyGRU(lengths: isRagged ? [3, 0, 2] : nil)
    var random = Random(23)
    let x = (0..<network.inputs).map { _ in Double.random(in: -1...1, using: &random) }
    let weights = (0..<network.states).map { _ in Double.random(in: -1...1, using: &random) }
    let expected = centralDifferences(x) { dot(network.forward($0).states, weights) }
    #expect(largestDifference(network.backward(x, weights), expected) < 1e-8)
  }

  private func centralDifferences(_ x: [Double], _ f: ([Double]) -> Double) -> [Double] {
    x.indices.map { i in
      let step = 1e-5
      var (above, below) = (x, x)
      above[i] += step
      below[i] -= step
      return (f(above) - f(below)) / (2 * step)
    }
  }

  private func dot(_ x: [Double], _ y: [Double]) -> Double {
    zip(x, y).reduce(0) { $0 + $1.0 * $1.1 }
  }

  private func largestDifference(_ x: [Double], _ y: [Double]) -> Double {
    x.count == y.count ? zip(x, y).map { abs($0 - $1) }.max() ?? 0 : .infinity
  }

  private static let operations: [Differentiable] = [
    elementwise("sigmoid", Reference.sigmoid, Reference.sigmoidBackward),
    elementwise("tanh", Reference.tanh, Reference.tanhBackward),
    elementwise("relu", Reference.relu, Reference.reluBackward),
    elementwise(
      "softmax", { Reference.softmax(2, $0 / 2, $1, $2) },
      { Reference.softmaxBackward(2, $0 / 2, $1, $2, $3) }),
    batchNorm,
  ]

  private static func elementwise(
    _ name: String,
    _ forward:
      @escaping @Sendable (Int, UnsafePointer<Double>, UnsafeMutablePointer<Double>) -> Void,
    _ backward:
      @escaping @Sendable (
        Int, UnsafePointer<Double>, UnsafePointer<Double>, UnsafeMutablePointer<Double>
      ) -> Void
  ) -> Differentiable {
    Differentiable(name: name, inputs: 8) { x in
      let (x, y) = (Doubles(x), Doubles(8))
      forward(8, x.pointer, y.pointer)
      return withExtendedLifetime(x) { y.values }
    } backward: { _, y, dy in
      let (y, dy, dx) = (Doubles(y), Doubles(dy), Doubles(8))
      backward(8, y.pointer, dy.pointer, dx.pointer)
      return withExtendedLifetime((y, dy)) { dx.values }
    }
  }

  /// Inputs: x [5, 3], gamma [3], beta [3].
  private static let batchNorm = Differentiable(name: "batchNorm", inputs: 21) { values in
    let x = Doubles(values)
    let (mean, variance, y) = (Doubles(3), Doubles(3), Doubles(15))
    Reference.columnMoments(5, 3, x.pointer, 3, mean.pointer, variance.pointer)
    Reference.normaliseColumns(
      5, 3, x.pointer, 3, mean.pointer, variance.pointer, 1e-3, x.pointer + 15, x.pointer + 18,
      y.pointer, 3)
    return withExtendedLifetime((x, mean, variance)) { y.values }
  } backward: { values, _, dy in
    let (x, dy, gradient) = (Doubles(values), Doubles(dy), Doubles(21))
    let (mean, variance) = (Doubles(3), Doubles(3))
    Reference.columnMoments(5, 3, x.pointer, 3, mean.pointer, variance.pointer)
    Reference.normaliseColumnsBackward(
      5, 3, x.pointer, 3, mean.pointer, variance.pointer, 1e-3, x.pointer + 15,
      dy.pointer, 3, gradient.pointer, 3, gradient.pointer + 15, gradient.pointer + 18)
    return withExtendedLifetime((x, dy, mean, variance)) { gradient.values }
  }
}

/// A GRU of 3 sequences, 3 steps and 2 units whose every number is an input: input gates, initial
/// states, W_h, b_h, one after the other.
private struct TinyGRU {
  let lengths: [Int32]?
  let steps = 3
  let rows = 3
  let hidden = 2

  var gates: Int { steps * rows * 3 * hidden }
  var states: Int { steps * rows * hidden }
  var inputs: Int { gates + rows * hidden + 3 * hidden * hidden + 3 * hidden }
  private var initialStart: Int { gates }
  private var weightStart: Int { gates + rows * hidden }
  private var biasStart: Int { weightStart + 3 * hidden * hidden }

  func forward(_ values: [Double]) -> (states: [Double], gates: [Double]) {
    let (states, gates, scratch) = (
      Doubles(states), Doubles(steps * rows * 4 * hidden), Doubles(99)
    )
    withPass(values, states, gates, scratch) { Reference.gruForward($0) }
    return withExtendedLifetime(scratch) { (states.values, gates.values) }
  }

  func backward(_ values: [Double], _ stateGradients: [Double]) -> [Double] {
    let after = forward(values)
    let (states, gates, scratch) = (Doubles(after.states), Doubles(after.gates), Doubles(99))
    let (gradient, gateGradients) = (Doubles(inputs), Doubles(steps * rows * 4 * hidden))
    let weight = Doubles(Array(values[weightStart..<biasStart]))
    let given = Doubles(stateGradients)
    withPass(values, states, gates, scratch) { pass in
      var pass = pass
      pass.packedWeight = UnsafePointer(weight.pointer)
      pass.stateGradients = UnsafePointer(given.pointer)
      pass.carried = gradient.pointer + initialStart
      pass.gateGradients = gateGradients.pointer
      Reference.gruBackward(pass)
      for step in 0..<steps {
        for row in 0..<rows {
          let at = step * rows + row
          let d = gateGradients.pointer + at * 4 * hidden
          let before =
            step == 0
            ? Array(values[initialStart + row * hidden..<initialStart + (row + 1) * hidden])
            : Array(
              after.states[
                ((step - 1) * rows + row) * hidden..<((step - 1) * rows + row + 1) * hidden])
          for i in 0..<3 * hidden {
            gradient.pointer[at * 3 * hidden + i] = d[i]
            let toProduct = i < 2 * hidden ? d[i] : d[hidden + i]
            gradient.pointer[biasStart + i] += toProduct
            for j in 0..<hidden {
              gradient.pointer[weightStart + i * hidden + j] += toProduct * before[j]
            }
          }
        }
      }
    }
    return withExtendedLifetime((states, gates, scratch, gateGradients, weight, given)) {
      gradient.values
    }
  }

  private func withPass(
    _ values: [Double], _ states: Doubles, _ gates: Doubles, _ scratch: Doubles,
    _ body: (ReferenceGRUPass<Double>) -> Void
  ) {
    let all = Doubles(values)
    let packed = Doubles(3 * hidden * hidden)
    Reference.packB(true, 3 * hidden, hidden, all.pointer + weightStart, hidden, packed.pointer)
    (lengths ?? []).withUnsafeBufferPointer { buffer in
      body(
        ReferenceGRUPass(
          steps: steps, rows: rows, stride: rows, hidden: hidden,
          lengths: lengths == nil ? nil : buffer.baseAddress,
          inputGates: all.pointer, packedWeight: packed.pointer,
          hiddenBias: all.pointer + biasStart, initial: all.pointer + initialStart,
          states: states.pointer, gates: gates.pointer, scratch: scratch.pointer))
    }
    withExtendedLifetime((all, packed)) {}
  }
}
