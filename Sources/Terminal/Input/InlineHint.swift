@preconcurrency import CReadline
import Commands

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A hint at what is expected next, in grey behind the cursor while a line is typed.
///
/// It is drawn while no key waits, and wiped before readline takes the next key or the terminal is
/// changed otherwise: readline never meets it.
struct InlineHint {
  /// The prompt of the line.
  var prompt: String
  private let isWanted: () -> Bool
  private var isDrawn = false

  /// Prepares hints for lines after a prompt.
  ///
  /// - Parameter isWanted: called before each drawing.
  init(prompt: String, isWanted: @escaping () -> Bool) {
    self.prompt = prompt
    self.isWanted = isWanted
  }

  /// Draws the hint for the line as it is, if there is one and the row has room for it.
  mutating func draw(by completer: Completer) {
    guard !isDrawn, isWanted(), Self.isEditing, let line = Self.lineBeforeCursor,
      let hint = completer.inlineHint(line)
    else { return }
    let columns = Console.size(of: STDOUT_FILENO)?.columns ?? 80
    let room = columns - TextWidth.of(prompt) - TextWidth.of(line) - 1
    guard room >= Self.leastRoom else { return }
    let text = TextWidth.cut(TextWidth.visible(hint), to: room)
    Self.write("\u{1B}7\u{1B}[90m\(text)\u{1B}[0m\u{1B}8")
    isDrawn = true
  }

  /// Wipes the hint off: the cursor is at its start.
  mutating func erase() {
    guard isDrawn else { return }
    Self.write("\u{1B}[J")
    isDrawn = false
  }

  /// The fewest columns in which a hint is of use.
  private static var leastRoom: Int { 12 }

  /// The line, if the cursor is at its end and every character surely takes one column; nil
  /// otherwise: if terminals disagree on widths, the end of the row is unknown.
  private static var lineBeforeCursor: String? {
    guard rl_point == rl_end, rl_end > 0, let buffer = rl_line_buffer else { return nil }
    let line = String(
      decoding: UnsafeRawBufferPointer(start: buffer, count: Int(rl_end)), as: UTF8.self)
    let isNarrow = line.unicodeScalars.allSatisfy {
      (0x20..<0x7F).contains($0.value) || (0xA1..<0x300).contains($0.value) && $0.value != 0xAD
    }
    return isNarrow ? line : nil
  }

  /// True if keys go into the line, not into a search, a count or the rest of a key sequence, and
  /// the prompt is as it was set.
  private static var isEditing: Bool {
    let others =
      RL_STATE_METANEXT | RL_STATE_MOREINPUT | RL_STATE_ISEARCH | RL_STATE_NSEARCH
      | RL_STATE_SEARCH | RL_STATE_NUMERICARG | RL_STATE_COMPLETING | RL_STATE_VIMOTION
      | RL_STATE_MULTIKEY | RL_STATE_CHARSEARCH
    guard UInt(rl_readline_state) & UInt(others) == 0 else { return false }
    let showsMode = rl_variable_value("show-mode-in-prompt").map { String(cString: $0) }
    return showsMode != "on"
  }

  private static func write(_ text: String) {
    fputs(text, rl_outstream)
    fflush(rl_outstream)
  }
}
