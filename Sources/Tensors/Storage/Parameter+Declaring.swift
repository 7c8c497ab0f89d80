extension Parameter {
  /// Whether parameters that are made now get no memory.
  @TaskLocal static var isDeclaring = false

  /// Runs `body` to see which parameters it makes: none of them gets memory, or first values, before
  /// somebody asks for its `value`.
  ///
  /// Sizes that come from a file may be anything. So they can be compared with what the file holds
  /// before memory is made for them.
  package static func declaring<Result>(_ body: () throws -> Result) rethrows -> Result {
    try $isDeclaring.withValue(true, operation: body)
  }
}
