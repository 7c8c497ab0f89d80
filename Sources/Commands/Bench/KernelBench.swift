import DebutEngine

/// Measures matrix products at the sizes that the models use, as shares of the processor's peak.
struct KernelBench {
  /// C[m, n] = op(A)[m, k] op(B)[k, n].
  struct Size: Hashable {
    var m: Int
    var n: Int
    var k: Int
    var transposeA = false
    var transposeB = false
    /// B is packed beforehand, as weights are.
    var isPacked = false

    var name: String {
      let form = isPacked ? " packed" : transposeA ? " ta" : transposeB ? " tb" : ""
      return "gemm\(form) m=\(m) n=\(n) k=\(k)"
    }

    /// Floating-point operations: a multiplication and an addition each.
    var flops: Double { 2 * Double(m) * Double(n) * Double(k) }
  }

  /// Gates of a GRU of 101 units over one and two inputs, at the batches of training; their backward
  /// products; sizes that no tile divides; and the square by which libraries are compared.
  static let sizes: [Size] = {
    var sizes: [Size] = []
    for m in [16, 64, 256, 304] {
      for k in [101, 202] { sizes.append(Size(m: m, n: 303, k: k)) }
    }
    for m in [16, 256] {
      sizes.append(Size(m: m, n: 303, k: 101, transposeB: true))
      sizes.append(Size(m: m, n: 303, k: 101, isPacked: true))
      sizes.append(Size(m: m, n: 101, k: 303))
      sizes.append(Size(m: 303, n: 101, k: m, transposeA: true))
    }
    sizes.append(Size(m: 1, n: 303, k: 101))
    sizes.append(Size(m: 17, n: 31, k: 33))
    sizes.append(Size(m: 65, n: 129, k: 63))
    sizes.append(Size(m: 512, n: 512, k: 512))
    return sizes
  }()

  private let compute: Compute
  private let stopwatch: Stopwatch
  private let cancellation: Cancellation

  init(
    compute: Compute, stopwatch: Stopwatch = Stopwatch(), cancellation: Cancellation = .never
  ) {
    self.compute = compute
    self.cancellation = cancellation
    self.stopwatch = stopwatch
  }

  /// Measures products of all sizes, with their shares of the peak.
  ///
  /// Other work on the machine can only slow a measurement down, so the peak is measured beside
  /// every row and the highest counts for all.
  ///
  /// - Throws: `ShellError.interrupted`.
  func rows(_ sizes: [Size] = KernelBench.sizes) throws -> [BenchRow] {
    var peak = measurePeak()
    var rows: [BenchRow] = []
    for size in sizes {
      try cancellation.check()
      rows.append(measure(size))
      peak = max(peak, measurePeak())
    }
    for i in rows.indices { rows[i].peakShare = rows[i].gigaflops.map { $0 / peak } }
    return rows
  }

  /// Measures the peak of all threads in GFLOP/s.
  private func measurePeak() -> Double {
    Kernels.measurePeak(compute.kernels) * Double(compute.workers.threads)
  }

  /// Measures one size, without its share of the peak.
  func measure(_ size: Size) -> BenchRow {
    let matrices = Matrices(size, compute: compute)
    let times = stopwatch.measure { matrices.multiply() }
    var row = BenchRow("\(size.name) threads=\(compute.workers.threads)", times)
    row.gigaflops = size.flops / times.median / 1e6
    return row
  }
}

/// The operands of a product, and the product itself, its rows shared out over the threads.
private struct Matrices {
  private let size: KernelBench.Size
  private let compute: Compute
  private let a: FloatBuffer
  private let b: FloatBuffer
  private let c: FloatBuffer
  private let packed: FloatBuffer
  private let scratch: FloatBuffer
  private let shards: Int
  private let rows: Int
  private let scratchSize: Int

  init(_ size: KernelBench.Size, compute: Compute) {
    self.size = size
    self.compute = compute
    let kernels = compute.kernels
    a = Self.filled(size.m * size.k, seed: 1)
    b = Self.filled(size.k * size.n, seed: 2)
    c = FloatBuffer(count: size.m * size.n)
    shards = min(compute.workers.threads, size.m)
    rows = (size.m + shards - 1) / shards
    scratchSize = kernels.gemmScratch(rows, size.n, size.k) + 16
    scratch = FloatBuffer(count: scratchSize * shards)
    packed = FloatBuffer(count: kernels.packedCount(size.n, size.k))
    kernels.packB(
      size.transposeB, size.n, size.k, b.base, size.transposeB ? size.k : size.n, packed.base)
  }

  private static func filled(_ count: Int, seed: UInt64) -> FloatBuffer {
    var generator = SeededGenerator(seed: seed)
    let buffer = FloatBuffer(count: count)
    for i in 0..<count { buffer.base[i] = generator.uniform() - 0.5 }
    return buffer
  }

  func multiply() { compute.workers.run(shards: shards, multiply) }

  private func multiply(shard: Int) {
    let first = shard * rows
    let count = min(rows, size.m - first)
    guard count > 0 else { return }
    let a = a.base + (size.transposeA ? first : first * size.k)
    let c = c.base + first * size.n
    if size.isPacked {
      compute.kernels.gemmPacked(
        count, size.n, size.k, a, size.k, packed.base, false, c, size.n)
    } else {
      compute.kernels.gemm(
        size.transposeA, size.transposeB, count, size.n, size.k, a,
        size.transposeA ? size.m : size.k, b.base, size.transposeB ? size.k : size.n, false, c,
        size.n, scratch.base + shard * scratchSize)
    }
  }
}
