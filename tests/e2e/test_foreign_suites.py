"""What a suite from somebody else cannot ask for."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from portcheck.config.load import check_file, load
from portcheck.errors import ConfigError

SUITE = """portcheck: 1
suite: s
{suite}
workloads:
  w:
    runs_on: a
    {workload}
    prompt: "Hello"
    checks: [{check}]
    cases:
      - id: one
        {case}
"""
PLAIN = {"suite": "", "workload": "", "case": "", "check": "{equals: a}"}


def said(folder: Path, **parts: str) -> list[str]:
    """Messages of the mistakes in a suite."""
    file = folder / "s.yaml"
    file.write_text(SUITE.format(**(PLAIN | parts)))
    try:
        load([file], None, base_urls={})
    except ConfigError as exc:
        return [problem.message for problem in exc.problems]
    return []


@pytest.mark.parametrize("place", ["suite", "workload", "case"])
@pytest.mark.parametrize(
    "entry",
    [
        "base_url: https://elsewhere.test/v1",
        "api_key_env: OPENAI_API_KEY",
        "providers: {x: {vendor: v, dialect: openai-chat, model: m}}",
        "proxy: http://127.0.0.1:9",
        "options: {extra_headers: {x-a: b}}",
    ],
)
def test_a_suite_names_neither_hosts_nor_keys(entry: str, place: str, tmp_path: Path) -> None:
    assert said(tmp_path) == []
    assert said(tmp_path, **{place: entry})


def test_references_of_a_schema_are_never_fetched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def asked(*_: object, **__: object) -> None:
        raise AssertionError("a name was looked up")

    monkeypatch.setattr(socket, "getaddrinfo", asked)
    monkeypatch.setattr(socket.socket, "connect", asked)
    for address in ("https://elsewhere.test/s.json", "file:///etc/hostname"):
        check = f"{{json_schema: {{$ref: '{address}'}}}}"
        (tmp_path / "s.yaml").write_text(SUITE.format(**(PLAIN | {"check": check})))
        assert [one for one in check_file(tmp_path / "s.yaml") if one.severity == "error"]
