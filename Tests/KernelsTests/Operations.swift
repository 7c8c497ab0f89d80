import Kernels
import KernelsReference
import Testing

/// The sizes that an operation is tested with.
struct Extent {
  var rows: Int
  var columns: Int
  var ld: Int
}

/// The shape of one argument of an operation.
enum Shape {
  /// [columns]
  case vector
  /// [rows]
  case perRow
  /// [rows, columns], rows `ld` apart
  case matrix

  func count(_ e: Extent) -> Int {
    switch self {
    case .vector: e.columns
    case .perRow: e.rows
    case .matrix: e.rows * e.ld
    }
  }

  /// Returns how far the argument moves on if a call begins at a later row or column.
  func start(row: Int, column: Int, _ e: Extent) -> Int {
    switch self {
    case .vector: column
    case .perRow: row
    case .matrix: row * e.ld + column
    }
  }
}

/// A dimension along which a call may be cut into several without a bit changing.
enum Cut { case rows, columns }

/// One kernel as the table-driven tests see it.
struct Operation: CustomTestStringConvertible, Sendable {
  typealias FloatBuffers = [UnsafeMutablePointer<Float>]
  typealias DoubleBuffers = [UnsafeMutablePointer<Double>]
  let name: String
  /// Every argument that is memory, with the range its numbers are drawn from.
  let arguments: [(shape: Shape, range: ClosedRange<Float>)]
  var cuts: [Cut] = [.columns]
  /// Rows follow each other without a gap.
  var isDense = false
  /// The tolerance as a share of the greater of 1 and the result.
  var tolerance = 1e-6
  let run: @Sendable (KernelTable, Extent, FloatBuffers) -> Void
  let reference: @Sendable (Extent, DoubleBuffers) -> Void

  var testDescription: String { name }
  var isOneDimensional: Bool { !arguments.contains { $0.shape != .vector } }
}

private let anything: ClosedRange<Float> = -2...2
private let positive: ClosedRange<Float> = 0.1...2
private let vector = (shape: Shape.vector, range: anything)
private let perRow = (shape: Shape.perRow, range: anything)
private let matrix = (shape: Shape.matrix, range: anything)
private let positiveVector = (shape: Shape.vector, range: positive)

/// Every kernel whose arguments are vectors and matrices.
let operations: [Operation] = elementwise + activations + reductions + softmaxes + batchNorm + adam

private let elementwise = [
  Operation(
    name: "axpy", arguments: [vector, vector], run: { $0.axpy($1.columns, 0.7, $2[0], $2[1]) },
    reference: { Reference.axpy($0.columns, Double(Float(0.7)), $1[0], $1[1]) }),
  Operation(
    name: "scale", arguments: [vector], run: { $0.scale($1.columns, 0.7, $2[0]) },
    reference: { Reference.scale($0.columns, Double(Float(0.7)), $1[0]) }),
  Operation(
    name: "add", arguments: [vector, vector, vector],
    run: { $0.add($1.columns, $2[0], $2[1], $2[2]) },
    reference: { Reference.add($0.columns, $1[0], $1[1], $1[2]) }),
  Operation(
    name: "add in place", arguments: [vector, vector],
    run: { $0.add($1.columns, $2[0], $2[1], $2[0]) },
    reference: { Reference.add($0.columns, $1[0], $1[1], $1[0]) }),
  Operation(
    name: "subtract", arguments: [vector, vector, vector],
    run: { $0.subtract($1.columns, $2[0], $2[1], $2[2]) },
    reference: { Reference.subtract($0.columns, $1[0], $1[1], $1[2]) }),
  Operation(
    name: "multiply", arguments: [vector, vector, vector],
    run: { $0.multiply($1.columns, $2[0], $2[1], $2[2]) },
    reference: { Reference.multiply($0.columns, $1[0], $1[1], $1[2]) }),
  Operation(
    name: "multiplyAdd", arguments: [vector, vector, vector],
    run: { $0.multiplyAdd($1.columns, $2[0], $2[1], $2[2]) },
    reference: { Reference.multiplyAdd($0.columns, $1[0], $1[1], $1[2]) }),
]

