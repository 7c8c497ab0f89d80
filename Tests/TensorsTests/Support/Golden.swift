import Foundation

/// A file of golden values, written by `Scripts/golden/make_golden.py` in the safetensors format.
struct Golden {
  private let arrays: [String: [Float]]

  init(_ name: String) throws {
    let file = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../Golden/\(name).safetensors").standardized
    let data = try Data(contentsOf: file)
    let length = data.prefix(8).enumerated().reduce(0) { $0 | Int($1.element) << (8 * $1.offset) }
    let body = 8 + length
    let header = try JSONDecoder().decode([String: Entry].self, from: data[8..<body])
    arrays = header.mapValues { entry in
      data[(body + entry.offsets[0])..<(body + entry.offsets[1])]
        .withUnsafeBytes { bytes in
          (0..<bytes.count / 4).map { bytes.loadUnaligned(fromByteOffset: 4 * $0, as: Float.self) }
        }
    }
  }

  private struct Entry: Decodable {
    let offsets: [Int]

    enum CodingKeys: String, CodingKey {
      case offsets = "data_offsets"
    }
  }

  /// The values under a key; empty, and so unequal to anything, where there are none.
  subscript(key: String) -> [Float] { arrays[key] ?? [] }
}

/// The greatest difference of two arrays as a share of the greatest magnitude in the second; infinite
/// where they differ in length, are empty or are not numbers.
func relativeError(_ actual: some Collection<Float>, _ expected: [Float]) -> Float {
  guard actual.count == expected.count, !expected.isEmpty else { return .infinity }
  let difference = zip(actual, expected).reduce(Float(0)) {
    let difference = abs($1.0 - $1.1)
    return difference.isNaN ? .infinity : max($0, difference)
  }
  let greatest = expected.reduce(Float(0)) { max($0, abs($1)) }
  return difference / max(greatest, .leastNormalMagnitude)
}
