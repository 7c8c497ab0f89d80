/// The way in which data was loaded, and may be loaded again. Coding keys are names of the format of
/// saved sessions, which stay when Swift's names change.
struct DataOrigin: Codable, Hashable {
  /// The argument of `load`, in a saved session with the whole path of a file; or `demo`.
  var path: String
  var format: String?
  /// The rating scale, as in "0.5:5"; nil: the first that fits.
  var scale: String?
  /// The seed of `demo`.
  var seed: UInt64?

  enum CodingKeys: String, CodingKey {
    case path = "path"
    case format = "format"
    case scale = "scale"
    case seed = "seed"
  }
}
