#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Stops the program unless the shapes of an operation fit, with a sentence on standard error.
///
/// The author of a model needs the operation and the sizes, in optimised builds too, where `precondition`
/// prints nothing.
///
/// - Parameter sentence: the operation and both sizes: "add: shapes differ: 2 x 1 and 1 x 3".
func requireFit(_ fits: @autoclosure () -> Bool, _ sentence: @autoclosure () -> String) {
  if !fits() { stop(sentence()) }
}

@inline(never) private func stop(_ sentence: String) -> Never {
  var line = "tape: \(sentence)\n"
  line.withUTF8 { bytes in
    var rest = UnsafeRawBufferPointer(bytes)
    while let start = rest.baseAddress, !rest.isEmpty {
      let count = write(STDERR_FILENO, start, rest.count)
      guard count > 0 else { break }
      rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(count))
    }
  }
  preconditionFailure("the shapes of an operation fit")
}
