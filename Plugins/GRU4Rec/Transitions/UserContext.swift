import Debut

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The numbers of a user's situation that weights depend on.
struct UserContext {
  static let count = 4

  /// 1, log(position from 1), log(1 + seconds between the last two events) / 10, log(1 + sum of the last item's row of
  /// what came after it)
  let values: SIMD4<Double>
  /// The number of events.
  let events: Int

  init(_ user: UserEvents, _ evidence: Evidence) {
    events = user.count
    values = SIMD4(
      1, log(Double(user.count + 1)), Double(user.gap), log(1 + Double(evidence.lastSum)))
  }

  /// Returns the sum of coefficients times values.
  func dot(_ coefficients: ArraySlice<Double>) -> Double {
    let first = coefficients.startIndex
    return coefficients[first] + coefficients[first + 1] * values[1]
      + coefficients[first + 2] * values[2] + coefficients[first + 3] * values[3]
  }
}
