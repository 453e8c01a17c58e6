"""Convert promptfoo's http provider to an entry of dialect `http`."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from portcheck.imports.suites.converted import CannotSayError

_ENV = re.compile(r"\{\{-?\s*env\.(\w+)\s*-?\}\}")
_BEARER = re.compile(r"Bearer\s+\{\{-?\s*env\.(\w+)\s*-?\}\}\Z")
_PROMPT = re.compile(r"\s*\{\{-?\s*prompt(?:\s*\|\s*(?:dump|safe))?\s*-?\}\}\s*\Z")
_ANSWER = re.compile(r"(?:json|data|response)((?:\.\w+|\[\d+\])+)\Z")


def endpoint_of(url: str, config: Mapping[str, Any]) -> dict[str, Any]:
    """Make the entry of an endpoint.

    Args:
        url: URL of the endpoint.
        config: the provider's `config`.

    Raises:
        CannotSayError: its body or its answer is not plain JSON.
    """
    if str(config.get("method", "POST")).upper() != "POST":
        raise CannotSayError("it is not called with POST")
    body = config.get("body")
    if isinstance(body, str):
        try:
            body = json.loads(body)
        except (ValueError, RecursionError):
            raise CannotSayError("its body is not JSON") from None
    if not isinstance(body, dict):
        raise CannotSayError("it has no body of JSON")
    answer = config.get("transformResponse", config.get("responseParser"))
    found = _ANSWER.fullmatch(answer.strip()) if isinstance(answer, str) else None
    if found is None:
        raise CannotSayError("transformResponse is code, and not a path such as json.output.text")
    entry: dict[str, Any] = {
        "vendor": re.sub(r"^https?://([^/:?]+).*", r"\1", url),
        "dialect": "http",
        "base_url": with_variables(url),
        "model": "default",
    }
    entry["options"] = {"body": _leaves(body), "text": found[1].lstrip(".")}
    return entry | _headers(config.get("headers"), entry["options"])


def with_variables(text: str) -> str:
    """Replace `{{env.NAME}}` in a text by `${NAME}`."""
    return _ENV.sub(r"${\1}", text)


def variable_of(value: Any) -> str | None:
    """The variable of a value that is only that: `{{env.NAME}}`, `${NAME}` or `$NAME`."""
    if not isinstance(value, str):
        return None
    found = _ENV.fullmatch(value.strip()) or re.fullmatch(r"\$\{?([A-Z][A-Z0-9_]*)\}?", value)
    return found[1] if found else None


def _leaves(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _leaves(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_leaves(part) for part in value]
    if isinstance(value, str):
        if _PROMPT.match(value):
            return "$prompt"
        if "{{" in value or "{%" in value:
            raise CannotSayError("its body has a template with more than {{prompt}}")
        return f"${value}" if value.startswith("$") else value
    return value


def _headers(headers: Any, options: dict[str, Any]) -> dict[str, Any]:
    """Return the variable of the key, and put the headers without secrets into `options`."""
    beside: dict[str, Any] = {}
    kept: dict[str, str] = {}
    for name, value in headers.items() if isinstance(headers, dict) else ():
        lower = str(name).lower()
        text = str(value)
        if lower == "content-type":
            continue
        if found := _BEARER.match(text):
            beside["api_key_env"] = found[1]
        elif variable := variable_of(text):
            beside["api_key_env"] = variable
            options["key_header"] = lower
        elif "{{" in text or re.search(r"auth|key|token|secret|cookie", lower):
            raise CannotSayError(
                f"the header {lower} may hold a key: portcheck imports only a variable"
            )
        else:
            kept[lower] = text
    if kept:
        options["headers"] = kept
    return beside
