import Debut

/// How models are judged.
public enum EvaluationProtocol: Hashable, Sendable {
  /// The split's own: every held-out rating is predicted from those of the user before it.
  case split
  /// A sampler draws examples from the held-out users' histories, `draws` times, and the last rating
  /// of each is predicted from the others: the sampler that the first of the models was trained with
  /// where that one puts one target after a sequence, else `random-20`.
  case sampler(draws: Int, seed: UInt64)
}

/// The outcome of an evaluation: what was asked, what each model answered, and how far off it was.
public struct Evaluation: Sendable {
  /// The questions of one division of the data, neighbours among all.
  public struct Part: Hashable, Sendable {
    /// The fold that is held out; nil for splits without folds.
    public let fold: Int?
    /// Where its questions stand.
    public let range: Range<Int>
  }

  /// `fresh-users`, `leave-last-out`, `by-time` or `sampler`.
  public let protocolName: String
  /// The folds asked about, such as "0,1", or "all" ten; empty for splits without folds.
  public let fold: String
  /// Where a split by time cuts; nil for the others.
  public let fraction: Double?
  /// The scale that answers are clipped to.
  public let scale: RatingScale
  /// What every model was asked, fold by fold, users one after the other.
  public let questions: [Target]
  /// The folds, in the order of their questions.
  public let parts: [Part]
  /// One entry a model, in the order in which they were named.
  public internal(set) var answers: [ModelPredictions]
  /// For each model `all` and the buckets in their order.
  public internal(set) var rows: [EvaluationRow]
  /// Lines for people: what could not be predicted, who was left out.
  public internal(set) var notes: [String]

  init(
    protocolName: String, split: Split, scale: RatingScale, sheets: [HeldOutFold],
    catalogue: Catalogue, answers: [ModelPredictions], notes: [String]
  ) {
    self.protocolName = protocolName
    fold = split.foldText ?? ""
    fraction = split.fraction
    self.scale = scale
    var questions: [Target] = []
    var parts: [Part] = []
    for sheet in sheets {
      let start = questions.count
      sheet.appendQuestions(to: &questions, catalogue: catalogue)
      parts.append(Part(fold: sheet.fold, range: start..<questions.count))
    }
    self.questions = questions
    self.parts = parts
    self.answers = answers
    self.notes = notes
    rows = []
    rows = answers.flatMap { rows(of: $0) }
  }

  /// Every prediction of every model, the same ratings in the same order. A model that was trained with
  /// several seeds stands there once for each, as "NAME, seed 1".
  public var predictions: [(model: String, predictions: [Prediction])] {
    answers.flatMap { model in
      model.runs.map { run in
        (
          model.runs.count == 1 ? model.model : "\(model.model), seed \(run.seed)",
          zip(questions, run.stars).map { Prediction($0, stars: $1) }
        )
      }
    }
  }
}

/// What one model answered, once for each seed that it was trained with.
public struct ModelPredictions: Hashable, Sendable {
  /// All answers of a model trained with one seed.
  public struct Run: Hashable, Sendable {
    /// The seed of the training.
    public let seed: UInt64
    /// Stars, clipped to the scale: one for each question of the evaluation.
    public let stars: [Float]
    /// How long training and asking took, for each part of the evaluation; empty where no one knows.
    public let seconds: [Double]
  }

  /// What the trained model is called.
  public let model: String
  /// At least one.
  public let runs: [Run]
}

/// One rating that models are asked for.
public struct Target: Hashable, Sendable {
  /// The id of the user in the data.
  public let userID: Int64
  /// The id of the item in the data.
  public let itemID: Int64
  /// Seconds since 1970-01-01 UTC; nil where the data has no times.
  public let timestamp: Int64?
  /// How many of the user's ratings the prediction rests on. In the split's own protocol this is the
  /// rating's position in the history.
  public let position: Int
  /// Stars.
  public let rating: Float
}

/// One rating and what a model made of it.
public struct Prediction: Hashable, Sendable {
  /// The id of the user in the data.
  public let userID: Int64
  /// The id of the item in the data.
  public let itemID: Int64
  /// Seconds since 1970-01-01 UTC; nil where the data has no times.
  public let timestamp: Int64?
  /// How many of the user's ratings the prediction rests on. In the split's own protocol this is the
  /// rating's position in the history.
  public let position: Int
  /// Stars.
  public let rating: Float
  /// Stars, clipped to the scale.
  public let prediction: Float

  init(_ question: Target, stars: Float) {
    userID = question.userID
    itemID = question.itemID
    timestamp = question.timestamp
    position = question.position
    rating = question.rating
    prediction = stars
  }
}
