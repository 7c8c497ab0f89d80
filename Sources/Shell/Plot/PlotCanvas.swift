/// What a plot is drawn on.
enum PlotCanvas: Hashable {
  /// Characters.
  case text(columns: Int, rows: Int)
  case svg
  case png

  /// The picture that a file's name asks for.
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

  /// A canvas as wide as the terminal, and not too high for it; 80 columns where there is none.
  static func terminal(columns: Int?) -> PlotCanvas {
    let columns = min(max(columns ?? 80, 40), 160)
    return .text(columns: columns, rows: min(max(columns * 3 / 10, 16), 40))
  }

  /// About how many characters fit between the axes, across and upwards.
  var room: (columns: Double, rows: Double) {
    switch self {
    case .text(let columns, let rows): (Double(columns - 10), Double(rows - 5))
    // A character of the font is about 7 pixels wide, its line 16 high.
    case .svg, .png: (115, 30)
    }
  }

  /// Whether it is made of characters.
  var isText: Bool {
    if case .text = self { true } else { false }
  }

  /// The command that chooses it.
  var terminal: String {
    switch self {
    case .text(let columns, let rows): "set terminal dumb size \(columns),\(rows) noenhanced"
    case .svg:
      "set terminal svg size 900,560 noenhanced font 'sans-serif,13' background rgb 'white'"
    case .png: "set terminal pngcairo size 900,560 noenhanced font 'sans,11' background rgb 'white'"
    }
  }
}
