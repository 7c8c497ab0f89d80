#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// The readable form of every kernel: one number at a time, for `Float` and `Double`.
///
/// The vector code is tested against it. The comments of `KernelTable` hold for the functions of
/// the same name and are not repeated here.
public enum Reference {}

/// A floating-point type with the elementary functions that the reference needs.
public protocol ReferenceReal: BinaryFloatingPoint {
  /// Returns e^x.
  static func exponential(_ x: Self) -> Self
  /// Returns the natural logarithm of x.
  static func logarithm(_ x: Self) -> Self
  /// Returns tanh x.
  static func hyperbolicTangent(_ x: Self) -> Self
}

extension Float: ReferenceReal {
  public static func exponential(_ x: Float) -> Float { expf(x) }
  public static func logarithm(_ x: Float) -> Float { logf(x) }
  public static func hyperbolicTangent(_ x: Float) -> Float { tanhf(x) }
}

extension Double: ReferenceReal {
  public static func exponential(_ x: Double) -> Double { exp(x) }
  public static func logarithm(_ x: Double) -> Double { log(x) }
  public static func hyperbolicTangent(_ x: Double) -> Double { tanh(x) }
}
