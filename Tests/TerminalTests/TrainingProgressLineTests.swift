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
}
