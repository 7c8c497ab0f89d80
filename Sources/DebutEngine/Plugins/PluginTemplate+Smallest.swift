// The first file of `plugin new`: the smallest model, and the line that makes the folder a plugin.
extension PluginTemplate {
  static let smallest = ##"""
    import Debut

    /// This line makes the folder a plugin: it adds what follows to the session's models and samplers.
    let plugin = Plugin {
      try $$0.add($TYPE$Model.self)
      try $$0.add($TYPE$Mean.self)
      try $$0.add($TYPE$Sampler.self)
    }

    /// The smallest model: the item's mean rating, moved by how generous the user is.
    ///
    /// A model has three parts: what it learns from all ratings (`fit`), what it keeps of one user
    /// (`Representation`), and a prediction from both (`score`). $TYPE$Model.swift has a model that learns
    /// by gradient steps. Delete the file of the model that you do not need, and its line above.
    public final class $TYPE$Mean: Recommender {
      /// The name and the texts that `models` and `help $NAME$-mean` show.
      public static let descriptor = ModelDescriptor(
        name: "$NAME$-mean", summary: "the item's mean, moved by the user's own",
        discussion: """
          An item's mean is averaged with five ratings at the mean of all. A user is the mean distance of \
          their ratings from the items' means, averaged with five distances of 0.
          """,
        reference: "made by plugin new")

      /// [items] in stars.
      private var means: [Float] = []

      public init(options: NoOptions) {}

      /// Called once, with all ratings to learn from.
      public func fit(_ data: TrainingSet, _ context: TrainingContext) throws {
        var sums = [Float](repeating: 5 * data.meanRating, count: data.itemCount)
        var counts = [Float](repeating: 5, count: data.itemCount)
        for history in data.histories {
          for rating in history {
            sums[rating.item] += rating.rating
            counts[rating.item] += 1
          }
        }
        means = zip(sums, counts).map { $$0 / $$1 }
      }

      /// The state that is kept of one user.
      public struct Representation: Sendable {
        /// The sum of distances of the user's ratings from the items' means, in stars.
        var distances: Float = 0
        var ratings = 0
      }

      public func represent(_ user: UserQuery) -> Representation {
        var representation = Representation()
        for rating in user.history { extend(&representation, by: rating) }
        return representation
      }

      /// Adds one rating, without a look at earlier ones.
      public func extend(_ representation: inout Representation, by rating: Interaction) {
        representation.distances += rating.rating - means[rating.item]
        representation.ratings += 1
      }

      /// Returns the expected stars. Called from several threads at once: it changes nothing.
      public func score(_ representation: Representation, item: Int) -> Float {
        means[item] + representation.distances / Float(representation.ratings + 5)
      }

      public func path(of representation: Representation) -> AnswerPath {
        representation.ratings == 0 ? .itemMean : .counted("mean", representation.ratings)
      }

      /// Writes what `fit` has learnt into a model file.
      public func save(to state: inout StateWriter) throws { state.add("item.mean", means) }

      /// Reads it back, in place of training.
      public func restore(
        from state: StateReader, _ outline: TrainingSet, _ context: TrainingContext
      ) throws {
        means = try state.floats("item.mean", shape: [outline.itemCount])
      }
    }

    """##
}
