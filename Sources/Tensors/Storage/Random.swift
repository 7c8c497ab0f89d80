#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Returns a number in [0, 1) with 24 random bits, from one draw of the generator.
func unitFloat(_ generator: inout some RandomNumberGenerator) -> Float {
  Float(generator.next() >> 40) * 0x1p-24
}

/// Returns a standard normal number, from two draws of the generator (Box and Muller 1958).
func normalFloat(_ generator: inout some RandomNumberGenerator) -> Float {
  // In (0, 1], so that the logarithm is finite.
  let radius = Double((generator.next() >> 11) + 1) * 0x1p-53
  let angle = Double(generator.next() >> 11) * 0x1p-53
  return Float((-2 * log(radius)).squareRoot() * cos(2 * .pi * angle))
}

/// Mixes a seed and a number into a seed, such that neighbouring numbers give unrelated seeds
/// (the output function of SplitMix64, Steele, Lea and Flood 2014).
func mixedSeed(_ seed: UInt64, _ number: UInt64) -> UInt64 {
  var z = seed &+ (number &+ 1) &* 0x9E37_79B9_7F4A_7C15
  z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
  z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
  return z ^ (z >> 31)
}
