import Debut

/// A split as model files and sessions hold it: an object whose one member names the kind and holds what
/// it was given, such as `{"freshUsers":{"folds":[0]}}` or `{"leaveLastOut":{}}`.
///
/// The names are those of the format, and stay when Swift's names change.
package struct SavedSplit: Codable {
  package let split: Split

  package init(_ split: Split) { self.split = split }

  private enum Kind: String, CodingKey {
    case none = "none"
    case freshUsers = "freshUsers"
    case leaveLastOut = "leaveLastOut"
    case byTime = "byTime"
  }

  private enum Member: String, CodingKey {
    case folds = "folds"
    case fraction = "fraction"
  }

  /// - Throws: `DecodingError` unless the object has exactly one kind, with its members.
  package init(from decoder: any Decoder) throws {
    let kinds = try decoder.container(keyedBy: Kind.self)
    guard kinds.allKeys.count == 1, let kind = kinds.allKeys.first else {
      throw DecodingError.dataCorrupted(
        .init(codingPath: decoder.codingPath, debugDescription: "expected one kind of split"))
    }
    let members = try kinds.nestedContainer(keyedBy: Member.self, forKey: kind)
    switch kind {
    case .none: split = .none
    case .leaveLastOut: split = .leaveLastOut
    case .freshUsers:
      split = .freshUsers(folds: try members.decode([Int].self, forKey: .folds))
    case .byTime:
      split = .byTime(fraction: try members.decode(Double.self, forKey: .fraction))
    }
  }

  package func encode(to encoder: any Encoder) throws {
    var kinds = encoder.container(keyedBy: Kind.self)
    func members(of kind: Kind) -> KeyedEncodingContainer<Member> {
      kinds.nestedContainer(keyedBy: Member.self, forKey: kind)
    }
    switch split {
    case .none: _ = members(of: .none)
    case .leaveLastOut: _ = members(of: .leaveLastOut)
    case .freshUsers(let folds):
      var container = members(of: .freshUsers)
      try container.encode(folds, forKey: .folds)
    case .byTime(let fraction):
      var container = members(of: .byTime)
      try container.encode(fraction, forKey: .fraction)
    }
  }
}
