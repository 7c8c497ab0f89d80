import ArgumentParser
import DebutEngine

struct PredictCommand: ShellCommand {
  static let examples = [#"predict "Heat (1995)""#, #"predict 6 --history "Alien=5, 1=2.5""#]
  static let configuration = CommandConfiguration(
    commandName: "predict",
    abstract: "Say how many stars someone would give an item, or how it scores as the next.",
    discussion: """
      An item is an id or a title, or the start of one that no other title has. Without --user and \
      --history the question is about you and what you rated with `rate`. The answer says which path of \
      the model it came from. An item that the model was not trained on, as nobody had rated it, gets the mean \
      of what the model expects of the items of its genres, and the answer says so.
      """)

  @Argument(help: ArgumentHelp("An id or a title.", valueName: "item"))
  var item: ItemWord

  @OptionGroup var subject: SubjectOptions

  func run(in session: Session) throws -> Answer {
    let model = try session.currentModel()
    let named = try session.items().item(item)
    let item = named.item
    let (view, subject) = try self.subject.view(of: model, in: session)
    let predicted = view.predict(itemID: item.id)
    let isKnown = model.index(ofItemID: item.id) != nil
    let estimate = predicted == nil && !isKnown ? view.estimate(of: item) : nil
    let stars = predicted ?? estimate?.stars
    let path = estimate?.path ?? view.path
    var answer = Answer("predict")
    answer.add("model", .text(model.name))
    answer.add("path", .text(path.description))
    answer.add("user", subject.key)
    var rows = Table("item", "title", model.scoreKey)
    rows.add([.id(item.id), .text(item.name), stars.map { model.value($0) } ?? .null])
    answer.rows = rows
    let given = try self.subject.rating(of: item.id, in: session)
    answer.add("given", given.map { .rating($0) } ?? .absent)
    let said = stars.map { model.text($0) } ?? "cannot say"
    answer.blocks = [
      .line(
        "\(item.name): \(said) for \(subject.who)"
          + (given.map { words(on: $0, in: session) } ?? "")),
      .line("answered by \(model.name): \(path)"),
    ]
    if estimate != nil {
      answer.note(
        "\(model.name) was not trained on item \(item.id): the answer is about items of its kind")
    } else if stars == nil {
      answer.note(
        isKnown
          ? "\(model.name) has no prediction of item \(item.id)"
          : "\(model.name) was not trained on item \(item.id)")
    }
    named.note(in: &answer)
    subject.note(in: &answer)
    if let data = session.data, let note = model.scaleNote(data.dataset) { answer.note(note) }
    view.note(model, in: &answer)
    return answer
  }

  /// Returns words on what the user said of the item before.
  private func words(on stars: Float, in session: Session) -> String {
    session.data?.dataset.feedback == .implicit
      ? ", who had it" : ", who rated it \(NumberText.stars(stars))"
  }
}
