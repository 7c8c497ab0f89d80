import Commands
import DebutEngine

/// The progress of a training, on standard error: redrawn in place at a terminal, elsewhere a line
/// an epoch, and one for other work that takes more than some seconds.
final class TrainingProgressLine: TrainingDisplay {
  private let title: String
  private let console: Console
  private let cancellation: Cancellation
  private let silence: (same: Double, other: Double)
  private let clock = ContinuousClock()
  /// The start of this fold, of its part before the first epoch, and of its first epoch.
  private var foldStart: ContinuousClock.Instant
  private var partStart: ContinuousClock.Instant
  private var epochsStart: ContinuousClock.Instant
  private var part: String?
  private var lastDrawn: ContinuousClock.Instant?
  /// The part of the last line that is no epoch's, and its time; the start of the training without one.
  private var told: (part: String?, time: ContinuousClock.Instant)
  /// Columns of the line that is on the terminal; nil if there is none.
  private var drawn: Int?
  private var fold = ""
  private var lastResult: TrainingLog.Epoch?
  /// Epochs of this fold so far, and the end of the last one.
  private var epochsSeen = 0
  private var lastEnd: ContinuousClock.Instant?
  private var foldNumber = 1
  private var foldCount = 1

  /// Prepares the line.
  ///
  /// - Parameters:
  ///   - title: the command and the model: "train bias".
  ///   - silence: seconds between two lines about one part that is no epoch, and before the first of another.
  init(
    _ title: String, console: Console, cancellation: Cancellation,
    silence: (same: Double, other: Double) = (10, 5)
  ) {
    self.title = title
    self.silence = silence
    self.console = console
    self.cancellation = cancellation
    foldStart = clock.now
    (partStart, epochsStart) = (foldStart, foldStart)
    told = (nil, foldStart)
  }

  var shouldStop: Bool { cancellation.isRequested }

  func on(_ event: TrainingEvent) {
    switch event {
    case .beganFold(let fold, let number, let count): beganFold(fold, number: number, of: count)
    case .working(let part, let fraction): working(on: part, fraction: fraction)
    case .stepped(let epoch, let epochs, let fraction, let loss):
      stepped(epoch: epoch, of: epochs, fraction: fraction, loss: loss)
    case .finished(let epoch, let epochs, let result): finished(epoch: epoch, of: epochs, result)
    }
  }

  private func beganFold(_ fold: Int?, number: Int, of count: Int) {
    foldNumber = number
    foldCount = count
    (lastResult, part, epochsSeen) = (nil, nil, 0)
    foldStart = clock.now
    epochsStart = foldStart
    self.fold = count > 1 ? fold.map { " fold \($0)" } ?? "" : ""
  }

  private func working(on part: String, fraction: Double) {
    let now = clock.now
    if part != self.part { partStart = self.part == nil ? foldStart : epochsStart }
    self.part = part
    epochsStart = now
    tell(part, fraction, now)
    show(now) {
      let left = Self.left(after: now - partStart, share: fraction)
      return [
        (.title, "\(title)\(fold)"), (.epoch, part), (.bar, bar(fraction)),
        (.left, left.map { "\(NumberText.duration($0)) left of this part" }),
      ]
    }
  }

  /// Writes a line about a part, if there is no terminal and nothing was said for a while.
  private func tell(_ part: String, _ fraction: Double, _ now: ContinuousClock.Instant) {
    let least = told.part == part ? silence.same : silence.other
    guard console.messageWidth() == nil, now - told.time >= .seconds(least) else { return }
    told = (part, now)
    let share = fraction.isFinite ? Int(max(0, min(1, fraction)) * 100) : 0
    console.message("\(title)\(fold): \(part), \(share) %\n")
  }

  private func stepped(epoch: Int, of epochs: Int, fraction: Double, loss: Double) {
    let now = clock.now
    let done = (Double(epoch - 1) + fraction) / Double(max(epochs, 1))
    show(now) {
      [
        (.title, "\(title)\(fold)"), (.epoch, "epoch \(epoch)/\(epochs)"), (.bar, bar(done)),
        (.loss, Self.text(loss: loss)),
        (.validation, lastResult?.validation.map { Self.text(validation: $0) }),
        (.rate, rate), (.left, left(done, now).map { "\(NumberText.duration($0)) left" }),
      ]
    }
  }

