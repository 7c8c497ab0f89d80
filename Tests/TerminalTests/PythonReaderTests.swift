import DebutTesting
import Foundation
import Testing

/// Model files read by Python: `docs/python/read_model.py`, with torch and the public safetensors package,
/// predicts what the program predicts.
@Suite(.enabled(if: PythonReader.interpreter != nil, "no Python with torch and safetensors"))
struct PythonReaderTests {
  @Test(arguments: ["mlinknet", "gru-sequence", "bias", "item-mean", "global-mean"])
  func predictsTheSame(model: String) throws {
    let folder = try TestFolder()
    let long = (1...40).map { "\($0 * 7)=\(1 + $0 % 5)" }.joined(separator: ", ")
    let histories = ["7=4.5", long]
    let items = [1, 5, 700, 1500]
    let lines =
      ["load demo", "train \(model) --epochs 1", "save m.safetensors"]
      + histories.flatMap { history in items.map { "predict \($0) --history '\(history)'" } }
    let answers = try DebutProgram.run(
      ["--mode", "json"] + lines.flatMap { ["-c", $0] }, in: folder
    ).objects()
    let expected = answers.dropFirst(3).compactMap {
      ($0["rows"] as? [[String: Any]])?.first?["stars"] as? Double
    }
    try #require(expected.count == histories.count * items.count)
    // A mean is the same after every history.
    #expect(
      Set(expected).count > (model == "global-mean" ? 0 : model == "item-mean" ? 3 : items.count))
    var found: [Double] = []
    for history in histories {
      let words = [PythonReader.script, "m.safetensors"] + items.map(String.init)
      let run = try DebutProgram.run(
        words + ["--history", history], in: folder, by: PythonReader.interpreter ?? "")
      #expect(run.status == 0, "\(run.messages)")
      found += run.output.split(separator: "\n").compactMap { Double($0) }
    }
    try #require(found.count == expected.count)
    for (x, y) in zip(found, expected) { #expect(abs(x - y) < 1e-5) }
  }
}

extension PythonReaderTests {
  @Test func namesTheModelsThatItKnows() throws {
    let folder = try TestFolder()
    _ = try DebutProgram.run(
      ["-c", "load demo", "-c", "train mf --epochs 1", "-c", "save m.safetensors"], in: folder)
    let run = try DebutProgram.run(
      [PythonReader.script, "m.safetensors", "1"], in: folder, by: PythonReader.interpreter ?? "")
    #expect(run.status == 1)
    #expect(
      run.messages.hasPrefix(
        "read_model.py: m.safetensors is a mf, and this script predicts only with mlinknet, gru-sequence, bias, "
          + "item-mean, global-mean; the tensors of the file are "))
  }
}

enum PythonReader {
  static let script = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../docs/python/read_model.py").standardized.path

  /// `DEBUT_PYTHON`, or else the system's, where it has what the script imports.
  static let interpreter: String? = {
    let named = ProcessInfo.processInfo.environment["DEBUT_PYTHON"] ?? "/usr/bin/python3"
    let run = try? DebutProgram.run(["-c", "import torch, safetensors"], by: named)
    return run?.status == 0 ? named : nil
  }()
}
