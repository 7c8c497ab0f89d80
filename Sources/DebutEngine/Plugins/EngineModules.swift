import Debut

/// The modules that the running program was built from, which plugins are compiled against.
struct EngineModules {
  /// The folder of `Debut.swiftmodule` and of the modules that it imports.
  let modules: String
  /// The maps of the C modules that they import.
  let maps: [String]

  /// Finds them beside an installed program, or in the build folder that the program runs from.
  ///
  /// - Throws: `PluginError.noModules`.
  init(of executable: String) throws {
    let own = FileSystem.split(executable).folder
    let installed = "\(FileSystem.split(own).folder)/lib/debut"
    let built = "\(own)/Modules"
    if Self.holds("\(installed)/modules") {
      let include = "\(installed)/include"
      modules = "\(installed)/modules"
      maps = try Self.names(in: include).map { "\(include)/\($0)/module.modulemap" }
    } else if Self.holds(built), let package = Self.package(above: own) {
      modules = built
      maps = ["Kernels", "Tensors", "Ratings", "DebutEngine"].map {
        "\(package)/Sources/\($0)/Shims/include/module.modulemap"
      }
    } else {
      throw PluginError.noModules(searched: ["\(installed)/modules", built])
    }
  }

  private static func holds(_ folder: String) -> Bool {
    FileSystem.kind(of: "\(folder)/Debut.swiftmodule") != .nothing
  }

  private static func names(in folder: String) throws -> [String] {
    guard FileSystem.kind(of: folder) == .folder else {
      throw PluginError.noModules(searched: [folder])
    }
    return try FileSystem.names(in: folder)
  }

  /// Returns the checkout that contains a build folder.
  private static func package(above folder: String) -> String? {
    var folder = folder
    while folder != "/", folder != "." {
      if FileSystem.kind(of: "\(folder)/Sources/Kernels/Shims/include") == .folder { return folder }
      folder = FileSystem.split(folder).folder
    }
    return nil
  }
}
