"""Read the fields and headers that a provider's entry adds to every request, in any dialect."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from portcheck.errors import CredentialsError, UsageError
from portcheck.lazy_pattern import LazyPattern
from portcheck.model.chat import JsonObject
from portcheck.model.suite import ProviderSpec
from portcheck.plugins import OptionMistake
from portcheck.providers.call.response_limits import OPTION, review_bounds

EXTRA_OPTIONS = ("extra_body", "extra_headers", OPTION)
"""Options of every network dialect."""
_OURS = frozenset({"messages", "model", "stream", "contents", "input"})
"""Fields of a body for the question and the model, which portcheck sets."""
_NAME = LazyPattern(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}")
_VARIABLE = LazyPattern(r"[A-Za-z_][A-Za-z0-9_]*")
_SPOKEN_FOR = frozenset(
    {"host", "content-length", "content-type", "content-encoding", "transfer-encoding", "te"}
    | {"connection", "accept", "accept-encoding", "user-agent", "upgrade", "expect", "trailer"}
)
_AUTHENTICATES = frozenset(
    {"authorization", "proxy-authorization", "x-api-key", "api-key", "x-goog-api-key"}
    | {"x-amz-security-token", "x-amz-date", "x-amz-content-sha256"}
)
_GUARDS = {
    "x-policy-id": "guardrail: {policy_id: NAME}",
    "x-amzn-bedrock-guardrailidentifier": "guardrail: {id: ..., version: ...}",
    "x-amzn-bedrock-guardrailversion": "guardrail: {id: ..., version: ...}",
}
"""Headers that the key `guardrail` replaces, because reports name a guardrail."""
_MAY_BE_KEY = LazyPattern(
    r"(?<![a-z])(api-?key|key|token|secret|password|cookie|credentials?|auth|signature)(?![a-z])"
)


def review_extras(options: JsonObject) -> tuple[OptionMistake, ...]:
    """Mistakes in `EXTRA_OPTIONS`, for `Dialect.review`."""
    return (*_body_mistakes(options), *_header_mistakes(options), *review_bounds(options))


def extra_body(spec: ProviderSpec) -> JsonObject:
    """The additional fields of the body.

    Raises:
        UsageError: they are not a mapping, or set a field that portcheck sets.
    """
    for mistake in _body_mistakes(spec.options):
        raise UsageError(f"provider {spec.id!r}: extra_body: {mistake.message}", hint=mistake.hint)
    found: JsonObject = spec.options.get("extra_body", {})
    return found


def extra_headers(spec: ProviderSpec, environ: Mapping[str, str]) -> Mapping[str, str]:
    """The additional headers, with lower-case names and the values of their variables.

    Raises:
        CredentialsError: a variable is not set.
        UsageError: a header cannot be sent or would authenticate.
    """
    for mistake in _header_mistakes(spec.options):
        where = ".".join(map(str, mistake.steps))
        raise UsageError(f"provider {spec.id!r}: {where}: {mistake.message}", hint=mistake.hint)
    found = {}
    for name, value in spec.options.get("extra_headers", {}).items():
        said = environ.get(value["env"], "") if isinstance(value, Mapping) else value
        if not _sendable(said):
            variable = value["env"] if isinstance(value, Mapping) else ""
            state = "has characters that a header cannot hold" if said else "is not set"
            raise CredentialsError(
                f"{variable} {state}: it is the header {name} of provider {spec.id!r}",
                hint=f"export {variable}=...",
            )
        found[name.lower()] = said
    return found


def header_variables(spec: ProviderSpec) -> tuple[str, ...]:
    """The names of the variables in headers."""
    headers = spec.options.get("extra_headers", {})
    values = headers.values() if isinstance(headers, Mapping) else ()
    return tuple(value["env"] for value in values if isinstance(value, Mapping) and "env" in value)


def with_extra(body: JsonObject, extra: JsonObject) -> JsonObject:
    """Merge the additional fields into the body recursively; the body's own values win."""
    merged: dict[str, Any] = {**extra, **body}
    for name in extra.keys() & body.keys():
        mine, further = body[name], extra[name]
        if isinstance(mine, Mapping) and isinstance(further, Mapping):
            merged[name] = with_extra(mine, further)
    return merged


def _body_mistakes(options: JsonObject) -> Iterator[OptionMistake]:
    extra = options.get("extra_body", {})
    if not isinstance(extra, Mapping):
        hint = "for example {reasoning_format: parsed}"
        yield OptionMistake(("extra_body",), "this must be a mapping of fields", hint)
        return
    for name in sorted(_OURS & extra.keys()):
        hint = f"leave out {', '.join(sorted(_OURS))}"
        yield OptionMistake(("extra_body", name), "portcheck sets this field itself", hint)


def _header_mistakes(options: JsonObject) -> Iterator[OptionMistake]:
    headers = options.get("extra_headers", {})
    if not isinstance(headers, Mapping):
        hint = "for example {x-team: search}"
        yield OptionMistake(("extra_headers",), "this must be a mapping of headers", hint)
        return
    own = str(options.get("key_header", "")).lower()
    seen: set[str] = set()
    for name, value in headers.items():
        message, hint = _mistake(name, value, own)
        if not message and name.lower() in seen:
            message, hint = "this header occurs twice", "keep one of them"
        seen.add(name.lower())
        if message:
            yield OptionMistake(("extra_headers", name), message, hint)


def _mistake(name: str, value: Any, own: str) -> tuple[str, str]:
    """Message and hint for an invalid header; both empty if it can be sent."""
    word = name.lower()
    if word in _GUARDS:
        return "this header chooses a guardrail", f"write {_GUARDS[word]} beside options"
    if word in _AUTHENTICATES or word == own:
        return "this header carries the key", "name the key's variable as api_key_env, and see auth"
    if not _NAME.fullmatch(name) or word in _SPOKEN_FOR:
        return "this header cannot be set", "leave it out"
    if isinstance(value, Mapping):
        good = set(value) == {"env"} and _VARIABLE.fullmatch(str(value["env"]))
        wrong = ("this must be text or {env: NAME}", "for example {env: HOUSE_TENANT}")
        return ("", "") if good else wrong
    if _MAY_BE_KEY.search(word):
        return "keys do not belong in this file", "put it in a variable and write {env: NAME}"
    hint = "use printable ASCII characters only, numbers in quotes"
    return ("", "") if _sendable(value) else ("this cannot be sent in a header", hint)


def _sendable(value: Any) -> bool:
    return (
        isinstance(value, str)
        and value.isascii()
        and value.isprintable()
        and bool(value)
        and value.strip() == value
    )
