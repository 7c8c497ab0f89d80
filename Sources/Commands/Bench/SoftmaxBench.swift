import DebutEngine

/// Measures the training of a GRU that predicts the next item by an exact softmax over all of them, as
/// `gru4rec` does, as a share of the processor's peak. Its sequences are generated: only sizes matter.
struct SoftmaxBench {
  /// The sizes of a training.
  struct Size: Hashable {
    var items: Int
    var hidden = 128
    var sequences = 30
    var steps = 50
    /// Batches in an epoch.
    var batches = 8

    /// Positions of a batch, an item is predicted at each.
    var positions: Int { sequences * steps }

    func name(threads: Int) -> String {
      "epoch gru4rec softmax=full items=\(items) hidden=\(hidden) threads=\(threads)"
    }

    /// Floating-point operations of the products in an epoch, forward and backward: those of the GRU's two
    /// weights, and of the logits.
    var flops: Double {
      let (h, n) = (Double(hidden), Double(items))
      return 3 * Double(batches * positions) * (2 * 3 * h * (h + h) + 2 * n * h)
    }
  }

  /// The items of two data sets of next items by which engines are compared.
  static let standard = [Size(items: 3400), Size(items: 9066)]

  private static let epochs = 4

  let compute: Compute
  var cancellation = Cancellation.never

  /// Measures epochs of one size; the first, which makes buffers that the others reuse, does not count.
  ///
  /// Other work on the machine can only slow a measurement down, so the peak is measured before and after
  /// every epoch and the highest counts.
  ///
  /// - Throws: `ShellError.interrupted`.
  func measure(_ size: Size) throws -> BenchRow {
    let training = NextItemTraining(size, compute: compute)
    let clock = ContinuousClock()
    var peak = Kernels.measurePeak(compute.kernels)
    var times: [Double] = []
    for _ in 0..<Self.epochs {
      let start = clock.now
      for batch in 0..<size.batches {
        try cancellation.check()
        training.step(batch)
      }
      times.append((clock.now - start) / .milliseconds(1))
      peak = max(peak, Kernels.measurePeak(compute.kernels))
    }
    let threads = compute.workers.threads
    var row = BenchRow(size.name(threads: threads), .init(Array(times.dropFirst())))
    let gigaflops = size.flops / row.times.median / 1e6
    row.gigaflops = gigaflops
    row.peakShare = gigaflops / (peak * Double(threads))
    row.eventsPerSecond = Double(size.batches * size.positions) / row.times.median * 1e3
    return row
  }
}

/// A model and its batches.
private final class NextItemTraining {
  private let size: SoftmaxBench.Size
  private let items, bias: Parameter
  private let gru: GRU
  private let adam: Adam
  private let tape: Tape
  /// [batch][position], time-major; what follows each is its target.
  private let read, targets: [[Int32]]

  init(_ size: SoftmaxBench.Size, compute: Compute) {
    var generator = SeededGenerator(seed: 1)
    self.size = size
    items = Parameter("items", rows: size.items, columns: size.hidden, isTable: true)
    items.fillNormal(0.1, using: &generator)
    bias = Parameter("bias", rows: 1, columns: size.items)
    gru = GRU("gru", inputs: size.hidden, hidden: size.hidden, using: &generator)
    adam = Adam([items, bias] + gru.parameters, compute: compute)
    tape = Tape(compute: compute)
    func drawn() -> [[Int32]] {
      (0..<size.batches).map { _ in
        (0..<size.positions).map { _ in
          Int32.random(in: 0..<Int32(size.items), using: &generator)
        }
      }
    }
    read = drawn()
    targets = drawn()
  }

  func step(_ batch: Int) {
    tape.reset(seed: UInt64(batch))
    let states = tape.gru(tape.gather(items, read[batch]), gru, steps: size.steps)
    tape.backward(
      tape.softmaxCrossEntropy(states, items: items, bias: bias, targets: targets[batch]))
    adam.step()
    adam.zeroGradients()
  }
}