private let activations = [
  Operation(
    name: "exp", arguments: [vector, vector], run: { $0.exp($1.columns, $2[0], $2[1]) },
    reference: { Reference.exp($0.columns, $1[0], $1[1]) }),
  Operation(
    name: "sigmoid", arguments: [vector, vector], run: { $0.sigmoid($1.columns, $2[0], $2[1]) },
    reference: { Reference.sigmoid($0.columns, $1[0], $1[1]) }),
  Operation(
    name: "sigmoid in place", arguments: [vector],
    run: { $0.sigmoid($1.columns, $2[0], $2[0]) },
    reference: { Reference.sigmoid($0.columns, $1[0], $1[0]) }),
  Operation(
    name: "sigmoidBackward", arguments: [vector, vector, vector],
    run: { $0.sigmoidBackward($1.columns, $2[0], $2[1], $2[2]) },
    reference: { Reference.sigmoidBackward($0.columns, $1[0], $1[1], $1[2]) }),
  Operation(
    name: "tanh", arguments: [vector, vector], run: { $0.tanh($1.columns, $2[0], $2[1]) },
    reference: { Reference.tanh($0.columns, $1[0], $1[1]) }),
  Operation(
    name: "tanhBackward", arguments: [vector, vector, vector],
    run: { $0.tanhBackward($1.columns, $2[0], $2[1], $2[2]) },
    reference: { Reference.tanhBackward($0.columns, $1[0], $1[1], $1[2]) }),
  Operation(
    name: "relu", arguments: [vector, vector], run: { $0.relu($1.columns, $2[0], $2[1]) },
    reference: { Reference.relu($0.columns, $1[0], $1[1]) }),
  Operation(
    name: "reluBackward", arguments: [vector, vector, vector],
    run: { $0.reluBackward($1.columns, $2[0], $2[1], $2[2]) },
    reference: { Reference.reluBackward($0.columns, $1[0], $1[1], $1[2]) }),
]

private let reductions = [
  Operation(
    name: "sum", arguments: [vector, (.perRow, anything)], cuts: [], tolerance: 2e-5,
    run: { if $1.rows > 0 { $2[1][0] = $0.sum($1.columns, $2[0]) } },
    reference: { if $0.rows > 0 { $1[1][0] = Reference.sum($0.columns, $1[0]) } }),
  Operation(
    name: "dot", arguments: [vector, vector, perRow], cuts: [], tolerance: 2e-5,
    run: { if $1.rows > 0 { $2[2][0] = $0.dot($1.columns, $2[0], $2[1]) } },
    reference: { if $0.rows > 0 { $1[2][0] = Reference.dot($0.columns, $1[0], $1[1]) } }),
  Operation(
    name: "rowDots", arguments: [matrix, matrix, perRow], cuts: [.rows], tolerance: 2e-5,
    run: { $0.rowDots($1.rows, $1.columns, $2[0], $1.ld, $2[1], $1.ld, $2[2]) },
    reference: { Reference.rowDots($0.rows, $0.columns, $1[0], $0.ld, $1[1], $0.ld, $1[2]) }),
  Operation(
    name: "addScaledRows", arguments: [perRow, matrix, matrix], cuts: [.rows, .columns],
    run: { $0.addScaledRows($1.rows, $1.columns, $2[0], $2[1], $1.ld, $2[2], $1.ld) },
    reference: {
      Reference.addScaledRows($0.rows, $0.columns, $1[0], $1[1], $0.ld, $1[2], $0.ld)
    }),
  Operation(
    name: "addToRows", arguments: [vector, matrix], cuts: [.rows, .columns],
    run: { $0.addToRows($1.rows, $1.columns, $2[0], $2[1], $1.ld) },
    reference: { Reference.addToRows($0.rows, $0.columns, $1[0], $1[1], $0.ld) }),
  Operation(
    name: "sumRows", arguments: [matrix, vector], tolerance: 1e-5,
    run: { $0.sumRows($1.rows, $1.columns, $2[0], $1.ld, $2[1]) },
    reference: { Reference.sumRows($0.rows, $0.columns, $1[0], $0.ld, $1[1]) }),
]

