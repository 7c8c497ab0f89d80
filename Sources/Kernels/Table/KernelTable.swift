public import CKernelShims

/// An implementation of every kernel for one instruction set.
///
/// All matrices are row-major; `ld…` is the distance in floats between the starts of two rows.
/// Counts are in floats, rows or columns, never bytes. Any size is allowed, 0 too. No kernel
/// allocates or starts threads: the caller distributes the work. If a comment ends with "in place",
/// output and input may be the same pointer; otherwise they must not overlap.
/// A kernel's result for one output element does not depend on which other elements the same call
/// computes, so any partition of rows or columns gives the same bits.
///
/// The fields are C function pointers: a structure of Swift closures declared in a module compiled
/// for AVX-512 would emit weak copies of itself that the linker may hand to the baseline path.
///
/// - Stability: evolving.
public struct KernelTable: Sendable {
  /// Floats that a kernel reads.
  public typealias In = UnsafePointer<Float>
  /// Floats that a kernel writes.
  public typealias Out = UnsafeMutablePointer<Float>
  /// Row indices or lengths that a kernel reads.
  public typealias Indices = UnsafePointer<Int32>

  /// Bytes with a sign that a kernel reads.
  public typealias Bytes = UnsafePointer<Int8>

  /// The instruction set of the functions.
  public var variant: KernelVariant

  // MARK: Element by element

  /// y[i] += a x[i]
  public var axpy: @convention(c) (_ n: Int, _ a: Float, _ x: In, _ y: Out) -> Void
  /// x[i] *= a
  public var scale: @convention(c) (_ n: Int, _ a: Float, _ x: Out) -> Void
  /// out[i] = x[i] + y[i]; in place
  public var add: @convention(c) (_ n: Int, _ x: In, _ y: In, _ out: Out) -> Void
  /// out[i] = x[i] - y[i]; in place
  public var subtract: @convention(c) (_ n: Int, _ x: In, _ y: In, _ out: Out) -> Void
  /// out[i] = x[i] y[i]; in place
  public var multiply: @convention(c) (_ n: Int, _ x: In, _ y: In, _ out: Out) -> Void
  /// out[i] += x[i] y[i]
  public var multiplyAdd: @convention(c) (_ n: Int, _ x: In, _ y: In, _ out: Out) -> Void

  // MARK: Activations

  /// y[i] = e^x[i]; in place
  public var exp: @convention(c) (_ n: Int, _ x: In, _ y: Out) -> Void
  /// y[i] = 1 / (1 + e^-x[i]); in place
  public var sigmoid: @convention(c) (_ n: Int, _ x: In, _ y: Out) -> Void
  /// dx[i] += dy[i] y[i] (1 - y[i])
  public var sigmoidBackward: @convention(c) (_ n: Int, _ y: In, _ dy: In, _ dx: Out) -> Void
  /// y[i] = tanh x[i]; in place
  public var tanh: @convention(c) (_ n: Int, _ x: In, _ y: Out) -> Void
  /// dx[i] += dy[i] (1 - y[i]^2)
  public var tanhBackward: @convention(c) (_ n: Int, _ y: In, _ dy: In, _ dx: Out) -> Void
  /// y[i] = max(x[i], 0); NaN stays NaN; in place
  public var relu: @convention(c) (_ n: Int, _ x: In, _ y: Out) -> Void
  /// dx[i] += dy[i] if y[i] > 0
  public var reluBackward: @convention(c) (_ n: Int, _ y: In, _ dy: In, _ dx: Out) -> Void

  // MARK: Reductions

  /// Returns the sum of x, in a fixed order that depends on `n` and the variant alone.
  public var sum: @convention(c) (_ n: Int, _ x: In) -> Float
  /// Returns the sum of x[i] y[i], in a fixed order that depends on `n` and the variant alone.
  public var dot: @convention(c) (_ n: Int, _ x: In, _ y: In) -> Float
  /// out[r] = x[r, :] . y[r, :]
  public var rowDots:
    @convention(c) (
      _ rows: Int, _ columns: Int, _ x: In, _ ldx: Int, _ y: In, _ ldy: Int, _ out: Out
    ) -> Void
  /// out[r, :] += a[r] x[r, :]
  public var addScaledRows:
    @convention(c) (
      _ rows: Int, _ columns: Int, _ a: In, _ x: In, _ ldx: Int, _ out: Out, _ ldo: Int
    ) -> Void
  /// x[r, :] += bias, for every row
  public var addToRows:
    @convention(c) (_ rows: Int, _ columns: Int, _ bias: In, _ x: Out, _ ldx: Int) -> Void
  /// out[c] += sum over r of x[r, c], rows in order
  public var sumRows:
    @convention(c) (_ rows: Int, _ columns: Int, _ x: In, _ ldx: Int, _ out: Out) -> Void

