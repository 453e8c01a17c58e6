"""The table of duties: each has a text, an article and a source, and its name once."""

from __future__ import annotations

from typing import get_args

from portcheck.data.duties import Topic, duties


def test_each_duty_is_there_once_and_of_a_known_topic() -> None:
    found = duties()
    assert len({duty.id for duty in found}) == len(found)
    assert {duty.topic for duty in found} == set(get_args(Topic))
    assert {"Article 28(8)", "Article 10", "10.1", "GOVERN 6.2"} <= {one.reference for one in found}
