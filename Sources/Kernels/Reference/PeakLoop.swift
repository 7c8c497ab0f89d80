extension Reference {
  /// Chains of multiply-adds that the scalar variant's peak loop runs side by side, so that it
  /// waits for no result.
  static let peakLoopChains = 8

  /// Runs one multiply and one add for each chain, `iterations` times.
  static func peakLoop(_ iterations: Int) -> Float {
    var (a, b, c, d): (Float, Float, Float, Float) = (0.1, 0.2, 0.3, 0.4)
    var (e, f, g, h): (Float, Float, Float, Float) = (0.5, 0.6, 0.7, 0.8)
    let factor: Float = 0.999
    let term: Float = 0.001
    for _ in 0..<iterations {
      a = a * factor + term
      b = b * factor + term
      c = c * factor + term
      d = d * factor + term
      e = e * factor + term
      f = f * factor + term
      g = g * factor + term
      h = h * factor + term
    }
    return ((a + b) + (c + d)) + ((e + f) + (g + h))
  }
}
