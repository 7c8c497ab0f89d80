import DebutEngine

/// The answer of `plugin list`.
enum PluginList {
  static func answer(_ session: Session) -> Answer {
    var rows = Table([
      .init("name", whenNarrow: .keep), .init("kind"), .init("plugin"), .init("from"),
      .init("version", whenNarrow: .drop),
    ])
    let registry = session.registry
    let entries =
      registry.models.map { ($0.descriptor.name, "model", $0.origin) }
      + registry.samplers.map { ($0.descriptor.name, "sampler", $0.origin) }
      + registry.negativeSamplers.map { ($0.descriptor.name, "sampler of negatives", $0.origin) }
    for (name, kind, origin) in entries {
      let plugin = session.plugins.plugins.first { $0.name == origin }
      rows.add([
        .text(name), .text(kind), plugin.map { .text($0.name) } ?? .null,
        .text(plugin?.path ?? "built in"),
        plugin.map { .text($0.stamp.description) } ?? .null,
      ])
    }
    var answer = Answer("plugin")
    answer.add("part", .text("list"))
    answer.add("version", .text(PluginStamp.current.description))
    answer.rows = rows
    answer.blocks = [.table(rows), .line("this program takes plugins for \(PluginStamp.current)")]
    return answer
  }
}
