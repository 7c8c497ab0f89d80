import Tensors
import Testing

@Suite struct ParameterTests {
  @Test func tableRemembersTouchedRowsOnce() {
    let table = Parameter("t", rows: 5, columns: 2, isTable: true)
    let indices: [Int32] = [3, 1, 3]
    indices.withUnsafeBufferPointer { table.touch($0) }
    #expect(table.touchedRows == [3, 1])
    table.gradient.base[6] = 2
    table.zeroGradient()
    #expect(table.touchedRows.isEmpty)
    #expect(table.gradient.floats.allSatisfy { $0 == 0 })
    table.touchAll()
    #expect(table.touchedRows == [0, 1, 2, 3, 4])
  }

  @Test func initialValuesHaveTheirMomentsAndBounds() {
    var generator = SplitMix(seed: 3)
    let uniform = Parameter("u", rows: 100, columns: 100)
    uniform.fillUniform(0.5, using: &generator)
    #expect(uniform.value.floats.allSatisfy { $0 >= -0.5 && $0 < 0.5 })
    #expect(abs(variance(uniform) - 1 / 12) < 0.003)
    let normal = Parameter("n", rows: 100, columns: 100)
    normal.fillNormal(2, using: &generator)
    #expect(abs(variance(normal) - 4) < 0.2)
    normal.fill(0.25)
    #expect(normal.value.floats.allSatisfy { $0 == 0.25 })
  }

  /// Sizes that no memory could hold, which are only asked for.
  @Test func declaredParametersHaveNoMemory() {
    var generator = SplitMix(seed: 3)
    let size = 1 << 40
    let (gru, norm, table) = Parameter.declaring {
      (
        GRU("gru", inputs: size, hidden: size, using: &generator), BatchNorm("bn", columns: size),
        Embedding("e", count: size, dimension: size, using: &generator)
      )
    }
    let shapes = (gru.parameters + norm.parameters + table.parameters).map {
      [$0.rows, $0.columns]
    }
    #expect(shapes.first == [3 * size, size] && shapes.last == [size, size])
    #expect(shapes.count == 9)
  }

  @Test func aDeclaredParameterIsZeroUntilItIsFilled() {
    let declared = Parameter.declaring {
      let parameter = Parameter("p", rows: 2, columns: 3)
      parameter.fill(7)
      return parameter
    }
    #expect(declared.value.floats.map { $0 } == [Float](repeating: 0, count: 6))
    declared.fill(7)
    declared.initialise { $0[5] = 8 }
    #expect(declared.value.floats.map { $0 } == [7, 7, 7, 7, 7, 8])
    // A parameter that was made before is filled as ever.
    Parameter.declaring { declared.fill(1) }
    #expect(declared.value.floats.allSatisfy { $0 == 1 })
  }

  @Test func sameSeedSameWeights() {
    var first = SplitMix(seed: 9)
    var second = SplitMix(seed: 9)
    let a = Linear("a", inputs: 7, outputs: 5, using: &first)
    let b = Linear("a", inputs: 7, outputs: 5, using: &second)
    #expect(Array(a.weight.value.floats) == Array(b.weight.value.floats))
    #expect(a.parameters.map(\.name) == ["a.weight", "a.bias"])
  }

  private func variance(_ parameter: Parameter) -> Double {
    let values = parameter.value.floats.map(Double.init)
    let mean = values.reduce(0, +) / Double(values.count)
    return values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
  }
}
