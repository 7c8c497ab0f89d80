@preconcurrency import CReadline
import Commands

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Reads lines that are edited at a terminal, by GNU readline.
///
/// It uses readline's callback interface: between keystrokes the thread waits in `poll`, which
/// signals interrupt.
final class ReadlineReader: LineReader {
  private let prompt: () -> String
  private let completer: Completer
  private let history: HistoryFile?
  private var lastLine: String?
  /// Lines of a paste that wait to be read.
  private var waiting: [String] = []
  private var hint: InlineHint

  /// Prepares readline.
  ///
  /// - Parameters:
  ///   - prompt: called before each line.
  ///   - showsHints: whether to show hints at what is expected next while a line is typed.
  init(
    prompt: @escaping () -> String, completer: Completer, history: HistoryFile?,
    showsHints: @escaping () -> Bool
  ) {
    self.prompt = prompt
    hint = InlineHint(prompt: prompt(), isWanted: showsHints)
    self.completer = completer
    self.history = history
    // Readline takes the encoding of characters from the locale.
    if setlocale(LC_CTYPE, "") == nil || String(cString: nl_langinfo(Int32(CODESET))) != "UTF-8" {
      setlocale(LC_CTYPE, "C.UTF-8")
    }
    ReadlineState.configure()
    // One Tab shows what there is; the user's own inputrc, read later, has the last word.
    rl_variable_bind("show-all-if-ambiguous", "on")
    ReadlineState.removeFragileBindings()
    using_history()
    stifle_history(Int32(HistoryFile.limit))
    for line in history?.load() ?? [] { add_history(line) }
  }

  func next() -> LineRead {
    if let line = waiting.popLast() { return .line(line) }
    return Interruption.atPrompt { readLine() }
  }

  private func readLine() -> LineRead {
    ReadlineState.completer = completer
    ReadlineState.finished = nil
    let prompt = prompt()
    hint.prompt = prompt
    rl_callback_handler_install(prompt, ReadlineState.takeLine)
    TerminalEvents.listen()
    defer {
      TerminalEvents.ignore()
      rl_callback_handler_remove()
      ReadlineState.completer = nil
    }
    if !Self.isKeyPressed(within: 0) { completer.prepare() }
    return edit()
  }

  private func edit() -> LineRead {
    while ReadlineState.finished == nil {
      if Interruption.isRequested { return interrupt() }
      followTerminal()
      if isKeyPressed() {
        rl_callback_read_char()
        ReadlineState.dropUndoInHistory()
      }
    }
    guard case .line(let text) = ReadlineState.finished else {
      // Ctrl-D leaves the prompt on its line; the shell that follows begins on a line of its own.
      write(STDOUT_FILENO, "\n", 1)
      return .end
    }
    return take(text)
  }

  /// Waits for a key or a signal, meanwhile with a hint.
  private func isKeyPressed() -> Bool {
    if !Self.isKeyWaiting { hint.draw(by: completer) }
    defer { hint.erase() }
    return Self.isKeyPressed(within: -1)
  }

  /// True if a key waits to be read; signals stay pending.
  private static var isKeyWaiting: Bool {
    var input = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
    return poll(&input, 1, 0) > 0
  }

  /// Waits for a key, for as many milliseconds, or until a signal comes (-1).
  private static func isKeyPressed(within milliseconds: Int32) -> Bool {
    var inputs = [
      pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0),
      pollfd(fd: Signals.wakeup, events: Int16(POLLIN), revents: 0),
    ]
    guard poll(&inputs, nfds_t(inputs.count), milliseconds) > 0 else { return false }
    if inputs[1].revents != 0 { Signals.drain() }
    return inputs[0].revents != 0
  }

  /// Handles signals that are about the terminal.
  private func followTerminal() {
    if TerminalEvents.takeSuspension() {
      rl_cleanup_after_signal()
      TerminalEvents.suspend()
      rl_reset_after_signal()
      rl_forced_update_display()
    }
    if TerminalEvents.takeResumption() {
      // A program that had the terminal meanwhile left it in a state of its own.
      rl_reset_after_signal()
      rl_forced_update_display()
    }
    if TerminalEvents.takeResizing() { rl_resize_terminal() }
  }

  func discard() { waiting.removeAll() }

  private func take(_ text: String) -> LineRead {
    guard text.utf8.count <= FileLineReader.longestLine else {
      return .tooLong(limit: FileLineReader.longestLine)
    }
    // A paste of several lines arrives as one text.
    let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
      .map(String.init)
    for line in lines { remember(line) }
    waiting = lines.dropFirst().reversed()
    return .line(lines.first ?? "")
  }

  private func remember(_ text: String) {
    var line = text
    while line.last == " " { line.removeLast() }
    guard !line.isEmpty, line != lastLine else { return }
    lastLine = line
    add_history(line)
    history?.append(line)
  }

  /// Gives the line up; the typed text stays visible.
  private func interrupt() -> LineRead {
    Interruption.clear()
    rl_free_line_state()
    rl_callback_sigcleanup()
    write(STDOUT_FILENO, "^C\n", 3)
    return .interrupted
  }
}

/// The state that readline's callbacks share with the reader. The library has one state for the
/// whole process, and only the thread that reads lines touches it or this.
private enum ReadlineState {
  enum Finished {
    case line(String)
    case end
  }

