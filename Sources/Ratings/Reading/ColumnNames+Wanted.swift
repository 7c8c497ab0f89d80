extension ColumnNames {
  /// Returns the columns that may have a role, or that were said: the others need not be read.
  static func wanted(_ columns: [String], _ options: LoadOptions) -> Set<Int> {
    if options.takesAllColumns { return Set(columns.indices) }
    let keys = columns.map(key)
    var wanted: Set<Int> = []
    var named = options.conditions.map(\.column)
    if let positions = options.positions {
      wanted.formUnion(columns.indices.prefix(positions.count).filter { positions[$0] != nil })
    } else {
      wanted.formUnion(columns.indices.filter { looksLikeTime(keys[$0]) })
      for role in ColumnRole.allCases {
        wanted.formUnion(candidates(role, keys, taken: []).places)
        if case .named(let name) = options.choice(role) { named.append(name) }
      }
    }
    for name in named {
      let key = key(name)
      wanted.formUnion(columns.indices.filter { columns[$0] == name || keys[$0] == key })
    }
    return wanted
  }
}
