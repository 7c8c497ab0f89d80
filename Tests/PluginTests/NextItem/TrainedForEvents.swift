import DebutEngine
import DebutTesting

/// Trains a model on all events of a data set.
func trainedOnAll<Model: Recommender>(
  _ type: Model.Type, _ options: KeyValuePairs<String, String> = [:], on data: Dataset,
  items: Int? = nil, threads: Int = 1
) throws -> Model {
  let model = Model(
    options: try .init(
      settings: options.map { Setting(name: $0.key, value: $0.value) },
      of: Model.descriptor.name))
  let set = TrainingSet(
    histories: data.histories, itemCount: items ?? data.catalogue.ratedCount,
    feedback: data.feedback, catalogue: data.catalogue)
  try model.fit(set, TrainingContext(seed: 1, compute: try .testing(threads: threads)))
  return model
}

extension History {
  /// Events with these items, without times.
  init(ofItems items: [Int]) { self.init(items.map { Interaction(item: $0, rating: 1) }) }
}

extension Recommender {
  /// Returns the scores of the first `count` items after a history, each item by itself.
  func scores(after items: [Int], count: Int) -> [Float] {
    let view = answering(UserQuery(history: History(ofItems: items)))
    return (0..<count).map { view.score(item: $0) }
  }
}

extension Histories {
  /// Users who go round all items in turn, each from an item of their own, without times.
  static func cycles(items itemCount: Int, users: Int, length: Int) -> Histories {
    let items = (0..<users).flatMap { user in
      (0..<length).map { Int32((user + $0) % itemCount) }
    }
    return Histories(
      columns: .init(
        items: items, ratings: [Float](repeating: 1, count: items.count), timestamps: []),
      users: Vocabulary((0..<users).map { Vocabulary.Key($0 + 1) }),
      ranges: (0..<users).map { $0 * length..<($0 + 1) * length })
  }
}
