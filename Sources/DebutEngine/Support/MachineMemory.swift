#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The memory of the machine that this process may still take.
package enum MachineMemory {
  /// Bytes that are free on the machine, or that a container's limit or the process's own (`ulimit -v`)
  /// leaves, whichever is least.
  package static var available: Int { max(min(machine, container, process), 0) }

  #if os(Linux)
    private static var machine: Int {
      number(in: "/proc/meminfo", after: "MemAvailable:").map { $0 << 10 } ?? physical / 2
    }

    /// The room under the limits of the control groups that the process is in, from its own up to the root.
    private static var container: Int {
      var folders = ["/sys/fs/cgroup"]
      for part in (text(in: "/proc/self/cgroup", after: "0::/") ?? "").split(separator: "/") {
        folders.append("\(folders[folders.count - 1])/\(part)")
      }
      let unified = folders.map {
        room(
          limit: "\($0)/memory.max", used: "\($0)/memory.current", of: "\($0)/memory.stat",
          reclaimable: "inactive_file ")
      }
      let old = "/sys/fs/cgroup/memory"
      return
        (unified + [
          room(
            limit: "\(old)/memory.limit_in_bytes", used: "\(old)/memory.usage_in_bytes",
            of: "\(old)/memory.stat", reclaimable: "total_inactive_file ")
        ]).min() ?? .max
    }

    /// Returns what a limit leaves. Pages of files that nobody has touched lately are given back on demand.
    private static func room(
      limit: String, used: String, of statistics: String, reclaimable: String
    ) -> Int {
      guard let limit = number(in: limit, after: "") else { return .max }
      let taken = number(in: used, after: "") ?? 0
      return limit - max(taken - (number(in: statistics, after: reclaimable) ?? 0), 0)
    }

    private static var process: Int {
      var limit = rlimit()
      guard getrlimit(__rlimit_resource_t(9), &limit) == 0,  // RLIMIT_AS
        limit.rlim_cur < rlim_t(Int.max)
      else { return .max }
      let pages = text(in: "/proc/self/statm", after: "").flatMap {
        $0.split(separator: " ").first.flatMap { Int($0) }
      }
      return Int(limit.rlim_cur) - (pages ?? 0) * Int(sysconf(Int32(_SC_PAGESIZE)))
    }

    /// Returns the rest of the first line of a file that begins with a word; nil if there is none.
    private static func text(in path: String, after word: String) -> String? {
      guard let file = fopen(path, "r") else { return nil }
      defer { fclose(file) }
      var line = [CChar](repeating: 0, count: 4096)
      while fgets(&line, Int32(line.count), file) != nil {
        let bytes = line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
        let text = String(decoding: bytes, as: UTF8.self)
        guard text.hasPrefix(word) else { continue }
        return String(text.dropFirst(word.count).prefix { !$0.isNewline })
      }
      return nil
    }

    /// Returns the number after a word in a file of the kernel's; nil if there is none.
    private static func number(in path: String, after word: String) -> Int? {
      text(in: path, after: word).flatMap { Int($0.drop { $0 == " " }.prefix { $0.isNumber }) }
    }
  #else
    /// Free pages, and those that files or nobody lately used.
    private static var machine: Int {
      var statistics = vm_statistics64()
      var count = mach_msg_type_number_t(
        MemoryLayout<vm_statistics64_data_t>.size / MemoryLayout<integer_t>.size)
      let code = withUnsafeMutablePointer(to: &statistics) {
        $0.withMemoryRebound(to: integer_t.self, capacity: Int(count)) {
          host_statistics64(mach_host_self(), HOST_VM_INFO64, $0, &count)
        }
      }
      guard code == KERN_SUCCESS else { return physical / 2 }
      let pages =
        Int(statistics.free_count) + Int(statistics.inactive_count)
        + Int(statistics.purgeable_count)
      return pages * Int(sysconf(Int32(_SC_PAGESIZE)))
    }

    private static var container: Int { .max }
    private static var process: Int { .max }
  #endif

  private static var physical: Int {
    Int(sysconf(Int32(_SC_PHYS_PAGES))) * Int(sysconf(Int32(_SC_PAGESIZE)))
  }
}
