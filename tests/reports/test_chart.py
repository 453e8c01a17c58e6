"""Where the marks of the charts stand."""

from __future__ import annotations

import pytest
from builders import make_gate
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from portcheck.model.comparison.power import PowerCurve
from portcheck.reports.chart import WIDTH, interval_chart, power_chart, rate_chart


def test_the_margin_stands_at_the_same_place_whatever_it_is() -> None:
    charts = [interval_chart(make_gate(margin=margin), "") for margin in (0.01, 0.05, 0.2)]

    assert len({(chart.zero, chart.margin) for chart in charts if chart}) == 1
    assert charts[0] is not None
    assert charts[0].margin is not None
    assert charts[0].margin < charts[0].zero == WIDTH / 2


def test_marks_stand_in_the_order_of_their_values() -> None:
    chart = interval_chart(make_gate(difference=-0.02, ci_low=-0.08, ci_high=0.03), "-5")

    assert chart is not None
    places = [chart.low, chart.margin, chart.point, chart.zero, chart.high]
    assert places == sorted(places, key=lambda place: place or 0)
    assert (chart.cut_low, chart.cut_high, chart.cut_point) == (False, False, False)


def test_what_lies_beyond_the_axis_is_cut() -> None:
    chart = interval_chart(make_gate(difference=-0.3, ci_low=-0.5, ci_high=0.4), "-5")

    assert chart is not None
    assert (chart.cut_low, chart.cut_high, chart.cut_point) == (True, True, True)


def test_more_is_worse_for_ratios_and_rates_and_so_stands_left() -> None:
    slower = make_gate(scale="ratio", difference=1.75, ci_low=1.6, ci_high=1.9, margin=1.5)
    failing = make_gate(scale="rate", candidate=0.02, ci_low=None, ci_high=None, margin=0.05)

    ratio, rate = interval_chart(slower, "1.50x"), interval_chart(failing, "5 %")

    assert ratio is not None
    assert ratio.low is not None
    assert ratio.high is not None
    assert ratio.margin is not None
    assert ratio.low < ratio.high < ratio.margin < ratio.zero
    assert rate is not None
    assert rate.point is not None
    assert rate.margin is not None
    assert rate.margin < rate.point < rate.zero


@pytest.mark.parametrize("scale", ["fact", "rate"])
def test_no_chart_without_a_difference(scale: str) -> None:
    gate = make_gate(scale=scale, margin=None)

    assert interval_chart(gate, "") is None


def test_rates_stand_on_an_axis_from_0_to_100() -> None:
    chart = rate_chart(make_gate(baseline=0.0, candidate=1.0, floor=0.5, floor_low=0.9))

    assert chart is not None
    assert (chart.baseline, chart.floor, chart.candidate) == (10.0, 150.0, 290.0)
    assert rate_chart(make_gate(floor=None)) is None


@settings(max_examples=200, deadline=None)
@given(
    scale=st.sampled_from(["difference", "ratio", "rate", "fact"]),
    values=st.lists(st.none() | st.floats(), min_size=5, max_size=5),
)
def test_every_mark_stands_on_the_chart(scale: str, values: list[float | None]) -> None:
    names = ("candidate", "difference", "ci_low", "ci_high", "margin")
    chart = interval_chart(make_gate(scale=scale, **dict(zip(names, values, strict=True))), "")

    if chart is not None:
        places = (chart.zero, chart.margin, chart.low, chart.high, chart.point)
        assert all(0 <= place <= WIDTH for place in places if place is not None)


def test_a_power_curve_rises_from_the_lower_left_to_the_upper_right() -> None:
    curve = PowerCurve(
        workload="w",
        candidate="c",
        gate="task",
        groups=50,
        margin=0.05,
        confidence=0.96,
        discordance=0.1,
        points=((50, 0.25), (100, 1.0)),
        enough=75,
    )
    chart = power_chart(curve)
    assert chart is not None
    assert chart.line == "162.0,77.0 290.0,8.0"
    assert (chart.here, chart.enough, chart.end) == (162.0, 226.0, 100)
    assert chart.eighty == 26.4
    beyond = power_chart(replace(curve, enough=101, groups=200))
    assert beyond is not None
    assert (beyond.here, beyond.enough) == (290.0, None)
    assert power_chart(replace(curve, points=())) is None
