/// What can be wrong with a file, with the evidence.
public enum SafetensorsError: Error, Equatable, Sendable {
  /// The system will not let us read it.
  case unreadable(reason: String)
  case notAFile
  /// Shorter than the eight bytes that every such file begins with.
  case tooShort(bytes: Int)
  /// The header claims more bytes than the file has, or than any header may have.
  case headerTooLong(claimed: UInt64, limit: Int)
  /// The header is not the JSON that the format asks for; `offset` counts the header's bytes.
  case badHeader(offset: Int, expected: String)
  case repeatedKey(String)
  case missingField(tensor: String, field: String)
  case unknownType(tensor: String, type: String)
  /// The bytes of the tensor are not as many as its shape and type need.
  case wrongSize(tensor: String, bytes: Int, expected: String)
  /// Between the tensors' bytes is a gap, or they overlap; `offset` counts the data's bytes.
  case gap(tensor: String, offset: Int, expected: Int)
  /// The file has fewer, or more, bytes than its header describes.
  case wrongLength(bytes: Int, expected: Int)

  // Asking for a tensor.
  case missingTensor(String)
  case wrongType(tensor: String, found: ElementType, expected: ElementType)
  case wrongShape(tensor: String, found: [Int], expected: [Int])
}

extension SafetensorsError: CustomStringConvertible {
  /// One line: what is wrong and what was expected.
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
