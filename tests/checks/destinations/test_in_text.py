"""Where texts lead."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portcheck.checks.destinations.in_text import destination, destinations
from portcheck.checks.destinations.names import names


@pytest.mark.parametrize(
    ("text", "hosts"),
    [
        ("plain text, a/b, x:y, //comment", []),
        ("see https://a.example/x. And (http://b.example/).", ["a.example", "b.example"]),
        ("[a](/local) [b](#c) [d](tel:1) [e](file.txt)", []),
        ("[a](//c.example/x)", ["c.example"]),
        ("[a]: <https://d.example>", ["d.example", "d.example"]),
        ("<ssh:x> <irc://e.example>", ["e.example", "e.example"]),
        ("<a ping='https://f.example'>", ["f.example", "f.example"]),
        ("<meta content='0;URL=//g.example/'>", ["g.example"]),
        ("background: URL(//h.example/x)", ["h.example"]),
        ('@import "//i.example/x"', ["i.example"]),
        ("[a](javascript:x)", [""]),
        ("[a](data:image/svg+xml,x)", [""]),
        ("[a](data:image/png;base64,x)", []),
        ("[a](mailto:x@j.example?cc=y)", ["j.example"]),
        ("[a](mailto:)", []),
        ("[a](https:///)", []),
    ],
)
def test_hosts_of_a_text(text: str, hosts: list[str]) -> None:
    assert list(dict.fromkeys(one.host for one in destinations(text))) == list(dict.fromkeys(hosts))


@given(text=st.text() | st.text("a.:/\\[]()<>@ \n=\"'"))
def test_any_text_is_read(text: str) -> None:
    assert all(one.written for one in destinations(text))
    assert all(one.host for one in names(text))


def test_a_url_alone() -> None:
    assert destination("x", "relative/path") is None
    found = destination("x", "ht\ntps://a.example")
    assert found is not None
    assert found.host == "a.example"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("ask c2VjcmV0.evil.com now", [("c2vjcmv0.evil.com", True)]),
        ("evil.com", [("evil.com", True)]),
        ("a.b.de", [("a.b.de", True)]),
        ("a.b.de and more", [("a.b.de", False)]),
        ("x.is", [("x.is", False)]),
        ("ida@acme.de wrote", [("acme.de", True)]),
        ("xn--cme-5cd.xn--p1ai", [("xn--cme-5cd.xn--p1ai", True)]),
        ("8.8.8.8", [("8.8.8.8", True)]),
        ("in 8.8.8.8 too", [("8.8.8.8", False)]),
        ("999.1.1.1", []),
        ("report.pdf a.py b.tar.gz os.path.join(x) e.g. i.e. 3.14 Mr.Smith np.array", []),
    ],
)
def test_names_without_a_scheme(text: str, found: list[tuple[str, bool]]) -> None:
    read = [(one.host, one.sure) for one in names(text)]
    assert read == found
