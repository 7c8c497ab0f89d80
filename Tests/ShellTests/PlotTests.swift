import Testing

@testable import Shell

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
        set ylabel 'up'
        set grid
        set border 11
        set tics nomirror
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

  @Test func charactersGetOneLineForAllAxes() {
    let program = plot().program(on: .terminal(columns: 100))
    #expect(program.contains("set terminal dumb size 100,30 noenhanced\n"))
    #expect(program.contains("set xlabel 'across; upwards: up; right: right'\n"))
    #expect(!program.contains("set ylabel"))
  }

  @Test(arguments: [(nil, 80, 24), (10, 40, 16), (500, 160, 40)])
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

  @Test func namesOfItemsDoNotOverlap() {
    var room = LabelRoom([[0, 0], [1, 1]], on: .svg)
    let names = [
      ("a name of some length", [0, 0]), ("another", [0.1, 0]), ("another", [-0.01, 0.01]),
      ("another", [0.1, 0.1]), ("another", [0.8, 0]),
    ]
    #expect(names.map { room.takes($0.0, at: $0.1) } == [true, false, false, true, true])
    // All points may lie in one place.
    var none = LabelRoom([], on: .png)
    #expect(["a", "b"].map { none.takes($0, at: [0, 0]) } == [true, false])
  }

  @Test(arguments: ["x.svg", "X.SVG", "a/b.png"]) func namesSayThePicture(name: String) throws {
    let canvas = try PlotCanvas(file: name)
    #expect(canvas == (name.lowercased().hasSuffix("svg") ? .svg : .png))
  }

  @Test(arguments: ["x", "x.pdf", "", "svg", "|cat.svg.sh"]) func otherNamesAreRefused(name: String)
  {
    #expect(throws: ShellError.self) { try PlotCanvas(file: name) }
  }
}
