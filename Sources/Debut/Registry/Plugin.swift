/// What a plugin brings. One line of its source makes it a plugin:
///
///     let plugin = Plugin { try $0.add(MyModel.self) }
///
/// The line stands outside of any type, and the constant is called `plugin`. When the sources are
/// compiled, an entry point is generated that finds it by this name.
public struct Plugin: Sendable {
  private let register: @Sendable (inout Registry) throws -> Void

  /// - Parameter register: adds models and samplers, as the list of built-ins does.
  public init(_ register: @escaping @Sendable (inout Registry) throws -> Void) {
    self.register = register
  }

  /// Called by the generated entry point; `context` is the host's `PluginRegistration`.
  public func enter(_ context: UnsafeMutableRawPointer) {
    Unmanaged<PluginRegistration>.fromOpaque(context).takeUnretainedValue().take(register)
  }
}

/// What a plugin's entry point fills on the host's behalf. C functions cannot throw, so it keeps the
/// error.
package final class PluginRegistration {
  package private(set) var registry = Registry()
  package private(set) var failure: (any Error)?

  package init() {}

  func take(_ register: (inout Registry) throws -> Void) {
    do {
      try register(&registry)
    } catch {
      failure = error
    }
  }
}
