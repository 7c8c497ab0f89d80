#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The build of the program.
enum ProgramBuild {
  /// The version, and size and time of the executable: kept predictions of another build are not
  /// used, as its models may differ.
  static let identity: String = {
    var status = stat()
    guard let path, stat(path, &status) == 0 else { return Release.version }
    #if canImport(Glibc)
      let time = status.st_mtim
    #else
      let time = status.st_mtimespec
    #endif
    return "\(Release.version) (\(status.st_size) bytes, \(time.tv_sec).\(time.tv_nsec))"
  }()

  /// The path at which the executable can be started again, even if another has taken its place.
  static var path: String? {
    #if canImport(Glibc)
      return "/proc/self/exe"
    #else
      var size: UInt32 = 4096
      var buffer = [CChar](repeating: 0, count: Int(size))
      guard _NSGetExecutablePath(&buffer, &size) == 0 else { return nil }
      return String(cString: buffer)
    #endif
  }
}