private let softmaxes = [
  Operation(
    name: "softmax", arguments: [(.matrix, -90...90), matrix], cuts: [.rows], isDense: true,
    tolerance: 3e-6, run: { $0.softmax($1.rows, $1.columns, $2[0], $2[1]) },
    reference: { Reference.softmax($0.rows, $0.columns, $1[0], $1[1]) }),
  Operation(
    name: "softmaxBackward", arguments: [matrix, matrix, matrix], cuts: [.rows], isDense: true,
    tolerance: 4e-5, run: { $0.softmaxBackward($1.rows, $1.columns, $2[0], $2[1], $2[2]) },
    reference: { Reference.softmaxBackward($0.rows, $0.columns, $1[0], $1[1], $1[2]) }),
  Operation(
    name: "logSumExp", arguments: [(.matrix, -90...90), perRow], cuts: [.rows], isDense: true,
    run: { $0.logSumExp($1.rows, $1.columns, $2[0], $2[1]) },
    reference: { Reference.logSumExp($0.rows, $0.columns, $1[0], $1[1]) }),
  Operation(
    name: "expRows", arguments: [(.matrix, -90...90), perRow, perRow], cuts: [.rows],
    tolerance: 3e-6,
    run: { $0.expRows($1.rows, $1.columns, $2[0], $1.ld, $2[1], $2[2]) },
    reference: { Reference.expRows($0.rows, $0.columns, $1[0], $0.ld, $1[1], $1[2]) }),
]

private let batchNorm = [
  Operation(
    name: "columnMoments", arguments: [matrix, vector, vector], tolerance: 3e-6,
    run: { $0.columnMoments($1.rows, $1.columns, $2[0], $1.ld, $2[1], $2[2]) },
    reference: { Reference.columnMoments($0.rows, $0.columns, $1[0], $0.ld, $1[1], $1[2]) }),
  Operation(
    name: "normaliseColumns",
    arguments: [matrix, vector, positiveVector, vector, vector, matrix], cuts: [.rows, .columns],
    tolerance: 3e-6,
    run: {
      $0.normaliseColumns(
        $1.rows, $1.columns, $2[0], $1.ld, $2[1], $2[2], 1e-5, $2[3], $2[4], $2[5], $1.ld)
    },
    reference: {
      Reference.normaliseColumns(
        $0.rows, $0.columns, $1[0], $0.ld, $1[1], $1[2], Double(Float(1e-5)), $1[3], $1[4], $1[5],
        $0.ld)
    }),
  Operation(
    name: "normaliseColumnsBackward",
    arguments: [matrix, vector, positiveVector, vector, matrix, matrix, vector, vector],
    tolerance: 2e-5,
    run: {
      $0.normaliseColumnsBackward(
        $1.rows, $1.columns, $2[0], $1.ld, $2[1], $2[2], 1e-5, $2[3], $2[4], $1.ld, $2[5], $1.ld,
        $2[6], $2[7])
    },
    reference: {
      Reference.normaliseColumnsBackward(
        $0.rows, $0.columns, $1[0], $0.ld, $1[1], $1[2], Double(Float(1e-5)), $1[3], $1[4], $0.ld,
        $1[5], $0.ld, $1[6], $1[7])
    }),
]

private let adam = [
  Operation(
    name: "adam", arguments: [vector, vector, vector, positiveVector], tolerance: 2e-6,
    run: {
      $0.adam(
        $1.columns, 0.01, 0.9, 0.999, 0.5, 1e-8, 0.1, 0.99, $2[0], $2[1], $2[2], $2[3])
    },
    reference: {
      Reference.adam(
        $0.columns, Double(Float(0.01)), Double(Float(0.9)), Double(Float(0.999)), 0.5,
        Double(Float(1e-8)), Double(Float(0.1)), Double(Float(0.99)), $1[0], $1[1], $1[2], $1[3])
    })
]
