import ArgumentParser
import DebutEngine

struct WhyCommand: ShellCommand {
  static let examples = [#"why "Heat (1995)""#, "why 6 --user 10 --top 3"]
  static let configuration = CommandConfiguration(
    commandName: "why",
    abstract: "Explain a prediction: what it would be without each of the ratings.",
    discussion: """
      One rating is left out at a time, the model is asked again, and the ratings stand in the order of \
      what that changes. This works for every model, whatever it does with a history; that ratings which \
      say the same stand in for one another is part of the answer. The influence is in stars before they \
      are clipped to the scale.

      The question is always put as for a fresh user, also about a user whom the model was trained on: \
      what is compared must come by the same path. Of a long history the last --last ratings are left \
      out in turn, the work growing with the square of that.
      """)

  @Argument(help: ArgumentHelp("An id or a title.", valueName: "item"))
  var item: ItemWord

  @OptionGroup var subject: SubjectOptions

  @Option(parsing: .unconditional, help: ArgumentHelp("How many ratings to list.", valueName: "n"))
  var top = 10

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("How many of the last ratings to leave out in turn.", valueName: "n"))
  var last = 100

  func run(in session: Session) throws -> Answer {
    let model = try session.currentModel()
    let data = try session.items()
    let named = try data.item(item)
    let item = named.item
    let count = try ArgumentCheck.whole(top, in: 1...1_000_000, for: "--top")
    let last = try ArgumentCheck.whole(last, in: 1...10_000, for: "--last")
    try model.checkItems(of: data.dataset)
    let subject = try self.subject.subject(in: session)
    let explanation = try model.explain(
      itemID: item.id, history: subject.history, last: last,
      compute: try session.compute(),
      shouldStop: { session.host.cancellation.isRequested })
    guard let explanation else {
      throw ShellError.cannotSay(model: model.name, item: item.name)
    }
    let report = ExplanationReport(
      explanation, of: item, by: model, for: subject, data, count: count)
    var answer = report.answer
    named.note(in: &answer)
    subject.note(in: &answer)
    let view = try model.answer(
      userID: subject.userID, history: subject.history)
    if view.path == .trainedVector, let stars = view.predict(itemID: item.id) {
      answer.note(
        "predict answers \(subject.who) by the trained vector: "
          + "\(NumberText.fixed(Double(stars), decimals: 2)) stars")
    }
    return answer
  }
}
