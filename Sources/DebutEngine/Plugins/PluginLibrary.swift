import Debut

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// An opened library of a plugin. It stays open for the life of the process, because models that were
/// trained by it run its code.
package struct PluginLibrary: @unchecked Sendable {
  typealias EntryPoint = @convention(c) (UnsafeMutableRawPointer) -> Void

  private let handle: UnsafeMutableRawPointer
  private let path: String

  /// Checks the stamp, then opens the library. Its names stay its own, and every name that it needs of the
  /// host must be there.
  ///
  /// - Parameters:
  ///   - copy: the file to open.
  ///   - path: the file for errors.
  /// - Throws: `PluginError.noEntryPoint`, `.wrongVersion`, `.cannotOpen`.
  init(opening copy: String, of path: String) throws {
    guard let stamp = PluginStamp(libraryAt: copy) else {
      throw PluginError.noEntryPoint(path: path, isLibrary: true)
    }
    guard stamp == .current else {
      throw PluginError.wrongVersion(
        path: path, found: stamp.description, expected: PluginStamp.current.description)
    }
    guard let handle = dlopen(copy, RTLD_NOW | RTLD_LOCAL) else {
      let reason = dlerror().map { String(cString: $0) } ?? "unknown reason"
      throw PluginError.cannotOpen(path: path, reason: reason)
    }
    self.handle = handle
    self.path = path
  }

  /// Returns the models and samplers that the plugin registers.
  ///
  /// - Throws: `PluginError.noEntryPoint`, `.registrationFailed`, `.bringsNothing`.
  func registry() throws -> Registry {
    guard let entry = entryPoint(.plugin) else {
      throw PluginError.noEntryPoint(path: path, isLibrary: true)
    }
    let registration = PluginRegistration()
    entry(Unmanaged.passUnretained(registration).toOpaque())
    if let failure = registration.failure {
      throw PluginError.registrationFailed(path: path, reason: String(describing: failure))
    }
    let registry = registration.registry
    guard
      !registry.models.isEmpty || !registry.samplers.isEmpty || !registry.negativeSamplers.isEmpty
    else {
      throw PluginError.bringsNothing(path: path)
    }
    return registry
  }

  /// Calls the plugin's own tests. Returns false if it was compiled without any.
  ///
  /// - Parameter context: the argument of the tests' entry point, which the conformance kit defines.
  package func runTests(_ context: UnsafeMutableRawPointer) -> Bool {
    guard let entry = entryPoint(.tests) else { return false }
    entry(context)
    return true
  }

  private func entryPoint(_ entry: PluginCompiler.Entry) -> EntryPoint? {
    dlsym(handle, entry.symbol).map { unsafeBitCast($0, to: EntryPoint.self) }
  }
}
