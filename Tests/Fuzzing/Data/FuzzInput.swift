@testable import Ratings

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Bytes of which the first few say the options, and the rest is a file.
struct FuzzInput {
  /// The reader that the bytes are for.
  enum Target: String {
    case text, json, packed, database, items
  }

  static let target: Target = {
    let said = getenv("DEBUT_FUZZ_TARGET").map { String(cString: $0) } ?? ""
    guard let target = Target(rawValue: said) else { fatalError("DEBUT_FUZZ_TARGET is \(said)") }
    return target
  }()

  /// A folder for the files, in memory if TMPDIR is.
  static let folder: String = {
    let base = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    var template = Array("\(base)/debut-fuzz-XXXXXX".utf8CString)
    guard let path = mkdtemp(&template) else { fatalError("no folder") }
    return String(cString: path)
  }()

  /// The bytes that are left.
  private(set) var rest: Slice<UnsafeBufferPointer<UInt8>>
  /// The bits of the first bytes.
  private var bits: UInt64

  private static let headBytes = 4

  init(_ bytes: UnsafeBufferPointer<UInt8>) {
    bits = bytes.prefix(Self.headBytes).reduce(0) { $0 << 8 | UInt64($1) }
    rest = bytes.dropFirst(Self.headBytes)
  }

  /// Takes a number below a power of two.
  private mutating func take(below bound: UInt64) -> Int {
    defer { bits /= bound }
    return Int(bits % bound)
  }

  mutating func flag() -> Bool { take(below: 2) == 1 }

  /// Takes the options of a reading.
  mutating func options() -> LoadOptions {
    var options = LoadOptions()
    let separators: [FieldSeparator?] = [
      nil, nil, .comma, .tab, .semicolon, .doubleColon, .bar, .blanks,
    ]
    options.separator = separators[take(below: 8)]
    options.skippableRows = flag() ? 5 : 0
    options.hasHeader = [nil, nil, true, false][take(below: 4)]
    options.timeUnit = [nil, nil, .seconds, .milliseconds][take(below: 4)]
    switch take(below: 8) {
    case 1: options.conditions = [try? RowCondition(parsing: "rating >= 2")].compactMap { $0 }
    case 2: options.conditions = [try? RowCondition(parsing: "kind = view")].compactMap { $0 }
    case 3:
      options.columns[.event] = .named("kind")
      options.eventWeights = [EventWeight("view", 1), EventWeight("buy", 5)]
    case 4: options.positions = [.user, .item, .rating, .time]
    case 5: options.columns[.rating] = ColumnChoice.none
    case 6: options.rows.fewestOfUser = 2
    case 7: options.scale = RatingScale.widest
    default: break
    }
    return options
  }

  /// Takes a plan: whole, or in short stretches that two threads share.
  mutating func plan() -> LoadPlan {
    switch take(below: 4) {
    case 0: LoadPlan(stretch: 64, threads: 1)
    case 1: LoadPlan(stretch: 300, threads: 2)
    default: LoadPlan(threads: 1)
    }
  }

  /// Writes the rest into a file, and returns its path.
  func file(_ name: String) -> String {
    Self.write(Array(rest), name)
    return "\(Self.folder)/\(name)"
  }

  static func write(_ bytes: [UInt8], _ name: String) {
    guard let file = fopen("\(folder)/\(name)", "wb") else { fatalError("no file") }
    fwrite(bytes, 1, bytes.count, file)
    fclose(file)
  }
}
