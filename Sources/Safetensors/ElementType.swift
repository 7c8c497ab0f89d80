/// What the numbers of a tensor are, named as the format names them.
public enum ElementType: String, CaseIterable, Hashable, Sendable {
  case bool = "BOOL"
  case u8 = "U8"
  case i8 = "I8"
  case f8e5m2 = "F8_E5M2"
  case f8e4m3 = "F8_E4M3"
  case i16 = "I16"
  case u16 = "U16"
  case f16 = "F16"
  case bf16 = "BF16"
  case i32 = "I32"
  case u32 = "U32"
  case f32 = "F32"
  case i64 = "I64"
  case u64 = "U64"
  case f64 = "F64"

  /// Bytes of one number.
  public var size: Int {
    switch self {
    case .bool, .u8, .i8, .f8e5m2, .f8e4m3: 1
    case .i16, .u16, .f16, .bf16: 2
    case .i32, .u32, .f32: 4
    case .i64, .u64, .f64: 8
    }
  }
}

/// A number that tensors are made of, and what the format calls it.
public protocol TensorElement: BitwiseCopyable, Sendable {
  static var elementType: ElementType { get }
  /// Zero.
  init()
}

extension Float: TensorElement {
  public static var elementType: ElementType { .f32 }
}

extension Double: TensorElement {
  public static var elementType: ElementType { .f64 }
}

extension Int32: TensorElement {
  public static var elementType: ElementType { .i32 }
}

extension Int64: TensorElement {
  public static var elementType: ElementType { .i64 }
}

extension UInt64: TensorElement {
  public static var elementType: ElementType { .u64 }
}

extension UInt8: TensorElement {
  public static var elementType: ElementType { .u8 }
}
