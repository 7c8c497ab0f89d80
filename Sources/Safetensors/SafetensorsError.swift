/// An error in a file or in a request for one of its tensors, with the evidence.
///
/// - Stability: evolving.
public enum SafetensorsError: Error, Equatable, Sendable {
  /// The system refuses to read the file.
  case unreadable(reason: String)
  /// The path leads to a folder or a device, not to a regular file.
  case notAFile
  /// The file is shorter than the eight bytes that every safetensors file begins with.
  case tooShort(bytes: Int)
  /// The header claims more bytes than the file has, or than any header may have.
  case headerTooLong(claimed: UInt64, limit: Int)
  /// The header is not the JSON that the format requires; `offset` counts the header's bytes.
  case badHeader(offset: Int, expected: String)
  /// An object of the header has a key twice.
  case repeatedKey(String)
  /// A tensor's entry lacks a field, or its byte range is not a pair of ascending numbers.
  case missingField(tensor: String, field: String)
  /// The type is not an `ElementType`.
  case unknownType(tensor: String, type: String)
  /// The tensor's byte count is not what its shape and type require.
  case wrongSize(tensor: String, bytes: Int, expected: String)
  /// There is a gap or an overlap before the tensor's bytes; `offset` counts the data's bytes.
  case gap(tensor: String, offset: Int, expected: Int)
  /// The file has fewer, or more, bytes than its header describes.
  case wrongLength(bytes: Int, expected: Int)
  /// The file was written or cut while it was read.
  case changed
  /// Reading was stopped on request.
  case interrupted

  // Errors in a request for a tensor.
  /// The file has no tensor of the name.
  case missingTensor(String)
  /// The tensor's numbers are not of the expected type.
  case wrongType(tensor: String, found: ElementType, expected: ElementType)
  /// The tensor does not have the expected shape.
  case wrongShape(tensor: String, found: [Int], expected: [Int])
}

extension SafetensorsError: CustomStringConvertible {
  /// A line with the error and the expectation.
  public var description: String {
    switch self {
    case .unreadable(let reason): reason
    case .notAFile: "it is not a file"
    case .tooShort(let bytes):
      "it has \(bytes) bytes, and a safetensors file begins with eight for the header's length"
    case .headerTooLong(let claimed, let limit):
      "it is no safetensors file: its header would be \(claimed) bytes long, of at most \(limit)"
    case .badHeader(let offset, let expected):
      "its header is not right at byte \(offset): expected \(expected)"
    case .repeatedKey(let key): "its header has \(Self.quote(key)) twice"
    case .missingField(let tensor, let field):
      "its header gives \(Self.quote(tensor)) no \(field)"
    case .unknownType(let tensor, let type):
      "the numbers of \(Self.quote(tensor)) are of an unknown type, \(Self.quote(type))"
    case .wrongSize(let tensor, let bytes, let expected):
      "\(Self.quote(tensor)) has \(bytes) bytes, and its shape needs \(expected)"
    case .gap(let tensor, let offset, let expected):
      "\(Self.quote(tensor)) begins at byte \(offset) of the data, and \(expected) was expected"
    case .wrongLength(let bytes, let expected):
      "it has \(bytes) bytes, and its header describes \(expected): "
        + (bytes < expected ? "it is cut off" : "something follows its end")
    case .changed: "the file changed while it was read"
    case .interrupted: "interrupted"
    case .missingTensor(let name): "it has no tensor \(Self.quote(name))"
    case .wrongType(let tensor, let found, let expected):
      "\(Self.quote(tensor)) is \(found.rawValue), and \(expected.rawValue) was expected"
    case .wrongShape(let tensor, let found, let expected):
      "\(Self.quote(tensor)) is \(found), and \(expected) was expected"
    }
  }

  private static func quote(_ text: String) -> String {
    let longest = 80
    return "\"\(text.count > longest ? text.prefix(longest) + "..." : text)\""
  }
}
