import Commands
import DebutEngine
import Synchronization

/// The progress of an evaluation over folds and seeds, on standard error: redrawn in place at a
/// terminal, elsewhere a line for each training, in an order that does not depend on the clock.
final class CrossValidationProgressLine: CrossValidationDisplay {
  private struct State {
    var lastDrawn: ContinuousClock.Instant?
    var isDrawn = false
    var told = 0
  }

  /// The console, which may be written to from any thread; the engine's calls come one at a time.
  private struct Output: @unchecked Sendable {
    let console: Console
  }

  private let output: Output
  private let cancellation: Cancellation
  private let state = Mutex(State())

  init(console: Console, cancellation: Cancellation) {
    output = Output(console: console)
    self.cancellation = cancellation
  }

  private var console: Console { output.console }

  var shouldStop: Bool { cancellation.isRequested }

  func moved(_ progress: CrossValidationProgress) {
    state.withLock { state in
      if let width = console.messageWidth() {
        draw(progress, width, &state)
      } else {
        tell(progress, &state)
      }
    }
  }

  /// Wipes the line off the terminal.
  func end() {
    state.withLock { state in
      guard state.isDrawn else { return }
      TerminalEvents.ignore()
      console.message("\r\u{1B}[J")
      state.isDrawn = false
    }
  }

  private func tell(_ progress: CrossValidationProgress, _ state: inout State) {
    for finished in progress.finished {
      state.told += 1
      let whose = finished.isForeign ? " by another process" : ""
      console.message(
        "evaluate: \(Self.name(finished.job)) done\(whose) "
          + "(\(progress.found + state.told) of \(progress.count))\n")
    }
  }

  private func draw(_ progress: CrossValidationProgress, _ width: Int, _ state: inout State) {
    let now = ContinuousClock().now
    if let last = state.lastDrawn, now - last < .milliseconds(100) { return }
    state.lastDrawn = now
    var parts = ["evaluate \(progress.done)/\(progress.count)"]
    if let left = progress.secondsLeft { parts.append("\(NumberText.duration(left)) left") }
    parts += progress.running.map { job, share in
      share > 0 ? "\(Self.name(job)) \(Int(min(share, 1) * 100))%" : Self.name(job)
    }
    if !progress.elsewhere.isEmpty {
      let names = progress.elsewhere.map(Self.name).joined(separator: ", ")
      parts.append("in another process: \(names)")
    }
    if !state.isDrawn { TerminalEvents.wipeOnSuspension() }
    let room = max(width - TrainingProgressLine.margin, 1)
    console.message("\r\(TextWidth.cut(parts.joined(separator: "  "), to: room))\u{1B}[J")
    state.isDrawn = true
  }

  private static func name(_ job: CrossValidationProgress.Job) -> String {
    var text = job.model
    if let fold = job.fold { text += " fold \(fold)" }
    if let seed = job.seed { text += " seed \(seed)" }
    return text
  }
}
