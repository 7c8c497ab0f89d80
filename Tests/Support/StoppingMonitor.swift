import DebutEngine

/// Notes the course of a training, and stops it at a moment of choice.
public final class StoppingMonitor: TrainingMonitor {
  private let limit: Int
  private let lastEpoch: Int?
  private let lastPart: String?
  private let epochsBefore: Int
  private var isHalfway = false

  /// Steps so far.
  public private(set) var steps = 0
  /// The fold of each training, in order.
  public private(set) var folds: [Int?] = []
  /// Results of the epochs so far.
  public private(set) var epochs: [TrainingLog.Epoch] = []
  /// The share of its epoch that was done after each step.
  public private(set) var fractions: [Double] = []
  /// Each part of the work before the first epoch, once and in order, with its shares done.
  public private(set) var parts: [(name: String, shares: [Double])] = []

  /// Stops after a number of steps: 0 for the first time that it is asked.
  public init(after limit: Int = .max) {
    self.limit = limit
    lastEpoch = nil
    lastPart = nil
    epochsBefore = 0
  }

  /// Stops when a part of the work that is no epoch begins, after so many epochs or more.
  public init(inPart part: String, epochsBefore: Int = 0) {
    limit = .max
    lastEpoch = nil
    lastPart = part
    self.epochsBefore = epochsBefore
  }

  /// Stops in the middle of an epoch, counted from 1; nil for never.
  public init(inEpoch epoch: Int?) {
    limit = .max
    lastEpoch = epoch
    lastPart = nil
    epochsBefore = 0
  }

  /// True from the chosen moment on.
  public var shouldStop: Bool { steps >= limit || isHalfway }

  /// Notes what the event says.
  public func on(_ event: TrainingEvent) {
    switch event {
    case .beganFold(let fold, _, _): folds.append(fold)
    case .working(let part, let fraction):
      if parts.last?.name != part { parts.append((part, [])) }
      parts[parts.count - 1].shares.append(fraction)
      if part == lastPart, self.epochs.count >= epochsBefore { isHalfway = true }
    case .stepped(let epoch, _, let fraction, _):
      steps += 1
      fractions.append(fraction)
      if epoch == lastEpoch, fraction > 0.4 { isHalfway = true }
    case .finished(_, _, let result): epochs.append(result)
    }
  }
}
