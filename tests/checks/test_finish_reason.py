"""The check `finish_reason`."""

from __future__ import annotations

from check_builders import ask, kind_of, make_completion


def test_an_allowed_reason_passes_and_another_fails() -> None:
    cut = make_completion("Yes, bec", finish_reason="length")
    assert ask("finish_reason", "stop", "Yes.").status == "passed"
    assert ask("finish_reason", ["stop", "length"], cut).status == "passed"
    outcome = ask("finish_reason", ["stop", "tool_calls"], cut)
    assert outcome.status == "failed"
    assert outcome.reason == "finish reason length, allowed: stop, tool_calls"


def test_a_word_that_is_no_reason_is_a_mistake() -> None:
    assert "one of stop, length" in (kind_of("finish_reason").problem("end") or "")
    assert kind_of("finish_reason").problem("stop") is None


def test_nothing_is_extracted_for_it() -> None:
    assert not kind_of("finish_reason").looks_at_text
