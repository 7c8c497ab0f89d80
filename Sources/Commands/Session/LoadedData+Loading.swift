import DebutEngine

extension LoadedData {
  /// Reads or generates the data.
  ///
  /// - Throws: `DataError`; `ShellError.interrupted` if a stop is requested.
  convenience init(loading origin: DataOrigin, cancellation: Cancellation) throws {
    guard origin.path == "demo" else {
      self.init(try Dataset.read(origin, cancellation: cancellation), origin: origin)
      return
    }
    self.init(Dataset.demo(seed: origin.seed ?? 1), origin: origin)
  }
}

extension Dataset {
  /// Reads a file or folder, until a stop is requested.
  ///
  /// - Throws: `DataError`; `ShellError.interrupted`.
  static func read(_ origin: DataOrigin, cancellation: Cancellation) throws -> Dataset {
    let options = try LoadOptions(given: origin.given)
    do {
      return try load(
        path: origin.path, options: options, shouldStop: { cancellation.isRequested })
    } catch DataError.interrupted {
      throw ShellError.interrupted
    }
  }
}
