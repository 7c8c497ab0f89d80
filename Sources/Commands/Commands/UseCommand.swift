import ArgumentParser
import DebutEngine

struct UseCommand: ShellCommand {
  static let examples = ["use mf", #"use "gru-hybrid""#]
  static let configuration = CommandConfiguration(
    commandName: "use", abstract: "Make a trained model the one that answers.")

  @Argument(help: ArgumentHelp("A trained model; show lists them.", valueName: "name"))
  var name: String

  func run(in session: Session) throws -> Answer {
    let model = try session.model(named: name)
    session.makeCurrent(model.name)
    var answer = Answer("use")
    answer.add("model", .text(model.name))
    answer.blocks = [.line("\(model.name) answers from now on")]
    return answer
  }
}
