import Safetensors

/// Returns a file with other metadata or tensors, and the checksums that belong to them.
func remade(
  _ bytes: [UInt8], without dropped: String? = nil, _ change: (inout SafetensorsContent) -> Void
) throws -> [UInt8] {
  let file = try SafetensorsFile(bytes: bytes)
  var content = SafetensorsContent()
  content.metadata = file.header.metadata
  for tensor in file.header.tensors where tensor.name != dropped {
    func copy<Element: TensorElement>(_ type: Element.Type) throws {
      content.add(
        tensor.name, try file.read(tensor.name, as: Element.self), shape: tensor.shape)
    }
    switch tensor.type {
    case .f32: try copy(Float.self)
    case .i32: try copy(Int32.self)
    case .i64: try copy(Int64.self)
    case .u64: try copy(UInt64.self)
    default: try copy(UInt8.self)
    }
  }
  change(&content)
  var out: [UInt8] = []
  content.write(dataDigestKey: "sha256", headerDigestKey: "header-sha256") { out += $0 }
  return out
}
