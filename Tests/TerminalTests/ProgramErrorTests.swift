import DebutTesting
import Foundation
import Testing

/// The errors of the built program, and their sentences.
@Suite struct ProgramErrorTests {
  /// Lines that are wrong in a session with data and a model, and what their error says.
  static let malformed: [(line: String, says: String)] = [
    ("nonsense", "no command \"nonsense\""),
    ("trian bias", "did you mean \"train\"?"),
    ("plot", "missing expected argument '<plot>'"),
    ("save", "save needs a file to write"),
    ("save nowhere/x", "cannot write nowhere/x: no such file"),
    ("save x nobody", "no trained model is called"),
    ("save x --session y", "has no place here"),
    ("open", "open needs a file to read"),
    ("open x", "cannot open x: no such file"),
    ("open --session x", "cannot read x/session.json"),
    ("train --resume nobody", "no trained model is called"),
    ("train --resume bias", "is not trained by epochs"),
    ("plugin lost", "lost"),
    ("\"\"", "no command \"\""),
    ("predict \"Heat", "not closed"),
    ("predict Ocean's", "not closed"),
    ("predict \\", "nothing follows the backslash"),
    ("predict a\u{7}b", "control character (U+0007) at column 10"),
    ("\u{1B}[A", "control character (U+001B)"),
    ("load", "missing expected argument '<path>'"),
    ("load no-such-file", "no such file or folder"),
    ("load dmo", "did you mean \"demo\"?"),
    ("load x --format movielens-cvs", "did you mean \"movielens-csv\"?"),
    ("split fresh-user", "did you mean \"fresh-users\"?"),
    ("plot lss", "did you mean \"loss\"?"),
    ("data sampel", "did you mean \"sample\"?"),
    ("data sample movis", "did you mean \"movies\"?"),
    ("mode jsno", "did you mean \"json\"?"),
    ("timer onn", "did you mean \"on\"?"),
    ("bench kernel", "did you mean \"kernels\"?"),
    ("plugin relaod", "did you mean \"reload\"?"),
    ("evaluate --protocol smapler", "did you mean \"sampler\"?"),
    ("evaluate --protocol=by-tme", "did you mean \"by-time\"?"),
    ("plot nothing-like-it", "usage: plot "),
    ("load demo --scale 1:5", "demo is generated"),
    ("load demo --seed -1", "--seed"),
    ("load demo extra", "extra"),
    ("load demo --format parquet", "unknown format"),
    ("load /dev/null", "/dev/null"),
    ("data nonsense", "nonsense"),
    ("data sample nonsense", "nonsense"),
    ("data sample links", "no links"),
    ("data sample --count 0", "--count"),
    ("data --count 5", "data sample"),
    ("split fresh-user", "fresh-user"),
    ("split fresh-users --fold 10", "--fold"),
    ("split fresh-users --fold ,", "--fold"),
    ("split fresh-users --fold 0,0", "twice"),
    ("split by-time", "needs --at"),
    ("split by-time --at 2", "between 0 and 1"),
    ("split by-time --at nan", "between 0 and 1"),
    ("split none --fold 1", "--fold"),
    ("help nonsense", "no command, model or sampler"),
    ("help evalaute", "did you mean \"evaluate\"?"),
    ("train bais", "did you mean \"bias\"?"),
    ("train bias decay", "expected key=value"),
    ("train bias =1", "expected key=value"),
    ("train bias decay=2", "decay=2 is not allowed"),
    ("train bias decay=nan", "decay=nan is not allowed"),
    ("train bias deacy=1", "did you mean \"decay\"?"),
    ("train bias --epochs many", "many"),
    ("train latent-cf epochs=3", "--epochs 3"),
    ("train latent-cf --epochs 0", "--epochs 0 is not allowed"),
    ("train latent-cf --epochs 10 --stop-after 0", "from 1 to the planned number of epochs"),
    ("train latent-cf --epochs 10 --stop-after 11", "--stop-after 11 is not allowed"),
    ("train latent-cf --stop-after -1", "--stop-after -1 is not allowed"),
    ("train latent-cf --stop-after soon", "soon"),
    ("train latent-cf stop-after=3", "--stop-after 3"),
    ("train --resume bias --stop-after 3", "is not trained by epochs"),
    ("train latent-cf --epochs 99999999999999999999", "99999999999999999999"),
    ("train latent-cf --sampler nonsense", "no sampler is called"),
    ("train latent-cf --batch -3", "-3"),
    ("train bias --threads 0", "--threads"),
    ("train bias --threads 100000", "--threads"),
    ("train bias --as \"two words\"", "the name \"two words\""),
    ("train bias --as \"\"", "the name \"\""),
    ("use nobody", "no trained model is called \"nobody\""),
    ("use biass", "did you mean \"bias\"?"),
    ("evaluate nobody", "no trained model"),
    ("evaluate --protocol sampled", "--protocol \"sampled\""),
    ("evaluate --protocol by-time", "split by-time changes it"),
    ("evaluate --draws 3", "--protocol sampler"),
    ("evaluate --protocol sampler --draws 0", "draws"),
    ("evaluate --predictions /no/such/folder/p.csv", "cannot write"),
    ("predict", "missing expected argument '<item>'"),
    ("predict Heat (1995)", "a title with blanks goes in quotes"),
    ("rate The Matrix 5", "as in rate \"The Matrix\" 5"),
    ("predict -1", "expected an id, which is of digits, or a title"),
    ("predict --usr 5", "did you mean \"--user\"?"),
    ("train bias --epoch=3", "did you mean \"--epochs\"?"),
    ("recommend --nonsense", "no option \"--nonsense\""),
    ("predict 999999999", "no item with the id 999999999"),
    ("predict 99999999999999999999999", "no item with the id"),
    ("predict \"No such title at all\"", "no item called"),
    ("predict \"The\"", "may be"),
    ("predict \"\"", "no item"),
    ("predict 5 --user 999999", "no user 999999"),
    ("predict 5 --user x", "x"),
    ("predict 5 --history 7", "expected ITEM=STARS"),
    ("predict 5 --history \"7=9\"", "outside the scale"),
    ("predict 5 --history \"7=4, 7=3\"", "rated twice"),
    ("predict 5 --user 1 --history \"7=4\"", "--history has no place"),
    ("recommend --top 0", "--top"),
    ("recommend --min-support -1", "-1"),
    ("recommend extra", "extra"),
    ("rate 5", "missing expected argument '<stars>'"),
    ("rate 5 11", "outside the scale"),
    ("rate 5 nan", "expected a number"),
    ("rate 5 1e1", "expected a number"),
    ("rate 5 five", "expected a number"),
    ("rate 5 -1", "-1"),
    ("unrate 5", "have not rated"),
    ("similar 0", "no item with the id 0"),
    ("bench", "missing expected argument '<part>'"),
    ("bench nonsense", "nonsense"),
    ("bench kernels --kernels mmx", "mmx"),
    ("bench serve nobody", "no trained model is called"),
    ("bench train nonsense", "nonsense"),
    ("bench train bias", "trained in epochs"),
    ("bench load bias", "takes no models"),
    ("bench load --ratings 0", "--ratings \"0\""),
    ("bench kernels bias", "bench kernels takes no models"),
    ("mode xml", "xml"),
    ("mode table csv", "csv"),
    ("output .", "cannot write .: it is a folder"),
    ("output /dev/null", "not a regular file"),
    ("output no/such/folder", "no such file or directory"),
    ("output \"\"", "expected a path"),
    ("output a b", "b"),
    ("timer maybe", "maybe"),
    ("hints maybe", "maybe"),
    ("pager maybe", "maybe"),
    ("source .", "cannot read .: is a directory"),
    ("load .", "the folder has no ratings"),
    ("load \"\"", "no such file or folder"),
    ("help a b", "b"),
    ("show all", "all"),
    ("similar \"\"", "no item"),
    ("rate 5 4 3", "3"),
    ("recommend --top 99999999999999999999", "99999999999999999999"),
    ("recommend --top 3 --top", "--top"),
    ("predict 5 --user", "--user"),
    ("source", "missing expected argument '<file>'"),
    ("source no-such-file", "cannot read no-such-file"),
    ("source .", "cannot read ."),
    ("load --generate-completion-script", "unknown option"),
    ("load ---completion", "unknown option"),
    ("quit now", "now"),
  ]

