"""From an entry to a provider: what is checked before anything is sent."""

from __future__ import annotations

import subprocess
import sys

import pytest
from provider_exchanges import KEY, VARIABLE, spec

from portcheck.errors import UsageError
from portcheck.plugins import DIALECTS, Dialect
from portcheck.providers.open_provider import open_provider


def test_every_dialect_is_found_and_described() -> None:
    found = DIALECTS
    assert {"anthropic", "openai-chat", "recorded"} <= set(found.names())
    for name in found.built_in:
        dialect = found.get(name)
        assert isinstance(dialect, Dialect)
        assert dialect.name == name
        assert dialect.summary


def test_an_entry_is_checked() -> None:
    for wrong, message in (
        (spec("smoke-signals"), "smoke-signals"),
        (spec(options={"colour": "red"}), "colour"),
        (spec(base_url="ftp://x", api_key_env=None), "base_url"),
        (spec("recorded"), "recording"),
    ):
        with pytest.raises(UsageError, match=message):
            open_provider(wrong, {VARIABLE: KEY})
    with pytest.raises(UsageError, match=VARIABLE):
        open_provider(spec(), {})


def test_listing_dialects_imports_nothing_slow() -> None:
    code = (
        "import sys; from portcheck.plugins import DIALECTS; DIALECTS.names();"
        "print(sorted({'httpx', 'tenacity', 'urllib.request'} & set(sys.modules)))"
    )
    shown = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout
    assert shown.strip() == "[]"
