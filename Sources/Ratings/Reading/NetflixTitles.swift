/// The file of titles of the Netflix Prize, `id,year,title`, whose titles have commas and no quotes around them.
enum NetflixTitles {
  /// Returns true if the first row is a number, a year or NULL, and a text.
  static func isLayout(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    var scanner = RowScanner(
      UnsafeBufferPointer(rebasing: bytes.prefix(1 << 12)), file: "", separator: .comma,
      hasQuotes: false)
    guard (try? scanner.next()) == true, scanner.fields.count >= 3,
      Vocabulary.Key.number(scanner.trimmed(0)) != nil, !ValueShape.isNumber(scanner.raw(2)),
      !scanner.raw(2).hasPrefix("\"")
    else { return false }
    let year = scanner.raw(1)
    return year == "NULL" || year.utf8.count == 4 && TitleText.year(year) != nil
  }
}