  // MARK: Softmax, row by row

  /// y[r, :] = softmax x[r, :], the row's maximum subtracted first; in place
  public var softmax: @convention(c) (_ rows: Int, _ columns: Int, _ x: In, _ y: Out) -> Void
  /// dx[r, :] += y (dy - y . dy)
  public var softmaxBackward:
    @convention(c) (_ rows: Int, _ columns: Int, _ y: In, _ dy: In, _ dx: Out) -> Void
  /// out[r] = log sum of e^x[r, :], the row's maximum subtracted first
  public var logSumExp: @convention(c) (_ rows: Int, _ columns: Int, _ x: In, _ out: Out) -> Void
  /// most[r] = max x[r, :]; x[r, :] = e^(x[r, :] - most[r]); total[r] = the sum of these. The parts of a
  /// softmax over rows that are longer than what is in memory at a time. At least one column, finite x.
  public var expRows:
    @convention(c) (_ rows: Int, _ columns: Int, _ x: Out, _ ldx: Int, _ most: Out, _ total: Out) ->
      Void

  // MARK: Matrix products

  /// C[m, n] = op(A)[m, k] op(B)[k, n], or C += if `accumulate`. `transposeA`: A is stored [k, m];
  /// `transposeB`: B is stored [n, k]. `scratch`: `gemmScratch(m, n, k)` floats.
  public var gemm:
    @convention(c) (
      _ transposeA: Bool, _ transposeB: Bool, _ m: Int, _ n: Int, _ k: Int, _ a: In, _ lda: Int,
      _ b: In, _ ldb: Int, _ accumulate: Bool, _ c: Out, _ ldc: Int, _ scratch: Out
    ) -> Void
  /// Returns the floats of scratch that `gemm` needs; if B is not transposed, n = 1 suffices.
  public var gemmScratch: @convention(c) (_ m: Int, _ n: Int, _ k: Int) -> Int
  /// Rearranges op(B)[k, n] for any number of calls of `gemmPacked`.
  public var packB:
    @convention(c) (_ transposeB: Bool, _ n: Int, _ k: Int, _ b: In, _ ldb: Int, _ packed: Out) ->
      Void
  /// Returns the number of floats that `packB` writes.
  public var packedCount: @convention(c) (_ n: Int, _ k: Int) -> Int
  /// C[m, n] = A[m, k] op(B)[k, n], or C += if `accumulate`, with a packed B. Needs no scratch.
  public var gemmPacked:
    @convention(c) (
      _ m: Int, _ n: Int, _ k: Int, _ a: In, _ lda: Int, _ packedB: In, _ accumulate: Bool,
      _ c: Out,
      _ ldc: Int
    ) -> Void

  // MARK: GRU over a sequence (see `GRUPass`)

  /// Writes `states` and, unless null, `gates`.
  public var gruForward: @convention(c) (_ pass: UnsafePointer<GRUPass>) -> Void
  /// Writes `d_gates` and replaces `carried`.
  public var gruBackward: @convention(c) (_ pass: UnsafePointer<GRUPass>) -> Void
  /// Returns the floats of scratch that either pass needs.
  public var gruScratch: @convention(c) (_ rows: Int, _ hidden: Int) -> Int

  // MARK: Batch normalisation of neighbouring columns of [rows, ld] (Ioffe and Szegedy 2015)

