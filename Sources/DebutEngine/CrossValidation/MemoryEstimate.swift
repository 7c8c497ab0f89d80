import Debut

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// What a training may take, before it is known: rather too much than too little, as it decides how
/// many run at once and nothing else.
enum MemoryEstimate {
  /// Bytes of one training and its evaluation.
  ///
  /// Counted are: a fixed part for batches and layers; a few words a rating; for every user and item a
  /// vector as long as the largest whole-number option, with gradient and two moments; and a square of
  /// that length, up to 128 by 128, for every user and six times for every item, as variational
  /// factorisations and cross-fitting keep (halves of it, in floats, twice). What combines models needs
  /// as much as all of them besides, and that of trained ones twice: copies of these are trained.
  static func bytes(of request: TrainingRequest, on dataset: Dataset, registry: Registry) -> Int {
    let options = (try? registry.model(request.model).complete([])) ?? []
    let widths = (options + request.settings).compactMap { Int($0.value) }
    let width = min(max(widths.max() ?? 0, 16), 4096)
    let square = min(width, 128) * min(width, 128)
    let users = dataset.histories.count
    let items = dataset.catalogue.ratedCount
    let own =
      64 << 20 + 64 * width * width + 128 * dataset.histories.ratingCount
      + (users + items) * width * 16 + (users + 6 * items) * square * 4
    let members = (try? registry.model(request.model)).map(request.members) ?? []
    return members.reduce(own) { sum, member in
      sum + (member.name == nil ? 1 : 2)
        * bytes(
          of: member.request(seed: request.seed), on: dataset,
          registry: registry.without(model: request.model))
    }
  }

  /// Bytes that are free on the machine, or that a container's limit leaves.
  static var available: Int {
    #if os(Linux)
      let free = number(in: "/proc/meminfo", after: "MemAvailable:").map { $0 << 10 }
      let limit = number(in: "/sys/fs/cgroup/memory.max", after: "")
      let used = number(in: "/sys/fs/cgroup/memory.current", after: "") ?? 0
      return min(free ?? physical / 2, limit.map { max($0 - used, 0) } ?? .max)
    #else
      return physical / 2
    #endif
  }

  private static var physical: Int {
    Int(sysconf(Int32(_SC_PHYS_PAGES))) * Int(sysconf(Int32(_SC_PAGESIZE)))
  }

  /// The number after a word in a file of the kernel's; nil where there is none.
  private static func number(in path: String, after word: String) -> Int? {
    guard let file = fopen(path, "r") else { return nil }
    defer { fclose(file) }
    var line = [CChar](repeating: 0, count: 256)
    while fgets(&line, Int32(line.count), file) != nil {
      let bytes = line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
      let text = String(decoding: bytes, as: UTF8.self)
      guard text.hasPrefix(word) else { continue }
      return Int(text.dropFirst(word.count).drop { $0 == " " }.prefix { $0.isNumber })
    }
    return nil
  }
}
