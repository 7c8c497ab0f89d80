import DebutEngine

/// Remembers what work before the first epoch was said to be done, and how far it was.
public final class PartsMonitor: TrainingMonitor {
  /// Each part once, in order, with the shares that were told of it.
  public private(set) var parts: [(name: String, shares: [Double])] = []

  public init() {}
  /// Never.
  public var shouldStop: Bool { false }
  /// Notes the part and its share.
  public func on(_ event: TrainingEvent) {
    guard case .working(let part, let fraction) = event else { return }
    if parts.last?.name != part { parts.append((part, [])) }
    parts[parts.count - 1].shares.append(fraction)
  }
}
