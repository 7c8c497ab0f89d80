import DebutEngine

/// Runs lines of the command language: the one way from a line to its answer, for terminals, scripts,
/// servers and tests alike.
package enum CommandRunner {
  /// Runs one line in a session. A line that fails changes nothing, unless the error says otherwise.
  ///
  /// - Returns: the answer, silent for a line without words; its `request` is for the caller to carry out.
  package static func run(
    _ line: String, in session: Session
  ) -> Result<Answer, CommandFailure> {
    do {
      let typed = try Tokenizer.checked(line)
      guard let name = typed.words.first else { return .success(.silent("")) }
      let command = try CommandList.command(named: name).parsing(
        Array(typed.words.dropFirst()), isQuoted: Array(typed.isQuoted.dropFirst()))
      defer { session.autosave?.keep(session) }
      return .success(try command.run(in: session))
    } catch let request as HelpRequest {
      return help(request.topic, in: session)
    } catch {
      return .failure(CommandFailure(command: Tokenizer.scan(line).words.first ?? "", error))
    }
  }

  private static func help(
    _ topic: String, in session: Session
  ) -> Result<Answer, CommandFailure> {
    do {
      return .success(try HelpCommand.answer(topic: topic, in: session))
    } catch {
      return .failure(CommandFailure(command: HelpCommand.name, error))
    }
  }
}

/// The failure of a line: the error, and the text that a user reads.
package struct CommandFailure: Error {
  /// The first word of the line; empty if there is none.
  package let command: String
  package let error: any Error

  package init(command: String, _ error: any Error) {
    self.command = command
    self.error = error
  }

  /// One line on what is wrong, and what would do.
  package var text: String { errorText(error, command: command) }

  /// True if the line was stopped by request, and did not go wrong by itself.
  package var isInterruption: Bool {
    if case .interrupted = error as? ShellError { return true }
    if case .interrupted = error as? PluginError { return true }
    switch error as? EngineError {
    case .interrupted, .crossValidationInterrupted: return true
    default: return false
    }
  }
}
