import DebutTesting
import Testing

@testable import Debut
@testable import DebutEngine

@Suite struct MultiDecayFoldInTests {
  private let data = Dataset.tiny(users: 50, ratings: 12...28)

  private func items(rank: Int) throws -> FoldInItems {
    var options = FactorOptions()
    options.rank = rank
    let compute = try Compute.testing()
    let factors = try ItemFactors(
      data.trainingSet, run: TrainingContext(seed: 1, compute: compute), options: options)
    return FoldInItems(factors, kernels: compute.kernels)
  }

  /// Each decay is what a fold-in of that decay alone says.
  @Test(arguments: [1, 4, 20]) func agreesWithOneDecayAtATime(rank: Int) throws {
    let items = try items(rank: rank)
    let decays: [Float] = [1, 0.97, 0.5]
    for history in data.histories.prefix(4) {
      var walk = MultiDecayFoldIn(items, decays: decays)
      var alone = decays.map { FactorFoldIn(items, decay: $0) }
      for next in history {
        for j in decays.indices {
          let expectation = items.factors.mean + items.factors.biases[next.item]
          let stars = expectation + walk.offset(j, of: next.item)
          #expect(abs(stars - alone[j].prediction(of: next.item)) < 1e-5)
          alone[j].add(item: next.item, rating: next.rating)
        }
        walk.add(item: next.item, rating: next.rating)
      }
      #expect(walk.count == history.count)
    }
  }

  /// A stretch, however it is cut, says what one rating after the other says, to the last bit.
  @Test(arguments: [1, 5, 16, 17, 100]) func stretchesSayTheSame(size: Int) throws {
    let items = try items(rank: 6)
    let decays: [Float] = [1, 0.9]
    for history in data.histories.prefix(3) {
      var (single, cut) = (
        MultiDecayFoldIn(items, decays: decays), MultiDecayFoldIn(items, decays: decays)
      )
      var out = [Float](repeating: .nan, count: history.count * decays.count)
      for first in stride(from: 0, to: history.count, by: size) {
        let piece = history[first..<min(first + size, history.count)]
        out.withUnsafeMutableBufferPointer { out in
          guard let base = out.baseAddress else { return }
          cut.read(piece.count, into: base + first * decays.count) {
            (piece[$0].item, piece[$0].rating)
          }
        }
      }
      for (t, next) in history.enumerated() {
        for j in decays.indices {
          #expect(out[t * decays.count + j] == single.offset(j, of: next.item))
        }
        single.add(item: next.item, rating: next.rating)
      }
      #expect(cut.users == single.users && cut.count == single.count)
      var whole = MultiDecayFoldIn(items, decays: decays)
      whole.add(history)
      #expect(whole.users == single.users)
    }
  }
}
