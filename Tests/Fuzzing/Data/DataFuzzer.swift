@testable import Ratings

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Reads bytes that libFuzzer made up as a data set, with options that their first bytes say. No bytes may trap, and
/// what is read holds together.
///
/// Built and run by `Scripts/fuzz.sh` alone, which says by DEBUT_FUZZ_TARGET what the bytes are.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzData(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  var input = FuzzInput(UnsafeBufferPointer(start: bytes, count: count))
  switch FuzzInput.target {
  case .text: readText(&input)
  case .json: readLines(&input)
  case .packed: readFile(&input, named: "x")
  case .database: readFile(&input, named: "x.db")
  case .items: readFolder(&input)
  }
  return 0
}

/// The package manager gives programs a main of this name; libFuzzer's own stays unused.
@_cdecl("data_fuzzer_main")
public func fuzzerMain(
  _ count: CInt, _ words: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
) -> CInt {
  var (count, words) = (count, words)
  return runDriver(&count, &words, fuzzData)
}

@_silgen_name("LLVMFuzzerRunDriver")
private func runDriver(
  _ count: UnsafeMutablePointer<CInt>,
  _ words: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?>,
  _ input: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt

// MARK: Targets

/// Delimited text in any encoding, and `.inter` files, which one bit of the input asks for.
private func readText(_ input: inout FuzzInput) {
  let (options, plan) = (input.options(), input.plan())
  let name = input.flag() ? "x.inter" : "x.csv"
  check(try? Dataset.load(path: input.file(name), options: options, plan: plan))
}

/// JSON lines in memory, from the file and by a table: what comes of them is the same.
private func readLines(_ input: inout FuzzInput) {
  var (options, plan) = (input.options(), input.plan())
  options.separator = nil
  let path = input.file("x.jsonl")
  func outcome(_ read: (FileContents) throws -> RatingTable?) -> String? {
    do {
      let contents = try FileContents(path: path, plan: plan)
      guard JSONLines.isObject(contents.bytes) else { return nil }
      guard let table = try read(contents) else { return nil }
      let data = try Dataset(name: "x", ratings: table, plan: plan, scale: options.scale)
      check(data)
      let columns = data.reading.columns.map { "\($0) \($1)" }.sorted()
      return
        "\(data.fingerprint) \(columns) \(data.reading.notes) \(data.reading.badRows) \(data.notes)"
    } catch {
      return "\(error)"
    }
  }
  let byTable = outcome {
    try RatingReader.readByTable($0, file: path, options: options, standard: nil, plan: plan)
  }
  let usual = outcome {
    try RatingReader.readLines($0, file: path, options: options, standard: nil, plan: plan)
  }
  precondition(usual == byTable, "\(String(describing: usual)) \(String(describing: byTable))")
  let file = outcome { _ in
    try RatingReader.readLineFile(path, options: options, standard: nil, plan: plan)
  }
  precondition(
    file == nil || file == byTable, "\(String(describing: file)) \(String(describing: byTable))")
}

private func readFile(_ input: inout FuzzInput, named name: String) {
  var (options, plan) = (input.options(), input.plan())
  options.sizeLimit = 1 << 20
  plan.threads = 1
  check(try? Dataset.load(path: input.file(name), options: options, plan: plan))
}

/// Ratings with a file of items, one of links and one of tags, between zeros.
private func readFolder(_ input: inout FuzzInput) {
  let plan = input.plan()
  let isColons = input.flag()
  let files = input.rest.split(separator: 0, maxSplits: 2, omittingEmptySubsequences: false)
  let names =
    isColons ? ["movies.dat", "tags.dat", "users.dat"] : ["movies.csv", "links.csv", "tags.csv"]
  for name in FileBytes.names(in: FuzzInput.folder) { unlink("\(FuzzInput.folder)/\(name)") }
  FuzzInput.write(
    Array((isColons ? "1::2::3::4\n2::3::4::5\n" : "userId,movieId,rating\n1,2,3\n2,3,4\n").utf8),
    isColons ? "ratings.dat" : "ratings.csv")
  for (name, bytes) in zip(names, files) { FuzzInput.write(Array(bytes), name) }
  check(try? Dataset.load(path: FuzzInput.folder, options: LoadOptions(), plan: plan))
}

/// Checks that what was read holds together.
private func check(_ data: Dataset?) {
  guard let data else { return }
  for user in data.histories.indices {
    for event in data.histories[user] {
      precondition((0..<data.catalogue.count).contains(event.item) && event.rating.isFinite)
      precondition(event.timestamp.map { $0 >= 0 } ?? true)
    }
  }
}
