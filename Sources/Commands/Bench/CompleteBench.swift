import DebutEngine

/// Measures Tab after each letter of titles that are being typed, and the hint after them.
struct CompleteBench {
  /// Titles of the generated catalogue.
  static let titles = 100_000
  /// Lines that are typed letter by letter.
  private static let lines = 50

  private let data: LoadedData
  private let commands: [any ShellCommand.Type]

  /// Makes titles to choose from.
  ///
  /// - Parameters:
  ///   - count: titles, two of the demo's in each.
  ///   - commands: the commands of the language.
  init(titles count: Int = Self.titles, commands: [any ShellCommand.Type]) {
    self.commands = commands
    let parts = Dataset.demo().catalogue.items
    let items = (0..<count).map { i in
      let first = parts[i % parts.count]
      let second = parts[(i / parts.count * 7 + i * 31) % parts.count]
      return Item(
        id: Vocabulary.Key(i + 1), title: "\(first.title): \(second.title)", year: first.year)
    }
    let dataset = Dataset.demo()
    data = LoadedData(
      Dataset(
        name: "bench", isGenerated: true, scale: dataset.scale, catalogue: Catalogue(rated: items),
        histories: dataset.histories, fingerprint: dataset.fingerprint), path: "bench")
  }

  /// Measures the index, completions and hints.
  ///
  /// - Parameter registry: the models of the session that completes.
  func rows(_ registry: Registry) -> [BenchRow] {
    let count = data.dataset.catalogue.count
    let indexing = Stopwatch(samples: 5, shortest: .zero).measure {
      _ = TitleIndex(data.dataset.catalogue)
    }
    var typing = BenchRow("keystroke titles=\(count)", keystrokes(registry))
    typing.showsPercentile = true
    var hinting = BenchRow("hint titles=\(count)", hints(registry))
    hinting.showsPercentile = true
    return [BenchRow("index titles=\(count)", indexing), typing, hinting]
  }

  /// Measures the hint that follows a title which was typed to its end.
  private func hints(_ registry: Registry) -> Stopwatch.Times {
    let completer = completer(registry)
    let clock = ContinuousClock()
    return Stopwatch.Times(
      (0..<Self.lines).map { line in
        let title = data.dataset.catalogue[line * 7_919 % data.dataset.catalogue.count].title
        let before = clock.now
        _ = completer.inlineHint("rate \"\(title)\" ")
        return (clock.now - before) / .milliseconds(1)
      })
  }

  /// Returns a completer with the index of titles made.
  private func completer(_ registry: Registry) -> Completer {
    let session = Session(registry: registry)
    _ = session.adopt(data)
    let completer = Completer(session, commands: commands)
    completer.prepare()
    return completer
  }

  /// Measures a completion after every letter, by the start of titles and by words within.
  private func keystrokes(_ registry: Registry) -> Stopwatch.Times {
    let completer = completer(registry)
    let clock = ContinuousClock()
    var times: [Double] = []
    for line in 0..<Self.lines {
      // A stride that meets titles of every beginning.
      let title = data.dataset.catalogue[line * 7_919 % data.dataset.catalogue.count].title
      let typed = line % 2 == 0 ? title : title.drop { $0 != " " }.dropFirst().description
      let start = "predict \""
      for length in 1...max(typed.count, 1) {
        let text = start + typed.prefix(length)
        let before = clock.now
        let found = completer.complete(text, from: start.utf8.count)
        _ = Completer.common(found.map(\.text), typed: String(typed.prefix(length)))
        times.append((clock.now - before) / .milliseconds(1))
      }
    }
    return Stopwatch.Times(times)
  }
}
