// The files of `plugin new`; $NAME$ and $TYPE$ stand for the model's name. What they say is compiled,
// tested and trained in CI.
extension PluginTemplate {
  static let model = ##"""
    import Debut

    /// A model in which a user's ratings of some items predict those of others.
    ///
    /// Every item has two vectors: one that speaks if a user has rated it, and one that listens if it
    /// is predicted. A user is the sum of what their ratings say, recent ones louder:
    ///
    ///     stars(i) = mean + bias_i + sum over s of  w_s r_s (1 + speak_s . listen_i) / (3 + sum of w_s)
    ///
    /// with r_s = rating s - mean - bias of its item, and w_s = decay^(ratings since s). Nothing is kept
    /// for a training user, so a user who has just arrived is answered like any other.
    public final class $TYPE$Model: GradientRecommender {
      /// Each option appears in `help $NAME$`, and may be set: `train $NAME$ factors=16`.
      public struct Options: ModelOptions {
        public var factors = 8
        public var decay: Float = 0.9
        public var learningRate: Float = 0.01

        public init() {}

        public static let fields: [OptionField<Options>] = [
          .init("factors", \.factors, in: 1...1024, "length of the items' vectors"),
          .init("decay", \.decay, in: 0...1, "what a rating weighs against the one after it"),
          .init("learning-rate", \.learningRate, in: 1e-6...1, "AdamW's learning rate"),
        ]
      }

      /// The name and the texts that `models` and `help $NAME$` show.
      public static let descriptor = ModelDescriptor(
        name: "$NAME$",
        summary: "items speak for other items, weighted by what the user thought of them",
        discussion: """
          Every item has a vector that speaks and one that listens. A user is the sum of the vectors of \
          what they rated, each weighted by how far the rating was from what the item's mean led to \
          expect, and by `decay` for every rating since. One more rating is one more vector: `extend` \
          costs no replay.
          """,
        reference: "Paterek 2007 (NSVD), with ratings as weights",
        training: TrainingDefaults(
          epochs: 10, batch: 32, sampler: "$NAME$-window", accepts: [.lastPosition]))

      private let options: Options
      private var fit: BiasFit?
      private var speaking: Embedding?
      private var listening: Embedding?
      /// [items] mean + bias, in stars.
      private var base: [Float] = []

      public init(options: Options) { self.options = options }

      // MARK: Training

      /// Called once. All that is random comes from `generator`: the same seed gives the same model.
      public func prepare(
        _ data: TrainingSet, _ context: TrainingContext, using generator: inout SeededGenerator
      ) throws {
        let fit = BiasFit(data)
        base = fit.itemBiases.map { Float(fit.mean + $$0) }
        speaking = Embedding(
          "speaking", count: data.itemCount, dimension: options.factors, deviation: 0.1,
          using: &generator)
        listening = Embedding(
          "listening", count: data.itemCount, dimension: options.factors, deviation: 0.1,
          using: &generator)
        self.fit = fit
      }

      public var parameters: [Parameter] {
        (speaking?.parameters ?? []) + (listening?.parameters ?? [])
      }

      public var optimiser: AdamOptions {
        var adam = AdamOptions()
        adam.learningRate = options.learningRate
        adam.decay = 0.3
        return adam
      }

      /// The forward pass; the tape walks back by itself. Entry `step * rows + row` of a batch is what
      /// example `row` reads at `step`; the last one of each example is to be predicted.
      public func loss(_ batch: SequenceBatch, on tape: Tape) -> Variable {
        guard let fit, let speaking, let listening else {
          preconditionFailure("a model is prepared before it is trained")
        }
        var weights = [Float](repeating: 0, count: batch.items.count)
        var targetItems: [Int32] = []
        var targets: [Float] = []
        for row in 0..<batch.rows {
          let count = Int(batch.lengths[row]) - 1
          let total = (0..<count).reduce(Float(0)) { sum, _ in options.decay * sum + 1 }
          var weight: Float = 1
          var left = residual(count * batch.rows + row, of: batch, fit)
          for step in (0..<count).reversed() {
            let entry = step * batch.rows + row
            weights[entry] = weight * residual(entry, of: batch, fit) / (total + 3)
            left -= weights[entry]
            weight *= options.decay
          }
          targetItems.append(batch.items[count * batch.rows + row])
          targets.append(left)
        }
        let said = tape.scaleRows(tape.gather(speaking.table, batch.items), by: weights)
        var users = tape.select(said, rows: (0..<Int32(batch.rows)).map { $$0 })
        for step in 1..<max(batch.steps, 1) {
          let first = Int32(step * batch.rows)
          let rows = (0..<Int32(batch.rows)).map { first + $$0 }
          users = tape.add(users, tape.select(said, rows: rows))
        }
        let heard = tape.gather(listening.table, targetItems)
        return tape.meanSquaredError(tape.rowDots(users, heard), targets: targets)
      }

      /// Returns the distance of a rating from the item's bias without this user's own rating. A fresh
      /// user's rating is not in the bias either.
      private func residual(_ entry: Int, of batch: SequenceBatch, _ fit: BiasFit) -> Float {
        let (item, user) = (Int(batch.items[entry]), Int(batch.users[entry % batch.rows]))
        let rating = batch.ratings[entry]
        return rating - Float(fit.mean + fit.itemBias(item, without: rating, of: user))
      }

