/// Applies the output function of SplitMix64 (Steele, Lea and Flood 2014).
@inline(__always)
private func scramble(_ state: UInt64) -> UInt64 {
  var z = state
  z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
  z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
  return z ^ (z >> 31)
}

/// mask[i] = 0 with probability `rate`, else 1 / (1 - rate). The draw uses whole numbers only, so
/// that every variant gives the same mask.
func dropoutMask(_ n: Int, _ rate: Float, _ seed: UInt64, _ firstIndex: UInt64, _ mask: Out) {
  let limit = UInt32(rate * 16_777_216)
  let kept: Float = 1 / (1 - rate)
  let stream = scramble(seed)
  for i in 0..<n {
    let index = firstIndex &+ UInt64(truncatingIfNeeded: i)
    let bits = scramble(stream &+ index &* 0x9e37_79b9_7f4a_7c15) >> 40
    mask[i] = bits < UInt64(limit) ? 0 : kept
  }
}
