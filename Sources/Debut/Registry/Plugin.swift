/// The models and samplers of a plugin. One line of its source makes it a plugin:
///
///     let plugin = Plugin { try $0.add(MyModel.self) }
///
/// The line stands outside of any type, and the constant is called `plugin`. When the sources are
/// compiled, an entry point is generated that finds it by this name.
///
/// - Stability: stable.
public struct Plugin: Sendable {
  private let register: @Sendable (inout Registry) throws -> Void

  /// Creates a plugin.
  ///
  /// - Parameter register: adds models and samplers, as the list of built-ins does.
  public init(_ register: @escaping @Sendable (inout Registry) throws -> Void) {
    self.register = register
  }

  /// Registers the models and samplers. Called by the generated entry point.
  ///
  /// - Parameter context: the host's `PluginRegistration`.
  public func enter(_ context: UnsafeMutableRawPointer) {
    Unmanaged<PluginRegistration>.fromOpaque(context).takeUnretainedValue().take(register)
  }
}

/// The registry that a plugin's entry point fills for the host. C functions cannot throw, so it keeps the
/// error.
package final class PluginRegistration {
  /// The models and samplers that were registered.
  package private(set) var registry = Registry()
  /// The error that the registration threw; nil if it succeeded.
  package private(set) var failure: (any Error)?

  package init() {}

  fileprivate func take(_ register: (inout Registry) throws -> Void) {
    do {
      try register(&registry)
    } catch {
      failure = error
    }
  }
}