  /// Computes mean[c] and variance[c] (biased, two passes) of each column; zeros if there are no
  /// rows.
  public var columnMoments:
    @convention(c) (_ rows: Int, _ columns: Int, _ x: In, _ ldx: Int, _ mean: Out, _ variance: Out)
      -> Void
  /// y = (x - mean) / sqrt(variance + epsilon) * gamma + beta; in place.
  ///
  /// Training passes batch moments, inference passes running moments.
  public var normaliseColumns:
    @convention(c) (
      _ rows: Int, _ columns: Int, _ x: In, _ ldx: Int, _ mean: In, _ variance: In,
      _ epsilon: Float,
      _ gamma: In, _ beta: In, _ y: Out, _ ldy: Int
    ) -> Void
  /// Adds the gradients through batch moments to dx, dgamma and dbeta.
  public var normaliseColumnsBackward:
    @convention(c) (
      _ rows: Int, _ columns: Int, _ x: In, _ ldx: Int, _ mean: In, _ variance: In,
      _ epsilon: Float,
      _ gamma: In, _ dy: In, _ lddy: Int, _ dx: Out, _ lddx: Int, _ dgamma: Out, _ dbeta: Out
    ) -> Void

  // MARK: Dropout

  /// mask[i] = 0 with probability `rate`, else 1 / (1 - rate).
  ///
  /// `rate` in 0 ... 1 is rounded down to a multiple of 2^-24. The generator is counter-based:
  /// mask[i] depends on `seed` and `firstIndex + i` alone, and every variant gives the same mask.
  public var dropoutMask:
    @convention(c) (_ n: Int, _ rate: Float, _ seed: UInt64, _ firstIndex: UInt64, _ mask: Out) ->
      Void

  // MARK: Rows of a table

  /// out[r, :] = table[indices[r], :]. The caller checks the indices.
  public var gatherRows:
    @convention(c) (
      _ count: Int, _ columns: Int, _ table: In, _ indices: Indices, _ out: Out, _ ldo: Int
    ) -> Void
  /// table[indices[r], :] += x[r, :], r in order, repeated indices too.
  public var scatterAddRows:
    @convention(c) (
      _ count: Int, _ columns: Int, _ x: In, _ ldx: Int, _ indices: Indices, _ table: Out
    ) -> Void

  /// out[:] += weights[r] table[indices[r], :], r in order, repeated indices too.
  ///
  /// If `weights` is nil, all are 1. `ldt`: the table's rows may be longer than the columns summed.
  public var addIndexedRows:
    @convention(c) (
      _ count: Int, _ columns: Int, _ weights: In?, _ table: In, _ ldt: Int, _ indices: Indices,
      _ out: Out
    ) -> Void

  /// Numbers that rows of `addMoments` are padded to a multiple of, one of every variant's lanes.
  public static let momentPadding = 16
  /// With x_r = table[indices[r], :], adds up moments, weighted rows and rows, r in order:
  /// out[i, j] += x_r[i] x_r[j] for j <= i < d; weighted[i] += weights[r] x_r[i] for i < d;
  /// sums[c] += x_r[c] for c < columns.
  ///
  /// `columns` is a multiple of `momentPadding`, not less than d. `out` and `weighted` have rows of d numbers, padded to
  /// such a multiple, and `out` has as many rows. The padding is read and written; what is in it, and in `out` right of the
  /// diagonal, is not promised.
  public var addMoments:
    @convention(c) (
      _ count: Int, _ d: Int, _ columns: Int, _ weights: In, _ table: In, _ ldt: Int,
      _ indices: Indices, _ out: Out, _ ldo: Int, _ weighted: Out, _ sums: Out
    ) -> Void

  // MARK: Rows of bytes: bounds of many products with one vector

  /// Rows of a block of `quantisedDots`, a multiple of every variant's lanes.
  public static let quantisedBlock = quantised_block
  /// out[16 b + r] = sum over p of items[b, p, r, :] . query[p, :], the same in every variant.
  ///
  /// items: [blocks][pairs][16 rows][2], two neighbouring columns of each row. The caller sees to it that
  /// no sum, nor one of a part of the columns, passes 32 bits.
  public var quantisedDots:
    @convention(c) (
      _ blocks: Int, _ pairs: Int, _ items: Bytes, _ query: UnsafePointer<Int16>,
      _ out: UnsafeMutablePointer<Int32>
    ) -> Void
  /// Writes every i, ascending, with scales[i] (unit dots[i] + slack) + biases[i] >= least, and returns
  /// their number. If `biases` is nil, all are 0. Each operation rounds, or is fused with the next.
  public var rowsReaching:
    @convention(c) (
      _ n: Int, _ dots: Indices, _ scales: In, _ unit: Float, _ slack: Float, _ biases: In?,
      _ least: Float, _ out: UnsafeMutablePointer<Int32>
    ) -> Int

  // MARK: Many small symmetric systems (Golub and Van Loan, section 4.2)

