"""Which addresses vendors may be asked to fetch."""

from __future__ import annotations

import pytest

from portcheck.config.reading.public_urls import is_address, public_url_mistake


@pytest.mark.parametrize(
    "url",
    [
        "https://files.example/a.pdf",
        "HTTPS://Files.Example./a%20b.pdf?version=2#page=3",
        "https://8.8.8.8/a.pdf",
        "https://[2001:4860:4860::8888]:8443/a.pdf",
        "https://[::ffff:8.8.8.8]/a.pdf",
        "https://xn--bcher-kva.example/~x/(1),a.pdf",
    ],
)
def test_public_addresses_are_handed_on(url: str) -> None:
    assert public_url_mistake(url) == ("", "")


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("http://files.example/a.pdf", "only https"),
        ("ftp://files.example/a.pdf", "only https"),
        ("file:///etc/passwd", "only https"),
        ("data:application/pdf;base64,AAAA", "only https"),
        ("//files.example/a.pdf", "only https"),
        ("https:///a.pdf", "only https"),
        ("https://files.example:99999/a.pdf", "not an address"),
        ("https://[::1/a.pdf", "not an address"),
        (
            "https://ann:pw@files.example/a.pdf",
            "an address here cannot hold a key, password or signature",
        ),
        (
            "https://ann@files.example/a.pdf",
            "an address here cannot hold a key, password or signature",
        ),
        (
            "https://files.example\\@10.0.0.1/",
            "an address here cannot hold a key, password or signature",
        ),
        (
            "https://files.example/a.pdf?X-Amz-Signature=abcdef",
            "an address here cannot hold a key, password or signature",
        ),
        (
            "https://files.example/a.pdf?a=1&sig=abcdef",
            "an address here cannot hold a key, password or signature",
        ),
        (
            "https://files.example/a.pdf?access_token=abcdef",
            "an address here cannot hold a key, password or signature",
        ),
        ("https://files.example/a b.pdf", "no blanks"),
        ("https://fi\tles.example/a.pdf", "no blanks"),
        ("https://files.example/\u00fc.pdf", "no blanks"),
        ("https://files.example/\u202egnp.pdf", "no blanks"),
        (f"https://files.example/{'a' * 2048}", "at most 2048"),
        ("https://localhost/a.pdf", "not a public host"),
        ("https://a.localhost./a.pdf", "not a public host"),
        ("https://wiki/a.pdf", "not a public host"),
        ("https://printer.local/a.pdf", "not a public host"),
        ("https://metadata.google.internal/v1", "not a public host"),
        ("https://127.0.0.1/a.pdf", "not a public host"),
        ("https://127.1/a.pdf", "not a public host"),
        ("https://2130706433/a.pdf", "not a public host"),
        ("https://0x7f.0.0.1/a.pdf", "not a public host"),
        ("https://017700000001/a.pdf", "not a public host"),
        ("https://%31%32%37.0.0.1/a.pdf", "not a public host"),
        ("https://10.1.2.3/a.pdf", "not a public host"),
        ("https://169.254.169.254/latest", "not a public host"),
        ("https://0.0.0.0/a.pdf", "not a public host"),
        ("https://224.0.0.1/a.pdf", "not a public host"),
        ("https://[::1]/a.pdf", "not a public host"),
        ("https://[::ffff:10.0.0.1]/a.pdf", "not a public host"),
        ("https://[64:ff9b::7f00:1]/a.pdf", "not a public host"),
        ("https://[2002:7f00:1::]/a.pdf", "not a public host"),
        ("https://[fe80::1%25eth0]/a.pdf", "not a public host"),
        ("https://files.example:0/a.pdf", "not a public host"),
    ],
)
def test_others_are_not(url: str, said: str) -> None:
    message, hint = public_url_mistake(url)
    assert said in message
    assert hint
    assert "abcdef" not in message + hint


@pytest.mark.parametrize(
    ("text", "means_one"),
    [
        ("https://files.example/a.pdf", True),
        ("FTP://x", True),
        ("//files.example/a", True),
        ("data:text/plain,a", True),
        ("file:/etc/passwd", True),
        ("a.pdf", False),
        ("reports/2026: a.pdf", False),
        ("/etc/passwd", False),
    ],
)
def test_what_means_to_be_an_address(text: str, means_one: bool) -> None:
    assert is_address(text) is means_one
