import Tensors
import Testing

/// A step that is given up amid its operations.
@Suite struct StepStopTests {
  /// A network of a few large products, trained for one step.
  private struct Step {
    let gru: GRU
    let head: Linear
    let inputs: [Float]
    let steps = 40
    let batch = 4
    let width = 256

    init(hidden: Int) {
      var generator = SplitMix(seed: 3)
      gru = GRU("gru", inputs: 256, hidden: hidden, using: &generator)
      head = Linear("head", inputs: hidden, outputs: hidden, using: &generator)
      inputs = Noise.spread(5, 1, count: steps * batch * width)
    }

    var parameters: [Parameter] { gru.parameters + head.parameters }

    /// Returns the tape after a step, and how often it asked whether to give it up.
    func run(threads: Int, stoppingAt limit: Int?) -> (tape: Tape, questions: Int) {
      for parameter in parameters { parameter.zeroGradient() }
      let tape = Tape(compute: Compute(Variants.all[0], threads: threads))
      var questions = 0
      if let limit {
        tape.shouldGiveUp = {
          questions += 1
          return questions >= limit
        }
      }
      tape.reset(seed: 1)
      let x = tape.constant(inputs, rows: steps * batch, columns: width)
      let states = tape.gru(x, gru, steps: steps)
      let out = tape.linear(states, head)
      let loss = tape.meanSquaredError(
        out, targets: [Float](repeating: 0.5, count: out.count))
      tape.backward(loss)
      return (tape, questions)
    }

    var gradients: [[Float]] { parameters.map { Array($0.gradient.floats) } }
  }

  @Test func whereWorkIsCutAndAskedChangesNoBits() {
    let step = Step(hidden: 512)
    _ = step.run(threads: 1, stoppingAt: nil)
    let gradients = step.gradients
    for threads in [1, 2] {
      let (tape, questions) = step.run(threads: threads, stoppingAt: .max)
      #expect(!tape.isGivenUp && questions > 4)
      #expect(step.gradients == gradients)
    }
  }

  /// Nothing is asked after the answer was yes, and the next step begins anew.
  @Test(arguments: [1, 2]) func theFirstYesEndsTheStep(threads: Int) {
    let step = Step(hidden: 64)
    let all = step.run(threads: 1, stoppingAt: .max).questions
    // Several threads ask as often as one of them waits: only the first question is sure to come.
    for limit in threads == 1 ? [1, all / 2, all] : [1] {
      let (tape, questions) = step.run(threads: threads, stoppingAt: limit)
      #expect(tape.isGivenUp && questions == limit)
      tape.shouldGiveUp = nil
      tape.reset(seed: 2)
      #expect(!tape.isGivenUp)
    }
  }

  @Test func runningMomentsKeepNothingOfAStepThatWasGivenUp() {
    var generator = SplitMix(seed: 3)
    let layer = Linear("dense", inputs: 8, outputs: 8, using: &generator)
    let norm = BatchNorm("norm", columns: 8)
    let tape = Tape(compute: Compute(Variants.all[0], threads: 1))
    tape.shouldGiveUp = { true }
    tape.reset(seed: 1)
    let before = norm.runningMean.value.floats.map(\.bitPattern)
    let x = tape.constant(Noise.spread(5, 1, count: 64), rows: 8, columns: 8)
    _ = tape.batchNorm(tape.linear(x, layer), norm)
    #expect(tape.isGivenUp)
    #expect(norm.runningMean.value.floats.map(\.bitPattern) == before)
  }
}
