public import KernelTable

/// Returns the table of the scalar reference, in `Float`.
public func makeKernelTable() -> KernelTable {
  KernelTable(
    variant: .scalar,
    axpy: { Reference.axpy($0, $1, $2, $3) },
    scale: { Reference.scale($0, $1, $2) },
    add: { Reference.add($0, $1, $2, $3) },
    subtract: { Reference.subtract($0, $1, $2, $3) },
    multiply: { Reference.multiply($0, $1, $2, $3) },
    multiplyAdd: { Reference.multiplyAdd($0, $1, $2, $3) },
    exp: { Reference.exp($0, $1, $2) },
    sigmoid: { Reference.sigmoid($0, $1, $2) },
    sigmoidBackward: { Reference.sigmoidBackward($0, $1, $2, $3) },
    tanh: { Reference.tanh($0, $1, $2) },
    tanhBackward: { Reference.tanhBackward($0, $1, $2, $3) },
    relu: { Reference.relu($0, $1, $2) },
    reluBackward: { Reference.reluBackward($0, $1, $2, $3) },
    sum: { Reference.sum($0, $1) },
    dot: { Reference.dot($0, $1, $2) },
    rowDots: { Reference.rowDots($0, $1, $2, $3, $4, $5, $6) },
    addScaledRows: { Reference.addScaledRows($0, $1, $2, $3, $4, $5, $6) },
    addToRows: { Reference.addToRows($0, $1, $2, $3, $4) },
    sumRows: { Reference.sumRows($0, $1, $2, $3, $4) },
    softmax: { Reference.softmax($0, $1, $2, $3) },
    softmaxBackward: { Reference.softmaxBackward($0, $1, $2, $3, $4) },
    logSumExp: { Reference.logSumExp($0, $1, $2, $3) },
    expRows: { Reference.expRows($0, $1, $2, $3, $4, $5) },
    gemm: {
      Reference.gemm($0, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
      _ = $12
    },
    gemmScratch: { _, _, _ in 0 },
    packB: { Reference.packB($0, $1, $2, $3, $4, $5) },
    packedCount: { n, k in n * k },
    gemmPacked: { m, n, k, a, lda, packedB, accumulate, c, ldc in
      Reference.gemm(false, false, m, n, k, a, lda, packedB, n, accumulate, c, ldc)
    },
    gruForward: { Reference.gruForward(ReferenceGRUPass($0.pointee)) },
    gruBackward: { Reference.gruBackward(ReferenceGRUPass($0.pointee)) },
    gruScratch: { Reference.gruScratch($0, $1) },
    columnMoments: { Reference.columnMoments($0, $1, $2, $3, $4, $5) },
    normaliseColumns: {
      Reference.normaliseColumns($0, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
    },
    normaliseColumnsBackward: {
      Reference.normaliseColumnsBackward(
        $0, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
    },
    dropoutMask: { Reference.dropoutMask($0, $1, $2, $3, $4) },
    gatherRows: { Reference.gatherRows($0, $1, $2, $3, $4, $5) },
    scatterAddRows: { Reference.scatterAddRows($0, $1, $2, $3, $4, $5) },
    addIndexedRows: { Reference.addIndexedRows($0, $1, $2, $3, $4, $5, $6) },
    addMoments: { Reference.addMoments($0, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10) },
    quantisedDots: { Reference.quantisedDots($0, $1, $2, $3, $4) },
    rowsReaching: { Reference.rowsReaching($0, $1, $2, $3, $4, $5, $6, $7) },
    choleskySolve: { Reference.choleskySolve($0, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10) },
    choleskyScratch: { n in n * (n + 1) / 2 + n },
    adam: { Reference.adam($0, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) },
    peakLoop: { Reference.peakLoop($0) },
    peakLoopFlops: 2 * Reference.peakLoopChains)
}
