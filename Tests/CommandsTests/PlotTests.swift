import Testing

@testable import Commands

/// The programs that are given to gnuplot.
@Suite struct PlotTests {
  private func plot(title: String = "A title", label: String = "a label", legend: String = "x")
    -> Plot
  {
    Plot(
      title: title, xLabel: "across", yLabel: "up", rightLabel: "right",
      settings: ["set yrange [0:*]"],
      series: [
        Plot.Series(
          name: legend,
          points: [[.number(1), .number(2.5), .text(label)], [.number(2), .number(.nan)]],
          style: "using 1:2 with lines"),
        Plot.Series(name: "", points: [], style: "using 1:2 with dots"),
      ], rows: Table("x"))
  }

  @Test func aPictureHasAxesAndData() {
    #expect(
      plot().program(on: .svg) == """
        set encoding utf8
        set terminal svg size 900,560 noenhanced font 'sans-serif,13' background rgb 'white'
        set datafile separator "\\t"
        set datafile commentschars ""
        set title 'A title'
        set xlabel 'across'
        set key below center horizontal Left reverse samplen 4 maxcols 1 height 1
        set ylabel 'up'
        set grid back linecolor rgb '#b8b8b8'
        set border 11
        set tics nomirror out
        set y2label 'right'
        set y2tics
        set ytics nomirror
        set yrange [0:*]
        $data0 << END_OF_DATA
        1.0\t2.5\ta label
        2.0\tNaN
        END_OF_DATA
        $data1 << END_OF_DATA
        END_OF_DATA
        plot $data0 using 1:2 with lines title 'x', \\
          $data1 using 1:2 with dots notitle

        """)
  }

  @Test func charactersGetOneTextForAllAxes() {
    let program = plot().program(on: .terminal(columns: 100))
    // One more line than the picture alone: the legend's.
    #expect(program.contains("set terminal dumb size 100,31 noenhanced\n"))
    #expect(program.contains("set xlabel 'across; upwards: up; right: right'\n"))
    #expect(!program.contains("set ylabel"))
  }

  @Test func longTitlesAndLabelsStandInLines() {
    let plot = plot(title: "Error by ratings known of the user: it's \"x\", fresh-users, fold 0")
    let program = plot.program(on: .terminal(columns: 40))
    #expect(
      program.contains(
        #"set title 'Error by ratings known of'."\n".'the user: it''s "x",'."\n".'fresh-users, fold 0'"#
      ))
    #expect(program.contains(#"set xlabel 'across; upwards: up; right:'."\n".'right'"#))
    // Two lines more of title, one of label, one of legend.
    #expect(program.contains("set terminal dumb size 40,22 noenhanced\n"))
    #expect(plot.program(on: .png).contains("set title 'Error by ratings known of the user: it''s"))
  }

  @Test(arguments: [(nil, 80, 24), (10, 40, 18), (500, 160, 40)])
  func charactersFitTheTerminal(given: Int?, columns: Int, rows: Int) {
    #expect(PlotCanvas.terminal(columns: given) == .text(columns: columns, rows: rows))
  }

  /// Whatever stands in a title, it ends no quote, no line and no data.
  @Test(arguments: [
    "it's'; system('touch x')", "a\nsystem 'touch x'", "`touch x`", "@x $(touch x) \"", "\\",
    "END_OF_DATA", "\nEND_OF_DATA\nsystem 'touch x'\n", "tab\there", "# no comment", "\u{2028}x",
  ])
  func dataNeverBecomesCode(text: String) {
    let program = plot(title: text, label: text, legend: text).program(on: .png)
    let plain = plot().program(on: .png)
    let lines = program.split(separator: "\n", omittingEmptySubsequences: false)
    let expected = plain.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.count == expected.count)
    for (line, other) in zip(lines, expected) where line != other {
      let isData = other.contains("\ta label")
      #expect(isData || other.contains("'A title'") || other.contains("'x'"))
      if isData {
        #expect(line.hasPrefix("1.0\t2.5\t"))
        #expect(line.split(separator: "\t", omittingEmptySubsequences: false).count == 3)
        #expect(!line.contains("\"") && !line.contains("\\"))
      } else {
        // All quotes but the two around the text are written twice: nothing follows the second.
        let quoted = line.drop { $0 != "'" }.dropFirst().replacing("''", with: "")
        let after = quoted.drop { $0 != "'" }
        #expect(after == "'" || after == "', \\", "\(line)")
      }
    }
  }

  @Test func labelsThatWouldRunIntoOneAnotherAreLeftOut() {
    let labels = ["0", "1", "2", "100", "200", "300"]
    #expect(Plot.thinned(labels, columns: 100) == labels)
    #expect(Plot.thinned(labels, columns: 20) == ["0", "1", "2", "100", "", "300"])
    #expect(Plot.thinned([], columns: 20).isEmpty)
  }

  @Test func namesOfItemsDoNotOverlapOrLeaveThePicture() {
    let frame = PlotFrame(around: [[0, 0], [1, 1]])
    var room = LabelRoom(frame, on: .svg)
    let names: [(String, [Double])] = [
      ("a name of some length", [0, 0]), ("another", [0.1, 0]), ("another", [-0.01, 0.01]),
      ("another", [0.1, 0.1]), ("another", [0.8, 0]), ("a name at the right", [1, 0.5]),
      (
        "a name that fits neither beside its point nor before it: longer than a picture is wide",
        [0.5, 1]
      ),
    ]
    #expect(
      names.map { room.takes($0.0, at: $0.1) } == [.right, nil, nil, .right, .right, .left, nil])
    #expect(room.covers([0.05, 0]) && room.covers([0.95, 0.5]) && !room.covers([0.5, 0.5]))
    #expect(room.takes("a", at: [.nan, 0]) == nil && room.takes("a", at: [0, .infinity]) == nil)
    #expect(PlotFrame(around: [[.nan, 0], [0, .infinity], [1, 1]]) == frame)
    // All points may lie in one place.
    var none = LabelRoom(PlotFrame(around: [[0, 0]]), on: .png)
    #expect(["a", "b", "c"].map { none.takes($0, at: [0, 0]) } == [.right, nil, nil])
  }

  @Test(arguments: [
    (1.0, 10.0, 0.1), (1, 3, 0.5), (20, 13, 2), (8, 4, 2), (1.7, 4, 0.5), (700, 9, 100), (0, 5, 1),
    (.infinity, 5, 1), (3, 0, 5),
  ]) func stepsAreRoundNumbers(span: Double, count: Double, step: Double) {
    #expect(abs(PlotFrame.step(over: span, atMost: count) - step) < 1e-12)
  }

  @Test func legendsTakeAsManyLinesAsTheyNeed() {
    let canvas = PlotCanvas.terminal(columns: 40)
    let names = ["gru-sequence-small", "gru-sequence-large", ""]
    let legend = PlotLegend(names, on: canvas)
    #expect(legend.names == names && legend.rows == 2 && legend.setting.contains("maxcols 1"))
    let wide = PlotLegend(names, on: .terminal(columns: 80))
    #expect(wide.rows == 1 && wide.setting.contains("maxcols 2"))
    let long = ["-one", "-two"].map { String(repeating: "a", count: 60) + $0 }
    let cut = PlotLegend(long, on: canvas).names
    #expect(Set(cut).count == 2 && cut.allSatisfy { TextWidth.of($0) <= 24 })
    #expect(PlotLegend(["", ""], on: canvas).setting == "unset key")
  }

  @Test func curvesOfAModelShareTheirColour() {
    let whole = PlotCurve(colour: 1).style(on: .svg, isCrowded: false)
    let dashed = PlotCurve(colour: 1, isDashed: true).style(on: .svg, isCrowded: false)
    #expect(whole.contains("'#d55e00'") && dashed.contains("'#d55e00'"))
    #expect(whole.contains("dashtype 1 pointtype 5 ") && dashed.contains("dashtype 2 pointtype 4 "))
    // Colours that return have another point.
    let styles = (0..<24).map { PlotCurve(colour: $0).style(on: .png, isCrowded: false) }
    #expect(Set(styles).count == 24)
    let text = PlotCanvas.terminal(columns: 80)
    #expect(PlotCurve(colour: 0).style(on: text, isCrowded: true) == "with points")
    #expect(PlotCurve(colour: 0).style(on: text, isCrowded: false) == "with linespoints")
  }

  @Test func whatNoFontHasBecomesAQuestionMark() {
    let fonts = Fonts(charsets: "20-7e 3042 e9 300-36f 3040-3041 zz 9-8 ")
    #expect(
      fonts.readable("Amélie \u{3042}\u{3041}\u{3043} 🎬 e\u{301}\n")
        == "Amélie \u{3042}\u{3041}? ? e\u{301}\n")
    // A letter goes with the accent that cannot be drawn; what joins characters needs no font.
    #expect(fonts.readable("o\u{1AB0}x") == "?x")
    #expect(fonts.readable("\u{3042}\u{FE0F}\u{200D}") == "\u{3042}\u{FE0F}\u{200D}")
    #expect(fonts.readable("plain") == "plain")
  }

  @Test(arguments: ["x.svg", "X.SVG", "a/b.png"]) func namesSayThePicture(name: String) throws {
    let canvas = try PlotCanvas(file: name)
    #expect(canvas == (name.lowercased().hasSuffix("svg") ? .svg : .png))
  }

  @Test(arguments: ["x", "x.pdf", "", "svg", "|cat.svg.sh"]) func otherNamesAreRefused(name: String)
  {
    let error = #expect(throws: ShellError.self) { try PlotCanvas(file: name) }
    #expect(
      error?.description
        == "--out \"\(name)\" is not allowed: expected a file name that ends in .svg or .png")
  }
}
