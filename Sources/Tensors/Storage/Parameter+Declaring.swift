extension Parameter {
  /// True if parameters that are created now get no memory.
  @TaskLocal static var isDeclaring = false

  /// Runs `body` such that the parameters it creates get no memory, and no first values, until
  /// their `value` is read.
  ///
  /// Sizes from a file may be anything: this way they can be compared with the file's tensors
  /// before memory is allocated for them.
  package static func declaring<Result>(_ body: () throws -> Result) rethrows -> Result {
    try $isDeclaring.withValue(true, operation: body)
  }
}
