import Debut

/// Trained models as files, which `docs/model-files.md` describes byte for byte.
///
/// - Stability: stable.
public enum ModelFile {
  /// A model that was read from a file.
  public struct Opened {
    /// The model.
    public let model: TrainedModel
    /// The figures of the last evaluation before saving; nil if there was none.
    public let evaluation: EvaluationRecord?
    /// True if the file has checksums, which are then right.
    public let isVerified: Bool
    /// The checksum of the file's header, in which that of its tensors stands; nil if it has none.
    package let digest: String?
  }
}
