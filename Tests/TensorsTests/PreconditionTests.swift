import Tensors
import Testing

/// The promises of the module's callers are checked at its edge, before any memory is touched.
@Suite struct PreconditionTests {
  private static var tape: Tape {
    let tape = Tape(compute: Compute(.scalar))
    tape.reset(seed: 1)
    return tape
  }

  @Test func aBufferHoldsNoNegativeCount() async {
    await #expect(processExitsWith: .failure) { _ = FloatBuffer(count: -1) }
  }

  @Test func aParameterHasNoNegativeSize() async {
    await #expect(processExitsWith: .failure) { _ = Parameter("p", rows: -1, columns: 2) }
  }

  @Test func aParameterHasTheRowsThatItHas() async {
    await #expect(processExitsWith: .failure) { _ = Parameter("p", rows: 2, columns: 2).row(2) }
  }

  @Test func aPoolHasAThread() async {
    await #expect(processExitsWith: .failure) { _ = Workers(threads: 0) }
  }

  @Test func notEverythingIsDroppedOut() async {
    await #expect(processExitsWith: .failure) {
      let tape = Self.tape
      _ = tape.dropout(tape.leaf([1, 2], rows: 1, columns: 2), rate: 1)
    }
  }

  @Test func onlyOneNumberIsAScalar() async {
    await #expect(processExitsWith: .failure) {
      let tape = Self.tape
      _ = tape.scalar(tape.leaf([1, 2], rows: 2, columns: 1))
    }
  }

  @Test func valuesFillTheirShape() async {
    await #expect(processExitsWith: .failure) {
      _ = Self.tape.leaf([1, 2, 3], rows: 2, columns: 2)
    }
  }

  @Test func aStepIsWalkedBackOnce() async {
    await #expect(processExitsWith: .failure) {
      let tape = Self.tape
      let loss = tape.leaf([1], rows: 1, columns: 1)
      tape.backward(loss)
      tape.backward(loss)
    }
  }

  @Test func aVariableEndsWithItsStep() async {
    await #expect(processExitsWith: .failure) {
      let tape = Self.tape
      let old = tape.leaf([1], rows: 1, columns: 1)
      tape.reset(seed: 2)
      _ = tape.needsGradient(old)
    }
  }

  @Test func indicesLieInTheTable() async {
    await #expect(processExitsWith: .failure) {
      _ = Self.tape.gather(Parameter("p", rows: 2, columns: 2, isTable: true), [2])
    }
  }

  @Test func everyRowHasAWeight() async {
    await #expect(processExitsWith: .failure) {
      let tape = Self.tape
      _ = tape.scaleRows(tape.leaf([1, 2], rows: 2, columns: 1), by: [1])
    }
  }

  /// The message has the operation and both sizes.
  @Test func aMismatchNamesTheSizes() async throws {
    let result = try #require(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        let tape = Self.tape
        let x = tape.leaf([1, 2], rows: 2, columns: 1)
        _ = tape.add(x, tape.leaf([1, 2, 3], rows: 1, columns: 3))
      })
    let message = String(decoding: result.standardErrorContent, as: UTF8.self)
    #expect(message.contains("tape: add: shapes differ: 2 x 1 and 1 x 3\n"))
  }

  /// The tests above would pass if the process could not start at all.
  @Test func aTapeThatIsUsedRightlyDoesNotStop() async {
    await #expect(processExitsWith: .success) {
      let tape = Self.tape
      tape.backward(tape.leaf([1], rows: 1, columns: 1))
    }
  }
}
