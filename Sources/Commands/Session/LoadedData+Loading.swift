import DebutEngine

extension LoadedData {
  /// Reads or generates the data.
  ///
  /// - Throws: `DataError`; `ShellError.interrupted` if a stop is requested.
  convenience init(loading origin: DataOrigin, cancellation: Cancellation) throws {
    guard origin.path == "demo" else {
      let format = try origin.format.flatMap { try DataFormat.named($0) }
      let scale = try origin.scale.map { try RatingScale(parsing: $0) }
      self.init(
        try Dataset.read(origin.path, format: format, scale: scale, cancellation: cancellation),
        origin: origin)
      return
    }
    self.init(Dataset.demo(seed: origin.seed ?? 1), origin: origin)
  }
}

extension Dataset {
  /// Reads a file or folder, until a stop is requested.
  ///
  /// - Throws: `DataError`; `ShellError.interrupted`.
  static func read(
    _ path: String, format: DataFormat? = nil, scale: RatingScale? = nil,
    cancellation: Cancellation
  ) throws -> Dataset {
    do {
      return try load(
        path: path, format: format, scale: scale, shouldStop: { cancellation.isRequested })
    } catch DataError.interrupted {
      throw ShellError.interrupted
    }
  }
}
