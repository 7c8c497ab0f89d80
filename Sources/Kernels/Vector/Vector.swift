import CKernelShims
import KernelTable

/// As many floats as one register of this variant holds.
typealias Vector = debut_vector
typealias In = UnsafePointer<Float>
typealias Out = UnsafeMutablePointer<Float>

@inline(__always) var lanes: Int { Int(vector_lanes()) }
