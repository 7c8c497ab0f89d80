/// The surface of a plot.
enum PlotCanvas: Hashable {
  /// Characters.
  case text(columns: Int, rows: Int)
  case svg
  case png

  /// Chooses the picture by a file's name.
  ///
  /// - Throws: `ShellError.badValue`.
  init(file: String) throws {
    let name = file.lowercased()
    if name.hasSuffix(".svg") {
      self = .svg
    } else if name.hasSuffix(".png") {
      self = .png
    } else {
      throw ShellError.badValue(
        what: "--out", value: file, expected: "a file name that ends in .svg or .png")
    }
  }

  /// Returns a canvas as wide as the terminal, and not too high for it; 80 columns without a
  /// terminal.
  static func terminal(columns: Int?) -> PlotCanvas {
    let columns = min(max(columns ?? 80, 40), 160)
    return .text(columns: columns, rows: min(max(columns * 3 / 10, 18), 40))
  }

  /// The characters that fit between the axes, about, across and upwards.
  var room: (columns: Double, rows: Double) {
    switch self {
    case .text(let columns, let rows):
      (Double(columns - Self.margins.left - Self.margins.right - 2), Double(rows - 6))
    // A character of the fonts is about 8 pixels wide, its line 16 high.
    case .svg, .png: (100, 28)
    }
  }

  /// The characters that fit in a line of the whole, about.
  var columns: Int {
    switch self {
    case .text(let columns, _): columns - 2
    case .svg, .png: 110
    }
  }

  /// Columns beside the axes of characters: the left one holds the numbers.
  private static let margins = (left: 8, right: 2)

  /// Returns gnuplot's commands for these margins.
  ///
  /// - Parameter isRight: whether there are numbers at the right too.
  static func textMargins(isRight: Bool) -> [String] {
    ["set lmargin \(margins.left)", "set rmargin \(isRight ? margins.left : margins.right)"]
  }

  /// True if it is made of characters.
  var isText: Bool {
    if case .text = self { true } else { false }
  }

  /// The most curves with lines between their points; with more, lines would hide points.
  var mostLines: Int {
    switch self {
    case .text(let columns, _): columns < 60 ? 1 : 2
    case .svg, .png: .max
    }
  }

  /// The most points that leave the picture readable.
  var mostDots: Int {
    isText ? Int(room.columns * room.rows / 10) : .max
  }

  /// Returns a title or label as lines that fit.
  func lines(_ text: String) -> [String] {
    TextWidth.wrap(GnuplotText.plain(text), to: Int(room.columns)).flatMap { line in
      // A word may be wider by itself.
      TextWidth.of(line) > Int(room.columns) ? [TextWidth.cut(line, to: Int(room.columns))] : [line]
    }
  }

  /// Returns the command that chooses it.
  ///
  /// - Parameter further: lines of characters besides those of a plot with one line each of title
  ///   and label and no legend. A picture makes room by itself.
  func terminal(further: Int) -> String {
    switch self {
    case .text(let columns, let rows):
      "set terminal dumb size \(columns),\(rows + further) noenhanced"
    case .svg:
      "set terminal svg size 900,560 noenhanced font 'sans-serif,13' background rgb 'white'"
    case .png: "set terminal pngcairo size 900,560 noenhanced font 'sans,11' background rgb 'white'"
    }
  }
}
