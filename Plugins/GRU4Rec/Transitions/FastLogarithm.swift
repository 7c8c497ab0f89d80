/// Returns the natural logarithm of a positive, normal number, with a relative error of some 1e-7 of the result or of
/// one where the result is near zero.
///
/// The series of 2 artanh(f / (2 + f)) with 1 + f in [sqrt 1/2, sqrt 2). It has no branch and calls nothing, so that a
/// loop over it becomes vector code.
@inline(__always)
func fastLog(_ x: Float) -> Float {
  let bits = Int32(bitPattern: x.bitPattern)
  let exponent = (bits &- 0x3F35_04F3) >> 23
  let f = Float(bitPattern: UInt32(bitPattern: bits &- (exponent << 23))) - 1
  let s = f / (2 + f)
  let z = s * s
  let series = z * (0.666_666_7 + z * (0.4 + z * (0.285_714_3 + z * 0.222_222_2)))
  return Float(exponent) * 0.693_147_2 + s * (2 + series)
}
