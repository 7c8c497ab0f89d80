import CKernelShims
import KernelTable

/// A register of this variant: `lanes` floats.
typealias Vector = debut_vector
typealias In = KernelTable.In
typealias Out = KernelTable.Out
typealias Indices = KernelTable.Indices
