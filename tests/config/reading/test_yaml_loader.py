"""YAML: the 1.2 core schema, positions, bounds."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from portcheck.config.problems.document import Collector, Document
from portcheck.config.reading.yaml_loader import MAX_EXPANSION, parse, read
from portcheck.errors import Problem


def document(text: str) -> Document:
    problems = Collector()
    source = parse(text, "f.yaml", Path(), problems)
    assert source is not None, problems.sorted()
    assert problems.sorted() == ()
    return source.document


def value(text: str) -> Any:
    return document(text).value


def problems_of(text: str) -> tuple[Problem, ...]:
    problems = Collector()
    parse(text, "f.yaml", Path(), problems)
    return problems.sorted()


@pytest.mark.parametrize(
    "text",
    [
        "yes",
        "no",
        "on",
        "off",
        "Yes",
        "y",
        "n",
        "007",
        "0.1.2",
        "1:30",
        "190:20:30",
        "2027-06-30",
        "1_000",
        "1,000",
        "+",
        ".",
        "1e",
        "0b11",
        "0o9",
        "0xg",
        "tRUE",
        "nULL",
        "01.5",
        "-007",
        "2001-12-14t21:59:43.10-05:00",
        "=",
        "<<",
        "1.2.3.4",
        "1 2",
        "e3",
        "Infinity",
        "NaN",
    ],
)
def test_this_stays_text(text: str) -> None:
    assert value(f"k: {text}") == {"k": text}


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("true", True),
        ("True", True),
        ("TRUE", True),
        ("false", False),
        ("False", False),
        ("null", None),
        ("Null", None),
        ("NULL", None),
        ("~", None),
        ("", None),
        ("0", 0),
        ("-0", 0),
        ("+12", 12),
        ("-7", -7),
        ("0o17", 15),
        ("0x1F", 31),
        ("1e3", 1000.0),
        ("1.5", 1.5),
        (".5", 0.5),
        ("5.", 5.0),
        ("-1.5E-3", -0.0015),
        ("+.5", 0.5),
        ("0.0", 0.0),
    ],
)
def test_this_has_a_type(text: str, wanted: object) -> None:
    found = value(f"k: {text}")["k"]
    assert found == wanted
    assert type(found) is type(wanted)


@pytest.mark.parametrize(
    "text",
    [
        "12345678901234567.89",
        "3.14159265358979323846",
        "-0.12345678901234567890123",
        "1.0e-99999999999999999999",
    ],
)
def test_a_number_with_more_digits_than_a_double_holds_stays_text(text: str) -> None:
    assert value(f"k: {text}") == {"k": text}


@pytest.mark.parametrize(
    "text", ["0.30000000000000004", "1234567890.12345", "100000000000000000.0"]
)
def test_a_number_whose_digits_a_double_holds_is_one(text: str) -> None:
    assert value(f"k: {text}") == {"k": float(text)}


@pytest.mark.parametrize("quote", ["'", '"'])
@pytest.mark.parametrize("text", ["true", "12", "1.5", "null", "~", "0x1F", ".nan"])
def test_quotes_make_text(text: str, quote: str) -> None:
    assert value(f"k: {quote}{text}{quote}") == {"k": text}


@pytest.mark.parametrize(
    "text",
    [
        ".inf",
        "-.INF",
        ".nan",
        ".NaN",
        "1e400",
        "9" * 401,
        "9" * 400,
        "-" + "9" * 309,
        "0x" + "F" * 300,
    ],
)
def test_numbers_that_cannot_be_compared_are_refused(text: str) -> None:
    (found,) = problems_of(f"k: {text}")
    assert (found.line, found.column, found.pointer) == (1, 4, "/k")


def test_keys_are_text_and_merge_is_a_plain_key() -> None:
    assert value("1: a\ntrue: b\nnull: c\n<<: d\n? e\n: f") == {
        "1": "a",
        "true": "b",
        "null": "c",
        "<<": "d",
        "e": "f",
    }


def test_aliases_repeat_values_and_keys() -> None:
    assert value("a: &x [1]\nb: *x\nc: &y name\n*y : 2") == {
        "a": [1],
        "b": [1],
        "c": "name",
        "name": 2,
    }


def test_positions_are_those_of_keys_and_values() -> None:
    doc = document("a:\n  - x: 1\n    y:\n  - [b, \u00fc\U0001f600, c]\nempty:\n")
    assert doc.at_key(("a",)) == (1, 1)
    assert doc.at_value(("a",)) == (2, 3)
    assert doc.at_value(("a", 0, "x")) == (2, 8)
    assert doc.at_value(("a", 0, "y")) == (3, 5)
    assert doc.at_value(("a", 1, 2)) == (4, 13)
    assert doc.at_key(("a", 1)) == (4, 5)
    assert doc.at_value(("empty",)) == (5, 1)
    assert doc.at_value(("a", 7, "z")) == (2, 3)


def test_positions_of_what_is_not_written_and_of_aliases() -> None:
    doc = document("a:\n- \n- &x\nb: *x\nc: [*x, &y {d: 1}]\ne: *y\n")
    assert doc.value == {"a": [None, None], "b": None, "c": [None, {"d": 1}], "e": {"d": 1}}
    assert doc.at_value(("a", 0)) == (2, 2)
    assert doc.at_value(("b",)) == doc.at_key(("b",)) == (4, 1)
    assert doc.at_value(("c", 0)) == doc.at_value(("a", 1)) == (3, 3)
    assert doc.at_key(("e",)) == (6, 1)
    assert doc.at_value(("e", "d")) == doc.at_value(("c", 1, "d")) == (5, 16)


def test_the_first_of_keys_that_occur_twice_is_named_and_kept() -> None:
    text = "a: 1\nb: {x: 1,\n x: 2, y: 3,\n y: 4}\nb: {x: 5,\n x: 6}\nc: 1\na: 7\nc: 8\n"
    found = [(one.pointer, one.line, one.hint) for one in problems_of(text)]
    assert found == [
        ("/b/x", 3, "first on line 2"),
        ("/b/y", 4, "first on line 3"),
        ("/b", 5, "first on line 2"),
        ("/a", 8, "first on line 1"),
        ("/c", 9, "first on line 7"),
    ]
    source = parse(text, "f.yaml", Path(), Collector())
    assert source is not None
    assert source.document.value == {"a": 1, "b": {"x": 1, "y": 3}, "c": 1}
    assert source.document.at_value(("c",)) == (7, 4)


def test_json_is_read_with_its_surrogate_pairs_and_tabs() -> None:
    text = '{\n\t"a": "\\ud83d\\ude00 \\\\ud83d",\n\t"b": [1, 2.5, true, null, "x\\/y"]}'
    assert value(text) == {"a": "\U0001f600 \\ud83d", "b": [1, 2.5, True, None, "x/y"]}


def test_expansion_is_bounded_but_modest_use_is_free() -> None:
    modest = "a: &a [" + "x, " * 1000 + "x]\nb: [" + "*a, " * 50 + "*a]\n"
    assert len(value(modest)["b"]) == 51
    much = "a: &a [" + "x, " * 1000 + "x]\nb: [" + "*a, " * (MAX_EXPANSION // 1000) + "*a]\n"
    (found,) = problems_of(much)
    assert "aliases" in found.message


def test_aliases_cannot_nest_deeper_than_text_can() -> None:
    text = "l0: &l0 [x]\n" + "".join(f"l{i}: &l{i} [*l{i - 1}]\n" for i in range(1, 80))
    (found,) = problems_of(text)
    assert "nested deeper" in found.message


def test_whole_file_problems(tmp_path: Path) -> None:
    def first(path: Path, **bounds: int) -> Problem:
        problems = Collector()
        assert read(path, problems, **bounds) is None
        (found,) = problems.sorted()
        return found

    assert first(tmp_path).message == "this is a folder"
    assert first(tmp_path / "none.yaml").message == "there is no such file"
    assert first(tmp_path / ("x" * 5000)).message.startswith("cannot be read")
    assert first(tmp_path / "nul\0").line == 0
    big = tmp_path / "big.yaml"
    big.write_text("k: " + "v" * 100)
    assert first(big, max_bytes=50).message.startswith("larger than")


def test_a_byte_order_mark_is_no_part_of_the_text(tmp_path: Path) -> None:
    path = tmp_path / "bom.yaml"
    path.write_bytes(b"\xef\xbb\xbfa: 1\r\nb: 2\r\n")
    source = read(path, Collector())
    assert source is not None
    assert source.document.value == {"a": 1, "b": 2}
    assert source.document.at_key(("b",)) == (2, 1)


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("a:\n\t- b", 2, "a tab cannot be used for indentation"),
        ("a: 'x\nb: 2\n", 1, "a quote is not closed"),
        ("a: [1, 2\nb: 3\n", 1, "a bracket is not closed with ']'"),
        ("a: {b: 1\n", 1, "a bracket is not closed with '}'"),
        ("a: b: c", 1, "a second colon on this line"),
        ("a\nb: 2", 1, "a colon is missing"),
        ("- a\nb: c", 2, "the indentation does not fit the lines above"),
        ("a: {{ x }}", 1, "a template is not in quotes"),
        ("a: @x", 1, "text cannot begin with '@'"),
        ("a: *x", 1, "there is no anchor 'x'"),
        ("a: &x [*x]", 1, "the alias contains itself"),
        ("[a]: 1", 1, "a key must be text"),
        ("a: - b", 1, "a list item cannot begin here"),
    ],
)
@pytest.mark.parametrize("fast", [True, False])
def test_syntax_errors_speak_to_people(
    text: str, line: int, message: str, fast: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not fast:
        monkeypatch.delattr(yaml, "CSafeLoader", raising=False)
    (found,) = problems_of(text)
    assert (found.line, found.message) == (line, message)


def test_both_parsers_read_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    text = 'a: [1, "x", {b: ~}]\nc: &d |\n  lines\n  more\ne: *d\n'
    fast = document(text)
    monkeypatch.delattr(yaml, "CSafeLoader", raising=False)
    slow = document(text)
    assert fast.value == slow.value
    assert fast.at_value(("a", 2, "b")) == slow.at_value(("a", 2, "b"))


SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**30), 10**30),
    st.floats(allow_nan=False, allow_infinity=False),
)


@settings(max_examples=150, deadline=None)
@given(SCALARS)
def test_core_scalars_round_trip(item: object) -> None:
    text = json.dumps(item) if item is None or isinstance(item, bool) else repr(item)
    assert value(f"k: {text}") == {"k": item}
    assert type(value(f"k: {text}")["k"]) is type(item)


@settings(max_examples=150, deadline=None)
@given(
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"]), min_size=1)
)
def test_quoted_text_round_trips(text: str) -> None:
    if "\ufeff" in text or any(ord(ch) % 0x10000 >= 0xFFFE for ch in text):
        return
    quoted = "'" + text.replace("'", "''") + "'"
    assert value(f"k: {quoted}") == {"k": text}


@settings(max_examples=250, deadline=None)
@given(st.binary(max_size=200))
def test_bytes_never_crash_the_reader(data: bytes) -> None:
    problems = Collector()
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return
    source = parse(text, "f.yaml", Path(), problems)
    assert source is not None or problems.sorted()


@settings(max_examples=250, deadline=None)
@given(st.text("abc01.:-[]{}\"'&*!#|>%@`, \n\t?~", max_size=60))
def test_yaml_like_text_never_crashes_the_reader(text: str) -> None:
    problems = Collector()
    source = parse(text, "f.yaml", Path(), problems)
    assert source is not None or problems.sorted()
    if source is not None:
        assert not _has_odd_number(source.document.value)


def _has_odd_number(item: Any) -> bool:
    if isinstance(item, dict):
        return any(map(_has_odd_number, item.values()))
    if isinstance(item, list):
        return any(map(_has_odd_number, item))
    return isinstance(item, float) and not math.isfinite(item)
