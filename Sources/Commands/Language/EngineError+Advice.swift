import DebutEngine

extension EngineError {
  /// The advice in words of the command language that follows the engine's facts: "; train it ...".
  ///
  /// The engine serves libraries too, so it states facts; the command that mends them is named here
  /// and nowhere else. Nil if the facts are enough.
  var advice: String? {
    switch self {
    default: nil
    }
  }
}
