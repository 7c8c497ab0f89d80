import Commands

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// One run of the program: its lines, and its exit status.
struct Program {
  let options: ProgramOptions
  /// A command that the program was started with in place of a script, with its words.
  var command: String?
  let interpreter: Interpreter

  private var console: Console { interpreter.console }

  func run() -> ExitStatus {
    let status = runLines()
    if Interruption.isTermination { console.message("terminated\n") }
    do {
      try interpreter.session.redirection.close()
    } catch {
      console.message("error: \(errorText(error))\n")
      return .failedItself
    }
    return status
  }

  private func runLines() -> ExitStatus {
    if let command { return status(interpreter.run(command)) ?? finalStatus }
    guard options.line.isEmpty, options.script == nil else { return runGiven() }
    return isatty(STDIN_FILENO) == 1 ? converse() : runStandardInput()
  }

  /// Runs the lines of `-c`, then the script.
  private func runGiven() -> ExitStatus {
    for line in options.line {
      // A line of -c may hold several, as quoted text in a shell script does.
      for part in line.split(whereSeparator: \.isNewline) {
        interpreter.echo(String(part))
        let ending = interpreter.run(String(part))
        if let status = status(ending) { return status }
      }
    }
    guard let script = options.script else { return finalStatus }
    do {
      return status(try interpreter.runFile(script)) ?? finalStatus
    } catch {
      console.message("error: \(errorText(error))\n")
      return .failedItself
    }
  }

  private func runStandardInput() -> ExitStatus {
    let reader = FileLineReader(descriptor: STDIN_FILENO)
    return status(interpreter.run(reader, name: "stdin")) ?? finalStatus
  }

  /// Runs a session with someone at a terminal, which is kept for the case that it does not end by itself.
  private func converse() -> ExitStatus {
    let session = interpreter.session
    let shelf = options.noAutosave ? nil : AutosaveShelf.standard()
    session.autosave = shelf.map { Autosave(on: $0) }
    let status = readLines(offering: shelf?.offer())
    if status == .succeeded { session.autosave?.discard() }
    return status
  }

  /// Tells of the copy that the session before left, if it did not end by itself.
  private func tell(of copy: AutosaveShelf.Copy?) {
    guard let copy else { return }
    console.say(
      "note: the last session did not end by itself; open --session --last brings back "
        + "\(NumberText.counted(copy.models, "model")) and "
        + "\(NumberText.counted(copy.ratings, "rating")) of \(DateText.day(Int64(copy.time)))")
  }

  /// Runs the lines of someone at a terminal: one that fails ends nothing.
  private func readLines(offering copy: AutosaveShelf.Copy?) -> ExitStatus {
    if runInitFile() == .quit { return .succeeded }
    let reader = TerminalLines.reader(for: interpreter.session, console: console)
    interpreter.output.pager = Pager(variable: Environment["PAGER"])
    console.say(
      "debut \(Release.version): recommendations for fresh users. help lists the commands.")
    tell(of: copy)
    // Someone who was told once what is not saved, and leaves all the same, is let go.
    var hasAsked = options.noAsk
    func stays() -> Bool {
      guard !hasAsked, let unsaved = interpreter.session.unsavedText else { return false }
      hasAsked = true
      console.say(
        "\(unsaved) not saved: save --session FOLDER keeps all; quit or Ctrl-D again leaves")
      return true
    }
    while true {
      if Interruption.isTermination { return .terminated }
      Interruption.clear()
      switch reader.next() {
      case .end where stays(): continue
      case .end: return Interruption.isTermination ? .terminated : .succeeded
      case .interrupted: continue
      case .tooLong(let limit): _ = interpreter.refuse(.lineTooLong(limit: limit), at: nil)
      case .line(let line):
        switch interpreter.run(line) {
        case .quit where stays(): continue
        case .quit: return .succeeded
        case .interrupted: reader.discard()
        case .succeeded, .failed: break
        }
        hasAsked = options.noAsk
      }
    }
  }

  /// Runs the lines of the init file; one that fails is reported with its place and ends the file,
  /// not the session.
  private func runInitFile() -> Interpreter.Ending {
    guard !options.noInit, let path = InitFile.path() else { return .succeeded }
    do {
      return try interpreter.runFile(path)
    } catch {
      console.say(errorText(error), alarm: "error: ")
      return .failed
    }
  }

  /// Returns the exit status if the program ends after this line; nil: it goes on.
  private func status(_ ending: Interpreter.Ending) -> ExitStatus? {
    switch ending {
    case .succeeded: nil
    case .failed: interpreter.keepsGoing ? nil : .lineFailed
    case .interrupted: Interruption.isTermination ? .terminated : .interrupted
    case .quit: finalStatus
    }
  }

  private var finalStatus: ExitStatus {
    interpreter.hasFailed ? .lineFailed : .succeeded
  }
}
