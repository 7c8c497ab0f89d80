import DebutEngine

extension LoadedData {
  /// A cache of columns, and the part that it had in a reading.
  struct CacheUse {
    /// The path of the cache.
    let path: String
    let use: DataCache.Use
  }

  /// Reads or generates the data.
  ///
  /// - Throws: `DataError`; `ShellError.interrupted` if a stop is requested.
  convenience init(loading origin: DataOrigin, cancellation: Cancellation) throws {
    guard origin.path == "demo" else {
      let (dataset, cache) = try Dataset.reading(origin, cancellation: cancellation)
      self.init(dataset, origin: origin, cache: cache)
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
    try reading(origin, cancellation: cancellation).data
  }

  /// Reads a file or folder, or the cache of its columns if the origin says so.
  fileprivate static func reading(
    _ origin: DataOrigin, cancellation: Cancellation
  ) throws -> (data: Dataset, cache: LoadedData.CacheUse?) {
    let options = try LoadOptions(given: origin.given)
    let shouldStop: @Sendable () -> Bool = { cancellation.isRequested }
    do {
      guard origin.isCached else {
        return (try load(path: origin.path, options: options, shouldStop: shouldStop), nil)
      }
      let cache = try DataCache(of: origin.path, options: options)
      let (data, use) = try cache.load(shouldStop: shouldStop)
      return (data, .init(path: cache.path, use: use))
    } catch DataError.interrupted {
      throw ShellError.interrupted
    }
  }
}
