import DebutEngine
import DebutTesting
import Testing

@testable import Commands
@testable import Terminal

@Suite struct BenchTests {
  private let session = Session(registry: Registry())

  @Test func jobsNameTheirSizes() {
    let names = TrainBench.standard.map { $0.name(threads: 2) }
    #expect(names.contains("step mlinknet batch=16 adam=sparse threads=2"))
    #expect(names.contains("step mlinknet batch=16 adam=dense threads=2"))
    #expect(names.contains("epoch mlinknet adam=sparse threads=2"))
    #expect(names.contains("epoch gru-sequence factors=100 hidden=100 threads=2"))
    #expect(Set(names).count == names.count)
  }

  @Test func trainsOnASoftmaxOverAllItems() throws {
    let size = SoftmaxBench.Size(items: 50, hidden: 8, sequences: 2, steps: 3, batches: 2)
    let row = try SoftmaxBench(compute: try session.compute(threads: 2)).measure(size)
    #expect(row.name == "epoch gru4rec softmax=full items=50 hidden=8 threads=2")
    #expect(row.times.minimum > 0 && (row.gigaflops ?? 0) > 0 && (row.peakShare ?? 2) < 1)
    // Three passes over 12 positions, of 3 gates of 8 units that read 16 numbers, and 50 logits of 8.
    #expect(size.flops == 3 * 12 * Double(2 * 24 * 16 + 2 * 50 * 8))
  }

  @Test func listsAlikeByBoundsAndByScores() throws {
    let size = ListBench.Size(items: 5_000, columns: 9, listed: 3)
    let bench = ListBench(size, kernels: try session.compute(threads: 1).kernels)
    let rows = bench.rows(Stopwatch(samples: 1, shortest: .zero))
    #expect(
      rows.map(\.name) == ["top 3 of items=5000 dims=9 int8", "top 3 of items=5000 dims=9 float"])
    #expect(rows.allSatisfy { $0.times.minimum > 0 })
    for user in 0..<5 {
      #expect(bench.byBounds(user).count == 3)
      #expect(bench.byBounds(user) == bench.byScores(user))
    }
  }

  @Test func servesAsEnginesAreCompared() {
    let measurements = ServeBench.standard.map { ($0.request.model, $0.measurements) }
    #expect(measurements.map(\.0) == ["mlinknet", "gru-sequence"])
    #expect(measurements[0].1 == [.predict, .rank])
    #expect(measurements[1].1 == [.extend, .rank])
  }

  @Test func readsWhatItGenerated() throws {
    let row = try LoadBench(ratings: 200, cancellation: .never).generated()
    #expect(row.name == "load ratings=200")
    #expect(row.times.minimum > 0 && row.times.minimum <= row.times.median)
  }

  /// All work is done on whatever data is loaded; a number of ratings that is too small is refused.
  @Test func measuresFitsEpochsAndListsOnData() throws {
    let folder = try TestFolder()
    let lines = (1...30).flatMap { user in
      (1...12).map { "\(user),\(($0 * user) % 37 + 1),\($0 % 5 + 1),\($0)" }
    }
    _ = try folder.write(
      "ratings.csv", "userId,movieId,rating,timestamp\n" + lines.joined(separator: "\n") + "\n")
    let run = try DebutProgram.run(
      [
        "--no-init", "--mode", "json", "-c", "load \(folder.path)/ratings.csv", "-c", "bench scale",
      ],
      in: folder)
    #expect(run.status == 0, "\(run.messages)")
    let rows = try #require(run.objects().last?["rows"] as? [[String: Any]])
    #expect(
      rows.map { $0["name"] as? String } == [
        "fit mf", "fit item-knn", "fit latent-cf", "factors gru-sequence", "epoch gru-sequence",
        "factors gru-hybrid", "epoch gru-hybrid", "evaluate mf",
        "evaluate gru-sequence", "evaluate gru-hybrid", "recommend mf users=30",
      ])
    for row in rows {
      for column in ["medianMs", "eventsPerSecond", "peakMB"] {
        #expect(row[column] as? Double ?? 0 > 0, "\(row)")
      }
    }
    let few = try DebutProgram.run(["--no-init", "-c", "bench scale --ratings 99999"], in: folder)
    #expect(few.messages.contains("a whole number from 100000 to 100000000"))
  }

  @Test func readsTheLoadedDataAgain() throws {
    let folder = try TestFolder()
    let path = try folder.write(
      "ratings.csv", "userId,movieId,rating,timestamp\n1,2,3.5,4\n1,3,4,5\n")
    let row = try LoadBench(ratings: 1, cancellation: .never).again(
      LoadedData(try Dataset.load(path: path), path: path))
    #expect(row.name.hasPrefix("load ") && row.name.hasSuffix(" ratings=2"))
  }

  @Test func typesTitlesLetterByLetter() {
    let rows = CompleteBench(titles: 2_000, commands: CommandList.all).rows(session.registry)
    #expect(rows.map(\.name) == ["index titles=2000", "keystroke titles=2000", "hint titles=2000"])
    #expect(rows.allSatisfy { $0.times.minimum > 0 && $0.times.minimum <= $0.times.percentile99 })
  }

  @Test func measuresEveryProduct() throws {
    let bench = KernelBench(
      compute: try session.compute(threads: 2),
      stopwatch: Stopwatch(samples: 1, shortest: .zero))
    for size in KernelBench.sizes where size.m < 100 {
      let row = bench.measure(size)
      #expect(row.name.hasSuffix(" threads=2"))
      #expect(row.times.median > 0)
      #expect((row.gigaflops ?? 0) > 0)
    }
    #expect(KernelBench.sizes[0].name == "gemm m=16 n=303 k=101")
  }

  @Test func allSharesAreOfOnePeak() throws {
    let bench = KernelBench(
      compute: try session.compute(threads: 1),
      stopwatch: Stopwatch(samples: 1, shortest: .zero))
    let rows = try bench.rows(Array(KernelBench.sizes.prefix(2)))
    let peaks = rows.map { ($0.gigaflops ?? 0) / ($0.peakShare ?? 0) }
    #expect(peaks.count == 2)
    #expect(peaks.allSatisfy { $0.isFinite && $0 > 0 })
    #expect(abs(peaks[0] - peaks[1]) < 1e-6 * peaks[0])
  }

  @Test func mediansAreMedians() {
    #expect(Stopwatch.Times([3, 1, 2]).median == 2)
    #expect(Stopwatch.Times([4, 1, 2, 3]).median == 2.5)
    #expect(Stopwatch.Times([3, 1, 2]).minimum == 1)
  }
}
