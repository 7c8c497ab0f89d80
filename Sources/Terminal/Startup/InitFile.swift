import Commands

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The file of lines that a session at a terminal begins with.
enum InitFile {
  /// Returns the file that `DEBUT_INIT` names; else `debut/init` in `XDG_CONFIG_HOME` or in
  /// `~/.config`, if it exists. Nil if the variable is empty.
  static func path() -> String? {
    if let path = Environment["DEBUT_INIT"] { return path.isEmpty ? nil : path }
    let configured = Environment["XDG_CONFIG_HOME"] ?? ""
    // The XDG base directory specification asks to ignore paths that are not absolute.
    let folder = configured.hasPrefix("/") ? configured : Environment.expanding("~/.config")
    let path = folder + "/debut/init"
    return access(path, F_OK) == 0 ? path : nil
  }
}
