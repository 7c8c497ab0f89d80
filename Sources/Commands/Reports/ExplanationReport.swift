import DebutEngine

/// The answer of `why`.
struct ExplanationReport {
  private let explanation: Explanation
  private let item: Item
  private let model: TrainedModel
  private let subject: SubjectOptions.Subject
  private let data: LoadedData
  private let parts: ArraySlice<Explanation.Part>

  init(
    _ explanation: Explanation, of item: Item, by model: TrainedModel,
    for subject: SubjectOptions.Subject,
    _ data: LoadedData, count: Int
  ) {
    self.explanation = explanation
    self.item = item
    self.model = model
    self.subject = subject
    self.data = data
    parts = explanation.parts.prefix(count)
  }

  var answer: Answer {
    var answer = Answer("why")
    answer.add("model", .text(model.name))
    answer.add("path", .text(explanation.path.description))
    answer.add("user", subject.key)
    answer.add("item", .id(item.id))
    answer.add("title", .text(item.name))
    answer.add(model.scoreKey, model.value(explanation.stars))
    answer.add("ratings", .count(explanation.ratings))
    answer.add("leftOut", .count(explanation.parts.count))
    answer.rows = rows
    answer.blocks = [
      .line("\(item.name): \(model.text(explanation.stars)) for \(subject.who)")
    ]
    if !parts.isEmpty { answer.blocks?.append(.table(table)) }
    answer.blocks?.append(.line("answered by \(model.name): \(explanation.path)"))
    for note in notes { answer.note(note) }
    return answer
  }

  private var rows: Table {
    var table = Table("item", "title", "rating", "without", "influence")
    for part in parts {
      table.add([
        .id(part.rating.itemID), .text(data.name(ofItem: part.rating.itemID)),
        .rating(part.rating.stars),
        model.value(part.without, beside: explanation.stars),
        .number(Double(part.influence), decimals: decimals),
      ])
    }
    return table
  }

  /// "without your 5 for Heat (1995)", "3.60 instead of 4.20", "+0.60".
  private var table: Table {
    var table = Table([
      .init("rating", heading: "without"),
      .init("instead", heading: model.scoreKey, whenNarrow: .keep),
      .init("influence", whenNarrow: .drop),
    ])
    for part in parts {
      let rating =
        data.dataset.feedback == .implicit
        ? data.name(ofItem: part.rating.itemID)
        : "\(subject.possessive) \(NumberText.stars(part.rating.stars)) for "
          + data.name(ofItem: part.rating.itemID)
      table.add([
        .text(rating), .text("\(stars(part.without)) instead of \(stars(explanation.stars))"),
        .difference(Double(part.influence), decimals: decimals),
      ])
    }
    return table
  }

  /// The decimals of a prediction.
  private var decimals: Int {
    guard case .number(_, let decimals) = model.value(explanation.stars) else { return 2 }
    return decimals
  }

  /// The smallest influence that shows.
  private var least: Float {
    (0..<decimals).reduce(Float(0.5)) { least, _ in least / 10 }
  }

  private func stars(_ stars: Float) -> String {
    NumberText.fixed(Double(stars), decimals: decimals)
  }

  private var notes: [String] {
    var notes: [String] = []
    let left = explanation.parts.count
    if explanation.ratings == 0 {
      notes.append("nothing is rated that \(model.name) knows: there is nothing to leave out")
    } else if left < explanation.ratings {
      notes.append(
        "the last \(NumberText.grouped(left)) of \(NumberText.counted(explanation.ratings, "rating"))"
          + " were left out in turn; --last says how many")
    }
    if parts.count < left {
      notes.append(
        "\(NumberText.grouped(parts.count)) of \(NumberText.grouped(left)) shown; --top N shows more"
      )
    }
    if !parts.isEmpty,
      parts.allSatisfy({ abs($0.influence) < least })
    {
      notes.append("no single rating matters to this answer of \(model.name)")
    }
    if explanation.score != explanation.stars {
      notes.append(
        "\(model.name) says \(stars(explanation.score)) before it is clipped to the scale")
    }
    if explanation.unknownItems > 0 {
      notes.append(
        "\(NumberText.counted(explanation.unknownItems, "rating")) of items that \(model.name) does "
          + "not know left out")
    }
    return notes
  }
}