  nonisolated(unsafe) static var completer: Completer?
  nonisolated(unsafe) static var finished: Finished?
  /// The texts of the matches, which readline takes one by one.
  nonisolated(unsafe) private static var matches: [String] = []

  static func configure() {
    rl_readline_name = UnsafePointer(strdup("debut"))
    rl_catch_signals = 0
    rl_catch_sigwinch = 0
    rl_basic_word_break_characters = UnsafePointer(strdup(" \t\n"))
    rl_completer_word_break_characters = UnsafePointer(strdup(" \t\n"))
    rl_completer_quote_characters = UnsafePointer(strdup("\"'"))
    rl_attempted_completion_function = { text, start, end in
      ReadlineState.complete(start: Int(start), end: Int(end))
    }
  }

  /// Takes away the keys of functions whose dialogue with the callback interface of readline 8.2 may follow a
  /// null pointer: sequences after Ctrl-X, searches for one character, searches that follow what is typed
  /// (Ctrl-R and Ctrl-S look for lines that begin as the typed one instead), and the detour by which Meta
  /// with a capital letter becomes Meta with a small one, which is bound directly. The user's inputrc is read
  /// before.
  static func removeFragileBindings() {
    rl_initialize()
    for name in ["emacs-standard", "emacs-meta", "emacs-ctlx", "vi-move", "vi-insert"] {
      guard let map = rl_get_keymap_by_name(name) else { continue }
      rl_unbind_function_in_map(rl_char_search, map)
      rl_unbind_function_in_map(rl_backward_char_search, map)
      rl_unbind_function_in_map(rl_do_lowercase_version, map)
      rl_unbind_function_in_map(rl_reverse_search_history, map)
      rl_unbind_function_in_map(rl_forward_search_history, map)
      guard name == "emacs-meta" else { continue }
      for capital in UInt8(ascii: "A")...UInt8(ascii: "Z") {
        let small = map[Int(capital) + 32]
        let isFree = map[Int(capital)].function == nil
        if isFree, small.type == 0 { rl_bind_key_in_map(Int32(capital), small.function, map) }
      }
    }
    let (controlR, controlS, controlX): (Int32, Int32, Int32) = (18, 19, 24)
    for name in ["emacs-standard", "vi-insert"] {
      guard let map = rl_get_keymap_by_name(name) else { continue }
      rl_bind_key_in_map(controlR, rl_history_search_backward, map)
      rl_bind_key_in_map(controlS, rl_history_search_forward, map)
      if name == "emacs-standard" { rl_unbind_key_in_map(controlX, map) }
    }
  }

  /// The place in the history after the last key.
  nonisolated(unsafe) private static var place: Int32 = 0

  /// Drops the record of changes after a key that moved to another line of the history, and on such lines.
  ///
  /// Readline 8.2 hands the record of a line from the history's entry to the edited line and back, and frees
  /// it twice if the line is left by certain ways. Without a record there is nothing to free. Undo works on new
  /// lines; a changed line of the history is as before once it is left.
  static func dropUndoInHistory() {
    let now = where_history()
    defer { place = now }
    guard now != place || now < history_length else { return }
    rl_undo_list = nil
    current_history()?.pointee.data = nil
  }

  static let takeLine: @convention(c) (UnsafeMutablePointer<CChar>?) -> Void = { line in
    if let line {
      finished = .line(
        String(
          decoding: UnsafeRawBufferPointer(start: line, count: strlen(line)),
          as: UTF8.self))
      free(line)
    } else {
      finished = .end
    }
    // The prompt is not to appear again before the line was run.
    rl_callback_handler_remove()
  }

  /// Returns readline's list of matches, allocated as it expects: first the replacement of the
  /// word, then all.
  static func complete(start: Int, end: Int)
    -> UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
  {
    // Without this readline would offer files if nothing matches.
    rl_attempted_completion_over = 1
    guard let completer, let buffer = rl_line_buffer else { return nil }
    let line = String(
      decoding: UnsafeRawBufferPointer(start: buffer, count: min(end, strlen(buffer))),
      as: UTF8.self)
    let found = completer.complete(line, from: start)
    guard let first = found.first else {
      show(completer.hint(line, from: start))
      return nil
    }
    // Candidates bring their own quotes; within the user's, readline closes them.
    rl_completion_suppress_quote = first.bringsQuotes || !first.isComplete ? 1 : 0
    rl_completion_suppress_append = first.isComplete ? 0 : 1
    let typed = String(line.utf8.dropFirst(start)) ?? ""
    let replacement =
      found.count == 1 ? first.text : Completer.common(found.map(\.text), typed: typed)
    let texts = [replacement] + (found.count == 1 ? [] : found.map(\.text))
    let list = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>.allocate(
      capacity: texts.count + 1)
    for (i, text) in texts.enumerated() { list[i] = strdup(text) }
    list[texts.count] = nil
    return list
  }

  /// Shows a line below the edited one, which is then drawn again below it.
  private static func show(_ hint: String) {
    let width = Console.size(of: STDOUT_FILENO)?.columns ?? 80
    let text =
      "\n" + TextWidth.wrap(TextWidth.visible(hint), to: width).joined(separator: "\n") + "\n"
    fputs(text, rl_outstream)
    rl_forced_update_display()
  }
}