  /// Lines that make a session, and lines that tell what it holds.
  private static let making = ["load demo", "train bias", "rate 7 4"]
  private static let telling = [
    "mode json", "show", "data", "split", "me", "predict 9", "pager", "timer", "hints",
    "mode table",
  ]

  @Test func malformedLinesGiveOneHelpfulLineEach() throws {
    let before = Self.making + Self.telling
    let lines = before + Self.malformed.map(\.line) + Self.telling
    let run = try DebutProgram.run(
      ["--keep-going"], input: Data(lines.joined(separator: "\n").utf8))
    #expect(run.status == 3)
    #expect(Self.malformed.count >= 100)
    let errors = run.messages.split(separator: "\n").filter { $0.contains("error: ") }
    try #require(errors.count == Self.malformed.count)
    for (i, (line, says)) in Self.malformed.enumerated() {
      #expect(
        errors[i].hasPrefix("stdin:\(before.count + i + 1): error: "), "\(line): \(errors[i])")
      #expect(errors[i].contains(says), "\(line): \(errors[i])")
    }
    // The session is as it was.
    let told = run.output.split(separator: "\n").filter { $0.hasPrefix("{") }
    let count = Self.telling.count - 2
    try #require(told.count == 2 * count)
    #expect(told.prefix(count) == told.suffix(count))
    #expect(told[0].contains("\"split\":\"fresh-users\""))
    #expect(told[3].contains("\"ratings\":1"))
  }

  @Test func needsDataAndModels() throws {
    for line in ["data", "split", "train bias", "evaluate", "predict 5", "rate 5 5", "similar 5"] {
      let run = try DebutProgram.run(lines: line)
      #expect(run.status == 3)
      #expect(run.messages.contains("no data is loaded") || run.messages.contains("no model"))
    }
    let run = try DebutProgram.run(lines: "load demo", "recommend")
    #expect(run.messages.contains("no model is trained yet"))
  }

  @Test func stopsAtTheFirstErrorOfAScript() throws {
    let folder = try TestFolder()
    try folder.write("s.txt", "mode\n\n  # a comment\nnonsense\nmode\n")
    let stopped = try DebutProgram.run(["s.txt"], in: folder)
    #expect(stopped.status == 3)
    #expect(stopped.output.split(separator: "\n").count == 1)
    #expect(stopped.messages.hasPrefix("s.txt:4: error: "))
    let went = try DebutProgram.run(["--keep-going", "s.txt"], in: folder)
    #expect(went.status == 3)
    #expect(went.output.split(separator: "\n").count == 2)
  }

  @Test func failuresOfSourcedFilesAreToldOnce() throws {
    let folder = try TestFolder()
    try folder.write("inner.txt", "nonsense\n")
    try folder.write("outer.txt", "source inner.txt\nmode\n")
    let run = try DebutProgram.run(["outer.txt"], in: folder)
    #expect(run.status == 3)
    #expect(run.output.isEmpty)
    #expect(run.messages.hasPrefix("inner.txt:1: error: "))
    #expect(run.messages.split(separator: "\n").count == 1)
  }

  @Test func filesThatSourceThemselvesEnd() throws {
    let folder = try TestFolder()
    try folder.write("loop.txt", "source loop.txt\n")
    let run = try DebutProgram.run(["loop.txt"], in: folder)
    #expect(run.status == 3)
    #expect(run.messages.contains("nested"))
  }

  @Test func failuresAreObjectsInJSON() throws {
    let run = try DebutProgram.run(
      lines: "nonsense", "predict \"open", "load demo", mode: "json", keepsGoing: true)
    let objects = try run.objects()
    #expect(run.status == 3)
    #expect(objects.count == 3)
    #expect(objects[0]["command"] as? String == "nonsense")
    #expect(objects[0]["error"] is String)
    #expect(objects[1]["command"] as? String == "predict")
    #expect(!run.messages.contains("error"))
  }

  @Test func survivesWhatIsNoText() throws {
    var bytes = Data("mode\n".utf8)
    bytes += Data([0xFF, 0xFE, 0x00, 0x0A])
    bytes += Data("load \u{0}x\n".utf8)
    bytes += Data(repeating: UInt8(ascii: "a"), count: 3 << 20) + Data("\n".utf8)
    bytes += Data("train ".utf8) + Data(repeating: UInt8(ascii: "9"), count: 100_000)
    bytes += Data("\r\nmode\r\n".utf8)
    let run = try DebutProgram.run(["--keep-going"], input: bytes)
    #expect(run.status == 3)
    #expect(run.output.split(separator: "\n").count == 2)
    #expect(run.messages.contains("stdin:4: error: the line is longer than 1,048,576 bytes"))
    #expect(run.messages.split(separator: "\n").count == 4)
    for line in run.messages.split(separator: "\n") { #expect(line.utf8.count < 400) }
  }

  /// A line with something repeated between its ends, which reports do not show at length.
  struct LongLine: CustomTestStringConvertible {
    var start = ""
    let repeated: String
    let count: Int
    var end = ""

    var line: String { start + String(repeating: repeated, count: count) + end }
    var testDescription: String { "\(start)\(repeated)...\(end)" }
  }

  @Test(arguments: [
    LongLine(start: "mode ", repeated: "a ", count: 100_000),
    LongLine(start: "train bias ", repeated: "--epochs 1 ", count: 50_000),
    LongLine(start: "predict 5 --history \"", repeated: "=", count: 100_000, end: "\""),
    LongLine(start: "predict 5 --history \"", repeated: "7=4,", count: 20_000, end: "\""),
    LongLine(start: "predict \"", repeated: "x", count: 1_000_000, end: "\""),
    LongLine(start: "predict --", repeated: "x", count: 1_000_000),
    LongLine(repeated: "x", count: 1_000_000),
  ])
  func longLinesFailAtOnce(long: LongLine) throws {
    let run = try DebutProgram.run(
      [], input: Data("load demo\ntrain bias\n\(long.line)\n".utf8))
    #expect(run.status == 3)
    #expect(run.messages.utf8.count < 3_000)
  }

  /// Files that are no ratings, and what their error says.
  static let badFiles: [(name: String, text: String, says: String)] = [
    ("empty.csv", "", "empty.csv:1"),
    ("header.csv", "userId,movieId,rating,timestamp\n", "no row follows"),
    ("wrong.csv", "user,thing,stars\n1,2,3\n", "wrong.csv:1"),
    ("word.csv", "userId,movieId,rating,timestamp\n1,2,three,4\n", "word.csv:2"),
    ("scale.csv", "userId,movieId,rating,timestamp\n1,2,3,4\n1,3,1e7,4\n", "scale.csv:3"),
    ("nan.csv", "userId,movieId,rating,timestamp\n1,2,nan,4\n", "nan.csv:2"),
    ("inf.csv", "userId,movieId,rating,timestamp\n1,2,inf,4\n", "inf.csv:2"),
    ("big.csv", "userId,movieId,rating,timestamp\n1,2,3,99999999999999999999\n", "big.csv:2"),
    ("negative.csv", "userId,movieId,rating,timestamp\n1,2,3,-4\n", "negative.csv:2"),
    ("quote.csv", "userId,movieId,rating,timestamp\n1,\"2,3,4\n", "quote.csv:2"),
    ("binary.csv", "\u{1}\u{2}\u{3}\u{0}", "binary"),
    ("cut.csv", "userId,movieId,rating,timestamp\n1,2,3,4\n1,3", "cut.csv:3"),
  ]

  @Test(arguments: badFiles.indices)
  func badDataLeavesTheSessionAsItWas(file: Int) throws {
    let (name, text, says) = Self.badFiles[file]
    let folder = try TestFolder()
    try folder.write(name, text)
    let run = try DebutProgram.run(
      ["--keep-going", "-c", "load demo", "-c", "load \(name)", "-c", "data"], in: folder)
    #expect(run.status == 3)
    #expect(run.messages.contains("error: ") && run.messages.contains(says), "\(run.messages)")
    #expect(run.output.contains("demo (generated)"))
  }
}
