@_exported import KernelTable
import KernelsBaseline
import KernelsReference

@_exported import struct CKernelShims.GRUPass
import func CKernelShims.kernel_x86_level

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

#if arch(x86_64)
  import KernelsV3
  import KernelsV4
#endif

/// The kernel tables of this build, and the choice among them.
///
/// - Stability: evolving.
public enum Kernels {
  /// Name of the environment variable that overrides the choice. Its value is the name of a
  /// `KernelVariant`; an empty one counts as unset.
  public static let environmentVariable = "DEBUT_KERNELS"

  /// The variants that this machine can run, slowest first.
  public static let available: [KernelVariant] = {
    #if arch(x86_64)
      let level = kernel_x86_level()
      return [.scalar, .baseline] + (level >= 3 ? [.v3] : []) + (level >= 4 ? [.v4] : [])
    #elseif arch(arm64)
      return [.scalar, .neon]
    #else
      return [.scalar, .baseline]
    #endif
  }()

  /// Returns the table that `DEBUT_KERNELS` names, or else the fastest that this machine can run.
  ///
  /// Call it once, when the process starts, and pass the table on.
  /// - Parameter environment: variables by name; nil: the process's own.
  /// - Throws: `KernelError` if `DEBUT_KERNELS` names no variant, or one that cannot run here.
  public static func select(environment: [String: String]? = nil) throws(KernelError) -> KernelTable
  {
    let name =
      environment.map { $0[environmentVariable] }
      ?? getenv(environmentVariable).map { String(cString: $0) }
    guard let name, !name.isEmpty else { return try table(for: available[available.count - 1]) }
    guard let variant = KernelVariant(rawValue: name) else {
      throw .unknownVariant(name: name, available: available)
    }
    return try table(for: variant)
  }

  /// Returns the table of one variant.
  /// - Throws: `KernelError.unavailable` if this machine cannot run it.
  public static func table(for variant: KernelVariant) throws(KernelError) -> KernelTable {
    guard available.contains(variant) else {
      throw .unavailable(variant, available: available)
    }
    switch variant {
    case .scalar: return KernelsReference.makeKernelTable()
    #if arch(x86_64)
      case .v3: return KernelsV3.makeKernelTable()
      case .v4: return KernelsV4.makeKernelTable()
    #endif
    default: return KernelsBaseline.makeKernelTable()
    }
  }
}
