/// Sums of errors in stars, added in Double in the order given.
package struct ErrorSum {
  package private(set) var count = 0
  private var squares = 0.0
  private var absolutes = 0.0

  /// The sums of nothing.
  package init() {}

  package mutating func add(prediction: Float, rating: Float) {
    let error = Double(prediction) - Double(rating)
    count += 1
    squares += error * error
    absolutes += abs(error)
  }

  /// The root of the mean squared error; nil of nothing.
  package var rmse: Double? { count == 0 ? nil : (squares / Double(count)).squareRoot() }
  /// The mean absolute error; nil of nothing.
  package var mae: Double? { count == 0 ? nil : absolutes / Double(count) }
}
