/// The type of a tensor's numbers; raw values are the format's names.
///
/// - Stability: evolving.
public enum ElementType: String, CaseIterable, Hashable, Sendable {
  /// A byte, 0 or 1.
  case bool = "BOOL"
  /// 8-bit unsigned integer.
  case u8 = "U8"
  /// 8-bit signed integer.
  case i8 = "I8"
  /// 8-bit float with 5 exponent and 2 mantissa bits.
  case f8e5m2 = "F8_E5M2"
  /// 8-bit float with 4 exponent and 3 mantissa bits.
  case f8e4m3 = "F8_E4M3"
  /// 16-bit signed integer.
  case i16 = "I16"
  /// 16-bit unsigned integer.
  case u16 = "U16"
  /// 16-bit float (IEEE 754, 5 exponent bits).
  case f16 = "F16"
  /// 16-bit float with the 8 exponent bits of a 32-bit one.
  case bf16 = "BF16"
  /// 32-bit signed integer.
  case i32 = "I32"
  /// 32-bit unsigned integer.
  case u32 = "U32"
  /// 32-bit float.
  case f32 = "F32"
  /// 64-bit signed integer.
  case i64 = "I64"
  /// 64-bit unsigned integer.
  case u64 = "U64"
  /// 64-bit float.
  case f64 = "F64"

  /// Size of one number in bytes.
  public var size: Int {
    switch self {
    case .bool, .u8, .i8, .f8e5m2, .f8e4m3: 1
    case .i16, .u16, .f16, .bf16: 2
    case .i32, .u32, .f32: 4
    case .i64, .u64, .f64: 8
    }
  }
}

/// A Swift number that can be an element of a tensor.
///
/// - Stability: evolving.
public protocol TensorElement: BitwiseCopyable, Sendable {
  /// Type of the number in the format.
  static var elementType: ElementType { get }
  /// Creates zero.
  init()
}

extension Float: TensorElement {
  /// The 32-bit float of the format.
  public static var elementType: ElementType { .f32 }
}

extension Double: TensorElement {
  /// The 64-bit float of the format.
  public static var elementType: ElementType { .f64 }
}

extension Int32: TensorElement {
  /// The 32-bit signed integer of the format.
  public static var elementType: ElementType { .i32 }
}

extension Int64: TensorElement {
  /// The 64-bit signed integer of the format.
  public static var elementType: ElementType { .i64 }
}

extension UInt64: TensorElement {
  /// The 64-bit unsigned integer of the format.
  public static var elementType: ElementType { .u64 }
}

extension UInt8: TensorElement {
  /// The 8-bit unsigned integer of the format.
  public static var elementType: ElementType { .u8 }
}
