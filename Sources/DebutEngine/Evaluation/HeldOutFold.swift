import Debut

/// What is asked about one division of the data, the same for every model. Items are indices of the
/// data set that is asked about.
struct HeldOutFold {
  let fold: Int?
  let walks: [HeldOutHistory]

  /// Adds what is asked, walk by walk, by the ids of the data.
  func appendQuestions(to questions: inout [Target], catalogue: Catalogue) {
    questions.reserveCapacity(
      questions.count + walks.reduce(0) { $0 + $1.targetCount })
    for walk in walks {
      for position in walk.firstTarget..<walk.history.count {
        let asked = walk.history[position]
        questions.append(
          Target(
            userID: walk.userID, itemID: catalogue[asked.item].id, timestamp: asked.timestamp,
            position: position, rating: asked.rating))
      }
    }
  }
}

extension Evaluator {
  /// The name of the sampler that stands in for models trained with none that fits.
  static let defaultSampler = "random-20"

  /// The questions of every fold of the split.
  ///
  /// - Throws: `EngineError.notEvaluable` where nothing is held out; `.badSetting`; `.unknownSampler`;
  ///   `.interrupted`.
  static func questions(
    _ models: [TrainedModel], _ dataset: Dataset, _ split: Split, _ method: EvaluationProtocol,
    registry: Registry, notes: inout [String], shouldStop: () -> Bool = { false }
  ) throws -> [HeldOutFold] {
    guard split != .none else {
      throw EngineError.nothingHeldOut(split: split.description)
    }
    let partitions = try split.partitions(of: dataset)
    let sheets: [HeldOutFold]
    switch method {
    case .split:
      sheets = partitions.map(Self.allTargets)
    case .sampler(let draws, let seed):
      guard (1...10_000).contains(draws) else {
        throw EngineError.badSetting(
          name: "draws", value: draws, expected: "a whole number from 1 to 10000")
      }
      let drawing = try chooseSampler(models, registry)
      sheets = try partitions.map {
        try drawn(
          from: $0, of: dataset, by: drawing.sampler, draws: draws, seed: seed, name: drawing.name,
          &notes,
          shouldStop: shouldStop)
      }
      notes.insert("\(drawing.name), \(draws) draw\(draws == 1 ? "" : "s") a user", at: 0)
    }
    guard sheets.contains(where: { $0.walks.contains { $0.targetCount > 0 } }) else {
      throw EngineError.notEvaluable(
        reason: "nothing is held out: no rating of \(dataset.name) falls under the split \(split) "
          + "and has what the protocol asks for")
    }
    return sheets
  }

  private static func allTargets(_ partition: Partition) -> HeldOutFold {
    let held = partition.heldOut
    return HeldOutFold(
      fold: partition.fold,
      walks: held.indices.map {
        HeldOutHistory(
          userID: held.users[$0], history: held[$0], firstTarget: partition.firstTargets[$0])
      })
  }

  /// The sampler that the first of the models was trained with, of those with one target after a
  /// sequence: all models must be asked the same.
  private static func chooseSampler(_ models: [TrainedModel], _ registry: Registry) throws -> (
    name: String, sampler: any Sampler
  ) {
    for plan in models.compactMap(\.plan)
    where type(of: plan.sampler).descriptor.shape == .lastPosition {
      return (try plan.samplerText(registry), plan.sampler)
    }
    return (defaultSampler, try registry.sampler(defaultSampler).make([]))
  }

  private static func drawn(
    from partition: Partition, of dataset: Dataset, by sampler: any Sampler, draws: Int,
    seed: UInt64, name: String,
    _ notes: inout [String], shouldStop: () -> Bool
  ) throws -> HeldOutFold {
    // Each fold has numbers of its own, so that its questions do not depend on which others are asked.
    var generator = SeededGenerator(seed: seed &+ UInt64(partition.fold ?? 0) &* 0x9E37_79B9)
    let held = partition.heldOut
    let data = TrainingSet(
      histories: held, itemCount: dataset.catalogue.ratedCount, scale: dataset.scale,
      catalogue: dataset.catalogue)
    var walks: [HeldOutHistory] = []
    var leftOut = 0
    for _ in 0..<draws {
      if shouldStop() { throw EngineError.interrupted }
      var drawing = generator.split()
      let examples = sampler.examples(from: data, using: &drawing)
      leftOut = examples.usersLeftOut
      for e in 0..<examples.count {
        let user = Int(examples.users[e])
        let history = held[user]
        let positions = examples.positions[examples.starts[e]..<examples.starts[e + 1]]
        walks.append(
          HeldOutHistory(
            userID: held.users[user], history: History(positions.map { history[Int($0)] }),
            firstTarget: Int(examples.firstTargets[e])))
      }
    }
    if leftOut > 0 {
      let place = partition.fold.map { "fold \($0): " } ?? ""
      notes.append("\(place)\(name) leaves out \(leftOut) of \(held.count) held-out users")
    }
    return HeldOutFold(fold: partition.fold, walks: walks)
  }
}
