from datetime import UTC, datetime

from portcheck.run.utc_text import UtcText

NOON = datetime(2026, 2, 28, 12, 0, 0, tzinfo=UTC).timestamp()


def test_the_text_follows_the_clock_within_a_second_and_beyond_also_backwards() -> None:
    times = iter((NOON, NOON + 0.25, NOON + 0.9996, NOON + 43_200.5, NOON - 0.001))
    clock = UtcText(lambda: next(times))
    assert [clock.milliseconds() for _ in range(5)] == [
        "2026-02-28T12:00:00.000Z",
        "2026-02-28T12:00:00.250Z",
        "2026-02-28T12:00:00.999Z",
        "2026-03-01T00:00:00.500Z",
        "2026-02-28T11:59:59.999Z",
    ]


def test_seconds_are_not_rounded_up() -> None:
    times = iter((NOON + 0.999, NOON + 1.0))
    clock = UtcText(lambda: next(times))
    assert [clock.seconds(), clock.seconds()] == ["2026-02-28T12:00:00Z", "2026-02-28T12:00:01Z"]
