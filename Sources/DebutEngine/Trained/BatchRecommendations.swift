import Debut

/// One user for whom `TrainedModel.recommendations` makes a list.
///
/// - Stability: stable.
public struct BatchQuery: Hashable, Sendable {
  /// The id in the data; nil for a user who is known by `history` alone.
  public let userID: Vocabulary.Key?
  /// The user's ratings, oldest first.
  public let history: [RatedItem]

  /// Makes a query, as `TrainedModel.answer` takes it.
  public init(userID: Vocabulary.Key? = nil, history: [RatedItem]) {
    self.userID = userID
    self.history = history
  }
}

/// The list of one user.
///
/// - Stability: stable.
public struct BatchList: Hashable, Sendable {
  /// Highest score first.
  public let items: [Recommendation]
  /// The path that made the list, such as "sequence of 7 ratings".
  public let path: AnswerPath
  /// The number of the user's ratings that the list rests on.
  public let ratings: Int
}

extension TrainedModel {
  /// Returns the top lists of many users, made on all workers of `compute`. The lists are the same at
  /// any number of threads.
  ///
  /// - Parameters:
  ///   - count: items of a list; fewer if there are no more.
  ///   - minSupport: items with fewer training ratings are left out.
  ///   - wanted: true for each of the model's items that may be listed; nil: all may.
  ///   - repeats: true to list items that users have rated or had, too.
  ///   - shouldStop: called between groups of users, on the calling thread.
  /// - Returns: a list for each query, in their order; nil if it was stopped.
  /// - Throws: `EngineError.needsSingleFold`.
  /// - Complexity: O(users x items log count), plus folding in each history.
  public func recommendations(
    for queries: [BatchQuery], count: Int, minSupport: Int = 0, wanted: [Bool]? = nil,
    repeats: Bool = false,
    compute: Compute, shouldStop: () -> Bool = { false }
  ) throws -> [BatchList]? {
    let fold = try single()
    var lists = [BatchList?](repeating: nil, count: queries.count)
    let group = 16 * compute.workers.threads
    let isWhole = lists.withUnsafeMutableBufferPointer { lists in
      for start in stride(from: 0, to: queries.count, by: group) {
        guard !shouldStop() else { return false }
        compute.forBlocks(of: 1, in: min(group, queries.count - start)) { offset, _ in
          let query = queries[start + offset]
          let state = state(of: query.history, userID: query.userID, by: fold)
          lists[start + offset] = BatchList(
            items: state.top(count, minSupport: minSupport, wanted: wanted, repeats: repeats),
            path: state.path,
            ratings: state.ratings)
        }
      }
      return true
    }
    return isWhole ? lists.compactMap { $0 } : nil
  }
}
