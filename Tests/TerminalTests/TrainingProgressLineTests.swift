import Foundation
import Testing

@testable import Commands
@testable import Terminal

@Suite struct TrainingProgressLineTests {
  /// Parts that a narrow terminal has no room for are given up whole, the time left as the last.
  @Test(arguments: [
    (90, "train bias  epoch 2/9  [==]  loss 0.9  validation 0.8  2.0 epochs/s  12 s left"),
    (75, "train bias  epoch 2/9  loss 0.9  validation 0.8  2.0 epochs/s  12 s left"),
    (60, "train bias  epoch 2/9  loss 0.9  validation 0.8  12 s left"),
    (50, "train bias  epoch 2/9  validation 0.8  12 s left"),
    (40, "train bias  epoch 2/9  12 s left"), (33, "train bias  epoch 2/9  12 s left"),
    (32, "train bias  12 s left"), (20, "train bias"), (1, "train bias"),
  ])
  func narrowTerminalsKeepTheTimeLeft(width: Int, line: String) {
    #expect(
      TrainingProgressLine.line(
        of: [
          (.title, "train bias"), (.epoch, "epoch 2/9"), (.bar, "[==]"), (.loss, "loss 0.9"),
          (.validation, "validation 0.8"), (.rate, "2.0 epochs/s"), (.left, "12 s left"),
        ], below: width) == line)
  }

  /// Without a terminal, work before the first epoch is not silent for long, nor does it fill a file.
  @Test func longWorkIsToldWithoutATerminal() throws {
    let told = Told()
    let console = Console(
      answer: { _ in }, message: { told.lines.append($0) }, answerWidth: { nil },
      messageWidth: { nil }, usesColour: false)
    let line = TrainingProgressLine(
      "train mf", console: console, cancellation: .never, silence: (60, 1))
    line.on(.working(on: "factors", fraction: 0.1))
    #expect(told.lines.isEmpty)
    Thread.sleep(forTimeInterval: 1.1)
    line.on(.working(on: "factors", fraction: 0.256))
    line.on(.working(on: "factors", fraction: 0.5))
    #expect(told.lines == ["train mf: factors, 25 %\n"])
    Thread.sleep(forTimeInterval: 1.1)
    line.on(.working(on: "factors", fraction: 1))
    line.on(.working(on: "choosing the decay", fraction: .nan))
    #expect(told.lines.dropFirst() == ["train mf: choosing the decay, 0 %\n"])
    line.on(.finished(epoch: 1, of: 2, .init(loss: 0.5, validation: nil)))
    line.on(.working(on: "factors", fraction: 1))
    #expect(told.lines.last == "train mf: epoch 1 of 2, loss 0.5000\n")
  }

  private final class Told: @unchecked Sendable { var lines: [String] = [] }
}
