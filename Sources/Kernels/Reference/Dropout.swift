extension Reference {
  /// Returns 24 random bits that depend on the seed and the index alone.
  ///
  /// They come from the output function of SplitMix64 (Steele, Lea and Flood 2014), at position
  /// `index` of a stream that starts at the scrambled seed.
  static func randomBits(_ seed: UInt64, _ index: UInt64) -> UInt32 {
    func scramble(_ state: UInt64) -> UInt64 {
      var z = state
      z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
      z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
      return z ^ (z >> 31)
    }
    return UInt32(scramble(scramble(seed) &+ index &* 0x9e37_79b9_7f4a_7c15) >> 40)
  }

  /// mask[i] = 0 with probability `rate`, else 1 / (1 - rate); `rate` counts in steps of 2^-24.
  @specialized(where Real == Float)
  @specialized(where Real == Double)
  public static func dropoutMask<Real: BinaryFloatingPoint>(
    _ n: Int, _ rate: Real, _ seed: UInt64, _ firstIndex: UInt64, _ mask: UnsafeMutablePointer<Real>
  ) {
    let limit = UInt32(rate * 16_777_216)
    let kept = 1 / (1 - rate)
    for i in 0..<n {
      mask[i] = randomBits(seed, firstIndex &+ UInt64(i)) < limit ? 0 : kept
    }
  }
}
