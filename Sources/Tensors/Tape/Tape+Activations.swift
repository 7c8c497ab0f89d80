extension Tape {
  /// Returns max(x, 0), element by element; its derivative at 0 is 0.
  public func relu(_ x: Variable) -> Variable {
    activation(x, compute.kernels.relu, compute.kernels.reluBackward)
  }

  /// Returns 1 / (1 + e^-x), element by element.
  public func sigmoid(_ x: Variable) -> Variable {
    activation(x, compute.kernels.sigmoid, compute.kernels.sigmoidBackward)
  }

  /// Returns the hyperbolic tangent, element by element.
  public func tanh(_ x: Variable) -> Variable {
    activation(x, compute.kernels.tanh, compute.kernels.tanhBackward)
  }

  /// Records both passes of a function whose derivative follows from its value.
  private func activation(
    _ x: Variable,
    _ function: @convention(c) (Int, UnsafePointer<Float>, UnsafeMutablePointer<Float>) -> Void,
    _ derivative:
      @escaping @convention(c) (
        Int, UnsafePointer<Float>, UnsafePointer<Float>, UnsafeMutablePointer<Float>
      ) -> Void
  ) -> Variable {
    record(rows: x.rows, columns: x.columns, inputs: [x]) { out in
      compute.forElements(x.count) { start, count in
        function(count, x.value + start, out + start)
      }
    } backward: { pass in
      guard let gradient = pass.gradient(of: x) else { return }
      pass.compute.forElements(pass.count) { start, count in
        derivative(count, pass.output + start, pass.outputGradient + start, gradient + start)
      }
    }
  }
}
