/// Layer normalisation of rows (Ba, Kiros and Hinton 2016), `torch.nn.LayerNorm`:
/// y = (x - mean) / sqrt(variance + epsilon) * weight + bias, with the moments of each row (biased).
///
/// The tape and `apply` use the same arithmetic, so that the trained function is the one that predicts.
///
/// - Stability: evolving.
public struct LayerNorm: Sendable {
  /// [1, columns], named `<name>.weight`; starts at 1.
  public let weight: Parameter
  /// [1, columns], named `<name>.bias`; starts at 0.
  public let bias: Parameter
  static let epsilon: Float = 1e-5

  /// Creates a layer of weights 1 and biases 0.
  public init(_ name: String, columns: Int) {
    weight = Parameter("\(name).weight", rows: 1, columns: columns)
    bias = Parameter("\(name).bias", rows: 1, columns: columns)
    weight.fill(1)
  }

  /// Columns of the input and the output.
  public var columns: Int { weight.columns }
  /// The weights and the biases.
  public var parameters: [Parameter] { [weight, bias] }

  /// Normalises one row: y[columns] from x[columns], which may be the same memory.
  public func apply(_ x: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>) {
    let (mean, inverse) = Self.moments(x, columns)
    let (gamma, beta) = (weight.value.base, bias.value.base)
    for c in 0..<columns { y[c] = (x[c] - mean) * inverse * gamma[c] + beta[c] }
  }

  /// Returns a row's mean, and the inverse of its standard deviation.
  static func moments(_ x: UnsafePointer<Float>, _ columns: Int) -> (mean: Float, inverse: Float) {
    var sum: Float = 0
    for c in 0..<columns { sum += x[c] }
    let mean = sum / Float(columns)
    var squares: Float = 0
    for c in 0..<columns { squares += (x[c] - mean) * (x[c] - mean) }
    return (mean, 1 / (squares / Float(columns) + epsilon).squareRoot())
  }
}

extension Tape {
  /// Normalises every row of `x`.
  ///
  /// - Precondition: x.columns == layer.columns.
  public func normalise(_ x: Variable, _ layer: LayerNorm) -> Variable {
    precondition(x.columns == layer.columns, "\(layer.weight.name) takes \(layer.columns) columns")
    let columns = x.columns
    let (gamma, beta) = (weights(layer.weight), weights(layer.bias))
    return record(rows: x.rows, columns: columns, inputs: [x, gamma, beta]) { out in
      compute.forRows(x.rows, columns: columns) { first, count in
        for r in first..<first + count {
          layer.apply(x.value + r * columns, into: out + r * columns)
        }
      }
    } backward: { pass in
      pass.normalise(x, gamma, beta)
    }
  }
}

extension BackwardPass {
  /// Adds the gradients: with n = (x - mean) inverse, dgamma += dy n and dbeta += dy; with g = dy gamma,
  /// dx += inverse (g - mean(g) - n mean(g n)).
  fileprivate func normalise(_ x: Variable, _ gamma: Variable, _ beta: Variable) {
    let columns = x.columns
    let dx = gradient(of: x)
    // One thread sums over rows in order, for the same bits at any number of threads.
    if let dgamma = gradient(of: gamma), let dbeta = gradient(of: beta) {
      for r in 0..<rows {
        let (row, dy) = (x.value + r * columns, outputGradient + r * columns)
        let (mean, inverse) = LayerNorm.moments(row, columns)
        for c in 0..<columns {
          dgamma[c] += dy[c] * (row[c] - mean) * inverse
          dbeta[c] += dy[c]
        }
      }
    }
    guard let dx else { return }
    compute.forRows(rows, columns: columns) { first, count in
      for r in first..<first + count {
        let (row, dy) = (x.value + r * columns, outputGradient + r * columns)
        let (mean, inverse) = LayerNorm.moments(row, columns)
        var (sum, sumOfProducts): (Float, Float) = (0, 0)
        for c in 0..<columns {
          let g = dy[c] * gamma.value[c]
          sum += g
          sumOfProducts += g * (row[c] - mean) * inverse
        }
        let (meanG, meanGN) = (sum / Float(columns), sumOfProducts / Float(columns))
        let out = dx + r * columns
        for c in 0..<columns {
          let n = (row[c] - mean) * inverse
          out[c] += inverse * (dy[c] * gamma.value[c] - meanG - n * meanGN)
        }
      }
    }
  }
}
