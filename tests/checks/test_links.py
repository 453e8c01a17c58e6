"""The check `links`."""

from __future__ import annotations

import time
from typing import Any

import pytest
from check_builders import ask, kind_of
from hypothesis import given, settings
from hypothesis import strategies as st

from portcheck.checks.reading.urls import is_host, read_url, urls

HOSTS = {"hosts": ["acme.com", "*.acme.com"]}


@pytest.mark.parametrize(
    ("arguments", "answer"),
    [
        (None, "No link."),
        (None, "See (https://a.example/b_(c)), https://[::1]:8000/x and http://127.0.0.1."),
        (
            None,
            "On www.acme.com, or <https://b\u00fccher.example/?q=%C3%A9#top>; https://localhost/",
        ),
        (None, "[here](https://a.example/x) and [below](#part)"),
        (None, "[https://a.example](https://a.example)"),
        (HOSTS, "https://ACME.com/ and https://help.acme.com."),
        ({"unique": True}, "https://a.example/x and https://a.example/y"),
        ({"min": 1, "max": 1}, "[a](https://a.example 'x')"),
        ({"schemes": ["https", "mailto"]}, "[mail](mailto:a@acme.com)"),
    ],
)
def test_accepts(arguments: Any, answer: str) -> None:
    assert ask("links", arguments, answer).status == "passed"


@pytest.mark.parametrize(
    ("arguments", "answer", "why"),
    [
        (None, "", "no text"),
        (None, "https://", "has no host"),
        (None, "https://acme", "no domain"),
        (None, "https://1.2.3.4.5/", "no domain"),
        (None, "https://-a.example", "not a name"),
        (None, f"https://{'a' * 64}.example", "not a name"),
        (None, "https://a.example:99999/", "cannot be read"),
        (None, "https://[::1/", "cannot be read"),
        (None, "https://a.example/%zz", "percent"),
        (None, f"https://a.example/{'x' * 2000}", "longer"),
        (None, "[page](page.html)", "no scheme"),
        (None, "[page](htp:/acme.com)", "no host"),
        (None, "[mail](mailto:)", "nothing after"),
        (None, "[mail](mailto:a@acme.com)", "scheme"),
        (None, "javascript://a.example/%0aalert(1)", "scheme"),
        (HOSTS, "https://acme.com.evil.example/", "evil.example"),
        (HOSTS, "https://acme.com@evil.example/", "evil.example"),
        (HOSTS, "https://notacme.com/", "notacme.com"),
        ({"unique": True}, "https://A.example/x/ and https://a.example:443/x#y", "twice"),
        ({"min": 2}, "https://a.example", "at least 2"),
        ({"max": 0}, "https://a.example", "at most 0"),
    ],
)
def test_rejects(arguments: Any, answer: str, why: str) -> None:
    outcome = ask("links", arguments, answer)
    assert outcome.status == "failed"
    assert why in outcome.reason


def test_a_star_allows_what_lies_below_and_no_more() -> None:
    assert is_host("a.b.acme.com", "*.acme.com")
    assert not is_host("acme.com", "*.acme.com")
    assert not is_host("evilacme.com", "*.acme.com")


@pytest.mark.parametrize(
    "piece", ["](a", "https://a)", "](https://a(", "https://a.b/" + ")" * 3000]
)
def test_brackets_cost_little_time(piece: str) -> None:
    started = time.process_time()
    urls(piece * (300_000 // len(piece)))
    assert time.process_time() - started < 8


LABELS = st.from_regex(r"[a-z0-9]{1,8}", fullmatch=True)
PATHS = st.lists(st.from_regex(r"[A-Za-z0-9_~-]{1,6}", fullmatch=True), max_size=3).map("/".join)


def test_limits_that_no_number_is_within_are_a_mistake() -> None:
    problem = kind_of("links").problem
    assert problem({"min": 3, "max": 2}) == "'min' is larger than 'max'"
    assert problem({"min": 2, "max": 2}) is None
    assert problem(None) is None


@settings(max_examples=60, deadline=None)
@given(LABELS, LABELS, PATHS, st.sampled_from(["{}", "({})", "[x]({})", "<{}>", "{}.", "**{}**"]))
def test_a_url_is_found_in_any_sentence(host: str, other: str, path: str, around: str) -> None:
    url = f"https://{host}.{other}.example/{path}"
    (found,) = urls(f"See {around.format(url)} now")
    assert found.problem == ""
    assert found.host == f"{host}.{other}.example"
    assert found == read_url(found.written)
