import Testing

@testable import Commands

@Suite struct NumberTextTests {
  @Test(arguments: [
    (0.126, "+0.13"), (-0.126, "-0.13"), (0.001, "0.00"), (-0.001, "0.00"), (0, "0.00"),
    (.nan, "-"), (-1e20, "-1e+20"),
  ]) func signsBothDirections(value: Double, text: String) {
    #expect(NumberText.signed(value, decimals: 2) == text)
  }

  @Test(arguments: [
    (0, "0"), (7, "7"), (999, "999"), (1000, "1,000"), (100_004, "100,004"),
    (1_234_567, "1,234,567"), (-1000, "-1,000"),
    (Int.max, "9,223,372,036,854,775,807"), (Int.min, "-9,223,372,036,854,775,808"),
  ])
  func groupsDigits(number: Int, text: String) {
    #expect(NumberText.grouped(number) == text)
  }

  @Test(arguments: [
    (0.0, 2, "0.00"), (3.14159, 2, "3.14"), (-0.5, 0, "0"), (2.5, 1, "2.5"),
    (0.8898123, 4, "0.8898"), (.nan, 2, "-"), (.infinity, 2, "-"),
    (1e300, 2, "1e+300"), (-.infinity, 0, "-"),
  ])
  func fixesDecimals(value: Double, decimals: Int, text: String) {
    #expect(NumberText.fixed(value, decimals: decimals) == text)
  }

  @Test(arguments: [
    (0.0001, "0.1 ms"), (0.012, "12 ms"), (0.5, "0.50 s"), (3.44, "3.4 s"), (12.3, "12 s"),
    (125, "2 min 5 s"), (3_725, "1 h 2 min"), (.nan, "-"), (.infinity, "-"),
  ])
  func choosesAUnit(seconds: Double, text: String) {
    #expect(NumberText.duration(seconds) == text)
  }

  @Test(arguments: [
    (0, "rating", "0 ratings"), (1, "rating", "1 rating"), (7, "rating", "7 ratings"),
    (2, "history", "2 histories"), (1_000, "user", "1,000 users"),
  ])
  func counts(count: Int, noun: String, text: String) {
    #expect(NumberText.counted(count, noun) == text)
  }

  @Test(
    arguments: [
      (0, "1970-01-01"), (86_399, "1970-01-01"), (-1, "1969-12-31"), (828_124_615, "1996-03-29"),
      (951_782_400, "2000-02-29"), (1_709_251_199, "2024-02-29"), (4_107_542_400, "2100-03-01"),
      (253_402_300_799, "9999-12-31"), (-62_135_596_800, "0001-01-01"),
    ] as [(Int64, String)])
  func namesDays(timestamp: Int64, day: String) {
    #expect(DateText.day(timestamp) == day)
  }

  @Test(arguments: [Int64.min, Int64.min + 1, Int64.max])
  func survivesAnyTimestamp(timestamp: Int64) {
    #expect(DateText.day(timestamp).contains("-"))
  }
}
