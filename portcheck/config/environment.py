"""Replace `${NAME}` in a providers file: addresses and models that differ between machines."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from portcheck.config.problems.document import Steps
from portcheck.config.problems.quoting import quote
from portcheck.config.problems.schema_mistakes import Mistake
from portcheck.config.problems.secret_patterns import looks_random, looks_secret

_NAME = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")
WORDS = ("base_url", "model", "options")
"""Keys where variables are safe: their values are no secrets and appear in plans and reports."""


def with_variables(
    item: Mapping[str, Any], steps: Steps, environ: Mapping[str, str]
) -> tuple[Mapping[str, Any], list[Mistake]]:
    """Replace variables in an entry; returns the entry and the mistakes in its variables.

    A value that looks like a key is a mistake: it would be written to run folders.
    """
    found: list[Mistake] = []
    filled = {
        word: _filled(value, (*steps, word), environ, found) if word in WORDS else value
        for word, value in item.items()
    }
    return filled, found


def _filled(value: Any, steps: Steps, environ: Mapping[str, str], found: list[Mistake]) -> Any:
    if isinstance(value, dict):
        return {key: _filled(one, (*steps, key), environ, found) for key, one in value.items()}
    if isinstance(value, list):
        return [_filled(one, (*steps, i), environ, found) for i, one in enumerate(value)]
    if not isinstance(value, str) or "${" not in value:
        return value

    def of(match: re.Match[str]) -> str:
        name = match[1]
        text = environ.get(name, "")
        if not text:
            hint = f"export {name}=..., or write the value itself"
            found.append(Mistake(steps, f"the variable {quote(name)} is not set", hint))
        elif looks_secret(text) or looks_random(text):
            hint = "put a key into its own variable: api_key_env: NAME"
            message = f"the variable {quote(name)} holds what looks like a key"
            found.append(Mistake(steps, message, hint))
            text = ""
        return text or match[0]

    return _NAME.sub(of, value)