  /// x[s, :] = A_s^-1 b[s, :] for systems of n unknowns, by Cholesky factorisation.
  ///
  /// a[s, :] is the lower triangle of A_s, n (n + 1) / 2 numbers packed row by row; `inverse`,
  /// unless nil, receives that of A_s^-1. x may be b. The result is NaN if A_s is not positive
  /// definite. `scratch`: `choleskyScratch(n)` floats.
  public var choleskySolve:
    @convention(c) (
      _ systems: Int, _ n: Int, _ a: In, _ lda: Int, _ b: In, _ ldb: Int, _ x: Out, _ ldx: Int,
      _ inverse: Out?, _ ldi: Int, _ scratch: Out
    ) -> Void
  /// Returns the floats of scratch that `choleskySolve` needs.
  public var choleskyScratch: @convention(c) (_ n: Int) -> Int

  // MARK: Adam (Kingma and Ba 2015; decoupled decay: Loshchilov and Hutter 2019)

  /// Takes one step on n weights, like PyTorch's `torch.optim.Adam` / `AdamW`:
  /// g += l2 w; w *= shrink; m = b1 m + (1 - b1) g; v = b2 v + (1 - b2) g^2;
  /// w -= stepSize m / (sqrt(v) / sqrtCorrection2 + epsilon), with shrink = 1 - lr decay,
  /// stepSize = lr / (1 - b1^t) and sqrtCorrection2 = sqrt(1 - b2^t).
  public var adam:
    @convention(c) (
      _ n: Int, _ stepSize: Float, _ beta1: Float, _ beta2: Float, _ sqrtCorrection2: Float,
      _ epsilon: Float, _ l2: Float, _ shrink: Float, _ w: Out, _ g: In, _ m: Out, _ v: Out
    ) -> Void

  // MARK: The machine's limit

  /// Runs multiply-adds that touch registers only: `iterations` times `peakLoopFlops` operations.
  ///
  /// The result keeps the loop alive. Products are compared to this loop's speed.
  public var peakLoop: @convention(c) (_ iterations: Int) -> Float
  /// Floating-point operations of one iteration of `peakLoop`; a multiply-add counts as 2.
  public var peakLoopFlops: Int