      // MARK: Answers

      /// The sums over a user's ratings.
      public struct Representation: Sendable {
        /// [factors] the weighted sum of what the ratings say.
        var said: [Float]
        var residuals: Float = 0
        var weight: Float = 0
        var ratings = 0
      }

      public func represent(_ user: UserQuery) -> Representation {
        var representation = Representation(said: Array(repeating: 0, count: options.factors))
        for rating in user.history { extend(&representation, by: rating) }
        return representation
      }

      public func extend(_ representation: inout Representation, by rating: Interaction) {
        guard let vector = speaking?.vector(rating.item) else { return }
        let residual = rating.rating - base[rating.item]
        for k in 0..<options.factors {
          representation.said[k] = options.decay * representation.said[k] + residual * vector[k]
        }
        representation.residuals = options.decay * representation.residuals + residual
        representation.weight = options.decay * representation.weight + 1
        representation.ratings += 1
      }

      /// Called from several threads at once: it reads, and changes nothing.
      public func score(_ representation: Representation, item: Int) -> Float {
        guard let vector = listening?.vector(item) else { return .nan }
        var sum = representation.residuals
        for k in 0..<options.factors { sum += representation.said[k] * vector[k] }
        return base[item] + sum / (representation.weight + 3)
      }

      /// Says in answers how they came about.
      public func path(of representation: Representation) -> AnswerPath {
        representation.ratings == 0 ? .itemMean : .counted("sum", representation.ratings)
      }

      // MARK: Files

      /// Writes the model's numbers into a model file. The parameters would do, and this function be
      /// inherited, were it not for `base`: it is made of stars, and a model file keeps nobody's stars.
      public func save(to state: inout StateWriter) throws {
        for parameter in parameters { state.add(parameter) }
        state.add("item.base", base)
      }

      /// Restores the model when `open` reads it, in place of training. `prepare` makes parameters of
      /// the right sizes from an outline of the data, in which every rating is the mean. The file's
      /// numbers go into them, once it is seen to have as many.
      public func restore(
        from state: StateReader, _ outline: TrainingSet, _ context: TrainingContext
      ) throws {
        var generator = SeededGenerator(seed: context.seed)
        try state.readParameters {
          try prepare(outline, context, using: &generator)
          return parameters
        }
        base = try state.floats("item.base", shape: [outline.itemCount])
      }
    }

    """##

  static let sampler = ##"""
    import Debut

    /// Makes examples of windows: neighbouring ratings of a user, the last one to be predicted from those
    /// before it.
    ///
    /// Any model that learns from one target after a sequence can use it: `--sampler $NAME$-window`.
    public struct $TYPE$Sampler: Sampler {
      public struct Options: ModelOptions {
        public var length = 20

        public init() {}

        public static let fields: [OptionField<Options>] = [
          .init("length", \.length, in: 2...10_000, "ratings in a window at most, the target included")
        ]
      }

      public static let descriptor = SamplerDescriptor(
        name: "$NAME$-window",
        summary: "windows of neighbouring ratings, the last one predicted",
        discussion: """
          Each user gives a window for every `length` ratings begun, at places drawn anew in every epoch. \
          Users with fewer than two ratings are left out.
          """,
        reference: "made by plugin new", shape: .lastPosition)

      private let options: Options

      public init(options: Options) { self.options = options }

      /// Called before every epoch.
      public func examples(
        from data: TrainingSet, using generator: inout SeededGenerator
      ) -> Examples {
        var examples = Examples()
        for user in data.histories.indices {
          let count = data.histories[user].count
          guard count >= 2 else {
            examples.usersLeftOut += 1
            continue
          }
          let length = min(options.length, count)
          for _ in 0..<(count + options.length - 1) / options.length {
            let first = generator.below(count - length + 1)
            examples.append(user: user, positions: first..<first + length, firstTarget: length - 1)
          }
        }
        return examples
      }
    }

    """##

  static let tests = ##"""
    import Debut
    import DebutConformance

    /// `plugin test` runs these beside the conformance kit; `plugin load` leaves this folder aside.
    /// A test throws what is wrong; `require` does it with a sentence.
    let tests = PluginTests([
      PluginTest("knows more than the mean of all ratings") { model in
        let trained = try model.trained(on: .tiny(users: 200))
        try require(
          trained.error < 0.9 * trained.errorOfMean,
          "RMSE \(trained.error), and the mean has \(trained.errorOfMean)")
      },
      PluginTest("windows end with their target") { _ in
        var generator = SeededGenerator(seed: 1)
        let sampler = $TYPE$Sampler(options: .init())
        let examples = sampler.examples(from: Dataset.tiny().trainingSet, using: &generator)
        try require(examples.count > 0, "there is no example")
        for e in 0..<examples.count {
          try require(
            Int(examples.firstTargets[e]) == examples.length(e) - 1, "example \(e) has another target")
        }
      },
    ])

    """##
}