  /// Draws the facts that are known, at a terminal and ten times a second at most.
  private func show(
    _ now: ContinuousClock.Instant, _ facts: () -> [(kind: Fact, text: String?)]
  ) {
    guard let width = console.messageWidth() else { return }
    if let lastDrawn, now - lastDrawn < .milliseconds(100) { return }
    lastDrawn = now
    let known = facts().compactMap { fact in fact.text.map { (fact.kind, $0) } }
    draw(Self.line(of: known, below: width - Self.margin + 1), width: width)
  }

  /// The facts of the line, in the order in which they are given up if the terminal is narrow.
  enum Fact: CaseIterable { case bar, rate, loss, validation, epoch, left, title }

  /// Returns as many facts as fit below a width, the title among them.
  static func line(of facts: [(kind: Fact, text: String)], below width: Int) -> String {
    var facts = facts
    var line: String { facts.map(\.text).joined(separator: "  ") }
    for kind in Fact.allCases where kind != .title && TextWidth.of(line) >= width {
      facts.removeAll { $0.kind == kind }
    }
    return line
  }

  private func finished(epoch: Int, of epochs: Int, _ result: TrainingLog.Epoch) {
    lastResult = result
    epochsSeen += 1
    lastEnd = clock.now
    guard console.messageWidth() == nil else { return }
    var parts = ["\(title)\(fold): epoch \(epoch) of \(epochs)", Self.text(loss: result.loss)]
    if let validation = result.validation { parts.append(Self.text(validation: validation)) }
    told.time = clock.now
    console.message(parts.joined(separator: ", ") + "\n")
  }

  /// Wipes the line off the terminal.
  func end() {
    guard drawn != nil else { return }
    TerminalEvents.ignore()
    console.message(erasure(width: console.messageWidth()) + "\u{1B}[J")
    drawn = nil
  }

  /// Columns that a line of progress leaves free: for the cursor, and the `^C` or `^Z` that a
  /// terminal shows there, which would otherwise go on in the next row and stay.
  static let margin = 3

  private func draw(_ line: String, width: Int) {
    if drawn == nil { TerminalEvents.wipeOnSuspension() }
    let text = TextWidth.cut(line, to: max(width - Self.margin, 1))
    console.message(erasure(width: width) + "\(text)\u{1B}[J")
    drawn = TextWidth.of(text)
  }

  /// Returns the codes that lead back to the start of the line: a terminal that became narrower has
  /// wrapped it.
  private func erasure(width: Int?) -> String {
    let rows = width.map { max(0, (drawn ?? 0) - 1) / max($0, 1) } ?? 0
    return rows > 0 ? "\r\u{1B}[\(rows)A" : "\r"
  }

  private func bar(_ share: Double) -> String {
    let length = 20
    let filled = share.isFinite ? Int(max(0, min(1, share)) * Double(length)) : 0
    return "[" + String(repeating: "=", count: filled)
      + String(repeating: " ", count: length - filled) + "]"
  }

  /// The rate: "2.4 epochs/s", or "3.1 s/epoch" if an epoch takes longer; nil before the first.
  private var rate: String? {
    guard epochsSeen > 0, let lastEnd else { return nil }
    let seconds = (lastEnd - epochsStart) / .seconds(1) / Double(epochsSeen)
    guard seconds > 0 else { return nil }
    return seconds < 1
      ? "\(NumberText.fixed(1 / seconds, decimals: 1)) epochs/s"
      : "\(NumberText.duration(seconds))/epoch"
  }

  /// Returns the seconds until the end of all folds; nil before enough was seen for an estimate.
  private func left(_ done: Double, _ now: ContinuousClock.Instant) -> Double? {
    let epochs = now - epochsStart
    // A whole epoch is enough, however small a share of all it is.
    guard let left = Self.left(after: epochs, share: done, from: epochsSeen > 0 ? 0 : 0.01) else {
      return nil
    }
    let fold = left + (now - foldStart) / .seconds(1)
    return left + Double(foldCount - foldNumber) * fold
  }

  /// Returns the seconds until the end of work that has taken a time for its share; nil if that
  /// would be a guess: below the share `least`.
  private static func left(
    after time: Duration, share: Double, from least: Double = 0.01
  ) -> Double? {
    let seconds = time / .seconds(1)
    guard share > least, share < 1, seconds > 0.5 else { return nil }
    return seconds * (1 - share) / share
  }

  private static func text(loss: Double) -> String {
    "loss \(NumberText.fixed(loss, decimals: 4))"
  }

  private static func text(validation: Double) -> String {
    "validation \(NumberText.fixed(validation, decimals: 4))"
  }
}
