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
    "latent-cf-stopped",
  ]

  /// Reads a file of the folder as text.
  public static func text(_ name: String) throws -> String {
    try String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8)
  }

  /// Copies the folder to `path`, where nothing may be yet, so that a test may write into it.
  public static func copy(to path: String) throws {
    try FileManager.default.copyItem(atPath: folder, toPath: path)
  }
}
