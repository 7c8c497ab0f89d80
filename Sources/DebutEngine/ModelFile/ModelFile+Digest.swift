import Debut
import Safetensors

extension ModelFile {
  /// Returns the checksum of a file's header, in which that of its tensors stands; nil if the file has none.
  /// Reads the header alone.
  ///
  /// - Throws: `SafetensorsError`.
  package static func digest(of path: String) throws -> String? {
    digest(of: try SafetensorsFile(path: path))
  }

  /// Returns true for a file whose header says that it is a model of this program, whole or not.
  package static func isModel(_ path: String) -> Bool {
    guard let file = try? SafetensorsFile(path: path) else { return false }
    return ModelMetadata.isModel(file.header.metadata)
  }

  static func digest(of file: SafetensorsFile) -> String? {
    file.header.metadata[ModelMetadata.headerDigestKey]
  }
}
