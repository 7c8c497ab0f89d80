import Testing

@testable import Debut
@testable import DebutEngine

@Suite struct MetricTests {
  private func sum(_ metric: some Metric, _ errors: [Float]) -> MetricSum {
    errors.reduce(into: MetricSum()) { metric.add(3 + $1, for: .rating(3), to: &$0) }
  }

  @Test func errorsByHand() {
    let (rmse, mae) = (RootMeanSquaredError(), MeanAbsoluteError())
    #expect(sum(rmse, [1, -2, 2]) == MetricSum(total: 9, weight: 3))
    #expect(rmse.figure(of: sum(rmse, [1, -2, 2])) == 3.0.squareRoot())
    #expect(mae.figure(of: sum(mae, [1, -2, 2])) == 5.0 / 3)
    #expect(rmse.figure(of: MetricSum()).isNaN && mae.figure(of: MetricSum()).isNaN)
    #expect([rmse.name, mae.name] == ["rmse", "mae"] && rmse.unit == "stars")
  }

  @Test func allUsersCountAlikeIfAsked() {
    let metric = RootMeanSquaredError(pooling: .users)
    #expect(metric.name == "rmsePerUser" && metric.title == "RMSE")
    var shares = metric.share(of: sum(metric, [3, 3, 3, 3]))
    shares.merge(metric.share(of: sum(metric, [1])))
    #expect(shares == MetricSum(total: 4, weight: 2) && metric.figure(of: shares) == 2)
    var pooled = sum(RootMeanSquaredError(), [3, 3, 3, 3])
    pooled.merge(sum(RootMeanSquaredError(), [1]))
    #expect(RootMeanSquaredError().figure(of: pooled) == 7.4.squareRoot())
  }

  @Test func directions() {
    let (error, gain) = (MetricDirection.smallerIsBetter, MetricDirection.largerIsBetter)
    #expect(error.isBetter(1, than: 2) && !error.isBetter(2, than: 2) && gain.isBetter(2, than: 1))
    #expect(error.isBetter(1e300, than: error.worst) && gain.isBetter(-1e300, than: gain.worst))
    #expect(!error.isBetter(.nan, than: 1) && !gain.isBetter(1, than: .nan))
  }

  @Test func standardMetricsHaveNamesOfTheirOwn() {
    #expect(Evaluation.standardMetrics.map(\.name) == ["rmse", "mae", "rmsePerUser"])
  }
}
