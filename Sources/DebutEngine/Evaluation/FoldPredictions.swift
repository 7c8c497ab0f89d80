import Debut

/// What one model answered to one sheet of questions.
struct FoldPredictions: Hashable, Sendable {
  /// Stars, clipped to the scale, one a question.
  let stars: [Float]
  /// Questions about items that the model does not know: its training mean stands in.
  let unknownItems: Int
  /// Questions about items that it knows and could say nothing of: likewise.
  let unanswered: Int
  /// How long training and asking took.
  let seconds: Double

  /// Lines for people on what the model could not say, over all its sheets.
  static func notes(_ sheets: [FoldPredictions], of model: String) -> [String] {
    let all = sheets.reduce(0) { $0 + $1.stars.count }
    func note(_ count: Int, _ what: String) -> [String] {
      count == 0
        ? [] : ["\(model): \(count) of \(all) ratings are \(what): its training mean stands in"]
    }
    return note(sheets.reduce(0) { $0 + $1.unknownItems }, "of items it does not know")
      + note(sheets.reduce(0) { $0 + $1.unanswered }, "ones it could not predict")
  }
}

extension ModelPredictions.Run {
  /// The answers to all sheets, one after the other.
  init(seed: UInt64, _ sheets: [FoldPredictions]) {
    self.init(seed: seed, stars: sheets.flatMap(\.stars), seconds: sheets.map(\.seconds))
  }
}
