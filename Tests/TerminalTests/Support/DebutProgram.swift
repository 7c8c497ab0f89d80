import DebutTesting
import Foundation
import Testing

/// Runs the program that was built beside the tests, as a user's shell does.
struct DebutProgram {
  /// The output and the status that a run left behind.
  struct Run {
    let output: String
    let messages: String
    let status: Int32

    /// The objects of a run in JSON mode, one a line.
    func objects() throws -> [[String: Any]] {
      try output.split(separator: "\n").map { line in
        let object = try JSONSerialization.jsonObject(with: Data(line.utf8))
        return try #require(object as? [String: Any])
      }
    }
  }

  /// The program stands in the folder of the tests' own executable.
  static let path: String = {
    let own =
      (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"))
      ?? CommandLine.arguments[0]
    var folder = URL(fileURLWithPath: own).deletingLastPathComponent()
    while folder.path != "/" {
      let candidate = folder.appendingPathComponent("debut").path
      if FileManager.default.isExecutableFile(atPath: candidate), !isFolder(candidate) {
        return candidate
      }
      folder.deleteLastPathComponent()
    }
    return "debut"
  }()

  private static func isFolder(_ path: String) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
      && isFolder.boolValue
  }

  /// The environment of every run: nothing of whoever runs the tests but the choice of kernels and what a
  /// sanitizer is told, which else would end the program for what readline keeps.
  static func environment(home: String) -> [String: String] {
    var variables = [
      "HOME": home, "PATH": "/usr/bin:/bin", "TERM": "xterm", "LC_ALL": "C.UTF-8",
      "INPUTRC": "/dev/null",
    ]
    // Tests are run once for each kernel variant.
    for name in ["DEBUT_KERNELS", "ASAN_OPTIONS", "TSAN_OPTIONS"] {
      variables[name] = ProcessInfo.processInfo.environment[name]
    }
    return variables
  }

  /// Runs the program to its end.
  ///
  /// - Parameter input: standard input; output goes through files, so that no pipe can fill up.
  static func run(
    _ arguments: [String], input: Data = Data(), environment: [String: String] = [:],
    in folder: TestFolder? = nil, by executable: String = path
  ) throws -> Run {
    let folder = try folder ?? TestFolder()
    let run = UUID().uuidString
    let files = ["in", "out", "err"].map { "\(folder.path)/.\(run).\($0)" }
    try input.write(to: URL(fileURLWithPath: files[0]))
    for file in files[1...] { try Data().write(to: URL(fileURLWithPath: file)) }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: executable)
    process.arguments = arguments
    process.environment = self.environment(home: folder.path).merging(environment) { $1 }
    process.currentDirectoryURL = URL(fileURLWithPath: folder.path)
    process.standardInput = FileHandle(forReadingAtPath: files[0])
    process.standardOutput = FileHandle(forWritingAtPath: files[1])
    process.standardError = FileHandle(forWritingAtPath: files[2])
    try process.run()
    process.waitUntilExit()
    defer { for file in files { try? FileManager.default.removeItem(atPath: file) } }
    return Run(
      output: String(decoding: try Data(contentsOf: URL(fileURLWithPath: files[1])), as: UTF8.self),
      messages: String(
        decoding: try Data(contentsOf: URL(fileURLWithPath: files[2])), as: UTF8.self),
      status: process.terminationReason == .exit ? process.terminationStatus : -1)
  }

  /// Runs a script of the shell, whose `$0` is the program.
  static func shell(_ script: String, in folder: TestFolder) throws -> Run {
    try run(["-c", ". ./\(script)", path], in: folder, by: "/bin/sh")
  }

  /// Starts the program without waiting for its end; what it says is lost.
  static func start(_ arguments: [String], in folder: TestFolder) throws -> Process {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = arguments
    process.environment = environment(home: folder.path)
    process.currentDirectoryURL = URL(fileURLWithPath: folder.path)
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    return process
  }

  /// Runs lines with `-c`, each on its own.
  static func run(lines: String..., mode: String = "table", keepsGoing: Bool = false) throws -> Run
  {
    try run(
      ["--mode", mode] + (keepsGoing ? ["--keep-going"] : []) + lines.flatMap { ["-c", $0] })
  }
}
