/// Sums of errors in stars, added in Double in the order given.
package struct ErrorSum {
  /// Number of errors added.
  package private(set) var count = 0
  private var squares = 0.0
  private var absolutes = 0.0

  /// Creates sums of no errors.
  package init() {}

  /// Adds the error of one prediction, both in stars.
  package mutating func add(prediction: Float, rating: Float) {
    let error = Double(prediction) - Double(rating)
    count += 1
    squares += error * error
    absolutes += abs(error)
  }

  /// Root of the mean squared error; nil without errors.
  package var rmse: Double? { count == 0 ? nil : (squares / Double(count)).squareRoot() }
  /// Mean absolute error; nil without errors.
  package var mae: Double? { count == 0 ? nil : absolutes / Double(count) }
}
