import CKernelShims
import KernelTable

/// As many floats as one register of this variant holds.
typealias Vector = debut_vector
typealias In = KernelTable.In
typealias Out = KernelTable.Out
typealias Indices = KernelTable.Indices
