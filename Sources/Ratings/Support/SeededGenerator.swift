/// The generator behind every random choice in Debut: xoshiro256**, its state filled by SplitMix64
/// (Blackman and Vigna 2021). A seed gives the same numbers on every machine.
///
/// - Stability: stable.
public struct SeededGenerator: RandomNumberGenerator, Sendable {
  private var state: (UInt64, UInt64, UInt64, UInt64)

  /// Makes the generator of a seed.
  public init(seed: UInt64) {
    var mixer = seed
    func next() -> UInt64 {
      defer { mixer &+= Self.step }
      return Self.mixed(mixer)
    }
    state = (next(), next(), next(), next())
  }

  /// The step from one number of SplitMix64 to the next.
  private static let step: UInt64 = 0x9E37_79B9_7F4A_7C15

  /// Returns the number that SplitMix64 draws in a state: each bit of the state changes about half of its bits.
  static func mixed(_ state: UInt64) -> UInt64 {
    var z = state &+ step
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// The state of four words, which determines all later numbers.
  public var words: [UInt64] { [state.0, state.1, state.2, state.3] }

  /// Restores a generator from its `words`; nil unless there are four, not all zero.
  public init?(words: [UInt64]) {
    guard words.count == 4, words.contains(where: { $0 != 0 }) else { return nil }
    state = (words[0], words[1], words[2], words[3])
  }

  /// Draws a number of 64 random bits.
  public mutating func next() -> UInt64 {
    func rotate(_ x: UInt64, _ by: UInt64) -> UInt64 { (x << by) | (x >> (64 - by)) }
    let result = rotate(state.1 &* 5, 7) &* 9
    let shifted = state.1 << 17
    state.2 ^= state.0
    state.3 ^= state.1
    state.1 ^= state.2
    state.0 ^= state.3
    state.2 ^= shifted
    state.3 = rotate(state.3, 45)
    return result
  }

  /// Draws a number in [0, 1) with 24 random bits.
  public mutating func uniform() -> Float { Float(next() >> 40) * 0x1p-24 }

  /// Draws a whole number in 0 ..< bound, without bias (Lemire 2019).
  ///
  /// - Precondition: bound > 0.
  public mutating func below(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &self) }

  /// Returns a generator for a part of the work, independent of the count of numbers that others
  /// draw.
  public mutating func split() -> SeededGenerator { SeededGenerator(seed: next()) }
}
