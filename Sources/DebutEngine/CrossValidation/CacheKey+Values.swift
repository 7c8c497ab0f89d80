import Debut

// Values as a cache's key holds them. These texts are part of the format of the cache: they stay when the
// words for people change, because a changed text orphans every file in a cache.

extension Split {
  /// The split in a line of a cache's key, such as "fresh users, fold 0".
  var cacheKey: String {
    switch self {
    case .none: "none"
    case .freshUsers(let folds):
      "fresh users, fold \(folds.map(String.init).joined(separator: ", "))"
    case .leaveLastOut: "leave last out"
    case .byTime(let fraction): "by time, at \(fraction)"
    }
  }
}

extension NextItemProtocol {
  /// The protocol in a line of a cache's key.
  var cacheKey: String {
    "top \(top), repeats \(repeats), targets \(targets.rawValue), candidates "
      + (sampledCandidates.map { "\($0) by seed \(seed)" } ?? "all")
  }
}

extension RatingScale {
  /// The scale in a line of a cache's key, such as "0.5 to 5".
  var cacheKey: String { "\(Self.cacheKey(lowest)) to \(Self.cacheKey(highest))" }

  private static func cacheKey(_ stars: Float) -> String {
    stars == stars.rounded() && abs(stars) < 1e9 ? String(Int(stars)) : String(stars)
  }
}
