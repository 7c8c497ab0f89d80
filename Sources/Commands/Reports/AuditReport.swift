import DebutEngine

/// The answer of `evaluate --audit`: one page with the figures that a figure is to be read with.
struct AuditReport {
  private let audit: NextItemAudit

  init(_ audit: NextItemAudit) { self.audit = audit }

  func answer(_ data: LoadedData) -> Answer {
    var answer = Answer("audit")
    answer.add("model", .text(audit.model))
    answer.add("dataset", .text(data.dataset.name))
    answer.add("protocol", .text(audit.protocolName))
    answer.add("targets", .count(audit.targets))
    answer.add("unknown", .count(audit.unknown))
    answer.add("tiedShare", .number(audit.ties?.share, decimals: 4))
    answer.add("tieSeeds", audit.ties.map { .count($0.orders) } ?? .absent)
    answer.add("olderShare", .number(audit.leakage, decimals: 4))
    answer.rows = table
    answer.blocks =
      [
        .line("audit of \(audit.model) on \(data.label), \(audit.protocolName)"), .table(table),
      ] + sentences.map { .line($0) }
    return answer
  }

  private var table: Table {
    var table = Table(
      [.init("way", heading: "", whenNarrow: .keep)]
        + audit.metrics.map { .init($0.name, heading: $0.title) })
    for (way, figures) in ways {
      table.add(
        [.text(way)]
          + audit.metrics.map { .number(figures[$0.name], decimals: 4) })
    }
    return table
  }

  private var ways: [(String, NextItemAudit.Figures)] {
    var ways = [
      ("as evaluated", audit.figures), ("list by popularity", audit.popularity),
      ("histories in random order", audit.shuffled),
    ]
    if let ties = audit.ties {
      ways.append(("orders of ties, lowest", ties.lowest))
      ways.append(("orders of ties, highest", ties.highest))
    }
    if let byTime = audit.byTime { ways.append(("by time, last event", byTime)) }
    ways.append(("among \(audit.sampled.candidates) random items", audit.sampled.figures))
    return ways
  }

  private var primary: any Metric { audit.metrics[0] }

  private func figure(_ figures: NextItemAudit.Figures) -> Double { figures[primary.name] ?? .nan }

  private func text(_ figures: NextItemAudit.Figures) -> String {
    NumberText.fixed(figure(figures), decimals: 4)
  }

  private static func percent(_ share: Double) -> String {
    NumberText.fixed(100 * share, decimals: 1) + " %"
  }

  /// Readings of the table, a sentence a line.
  private var sentences: [String] {
    let own = figure(audit.figures)
    let title = primary.title
    var lines: [String] = []
    let unknown = Self.percent(Double(audit.unknown) / Double(max(audit.targets, 1)))
    lines.append(
      "\(NumberText.counted(audit.targets, "target")); \(unknown) are items without training events, misses "
        + "whatever the model does")
    guard own > 0 else {
      return lines + ["\(title) is 0: there is no more to say about it"]
    }
    lines.append(
      "popularity: the same list for everybody gets \(Self.percent(figure(audit.popularity) / own)) of its "
        + "\(title)")
    let rest = figure(audit.shuffled) / own
    lines.append(
      rest.isNaN
        ? "order: histories in random order gave no figure"
        : rest < 1
          ? "order: \(Self.percent(1 - rest)) of its \(title) rests on the order of events"
          : "order: it does no worse on histories in random order: this data, or this model, is not sequential"
    )
    if let ties = audit.ties {
      lines.append(
        "ties: \(Self.percent(ties.share)) of the targets share their time with another event; over "
          + "\(ties.orders) orders \(title) goes from \(text(ties.lowest)) to \(text(ties.highest))"
      )
    } else {
      lines.append("ties: no target shares its time with another event of its user")
    }
    if let leakage = audit.leakage {
      let later = audit.byTime.map { "; trained on the past alone it has \(text($0))" } ?? ""
      lines.append(
        "time: \(Self.percent(leakage)) of the targets are older than the newest training event, so that what "
          + "others did later was known\(later)")
    } else {
      lines.append("time: the data has no times, so nobody knows what was known when")
    }
    let factor = figure(audit.sampled.figures) / own
    lines.append(
      "candidates: among \(audit.sampled.candidates) random items it would be \(text(audit.sampled.figures)), "
        + "\(NumberText.fixed(factor, decimals: 1)) times as high")
    return lines
  }
}
