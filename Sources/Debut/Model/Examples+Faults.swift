extension Examples {
  /// Returns the first fault that would make a training read what is not there, in words; nil if there is
  /// none. A sampler may be a plugin's, so examples are checked before they are used.
  ///
  /// - Parameters:
  ///   - histories: the histories that the examples were made from.
  ///   - shape: the shape that the sampler promises.
  /// - Complexity: O(positions).
  package func fault(in histories: Histories, shape: ExampleShape) -> String? {
    for e in 0..<count {
      let user = Int(users[e])
      guard histories.indices.contains(user) else {
        return
          "example \(e) is of user \(user), and there are \(Counted.text(histories.count, "user"))"
      }
      let length = length(e)
      guard length > 0 else { return "example \(e) reads no rating" }
      let ratings = histories.ranges[user].count
      for position in positions[starts[e]..<starts[e + 1]]
      where position < 0 || Int(position) >= ratings {
        return "example \(e) reads position \(position) of a history of "
          + Counted.text(ratings, "rating")
      }
      guard (0..<length).contains(Int(firstTargets[e])) else {
        return "example \(e) reads \(Counted.text(length, "rating")), and its first target is at "
          + "\(firstTargets[e])"
      }
      if let fault = Self.fault(length: length, firstTarget: Int(firstTargets[e]), shape) {
        return "example \(e) \(fault)"
      }
    }
    return nil
  }

  /// Returns the difference between an example and the promised shape; nil if there is none.
  private static func fault(length: Int, firstTarget: Int, _ shape: ExampleShape) -> String? {
    switch shape {
    case .singleRating where length != 1:
      "reads \(length) ratings, and the sampler promises \(shape.rawValue)"
    case .lastPosition where firstTarget != length - 1:
      "has \(length - firstTarget) targets, and the sampler promises \(shape.rawValue)"
    default: nil
    }
  }
}