  /// Creates a table of one variant's functions; the field of the same name describes each.
  public init(
    variant: KernelVariant,
    axpy: @convention(c) (Int, Float, In, Out) -> Void,
    scale: @convention(c) (Int, Float, Out) -> Void,
    add: @convention(c) (Int, In, In, Out) -> Void,
    subtract: @convention(c) (Int, In, In, Out) -> Void,
    multiply: @convention(c) (Int, In, In, Out) -> Void,
    multiplyAdd: @convention(c) (Int, In, In, Out) -> Void,
    exp: @convention(c) (Int, In, Out) -> Void,
    sigmoid: @convention(c) (Int, In, Out) -> Void,
    sigmoidBackward: @convention(c) (Int, In, In, Out) -> Void,
    tanh: @convention(c) (Int, In, Out) -> Void,
    tanhBackward: @convention(c) (Int, In, In, Out) -> Void,
    relu: @convention(c) (Int, In, Out) -> Void,
    reluBackward: @convention(c) (Int, In, In, Out) -> Void,
    sum: @convention(c) (Int, In) -> Float,
    dot: @convention(c) (Int, In, In) -> Float,
    rowDots: @convention(c) (Int, Int, In, Int, In, Int, Out) -> Void,
    addScaledRows: @convention(c) (Int, Int, In, In, Int, Out, Int) -> Void,
    addToRows: @convention(c) (Int, Int, In, Out, Int) -> Void,
    sumRows: @convention(c) (Int, Int, In, Int, Out) -> Void,
    softmax: @convention(c) (Int, Int, In, Out) -> Void,
    softmaxBackward: @convention(c) (Int, Int, In, In, Out) -> Void,
    logSumExp: @convention(c) (Int, Int, In, Out) -> Void,
    expRows: @convention(c) (Int, Int, Out, Int, Out, Out) -> Void,
    gemm: @convention(c) (Bool, Bool, Int, Int, Int, In, Int, In, Int, Bool, Out, Int, Out) -> Void,
    gemmScratch: @convention(c) (Int, Int, Int) -> Int,
    packB: @convention(c) (Bool, Int, Int, In, Int, Out) -> Void,
    packedCount: @convention(c) (Int, Int) -> Int,
    gemmPacked: @convention(c) (Int, Int, Int, In, Int, In, Bool, Out, Int) -> Void,
    gruForward: @convention(c) (UnsafePointer<GRUPass>) -> Void,
    gruBackward: @convention(c) (UnsafePointer<GRUPass>) -> Void,
    gruScratch: @convention(c) (Int, Int) -> Int,
    columnMoments: @convention(c) (Int, Int, In, Int, Out, Out) -> Void,
    normaliseColumns: @convention(c) (Int, Int, In, Int, In, In, Float, In, In, Out, Int) -> Void,
    normaliseColumnsBackward:
      @convention(c) (Int, Int, In, Int, In, In, Float, In, In, Int, Out, Int, Out, Out) -> Void,
    dropoutMask: @convention(c) (Int, Float, UInt64, UInt64, Out) -> Void,
    gatherRows: @convention(c) (Int, Int, In, Indices, Out, Int) -> Void,
    scatterAddRows: @convention(c) (Int, Int, In, Int, Indices, Out) -> Void,
    addIndexedRows: @convention(c) (Int, Int, In?, In, Int, Indices, Out) -> Void,
    addMoments:
      @convention(c) (
        Int, Int, Int, In, In, Int, Indices, Out, Int, Out, Out
      ) -> Void,
    quantisedDots:
      @convention(c) (Int, Int, Bytes, UnsafePointer<Int16>, UnsafeMutablePointer<Int32>) -> Void,
    rowsReaching:
      @convention(c) (
        Int, Indices, In, Float, Float, In?, Float, UnsafeMutablePointer<Int32>
      ) -> Int,
    choleskySolve:
      @convention(c) (Int, Int, In, Int, In, Int, Out, Int, Out?, Int, Out) -> Void,
    choleskyScratch: @convention(c) (Int) -> Int,
    adam:
      @convention(c) (Int, Float, Float, Float, Float, Float, Float, Float, Out, In, Out, Out) ->
      Void,
    peakLoop: @convention(c) (Int) -> Float,
    peakLoopFlops: Int
  ) {
    self.variant = variant
    self.axpy = axpy
    self.scale = scale
    self.add = add
    self.subtract = subtract
    self.multiply = multiply
    self.multiplyAdd = multiplyAdd
    self.exp = exp
    self.sigmoid = sigmoid
    self.sigmoidBackward = sigmoidBackward
    self.tanh = tanh
    self.tanhBackward = tanhBackward
    self.relu = relu
    self.reluBackward = reluBackward
    self.sum = sum
    self.dot = dot
    self.rowDots = rowDots
    self.addScaledRows = addScaledRows
    self.addToRows = addToRows
    self.sumRows = sumRows
    self.softmax = softmax
    self.softmaxBackward = softmaxBackward
    self.logSumExp = logSumExp
    self.expRows = expRows
    self.gemm = gemm
    self.gemmScratch = gemmScratch
    self.packB = packB
    self.packedCount = packedCount
    self.gemmPacked = gemmPacked
    self.gruForward = gruForward
    self.gruBackward = gruBackward
    self.gruScratch = gruScratch
    self.columnMoments = columnMoments
    self.normaliseColumns = normaliseColumns
    self.normaliseColumnsBackward = normaliseColumnsBackward
    self.dropoutMask = dropoutMask
    self.gatherRows = gatherRows
    self.scatterAddRows = scatterAddRows
    self.addIndexedRows = addIndexedRows
    self.addMoments = addMoments
    self.quantisedDots = quantisedDots
    self.rowsReaching = rowsReaching
    self.choleskySolve = choleskySolve
    self.choleskyScratch = choleskyScratch
    self.adam = adam
    self.peakLoop = peakLoop
    self.peakLoopFlops = peakLoopFlops
  }
}

/// The instruction set that a `KernelTable` was compiled for.
///
/// - Stability: evolving.
public enum KernelVariant: String, Sendable, CaseIterable {
  /// Plain loops, one number at a time: the readable reference.
  case scalar
  /// The vector sources compiled for SSE2, which every x86-64 has.
  case baseline
  /// x86-64-v3: AVX2 and FMA.
  case v3
  /// x86-64-v4: AVX-512 with 512-bit vectors.
  case v4
  /// arm64.
  case neon
}
