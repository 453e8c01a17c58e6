"""Scores by trial: what comes out is what went in, whatever is shared on the way."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portcheck.errors import StoreError
from portcheck.model.codec import encode_json
from portcheck.model.score import Outcome, Score
from portcheck.run.store import scores as module
from portcheck.run.store.scores import Scores


def score(trial: str, reason: str = "x", *, check: str = "equals", value: float = 1.0) -> Score:
    outcome = Outcome(status="passed", value=value, reason=reason)
    return Score(trial=trial, check=check, gate="task", outcome=outcome)


def written(path: Path, *lines: bytes) -> Path:
    path.write_bytes(b"".join(line + b"\n" for line in lines))
    return path


TRIALS = st.sampled_from(["a1", "b2", "with space", 'quo"te', "back\\slash", "caf\u00e9", ""])
SCORES = st.builds(
    score,
    TRIALS,
    st.sampled_from(["x", "y", '","check":"other', "\u00e9"]),
    check=st.sampled_from(["equals", "other"]),
)


@given(given_=st.lists(SCORES), most=st.sampled_from([0, 2, module.MOST_KNOWN]))
def test_lines_are_those_of_each_score_and_read_as_they_are(
    given_: list[Score], most: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "MOST_KNOWN", most)
        kept = Scores.of(given_)
        path = written(tmp_path_factory.mktemp("run") / "scores.jsonl", *map(encode_json, given_))
        read = Scores.read(path)
        assert read == kept
        by_trial = {s.trial: tuple(o for o in given_ if o.trial == s.trial) for s in given_}
        assert dict(kept) == by_trial
        flat = [one for found in kept.values() for one in found]
        assert list(kept.lines()) == [encode_json(one) + b"\n" for one in flat]


def test_equal_outcomes_are_one_value(tmp_path: Path) -> None:
    lines = [encode_json(score(trial, reason)) for trial in ("a", "b", "c") for reason in "xy"]
    for found in (
        Scores.read(written(tmp_path / "scores.jsonl", *lines)),
        Scores.of([score(trial, reason) for trial in ("a", "b", "c") for reason in "xy"]),
    ):
        assert len({id(found.outcomes(trial)) for trial in found}) == 1
        assert found.outcomes("nobody") == ()


def test_the_last_trial_on_a_line_counts(tmp_path: Path) -> None:
    plain = encode_json(score("a"))
    twice = plain.replace(b'"gate"', b'"trial":"b","gate"')
    other = twice.replace(b'"trial":"a"', b'"trial":"c"')
    read = Scores.read(written(tmp_path / "scores.jsonl", twice, other, plain))
    assert {trial: len(found) for trial, found in read.items()} == {"b": 2, "a": 1}


@pytest.mark.parametrize("value", [-0.1, 1.1])
def test_an_outcome_that_cannot_be_is_named_by_its_line(value: float, tmp_path: Path) -> None:
    lines = [encode_json(score("a")), encode_json(score("b", value=value))]
    with pytest.raises(StoreError, match=r"scores.jsonl:2 is damaged: .* is not in 0\.\.1"):
        Scores.read(written(tmp_path / "scores.jsonl", *lines))


def test_a_line_is_refused_though_it_ends_like_a_sound_one(tmp_path: Path) -> None:
    sound = encode_json(score("a"))
    for broken in (sound.replace(b'"a"', b'"a\x01"'), sound[:-1], sound.replace(b'{"', b'["', 1)):
        with pytest.raises(StoreError, match=r"scores.jsonl:2 is damaged"):
            Scores.read(written(tmp_path / "scores.jsonl", sound, broken))


def test_changed_scores_take_the_place_of_those_before() -> None:
    before, after = Scores.of([score("a"), score("b")]), Scores.of([score("a", "other")])
    found = before.changed({"a": after.outcomes("a")})
    assert found.outcomes("a") == after.outcomes("a") != before.outcomes("a")
    assert found.outcomes("b") == before.outcomes("b")
