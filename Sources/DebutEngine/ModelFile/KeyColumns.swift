import Debut
import Safetensors

/// Ids as columns of a model file: numbers, or texts whose UTF-8 stands one after the other.
enum KeyColumns {
  /// Adds the ids: numbers as `NAME.id`, texts as `NAME.key` and `NAME.key.end`.
  static func write(_ keys: Vocabulary, _ name: String, to content: inout SafetensorsContent) {
    if let numbers = keys.numbers {
      content.add(name + ".id", numbers, shape: [numbers.count])
    } else {
      let (bytes, ends) = keys.utf8
      content.add(name + ".key", bytes, shape: [bytes.count])
      content.add(name + ".key.end", ends, shape: [ends.count])
    }
  }

  /// Reads the ids.
  ///
  /// - Throws: `SafetensorsError`; `EngineError.badModelFile` for negative numbers, texts that are empty or no UTF-8,
  ///   and ids that come twice.
  static func read(_ name: String, from file: SafetensorsFile) throws -> Vocabulary {
    let isText = file.header.tensors.contains { $0.name == name + ".key.end" }
    guard isText else {
      let numbers: [Int64] = try file.read(name + ".id")
      guard numbers.allSatisfy({ $0 >= 0 }), let keys = Vocabulary(numbers: numbers) else {
        throw EngineError.badModelFile(
          reason: "\"\(name).id\" is not different ids of 0 or more")
      }
      return keys
    }
    let (bytes, ends): ([UInt8], [Int64]) = (
      try file.read(name + ".key"), try file.read(name + ".key.end")
    )
    guard let keys = Vocabulary(utf8: bytes, ends: ends) else {
      _ = try TextColumns.read(name + ".key", count: nil, from: file)
      throw EngineError.badModelFile(reason: "\"\(name).key\" is not different texts")
    }
    return keys
  }
}

/// Texts as columns of a model file: their UTF-8 one after the other, and the end of each.
enum TextColumns {
  /// Adds texts.
  static func write(
    _ texts: some Sequence<String>, _ name: String, to content: inout SafetensorsContent
  ) {
    var bytes: [UInt8] = []
    var ends: [Int64] = []
    for text in texts {
      bytes += text.utf8
      ends.append(Int64(bytes.count))
    }
    content.add(name, bytes, shape: [bytes.count])
    content.add(name + ".end", ends, shape: [ends.count])
  }

  /// Reads texts.
  ///
  /// - Parameters:
  ///   - name: the name of the bytes; that of the ends has `.end` behind it.
  ///   - count: the number of texts; nil: as many as there are ends.
  ///   - file: the file.
  /// - Throws: `EngineError.badModelFile` if they are no UTF-8, or the ends do not ascend within the bytes.
  static func read(_ name: String, count: Int?, from file: SafetensorsFile) throws -> [String] {
    let bytes: [UInt8] = try file.read(name)
    let ends: [Int64] =
      try count.map { try file.read(name + ".end", shape: [$0]) } ?? file.read(name + ".end")
    var start = 0
    return try ends.map { end in
      guard end >= start, end <= bytes.count,
        let text = String(validating: bytes[start..<Int(end)], as: UTF8.self)
      else {
        throw EngineError.badModelFile(reason: "\"\(name)\" is not \(ends.count) texts in UTF-8")
      }
      start = Int(end)
      return text
    }
  }
}
