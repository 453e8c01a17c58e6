"""Hosts as browsers read them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portcheck.checks.destinations.hosts import host_of, is_allowed, is_this_machine, plain_host


@pytest.mark.parametrize(
    ("written", "is_own"),
    [
        ("//localhost:8000/x", True),
        ("//api.LOCALHOST", True),
        ("//127.1", True),
        ("//2130706433", True),
        ("//[::1]:3000", True),
        ("//0.0.0.0", True),
        ("//192.168.1.1", False),
        ("//localhost.evil.example", False),
        ("//localhost@evil.example", False),
        ("//evil.example/localhost", False),
    ],
)
def test_which_hosts_are_the_readers_own_machine(written: str, is_own: bool) -> None:
    assert is_this_machine(host_of(written)) is is_own


@pytest.mark.parametrize(
    ("rest", "host"),
    [
        ("//Acme.com:80/x", "acme.com"),
        ("acme.com", "acme.com"),
        ("//a@b@acme.com/", "acme.com"),
        ("\\\\acme.com\\x", "acme.com"),
        ("//acme.com./", "acme.com"),
        ("//acme%2ecom/", "acme.com"),
        ("//acme\uff0ecom\u3002/", "acme.com"),
        ("//\uff41cme.com/", "acme.com"),
        ("//m\u00fcnchen.example/", "xn--mnchen-3ya.example"),
        ("//[::1]:80/", "::1"),
        ("//[::ffff:1.2.3.4]/", "1.2.3.4"),
        ("//[x]/", "[x]"),
        ("//127.1/", "127.0.0.1"),
        ("//0177.0.0.1/", "127.0.0.1"),
        ("//0x7f000001/", "127.0.0.1"),
        ("//2130706433", "127.0.0.1"),
        ("//256.1.1.1", "256.1.1.1"),
        ("//1.2.3.4.5", "1.2.3.4.5"),
        ("//089.1", "089.1"),
        ("//99999999999", "99999999999"),
        ("//acme.com\\@evil.example/", "acme.com\\@evil.example"),
        ("", ""),
    ],
)
def test_the_host_of_a_url(rest: str, host: str) -> None:
    assert host_of(rest) == host


@given(text=st.text())
def test_any_text_is_read(text: str) -> None:
    assert isinstance(host_of(text), str)


def test_a_label_that_is_no_name_stays() -> None:
    long = "\u00fc" * 80
    assert plain_host(f"{long}.com") == f"{long}.com"
    assert plain_host("1" * 41) == "1" * 41


def test_allowed_hosts() -> None:
    assert is_allowed("acme.com", ["ACME.com"])
    assert is_allowed("a.acme.com", ["*.acme.com"])
    assert is_allowed("xn--mnchen-3ya.example", ["m\u00fcnchen.example"])
    assert not is_allowed("acme.com.evil.example", ["acme.com", "*.acme.com"])
    assert not is_allowed("", ["acme.com"])
