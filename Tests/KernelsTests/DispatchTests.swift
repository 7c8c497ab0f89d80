import Kernels
import Testing

@Suite("Choosing a kernel table")
struct DispatchTests {
  @Test("Every available variant can be named in the environment", arguments: Kernels.available)
  func named(variant: KernelVariant) throws {
    let table = try Kernels.select(environment: ["DEBUT_KERNELS": variant.rawValue])
    #expect(table.variant == variant)
  }

  @Test("Without the variable, or with an empty one, the fastest variant is chosen")
  func fastest() throws {
    let last = try #require(Kernels.available.last)
    #expect(try Kernels.select(environment: [:]).variant == last)
    #expect(try Kernels.select(environment: ["DEBUT_KERNELS": ""]).variant == last)
  }

  @Test("A name that no variant has is refused, with the names that exist")
  func unknown() {
    let error = KernelError.unknownVariant(name: "v5", available: Kernels.available)
    #expect(throws: error) { try Kernels.select(environment: ["DEBUT_KERNELS": "v5"]) }
    #expect(error.description.contains("\"v5\""))
    #expect(error.description.contains("scalar"))
  }

  @Test("A variant of another machine is refused")
  func unavailable() {
    for variant in KernelVariant.allCases where !Kernels.available.contains(variant) {
      #expect(throws: KernelError.unavailable(variant, available: Kernels.available)) {
        try Kernels.table(for: variant)
      }
    }
  }
}

@Suite("The machine's limit")
struct PeakTests {
  @Test(
    "Is measured as a positive number from a loop that ends finite", arguments: Kernels.available)
  func positive(variant: KernelVariant) throws {
    let table = try Kernels.table(for: variant)
    #expect(table.peakLoopFlops > 0)
    #expect(table.peakLoop(1000).isFinite)
    #expect(Kernels.measurePeak(table, rounds: 1) > 0)
  }
}
