"""Where the bars of a trend stand."""

from __future__ import annotations

from portcheck.model.run import Trend, TrendPoint
from portcheck.reports.html.trend_chart import HEIGHT, WIDTH, trend_chart

POINT = TrendPoint(
    run="r", at="2027-01-01T00:00:00Z", verdict="safe", difference=0.0, ci_low=-0.15, ci_high=9.0
)


def trend(*points: TrendPoint, margin: float | None = 0.05) -> Trend:
    return Trend(workload="w", candidate="new", gate="task", margin=margin, points=points)


def test_the_newest_stands_right_and_worse_below() -> None:
    chart = trend_chart(trend(POINT, POINT, POINT))
    assert [bar.x for bar in chart.bars] == [10.0, WIDTH / 2, WIDTH - 10]
    (bar, *_) = chart.bars
    assert (bar.point, chart.zero) == (HEIGHT / 2, HEIGHT / 2)
    assert (bar.low, bar.high) == (HEIGHT - 10, 10.0)
    assert chart.margin is not None
    assert chart.zero < chart.margin < HEIGHT
    assert "2027-01-01 safe 0.0 points (-15.0 to +900.0)" in chart.description


def test_a_run_without_a_difference_has_no_bar() -> None:
    empty = TrendPoint(run="r", at="2027-01-01T00:00:00Z", verdict="inconclusive")
    chart = trend_chart(trend(empty, margin=None))
    assert (chart.bars[0].low, chart.bars[0].point, chart.margin) == (None, None, None)
    assert chart.description == "2027-01-01 inconclusive"
