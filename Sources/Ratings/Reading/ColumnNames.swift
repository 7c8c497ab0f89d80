/// The names that the field uses for columns.
///
/// Names are compared by their keys: case, blanks, `_`, `-` and `.` do not matter, nor does the type after a
/// colon, as in RecBole's `user_id:token`.
enum ColumnNames {
  /// Well-known names by role, the best first.
  private static let known: [ColumnRole: [String]] = [
    .user: [
      "userid", "user", "uid", "userno", "useridx", "userindex", "userkey", "reviewerid",
      "customerid", "customer",
      "custid", "visitorid", "visitor", "personid", "person", "memberid", "member", "accountid",
      "account",
      "clientid", "client", "buyerid", "shopperid", "readerid", "listenerid", "viewerid",
      "playerid", "studentid",
      "learnerid", "authorid", "raterid", "username", "profileid", "profilename", "reviewer", "u",
      "sessionid",
    ],
    .item: [
      "itemid", "item", "iid", "itemno", "itemidx", "itemindex", "itemkey", "movieid", "movie",
      "filmid", "film",
      "parentasin", "asin", "bookid", "book", "isbn", "isbn13", "productid", "product",
      "productcode", "prodid",
      "sku", "stockcode", "articleid", "article", "trackid", "track", "songid", "song", "artistid",
      "artist",
      "albumid", "businessid", "gameid", "game", "appid", "animeid", "anime", "mangaid", "recipeid",
      "newsid",
      "videoid", "courseid", "jokeid", "placeid", "venueid", "poiid", "locationid", "hotelid",
      "restaurantid",
      "beerid", "wineid", "showid", "eventid", "contentid", "docid", "tconst", "i",
    ],
    .rating: [
      "rating", "ratings", "stars", "star", "overall", "score", "rate", "starrating", "userrating",
      "bookrating",
      "movierating", "reviewrating", "reviewoverall", "reviewscore", "userscore", "ratingvalue",
      "overallrating",
      "ratingscore", "rated", "grade", "myrating", "scores", "r",
    ],
    .time: [
      "timestamp", "timestamps", "unixtimestamp", "unixtime", "unixreviewtime", "time", "datetime",
      "ts", "date",
      "ratedat", "createdat", "ratingtime", "ratingdate", "eventtime", "timestampms", "reviewtime",
      "reviewdate",
      "invoicedate", "orderdate", "purchasedate", "eventdate", "reviewtimestamp", "eventtimestamp",
      "t",
    ],
  ]

  /// Parts of names that are guessed to have a role.
  private static let parts: [ColumnRole: [String]] = [
    .user: [
      "user", "customer", "reviewer", "visitor", "member", "person", "client", "account", "reader",
      "listener",
      "viewer", "player", "student",
    ],
    .item: [
      "item", "movie", "film", "product", "book", "song", "track", "artist", "article", "game",
      "video", "news",
      "recipe", "business", "venue", "course", "anime", "sku", "asin",
    ],
    .rating: ["rating", "stars", "score", "overall"],
  ]

  /// Parts of names that are about users, items or ratings, and are none of them.
  private static let others: [ColumnRole: [String]] = [
    .user: ["name", "age", "count", "segment", "gender"],
    .item: ["title", "name", "genre", "count", "category"],
    .rating: ["count", "num", "total", "average", "avg", "mean"],
  ]

  /// Returns the key of a name.
  static func key(_ name: String) -> String {
    var key = name.lowercased()
    if let colon = key.lastIndex(of: ":") {
      let type = key[key.index(after: colon)...].filter { $0 != " " }
      if [
        "token", "tokenseq", "token_seq", "float", "floatseq", "float_seq", "int", "str", "string",
      ]
      .contains(type) {
        key = String(key[..<colon])
      }
    }
    return key.filter { !" _-.\t".contains($0) }
  }

  /// The columns of a role that a header may have, the best first.
  struct Candidates {
    let places: [Int]
    /// True if they were guessed by parts of their names.
    let isGuess: Bool
  }

  /// Returns the columns that may have a role: those with well-known names, otherwise those whose names have
  /// a part of one.
  ///
  /// - Parameters:
  ///   - keys: the keys of the header's names.
  ///   - taken: the columns with other roles.
  static func candidates(_ role: ColumnRole, _ keys: [String], taken: Set<Int>) -> Candidates {
    let free = keys.indices.filter { !taken.contains($0) }
    let exact = (known[role] ?? []).flatMap { name in free.filter { keys[$0] == name } }
    guard exact.isEmpty else { return Candidates(places: exact, isGuess: false) }
    let guessed = (parts[role] ?? []).flatMap { part in
      free.filter { place in
        keys[place].contains(part)
          && !others[role, default: []].contains { keys[place].contains($0) }
      }
    }
    let ids = guessed.filter { keys[$0].hasSuffix("id") }
    let ordered = role == .rating ? guessed : ids + guessed
    var seen = Set<Int>()
    return Candidates(places: ordered.filter { seen.insert($0).inserted }, isGuess: true)
  }

  /// Returns true if a key is one of times.
  static func looksLikeTime(_ key: String) -> Bool {
    known[.time, default: []].contains(key) && key != "t" || key.contains("time")
      || key.hasPrefix("date")
      || key.hasSuffix("date") || key == "when" || key.hasSuffix("edat") || key.hasSuffix("epoch")
  }

  /// Returns true if a key is a well-known name of a role.
  static func isKnown(_ key: String, as role: ColumnRole) -> Bool {
    known[role, default: []].contains(key)
  }

  /// The names with which a role needs no mention.
  static func isUsual(_ name: String, as role: ColumnRole) -> Bool {
    let key = key(name)
    switch role {
    case .user: return key == "userid" || key == "user"
    case .item: return ["movieid", "movie", "itemid", "item"].contains(key)
    case .rating: return key == "rating"
    case .time: return key == "timestamp"
    case .event: return key == "event"
    }
  }
}
