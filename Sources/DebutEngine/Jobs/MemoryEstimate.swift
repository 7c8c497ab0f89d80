import Debut

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// An estimate of the memory of a training, rather too high than too low. It decides how many trainings run
/// at once, and nothing else.
enum MemoryEstimate {
  /// Returns the bytes of one training and its evaluation: a fixed part, a few words a rating, and what the
  /// model states or else a guess from its options.
  ///
  /// A model that combines others takes as much as all of them besides. Trained members count twice,
  /// because copies of them are trained.
  static func bytes(of request: ModelRecipe, on dataset: Dataset, registry: Registry) -> Int {
    let resolved = try? ResolvedRecipe(request, in: registry)
    let size = TrainingSize(
      users: dataset.histories.count, items: dataset.catalogue.ratedCount,
      ratings: dataset.histories.ratingCount,
      longestHistory: dataset.histories.ranges.map(\.count).max() ?? 0,
      batch: resolved?.plan?.batch ?? 1)
    let model = resolved?.trainingMemory(for: size) ?? guess(of: resolved?.options ?? [], size)
    let own = 64 << 20 + 128 * size.ratings + model
    let members = (try? registry.model(request.model)).map(request.members) ?? []
    return members.reduce(own) { sum, member in
      sum + (member.name == nil ? 1 : 2)
        * bytes(
          of: member, on: dataset,
          registry: registry.without(model: request.model))
    }
  }

  /// Returns a guess from the options: for every user and item a vector as long as the largest whole number
  /// among them, with gradient and two moments; and a square of that length, up to 128 by 128, for every
  /// user and six times for every item, as variational factorisations and cross-fitting keep (halves of
  /// it, in floats, twice).
  private static func guess(of options: [Setting], _ size: TrainingSize) -> Int {
    let width = min(max(options.compactMap { Int($0.value) }.max() ?? 0, 16), 4096)
    let square = min(width, 128) * min(width, 128)
    return 64 * width * width + (size.users + size.items) * width * 16
      + (size.users + 6 * size.items) * square * 4
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
