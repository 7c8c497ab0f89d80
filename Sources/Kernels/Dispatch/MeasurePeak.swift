extension Kernels {
  /// Runs a table's multiply-adds out of registers and returns their speed on one core, in GFLOP/s.
  ///
  /// A product of the same variant can at most approach this speed on this machine at this moment.
  /// Takes about `rounds` times 10 ms. The fastest round counts, because other load on the machine
  /// only ever slows a round down.
  public static func measurePeak(_ table: KernelTable, rounds: Int = 5) -> Double {
    let clock = ContinuousClock()
    func seconds(_ iterations: Int) -> Double {
      let (whole, attoseconds) = clock.measure { _ = table.peakLoop(iterations) }.components
      return Double(whole) + Double(attoseconds) * 1e-18
    }
    var iterations = 1 << 12
    while seconds(iterations) < 0.01 && iterations < 1 << 40 { iterations *= 2 }
    var fastest = Double.infinity
    for _ in 0..<max(rounds, 1) { fastest = min(fastest, seconds(iterations)) }
    return Double(iterations) * Double(table.peakLoopFlops) / fastest * 1e-9
  }
}
