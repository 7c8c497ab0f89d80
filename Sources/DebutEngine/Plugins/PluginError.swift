import Debut

/// An error of finding, compiling or loading a plugin, with its evidence. It states facts; a front end adds
/// what to do in its own words.
///
/// - Stability: evolving.
public enum PluginError: Error, Equatable {
  /// Nothing is at the path, nor under this name in the folders searched.
  case notFound(path: String, searched: [String])
  /// A mere name, which is in none of the folders searched, but in the current one.
  case onlyHere(path: String, searched: [String])
  /// The file is neither a source file, nor a folder of sources, nor a library.
  case notAPlugin(path: String, reason: String)
  /// The compiler's messages, with the plugin's own lines.
  case doesNotCompile(path: String, messages: String)
  /// No constant `plugin` in the sources, or no entry point in the library.
  case noEntryPoint(path: String, isLibrary: Bool)
  /// The library was made for another program.
  case wrongVersion(path: String, found: String, expected: String)
  /// The system cannot open the library.
  case cannotOpen(path: String, reason: String)
  /// A model or sampler of this name is there already; `owner` is the plugin that brought it; nil if it
  /// is built in.
  case duplicateName(path: String, kind: String, name: String, owner: String?)
  /// A plugin of this name is loaded already.
  case loadedAlready(name: String, path: String)
  /// The plugin's own registration threw.
  case registrationFailed(path: String, reason: String)
  /// The plugin registers nothing.
  case bringsNothing(path: String)
  /// No Swift compiler is on the PATH.
  case noCompiler
  /// The modules of this program are in none of the folders searched.
  case noModules(searched: [String])
  /// No plugin is loaded.
  case noneLoaded
  /// No loaded plugin has this name.
  case unknownPlugin(name: String, known: [String])
  /// `plugin new` does not write over what is there.
  case exists(path: String)
  /// The last component of the path cannot name a model.
  case badName(name: String)
  /// The user stopped the compiler.
  case interrupted(path: String)
}

extension PluginError: CustomStringConvertible {
  /// One line on the file and what is wrong with it.
  public var description: String {
    switch self {
    case .notFound(let path, let searched):
      let places = searched.isEmpty ? "" : ", nor in " + searched.joined(separator: ", ")
      return
        "there is no plugin at \(path)\(places)"
    case .onlyHere(let path, let searched):
      return
        "a mere name is looked for in \(searched.joined(separator: ", ")); what is called \(path) in the "
        + "current folder is ./\(path)"
    case .notAPlugin(let path, let reason):
      return
        "\(path) is no plugin: \(reason); expected a Swift source file, a folder of such, or a "
        + "library"
    case .doesNotCompile(let path, let messages):
      return "\(path) does not compile: \(Self.firstError(messages)); mend it and load it again"
    case .noEntryPoint(let path, let isLibrary):
      return isLibrary
        ? "\(path) has no entry point of a plugin"
        : "\(path) has no entry point; it takes one line outside of any type: "
          + "let plugin = Plugin { try $0.add(MyModel.self) }"
    case .wrongVersion(let path, let found, let expected):
      return "\(path) was made for another program: it is for \(found), this is \(expected)"
    case .cannotOpen(let path, let reason):
      return "\(path) cannot be opened: \(reason)"
    case .registrationFailed(let path, let reason):
      return "\(path): its registration failed: \(reason)"
    case .bringsNothing(let path):
      return "\(path) registers neither a model nor a sampler; the line is "
        + "let plugin = Plugin { try $0.add(MyModel.self) }"
    default: return placeText
    }
  }

  private var placeText: String {
    switch self {
    case .duplicateName(let path, let kind, let name, let owner):
      let remedy =
        owner.map { "the plugin \($0) brought it" }
        ?? "it is built in; choose another name in the descriptor"
      return "\(path): a \(kind) called \"\(name)\" is registered already: \(remedy)"
    case .loadedAlready(let name, let path):
      return
        "a plugin called \"\(name)\" is loaded already, from \(path)"
    case .noCompiler:
      return
        "no swiftc is on the PATH, and sources must be compiled: install the Swift toolchain that "
        + "this program was built with (\(PluginStamp.current)), or load a library"
    case .noModules(let searched):
      return "the modules that plugins are compiled against are not found; they lie in "
        + searched.joined(separator: " or in ") + ": make build or make install puts them there"
    case .noneLoaded: return "no plugin is loaded yet"
    case .unknownPlugin(let name, let known):
      return "no plugin called \"\(name)\" is loaded"
        + (suggestion(for: name, among: known)
          ?? (known.isEmpty
            ? "" : "; loaded are " + known.joined(separator: ", ")))
    case .exists(let path):
      return "\(path) exists already, and nothing is written over; choose another path"
    case .badName(let name):
      return
        "\"\(name)\" cannot name a model: expected lower-case words of letters and digits, joined "
        + "by hyphens and beginning with a letter, as in genre-taste"
    case .interrupted(let path): return "\(path) was not loaded: interrupted"
    default: return ""
    }
  }

  /// Returns the first error in the compiler's messages, and the number of the others.
  private static func firstError(_ messages: String) -> String {
    let errors = messages.split(whereSeparator: \.isNewline).filter { $0.contains(": error: ") }
    guard let first = errors.first else { return "the compiler ended without saying why" }
    let others = errors.count - 1
    return first + (others > 0 ? " (and \(others) more)" : "")
  }
}
