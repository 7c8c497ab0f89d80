import DebutEngine

extension EvaluateCommand {
  /// Examines the evaluation of one model.
  ///
  /// - Throws: `ShellError.needless` beside options of tables, for several models, and for another protocol.
  func audit(
    _ names: [String], _ asked: EvaluationProtocol, _ orders: Int?, _ data: LoadedData,
    _ session: Session, _ compute: Compute
  ) throws -> Answer {
    guard let method = asked.nextItem else {
      throw ShellError.needless(option: "--audit", reason: "it belongs to --protocol next-item")
    }
    let others = [
      ("--fold", fold != nil), ("--seeds", seeds != nil), ("--resume", resume != nil),
      ("--predictions", predictions != nil), ("--out", out != nil),
      ("--baseline", baseline != nil),
      ("--candidates", method.sampledCandidates != nil),
      (names.dropFirst().first ?? "", names.count > 1),
    ]
    if let other = others.first(where: \.1) {
      throw ShellError.needless(option: other.0, reason: "--audit is of one model and one split")
    }
    let name = names[0]
    let contender = try Self.contender(name, session)
    var monitors: [any TrainingDisplay] = []
    defer { for monitor in monitors { monitor.end() } }
    let audit = try NextItemAudit(
      of: contender.request, on: data.dataset, split: session.split, method: method,
      orders: orders ?? 5, registry: session.registry, compute: compute
    ) { purpose in
      monitors.last?.end()
      let monitor = session.host.progress.training("audit \(name), \(purpose)")
      monitors.append(monitor)
      return monitor
    }
    return AuditReport(audit).answer(data)
  }
}
