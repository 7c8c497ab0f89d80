import DebutEngine

extension LoadedData {
  /// An item that a word named.
  struct NamedItem {
    let index: Int
    let item: Item
    /// A sentence on what else the word may mean; nil if it means nothing else.
    let note: String?

    /// Adds the note to an answer.
    func note(in answer: inout Answer) { if let note { answer.note(note) } }
  }

  /// Returns the item that a word names: an id, a title, or the start of one title. A bare word that is an id means
  /// the id; a quoted one means the title of that name, or, if there is none, the id of text.
  ///
  /// - Throws: `DataError.unknownItemID`, `.unknownTitle`, `.ambiguousTitle`; `ShellError.titleOfDigits`,
  ///   `.idInQuotes` for a number that would name something with or without quotes.
  func item(_ word: ItemWord) throws -> NamedItem {
    if dataset.catalogue.vocabulary.kind == .numeric, TitleIndex.isDigits(word.text) {
      return try word.isTitle ? itemByTitle(word.text) : itemByNumber(word.text)
    }
    let titled = word.isTitle ? titles.titled(word.text) : []
    if titled.isEmpty, let index = titles.index(ofID: word.text) {
      return NamedItem(
        index: index, item: dataset.catalogue[index], note: noteOfTitle(word.text, besides: index))
    }
    let index = try titles.resolveTitle(word.text)
    let item = dataset.catalogue[index]
    let other = titles.index(ofID: word.text).flatMap { $0 == index ? nil : dataset.catalogue[$0] }
    let note = other.map {
      "\(QuotedText.cut(word.text)) is the title \(item.name); without quotes it is the id of \($0.name)"
    }
    return NamedItem(index: index, item: item, note: note)
  }

  /// Returns the item that an entry of a history names. Quotes around a word make a title of it, unless they are part
  /// of a title.
  ///
  /// - Throws: as `item`.
  func item(inHistory text: String) throws -> NamedItem {
    guard let inner = HistoryText.unquoted(text), titles.titled(text).isEmpty else {
      return try item(ItemWord(text, isTitle: false))
    }
    return try item(ItemWord(inner, isTitle: true))
  }

  private func itemByNumber(_ text: String) throws -> NamedItem {
    guard let index = titles.index(ofID: text) else {
      guard let other = titles.titled(text).first else { throw DataError.unknownItemID(text) }
      throw ShellError.titleOfDigits(text, title: dataset.catalogue[other].name)
    }
    return NamedItem(
      index: index, item: dataset.catalogue[index], note: noteOfTitle(text, besides: index))
  }

  /// Returns a sentence on a title that an id is too; nil if there is none.
  private func noteOfTitle(_ text: String, besides index: Int) -> String? {
    let catalogue = dataset.catalogue
    let kind = catalogue.vocabulary.kind == .numeric ? "a number" : "it"
    return titles.titled(text).first { $0 != index }.map { catalogue[$0] }.map {
      "\(text) is the id of \(catalogue[index].name); there is also the title \($0.name), id \($0.id): "
        + "in quotes \(kind) is a title"
    }
  }

  private func itemByTitle(_ text: String) throws -> NamedItem {
    let catalogue = dataset.catalogue
    let byID = titles.index(ofID: text).map { catalogue[$0] }
    do {
      let index = try titles.resolveTitle(text)
      let item = catalogue[index]
      let note = byID.flatMap { other in
        other.id == item.id
          ? nil
          : "\"\(text)\" is the title \(item.name); without quotes the number is the id of \(other.name)"
      }
      return NamedItem(index: index, item: item, note: note)
    } catch DataError.unknownTitle {
      throw ShellError.idInQuotes(text, item: byID?.name)
    }
  }
}
