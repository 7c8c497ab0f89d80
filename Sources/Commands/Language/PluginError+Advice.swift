import DebutEngine

extension PluginError: AdvisedError {
  func text(of command: String) -> String { description + (advice ?? "") }

  private var advice: String? {
    switch self {
    case .notFound:
      "; plugin new PATH writes one, and the folders of DEBUT_PLUGIN_PATH are searched"
    case .notAPlugin: " made by plugin load --out"
    case .noEntryPoint(_, isLibrary: true):
      "; plugin load SOURCES --out FILE makes a library that has"
    case .wrongVersion, .cannotOpen: "; plugin load SOURCES --out FILE makes it anew"
    case .duplicateName(_, _, _, let owner):
      owner.map { "; plugin reload \($0) loads that one anew" }
    case .loadedAlready(let name, _): ": plugin reload \(name) loads it anew after an edit"
    case .noneLoaded: "; plugin load PATH loads one"
    case .unknownPlugin(_, let known): known.isEmpty ? "; plugin load PATH loads one" : nil
    default: nil
    }
  }
}
