/// Sums of errors in stars, added in Double in the order given.
struct ErrorSum {
  private(set) var count = 0
  private var squares = 0.0
  private var absolutes = 0.0

  mutating func add(prediction: Float, rating: Float) {
    let error = Double(prediction) - Double(rating)
    count += 1
    squares += error * error
    absolutes += abs(error)
  }

  /// The root of the mean squared error; nil of nothing.
  var rmse: Double? { count == 0 ? nil : (squares / Double(count)).squareRoot() }
  /// The mean absolute error; nil of nothing.
  var mae: Double? { count == 0 ? nil : absolutes / Double(count) }
}
