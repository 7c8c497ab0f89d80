import Debut

/// Shows how training goes, on standard error: redrawn in place at a terminal, elsewhere a line an
/// epoch that does not depend on the clock.
final class ProgressMonitor: TrainingMonitor {
  private let what: String
  private let console: Console
  private let clock = ContinuousClock()
  private let start: ContinuousClock.Instant
  private var lastDrawn: ContinuousClock.Instant?
  private var isDrawn = false
  private var fold = ""
  private var lastResult: TrainingLog.Epoch?
  /// Parts of a run that are over: epochs of this fold and folds before, of all.
  private var foldNumber = 1
  private var foldCount = 1

  init(_ what: String, console: Console) {
    self.what = what
    self.console = console
    start = clock.now
  }

  var shouldStop: Bool { Interruption.isRequested }

  func beganFold(_ fold: Int?, number: Int, of count: Int) {
    foldNumber = number
    foldCount = count
    lastResult = nil
    self.fold = count > 1 ? fold.map { " fold \($0)" } ?? "" : ""
  }

  func stepped(epoch: Int, of epochs: Int, fraction: Double, loss: Double) {
    guard let width = console.messageWidth() else { return }
    let now = clock.now
    if let lastDrawn, now - lastDrawn < .milliseconds(100) { return }
    lastDrawn = now
    let done = (Double(epoch - 1) + fraction) / Double(max(epochs, 1))
    var parts = ["\(what)\(fold)", "epoch \(epoch)/\(epochs)", bar(done), Self.text(loss: loss)]
    if let validation = lastResult?.validation { parts.append(Self.text(validation: validation)) }
    if let left = left(done, now) { parts.append("\(NumberText.duration(left)) left") }
    draw(parts.joined(separator: "  "), width: width)
  }

  func finished(epoch: Int, of epochs: Int, _ result: TrainingLog.Epoch) {
    lastResult = result
    guard console.messageWidth() == nil else { return }
    var parts = ["\(what)\(fold): epoch \(epoch) of \(epochs)", Self.text(loss: result.loss)]
    if let validation = result.validation { parts.append(Self.text(validation: validation)) }
    console.message(parts.joined(separator: ", ") + "\n")
  }

  /// Wipes the line off the terminal.
  func end() {
    guard isDrawn else { return }
    console.message("\r\u{1B}[K")
    isDrawn = false
  }

  private func draw(_ line: String, width: Int) {
    console.message("\r\(TextWidth.cut(line, to: width - 1))\u{1B}[K")
    isDrawn = true
  }

  private func bar(_ share: Double) -> String {
    let length = 20
    let filled = share.isFinite ? Int(max(0, min(1, share)) * Double(length)) : 0
    return "[" + String(repeating: "=", count: filled)
      + String(repeating: " ", count: length - filled) + "]"
  }

  /// Seconds until the end of all folds, once enough was seen to tell.
  private func left(_ done: Double, _ now: ContinuousClock.Instant) -> Double? {
    let share = (Double(foldNumber - 1) + done) / Double(max(foldCount, 1))
    let seconds = (now - start) / .seconds(1)
    guard share > 0.01, seconds > 0.5 else { return nil }
    return seconds * (1 - share) / share
  }

  private static func text(loss: Double) -> String {
    "loss \(NumberText.fixed(loss, decimals: 4))"
  }

  private static func text(validation: Double) -> String {
    "validation \(NumberText.fixed(validation, decimals: 4))"
  }
}
