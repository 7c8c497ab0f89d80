import CKernelShims
public import KernelTable

#if VARIANT_KERNELSV4
  private let variant = KernelVariant.v4
#elseif VARIANT_KERNELSV3
  private let variant = KernelVariant.v3
#elseif arch(arm64)
  private let variant = KernelVariant.neon
#else
  private let variant = KernelVariant.baseline
#endif

/// Returns the kernels of this variant.
public func makeKernelTable() -> KernelTable {
  KernelTable(
    variant: variant, axpy: axpy, scale: scale, add: add, subtract: subtract, multiply: multiply,
    multiplyAdd: multiplyAdd, exp: exp, sigmoid: sigmoid, sigmoidBackward: sigmoidBackward,
    tanh: tanh, tanhBackward: tanhBackward, relu: relu, reluBackward: reluBackward, sum: sum,
    dot: dot, rowDots: rowDots, addScaledRows: addScaledRows, addToRows: addToRows,
    sumRows: sumRows, softmax: softmax, softmaxBackward: softmaxBackward, logSumExp: logSumExp,
    expRows: expRows, gemm: gemm, gemmScratch: gemmScratch, packB: packB, packedCount: packedCount,
    gemmPacked: gemmPacked, gruForward: gruForward, gruBackward: gruBackward,
    gruScratch: gruScratch, columnMoments: columnMoments, normaliseColumns: normaliseColumns,
    normaliseColumnsBackward: normaliseColumnsBackward, dropoutMask: dropoutMask,
    gatherRows: gatherRows, scatterAddRows: scatterAddRows, addIndexedRows: addIndexedRows,
    addMoments: addMoments,
    quantisedDots: quantisedDots, rowsReaching: rowsReaching, choleskySolve: choleskySolve,
    choleskyScratch: choleskyScratch, adam: adam, peakLoop: peakLoop,
    peakLoopFlops: 2 * lanes * peakLoopChains)
}
