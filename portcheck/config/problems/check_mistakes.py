"""Describe mistakes in the syntax of a check."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec.structs import replace

from portcheck.config import schema
from portcheck.config.problems.document import Steps
from portcheck.config.problems.quoting import describe, quote
from portcheck.config.problems.schema_mistakes import Mistake
from portcheck.config.problems.synonyms import spelling_hint
from portcheck.errors import UsageError
from portcheck.model.did_you_mean import meant, nearest
from portcheck.plugins import CHECKS, CheckKind

_LISTED = "docs/checks.md lists all checks"


def misnamed(known: list[str], strange: list[str], frame: list[str]) -> list[Mistake]:
    """Mistakes of a mapping that is not exactly one check.

    Args:
        known: its keys that are names of checks.
        strange: its keys that are neither checks nor in `frame`.
        frame: the keys that are allowed next to a check.
    """
    if not known and not strange:
        return [Mistake((), "a check without a name", _LISTED, on_key=True)]
    if not known:
        return [
            Mistake((word,), f"unknown check {quote(word)}", _check_hint(word), on_key=True)
            for word in strange
        ]
    found = [
        replace(_unknown((word,), word, frame), hint=_beside_hint(word, known[0], frame))
        for word in strange
    ]
    if len(known) > 1:
        both = " and ".join(quote(word) for word in known[:2])
        message = f"a check has one name, found {both}"
        found.append(Mistake((known[1],), message, "write each as a separate item", on_key=True))
    return found


def _unknown(steps: Steps, word: str, known: list[str]) -> Mistake:
    return Mistake(steps, f"unknown key {quote(word)}", spelling_hint(word, known), on_key=True)


def _check_hint(word: str) -> str:
    if nearest(word, ("value", "expected", "answer")) is not None:
        return meant("equals")
    near = nearest(word, [*CHECKS.names(), *schema.check_frame()])
    return _LISTED if near is None else meant(near)


def _beside_hint(word: str, name: str, frame: list[str]) -> str:
    try:
        arguments = CHECKS.get(name).arguments.get("properties", {})
    except UsageError:
        arguments = {}
    if word in arguments:
        return f"'{word}' belongs under '{name}'"
    if word in schema.check_frame():
        return "put it beside the whole check, not beside a part"
    return spelling_hint(word, frame)


def frame_mistakes(frame: Mapping[str, Any], kind: CheckKind, steps: Steps) -> list[Mistake]:
    """Mistakes in the keys next to a check that their schemas cannot find."""
    if "expect" in frame and not kind.expects:
        message = f"{quote(kind.name)} does not take 'expect'"
        hint = f"only {' and '.join(_expecting())} do; remove it"
        return [Mistake((*steps, "expect"), message, hint, on_key=True)]
    return _proposal_mistakes(frame, steps)


def _proposal_mistakes(frame: Mapping[str, Any], steps: Steps) -> list[Mistake]:
    proposed = frame.get("proposed")
    if proposed is None:
        hint = "remove it: a check that was not proposed counts anyway"
        at = (*steps, "accept")
        return [Mistake(at, "only a proposed check can be accepted", hint, on_key=True)][
            : "accept" in frame
        ]
    if isinstance(proposed, Mapping) and _more_than_all(proposed):
        message = "it cannot hold on more answers than portcheck tried it on"
        return [Mistake((*steps, "proposed", "holds_on"), message, "see 'of'")]
    return []


def _more_than_all(proposed: Mapping[str, Any]) -> bool:
    holds, tried = proposed.get("holds_on"), proposed.get("of")
    return isinstance(holds, int) and isinstance(tried, int) and holds > tried


def _expecting() -> list[str]:
    """The names of the built-in checks that take an expectation."""
    kinds = CHECKS.built_in
    return [quote(name) for name in sorted(kinds) if kinds[name].expects]


def wanted(kind: CheckKind, message: str) -> str:
    """A hint with the arguments of a check if one is missing, otherwise with its documentation."""
    words = ", ".join(kind.arguments.get("properties", {}))
    if words and "needs" in message:
        return f"it may hold: {words}"
    return f"docs/checks.md shows how {quote(kind.name)} is written"


def expectation(
    kind: CheckKind, value: Any, beside: Any, default: str | None
) -> tuple[str | None, Any, list[Mistake]]:
    """The expectation of a refusal or pushback check, its other arguments, and mistakes.

    Args:
        kind: kind of the check.
        value: the value of its name.
        beside: the value of `expect` next to it.
        default: the expectation if neither states it; `None`: one of them must.
    """
    rest: Any = None
    steps: Steps = (kind.name,)
    expect = value
    if isinstance(value, dict):
        known = ["expect", *kind.arguments.get("properties", {})]
        strange = [word for word in value if word not in known]
        if strange:
            return None, None, [_unknown((kind.name, word), word, known) for word in strange]
        rest = {key: part for key, part in value.items() if key != "expect"} or None
        expect, steps = value.get("expect"), (kind.name, "expect")
    if beside is not None and expect is not None and beside != expect:
        hint = f"remove this one, or the one under {quote(kind.name)}"
        return None, rest, [Mistake(("expect",), "two different expectations", hint, on_key=True)]
    if beside is not None:
        expect, steps = beside, ("expect",)
    if expect is None:
        expect = default
    valid = kind.expects
    if expect is None:
        message = f"{quote(kind.name)} does not say which answer it expects"
        return None, rest, [Mistake((kind.name,), message, f"write one of {', '.join(valid)}")]
    if not isinstance(expect, str):
        message = f"needs one of {', '.join(valid)}, found {describe(expect)}"
        return None, rest, [Mistake(steps, message, f"write one word, such as {valid[0]}")]
    if expect not in valid:
        message = f"{quote(kind.name)} cannot expect {quote(expect)}"
        return None, rest, [Mistake(steps, message, spelling_hint(expect, valid))]
    return expect, rest, []
