import Foundation

/// Files of format 1 as the first program wrote them; see `Tests/Fixtures/README.md`.
public enum FormatFixtures {
  /// The folder of the files.
  public static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "Fixtures/Format1").path

  /// Names of the saved models, without the suffix of their files.
  public static let models = [
    "global-mean", "item-mean", "bias", "mf", "item-knn", "latent-cf", "deep-cf", "latent-cf-mlp",
    "mlinknet", "gru-sequence", "gru-hybrid", "sasrec", "ensemble", "early", "sasrec-stopped",
    "latent-cf-stopped", "popular", "recent-popular", "item-graph", "item-knn-events", "ease",
    "als", "gru4rec", "gru4rec-both", "sasrec-events",
  ]

  /// The names of models that have been renamed, by their former ones, which the files have.
  public static let renamed = [
    "sasrec": "attention-sequence", "gru4rec": "transition-mixture",
  ]

  /// Returns the header of a model's file in which it has its name of today.
  public static func withTodaysName(of model: String, _ header: String) -> String {
    guard let former = renamed.first(where: { $0.value == model })?.key else { return header }
    return header.replacing("\"\(former)\"", with: "\"\(model)\"")
      .replacing(#"\"\#(former)\""#, with: #"\"\#(model)\""#)
  }

  /// Reads a file of the folder as text.
  public static func text(_ name: String) throws -> String {
    try String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8)
  }

  /// Returns a model file in two parts: its header without times, its own checksum and padding; and its
  /// data. Only version 0.1.0 wrote times.
  public static func parts(of path: String) throws -> (header: String, data: Data) {
    let bytes = try Data(contentsOf: URL(filePath: path))
    let length = bytes.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
    let header = String(decoding: bytes[8..<8 + length], as: UTF8.self)
      .replacing(#/\\"seconds\\":[-+.e0-9]+/#, with: "SECONDS")
      .replacing(#/,\\"secondsPerFold\\":[-+.e0-9]+/#, with: "")
      .replacing(#/"header-sha256":"[0-9a-f]+"/#, with: "DIGEST")
    return (header.trimmingCharacters(in: .whitespaces), bytes[(8 + length)...])
  }

  /// Copies the folder to `path`, where nothing may be yet, so that a test may write into it.
  public static func copy(to path: String) throws {
    try FileManager.default.copyItem(atPath: folder, toPath: path)
  }
}
