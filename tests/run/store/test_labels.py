"""Labels of a run folder: the last word of each reviewer, whatever became of the last line."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from portcheck.errors import StoreError
from portcheck.model.codec import encode_json
from portcheck.model.judgement import WITHDRAWN, Label
from portcheck.run.store.labels import NAME, labelling, read_labels

ONE = Label(
    trial="t",
    check="refusal",
    answer="ab" * 32,
    label="full_refusal",
    reviewer="Ana",
    at="2026-11-28T10:00:00Z",
    drawn="random",
)


def test_no_file_is_no_label(tmp_path: Path) -> None:
    assert len(read_labels(tmp_path)) == 0


def test_a_reviewers_last_word_on_an_answer_counts(tmp_path: Path) -> None:
    later, other = replace(ONE, label="full_compliance"), replace(ONE, reviewer="Ben")
    again = replace(ONE, answer="cd" * 32)
    with labelling(tmp_path) as append:
        for label in (ONE, other, again, later):
            append(label)
    assert (tmp_path / NAME).stat().st_mode & 0o777 == 0o600
    found = read_labels(tmp_path)
    assert found.of_answer("t", "refusal", ONE.answer) == (other, later)
    assert found.of_answer("t", "refusal", again.answer) == (again,)
    assert found.of_answer("t", "pushback", ONE.answer) == ()
    assert set(found.of_trial("t")) == {other, later, again} == set(found)
    assert (len(found), *found.trials) == (3, "t")


def test_a_label_is_taken_back(tmp_path: Path) -> None:
    with labelling(tmp_path) as append:
        append(ONE)
        append(replace(ONE, label=WITHDRAWN))
    assert list(read_labels(tmp_path)) == []


def test_a_torn_last_line_is_left_out_and_cut_off(tmp_path: Path) -> None:
    line = encode_json(ONE) + b"\n"
    (tmp_path / NAME).write_bytes(line + line[:20])
    assert list(read_labels(tmp_path)) == [ONE]
    other = replace(ONE, reviewer="Ben")
    with labelling(tmp_path) as append:
        append(other)
    assert (tmp_path / NAME).read_bytes() == line + encode_json(other) + b"\n"


def test_a_line_that_is_no_label_is_named(tmp_path: Path) -> None:
    (tmp_path / NAME).write_bytes(encode_json(ONE) + b'\n{"trial": "t"}\n')
    with pytest.raises(StoreError, match=r"labels\.jsonl:2 is damaged") as caught:
        read_labels(tmp_path)
    assert "the other labels stay" in caught.value.hint


def test_a_link_is_not_written_through(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").write_text("")
    (tmp_path / NAME).symlink_to(tmp_path / "elsewhere")
    with pytest.raises(StoreError, match="a link"), labelling(tmp_path):
        pass
