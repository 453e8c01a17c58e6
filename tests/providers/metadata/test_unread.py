"""What a body holds besides its ordinary form."""

from __future__ import annotations

import itertools
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from portcheck.model.completion import OtherContent
from portcheck.providers.metadata.unread import (
    MORE,
    MOST_KINDS,
    NOTHING,
    Besides,
    Kinds,
    fields,
    other_content,
)

FORM = fields(
    "id",
    usage=fields("tokens", "numbers", tools=fields("", "numbers")),
    steps=Kinds({"message": fields("type")}, made=False),
    choices=fields(
        "index",
        only_first=True,
        message=fields(
            "role",
            "texts",
            usual={"phase": "final"},
            parts=Kinds({"text": fields("type text", "texts")}, fields("text", "texts")),
            union=fields("text", "blocks"),
        ),
    ),
)


def counted(body: Any) -> dict[str, tuple[int, int]]:
    return {one.kind: (one.count, one.bytes) for one in other_content(body, FORM).content}


def message(**inner: Any) -> dict[str, Any]:
    return {"choices": [{"index": 0, "message": {"role": "assistant", **inner}}]}


def test_an_ordinary_body_holds_nothing_else() -> None:
    parts = [{"type": "text", "text": "Hi."}, {"text": "Ho."}, "plain"]
    ordinary = {
        **message(parts=parts, phase="final", union=[{"text": "x"}]),
        "id": "1",
        "usage": {"tokens": 3},
        "steps": [{"type": "message"}],
    }
    assert other_content(ordinary, FORM) is NOTHING
    assert other_content({}, FORM) is NOTHING
    assert other_content(message(parts="a text", phase=None), FORM) is NOTHING


def test_an_unknown_block_is_counted_by_its_type_and_never_kept() -> None:
    block = {"type": "sculpture", "data": "SECRET"}
    found = other_content(message(parts=[block, block, {"type": "text", "text": ""}]), FORM)
    assert found == Besides((OtherContent(kind="sculpture", count=2, bytes=72),), made=True)
    assert "SECRET" not in repr(found)


def test_a_union_counts_by_field_even_what_is_empty() -> None:
    union = [{"image": {}}, {"text": "x", "sound": "y"}, {"gone": None}]
    assert counted(message(union=union)) == {"image": (1, 2), "sound": (1, 3)}


def test_fields_around_an_answer_count_where_they_hold_text() -> None:
    noise = {"seed": 7, "trace_id": "abc", "timings": {"ms": 3.5, "n": [1, 2]}, "empty": {}}
    assert counted(noise) == {}
    assert counted({"verdict": {"label": "harmful"}, "sources": ["a", "b", ""]}) == {
        "verdict": (1, 19),
        "sources": (2, 6),
    }
    assert not other_content({"verdict": {"label": "x"}}, FORM).made


def test_fields_of_what_a_model_made_count_as_texts_too() -> None:
    found = other_content(message(token="go on", score=3, blank=""), FORM)
    assert found == Besides((OtherContent(kind="token", count=1, bytes=7),), made=True)


def test_items_of_a_field_are_named_by_field_and_type() -> None:
    cited = [{"type": "page", "n": 1}, {"type": "page", "n": 2}, {"n": 3}]
    assert {k: n for k, (n, _) in counted(message(notes=cited)).items()} == {
        "notes.page": 2,
        "notes": 1,
    }
    assert counted({"event": [{"type": "event", "text": "x"}]}) == {"event": (1, 27)}


def test_usage_counts_what_was_used_and_not_what_was_measured() -> None:
    usage = {
        "tokens": 9,
        "tools": {"searches": 3, "none": 0, "flag": True},
        "pages": 2,
        "audioTokens": 4,
        "total_time": 5,
        "latency_ms": 6,
        "ratio": 0.5,
        "label": "x",
        "details": [{"kind": "x", "n": 2}],
    }
    assert counted({"usage": usage}) == {"searches": (3, 0), "pages": (2, 0)}


def test_other_steps_of_the_vendor_are_not_made_by_the_model() -> None:
    found = other_content({"steps": [{"type": "message"}, {"type": "compaction"}]}, FORM)
    assert ([one.kind for one in found.content], found.made) == (["compaction"], False)


def test_an_unusual_word_makes_the_whole_object_other_content() -> None:
    assert [*counted({"steps": [], **message(phase="draft")})] == ["message.draft"]


def test_only_the_first_choice_is_read() -> None:
    one, two = {"index": 0, "message": {}}, {"index": 1, "message": {"role": "x"}}
    assert counted({"choices": [two, one]}) == {"choices": (1, 34)}
    assert counted({"choices": [two]}) == {}
    assert counted({"choices": [one, one]}) == {}
    assert [*counted({"choices": [two, {**two, "index": 2}]})] == ["choices"]


def test_names_from_outside_are_bounded() -> None:
    parts = [{"type": f"k{n}"} for n in range(MOST_KINDS + 5)]
    found = counted(message(parts=[{"type": "a\x1b[2Jb" + "c" * 200}, *parts]))
    assert len(found) == MOST_KINDS + 1
    assert found[MORE][0] == 6
    assert next(iter(found)) == ("a [2Jb" + "c" * 200)[:80]
    assert [*counted(message(parts=[{"type": "\n"}]))] == ["unnamed"]
    assert [*counted(message(parts=[{"type": ["odd"], "text": "x"}]))] == ["type"]


ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=4),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["choices", "message", "parts", "type", "index", "usage", "union", "x"]
            ),
            inner,
        )
    ),
    max_leaves=12,
)


@given(body=st.dictionaries(st.sampled_from(["choices", "usage", "steps", "y"]), ANY))
def test_no_body_is_too_odd(body: dict[str, Any]) -> None:
    found = other_content(body, FORM).content
    assert all(one.count > 0 and one.bytes >= 0 for one in found)
    assert all(a.kind != b.kind for a, b in itertools.combinations(found, 2))
