import Tensors
import Testing

/// Compares the gradients of `sum(weights * f(inputs))` with differences, for every input and
/// parameter.
///
/// The differences are of fourth order with a step of 2^-5: their own error is about 2^-20 / 30 of a
/// fifth derivative plus 2^-24 / 2^-5 of the greatest terms, so both stay near 1e-5 for functions of
/// moderate size.
struct GradientCheck {
  var compute: Compute
  /// Rows, columns and values of the inputs that f gets as leaves.
  var inputs: [(rows: Int, columns: Int, values: [Float])] = []
  var parameters: [Parameter] = []
  var isTraining = true
  /// Elements that are tried in each input and parameter.
  var samples = 12
  /// The largest difference between both gradients, as a share of the greatest gradient or 1.
  var tolerance = 3e-4
  var f: (Tape, [Variable]) -> Variable

  /// Inputs of these shapes with values in [-scale, scale).
  static func inputs(
    _ shapes: [(Int, Int)], scale: Float = 1, salt: Int = 50
  ) -> [(rows: Int, columns: Int, values: [Float])] {
    shapes.enumerated().map { index, shape in
      (shape.0, shape.1, Noise.spread(salt + index, scale, count: shape.0 * shape.1))
    }
  }

  func run(_ label: String, sourceLocation: SourceLocation = #_sourceLocation) {
    let tape = Tape(compute: compute)
    tape.isTraining = isTraining
    for parameter in parameters { parameter.zeroGradient() }
    let leaves = start(tape, inputs.map(\.values))
    let out = f(tape, leaves)
    let weights = Noise.spread(99, 1, count: out.count)
    tape.backward(out, gradient: weights)

    var values = inputs.map(\.values)
    for (index, leaf) in leaves.enumerated() {
      let gradient =
        tape.gradient(of: leaf).map { Array(UnsafeBufferPointer(start: $0, count: leaf.count)) }
        ?? Array(repeating: 0, count: leaf.count)
      compare("\(label), input \(index)", gradient, sourceLocation) { element, change in
        let old = values[index][element]
        values[index][element] += change
        defer { values[index][element] = old }
        return objective(values, weights)
      }
    }
    for parameter in parameters where parameter.isTrained {
      let gradient = Array(parameter.gradient.floats)
      compare("\(label), \(parameter.name)", gradient, sourceLocation) { element, change in
        let old = parameter.value.base[element]
        parameter.value.base[element] += change
        defer { parameter.value.base[element] = old }
        return objective(values, weights)
      }
    }
  }

  private func start(_ tape: Tape, _ values: [[Float]]) -> [Variable] {
    tape.reset(seed: 5)
    return zip(inputs, values).map { tape.leaf($1, rows: $0.rows, columns: $0.columns) }
  }

  private func objective(_ values: [[Float]], _ weights: [Float]) -> Double {
    let tape = Tape(compute: compute)
    tape.isTraining = isTraining
    let out = f(tape, start(tape, values))
    return zip(out.floats, weights).reduce(0) { $0 + Double($1.0) * Double($1.1) }
  }

  private func compare(
    _ label: String, _ gradient: [Float], _ sourceLocation: SourceLocation,
    _ objective: (Int, Float) -> Double
  ) {
    let h: Float = 0x1p-5
    let size = max(1, gradient.reduce(0) { max($0, abs(Double($1))) })
    for element in sampled(gradient.count) {
      let near = objective(element, h) - objective(element, -h)
      let far = objective(element, 2 * h) - objective(element, -2 * h)
      let expected = (8 * near - far) / (12 * Double(h))
      #expect(
        abs(Double(gradient[element]) - expected) <= tolerance * size,
        "\(label)[\(element)]: \(gradient[element]), by differences \(expected)",
        sourceLocation: sourceLocation)
    }
  }

  /// All elements, or some spread over all of them, the first and last among them.
  private func sampled(_ count: Int) -> [Int] {
    guard count > samples else { return Array(0..<count) }
    return (0..<samples).map { $0 * (count - 1) / (samples - 1) }
  }
}
