import Tensors

/// The numbers that `Scripts/golden/make_golden.py` makes weights and inputs of, bit for bit.
enum Noise {
  /// Number `index` of a sequence of 24-bit numbers in [0, 1).
  static func unit(_ salt: Int, _ index: Int) -> Float {
    var x = UInt32(truncatingIfNeeded: index) &* 2_654_435_761
    x &+= UInt32(truncatingIfNeeded: salt * 2_246_822_519)
    x ^= x >> 15
    x = x &* 2_246_822_519
    x ^= x >> 13
    x = x &* 3_266_489_917
    x ^= x >> 16
    return Float(x >> 8) * 0x1p-24
  }

  /// `noise` of the script.
  static func unit(_ salt: Int, count: Int) -> [Float] { (0..<count).map { unit(salt, $0) } }

  /// `spread` of the script: numbers in [-scale, scale).
  static func spread(_ salt: Int, _ scale: Float, count: Int) -> [Float] {
    (0..<count).map { (2 * unit(salt, $0) - 1) * scale }
  }

  /// Fills a parameter with `spread`.
  static func fill(_ parameter: Parameter, _ salt: Int, _ scale: Float) {
    for i in 0..<parameter.count { parameter.value.base[i] = (2 * unit(salt, i) - 1) * scale }
  }
}
