private import CDebutShims
import Debut

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The build that a plugin was compiled for: it fits the program with an equal stamp, and no other.
///
/// Swift has no stable ABI on Linux: a compiled plugin depends on the memory layout of the engine's types,
/// private parts too, and contains some of the engine's functions. The names that it uses do not show that,
/// and a number raised by hand is forgotten, so the very build must be the same. The stamp stands as text in
/// the library and is read from the file before the library is opened, because opening runs code.
package struct PluginStamp: Hashable, Sendable, CustomStringConvertible {
  /// A number for people, raised if the sources of plugins need a change. The build decides.
  package static let apiNumber = 3

  /// "API 3, build 5088a695b4d7, Swift 6.3 (clang 21.0.0 11673e6660b2), x86_64-unknown-linux-gnu, release"
  package let description: String

  private init(description: String) { self.description = description }

  /// The stamp of this program.
  package static let current = PluginStamp(
    description: "API \(apiNumber), build \(build), \(compiler), \(platform), \(mode)")

  // MARK: In a library

  private static let opening = "debut plugin stamp {"

  /// The text that a library is found by.
  var mark: String { "\(Self.opening)\(description)}" }

  /// Reads the stamp of a library; nil for a file that has none or cannot be read.
  package init?(libraryAt path: String) {
    guard let bytes = try? FileSystem.bytes(of: path),
      let start = Self.end(of: Array(Self.opening.utf8), in: bytes)
    else { return nil }
    let text = bytes[start...].prefix(300).prefix { $0 != UInt8(ascii: "}") && $0 != 0 }
    self.init(description: String(decoding: text, as: UTF8.self))
  }

  /// Returns the index after the first occurrence of `pattern`; nil if there is none.
  private static func end(of pattern: [UInt8], in bytes: [UInt8]) -> Int? {
    bytes.withUnsafeBytes { bytes in
      guard let base = bytes.baseAddress else { return nil }
      var next = 0
      while next + pattern.count <= bytes.count,
        let found = memchr(base + next, Int32(pattern[0]), bytes.count - pattern.count - next + 1)
      {
        next = UnsafeRawPointer(found) - base
        if memcmp(base + next, pattern, pattern.count) == 0 { return next + pattern.count }
        next += 1
      }
      return nil
    }
  }

  // MARK: This build

  /// The identifier that the linker gave the program, or else a hash of its file.
  private static var build: String {
    let bytes = [UInt8](unsafeUninitializedCapacity: 32) { bytes, count in
      count = debut_build_id(bytes.baseAddress, bytes.count)
    }
    if bytes.isEmpty {
      return FNV1a((try? FileSystem.bytes(of: FileSystem.executable)) ?? []).digits
    }
    return bytes.prefix(6).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }

  private static var compiler: String {
    let revision = String(cString: debut_compiler_revision())
    let words = revision.split { " ()".contains($0) }
    let number = words.first { $0.first?.isNumber == true } ?? "of unknown version"
    return "\(swift) (clang \(number) \((words.last ?? "").prefix(12)))"
  }

  private static var swift: String {
    #if compiler(>=6.5)
      "Swift 6.5 or later"
    #elseif compiler(>=6.4)
      "Swift 6.4"
    #elseif compiler(>=6.3)
      "Swift 6.3"
    #elseif compiler(>=6.2)
      "Swift 6.2"
    #else
      "Swift 6.1 or earlier"
    #endif
  }

  private static var platform: String {
    #if arch(x86_64)
      let processor = "x86_64"
    #elseif arch(arm64)
      let processor = "aarch64"
    #else
      let processor = "other"
    #endif
    #if canImport(Darwin)
      return "\(processor)-apple-macosx"
    #elseif canImport(Musl)
      return "\(processor)-unknown-linux-musl"
    #else
      return "\(processor)-unknown-linux-gnu"
    #endif
  }

  private static var mode: String {
    #if DEBUG
      "debug"
    #else
      "release"
    #endif
  }
}
