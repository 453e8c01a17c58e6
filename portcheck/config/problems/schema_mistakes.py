"""Describe structural mistakes that jsonschema finds in plain sentences, at the right place.

The wrong parts are then cut out of the document, so that the rest can be checked too.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from itertools import islice
from typing import Any

from msgspec import Struct

from portcheck.config.problems.document import (
    BROKEN,
    MOST_KEPT,
    MOST_MISTAKES,
    Occasion,
    Source,
    Steps,
)
from portcheck.config.problems.fast_validation import accepting
from portcheck.config.problems.misplaced_keys import unknown_key_hint
from portcheck.config.problems.quoting import describe, quote
from portcheck.config.problems.synonyms import spelling_hint
from portcheck.config.schema import frame_structure, structure, validator
from portcheck.value import LARGEST

_TYPES = {
    "string": "text",
    "number": "a number",
    "integer": "a whole number",
    "boolean": "true or false",
    "array": "a list",
    "object": "a mapping",
    "null": "nothing",
}
_FILL = "add at least one entry"
_FEW = 6
"""Most items that a hint writes as a list."""
_PLAIN_ITEM = re.compile(r"[^\W\d_][\w .-]{0,20}")
"""Text that needs no quotes in a YAML list."""
_EXAMPLES = {
    "integer": "write digits alone, such as 1",
    "number": "write digits alone, such as 0.5",
    "boolean": "write true or false, without quotes",
}
_ONE_WORD = "write one word"
_KEYS = "write 'key: value' below it, indented"
_PLACEHOLDERS = {"string": "TEXT", "number": "NUMBER", "integer": "NUMBER", "boolean": "true"}
_LIMITS = {
    "minimum": "at least",
    "exclusiveMinimum": "more than",
    "maximum": "at most",
    "exclusiveMaximum": "less than",
}


class Mistake(Struct, frozen=True):
    """One structural mistake, relative to the validated value."""

    steps: Steps
    message: str
    hint: str = ""
    on_key: bool = False
    """The mistake is at the key, not at its value."""
    cut: bool = True
    """The value must not be used; false if it only lacks something."""


def check_structure(source: Source, kind: str) -> Any:
    """The document's value without its mistakes, which go to the collector."""
    value = source.document.value
    if accepting(structure(kind, own=True))(value):
        return value
    return without(source, value, mistakes(value, structure(kind), kind))


def structure_beside(frame: Mapping[str, Any], steps: Steps, *, part: bool) -> list[Mistake]:
    """Mistakes in the keys next to the name of a check, or of a `part` of a check."""
    if accepting(frame_structure(part=part, own=True))(frame):
        return []
    return mistakes(frame, frame_structure(part=part), "suite", steps)


def without(
    source: Source, value: Any, found: Iterable[Mistake], occasion: Occasion | None = None
) -> Any:
    """Report mistakes and return the value without the wrong parts."""
    places = []
    for mistake in found:
        source.error(
            mistake.steps, mistake.message, mistake.hint, key=mistake.on_key, occasion=occasion
        )
        source.broken.append(mistake.steps)
        if mistake.cut:
            places.append(mistake.steps)
    return _cut(value, places) if places else value


def mistakes(value: Any, schema: Any, kind: str, base: Steps = ()) -> list[Mistake]:
    """All mistakes of a value, one per place, with `base` before their steps.

    After `MOST_KEPT` mistakes the rest is not checked, and the whole value is unusable.
    """
    if accepting(schema)(value):
        return []
    found: dict[tuple[Steps, str], Mistake] = {}
    typed: set[Steps] = set()
    first = list(islice(validator(schema).iter_errors(value), MOST_KEPT))
    for error in sorted(first, key=lambda e: e.validator != "type"):
        at: Steps = (*base, *error.absolute_path)
        if at in typed:
            continue
        if error.validator == "type":
            typed.add(at)
        for mistake in translate(error, at, kind):
            found.setdefault((mistake.steps, mistake.message), mistake)
    sound = _without_echoes(list(found.values()))
    if len(first) == MOST_KEPT:
        message = f"portcheck stopped looking after {MOST_KEPT:,} mistakes"
        sound.append(Mistake(base, message, "correct those first, and validate again"))
    return sound


def _without_echoes(found: list[Mistake]) -> list[Mistake]:
    """Drop mistakes about missing keys that are only misspelt."""
    meant = {(m.steps[:-1], m.hint) for m in found if m.on_key and m.cut}
    return [
        one
        for one in found
        if one.cut or (one.steps, f"did you mean {one.message.split(' ')[0]}?") not in meant
    ]


def translate(error: Any, at: Steps, kind: str) -> list[Mistake]:
    """Translate an error of jsonschema into mistakes."""
    if "propertyNames" in error.relative_schema_path:
        return [_bad_name(error, at)]
    if error.validator == "additionalProperties":
        return _unknown_keys(error, at, kind)
    if error.validator == "required":
        missing = [name for name in error.validator_value if name not in error.instance]
        properties = error.schema.get("properties", {})
        return [_missing(name, at, properties.get(name, {})) for name in missing]
    make = _SENTENCES.get(error.validator, _other)
    message, hint = make(error, at)
    return [Mistake(at, message, hint, on_key=error.validator in _ABOUT_WHOLE)]


def _unknown_keys(error: Any, at: Steps, kind: str) -> list[Mistake]:
    valid = list(error.schema.get("properties", {}))
    return [
        Mistake(
            (*at, word),
            f"unknown key {quote(word)}",
            unknown_key_hint(word, valid, kind) if number < MOST_MISTAKES else "",
            on_key=True,
        )
        for number, word in enumerate(w for w in error.instance if w not in valid)
    ]


def _missing(name: str, at: Steps, schema: Mapping[str, Any]) -> Mistake:
    if name == "portcheck" and not at:
        hint = "write 'portcheck: 1' on the first line"
    else:
        hint = f"write '{name}: {_placeholder(schema)}'"
    return Mistake(at, f"'{name}' is missing", hint, on_key=True, cut=False)


def _placeholder(schema: Mapping[str, Any]) -> str:
    """The placeholder for a value in a hint, such as TEXT."""
    if "enum" in schema:
        return str(schema["enum"][0])
    kinds = schema.get("type", "string")
    kind = kinds if isinstance(kinds, str) else kinds[0]
    return _PLACEHOLDERS.get(kind, "...")


def _bad_name(error: Any, at: Steps) -> Mistake:
    name = error.instance
    if error.validator == "maxLength":
        message = f"a name has at most {error.validator_value} characters"
    elif error.validator == "minLength":
        message = "a name cannot be empty"
    else:
        message = f"{quote(name)} is not a variable name"
    hint = "letters, digits and underscores" if error.validator == "pattern" else ""
    return Mistake((*at, name), message, hint, on_key=True)


def _wrong_type(error: Any, at: Steps) -> tuple[str, str]:
    wanted = error.validator_value
    names = [wanted] if isinstance(wanted, str) else list(wanted)
    value = error.instance
    what = _either([_TYPES.get(name, name) for name in names if name != "null"])
    name = at[-1] if at and isinstance(at[-1], str) else None
    if value is None:
        return f"{quote(name) if name else 'this item'} has no value", f"write {what}"
    hint = _type_hint(value, names, at) or _plain_hint(value, names, error.schema, at)
    return f"needs {what}, found {describe(value)}", hint


def _either(words: list[str]) -> str:
    return " or ".join(filter(None, (", ".join(words[:-1]), words[-1])))


def _type_hint(value: Any, names: list[str], at: Steps) -> str:
    if "string" in names and isinstance(value, (int, float)):
        shown = str(value).lower() if isinstance(value, bool) else str(value)
        return f'put it in quotes: "{shown}"' if len(shown) <= 20 else "put it in quotes"
    if "array" in names and at[-1:] == ("checks",) and isinstance(value, dict):
        return "write each check as an item: put '- ' before its name"
    if "array" in names:
        return _list_hint(value)
    if {"number", "integer"} & set(names) and isinstance(value, str):
        from portcheck.config.problems.number_words import number_hint  # noqa: PLC0415  # of mistakes

        return number_hint(value, str(at[-1]) if at else "", whole="number" not in names)
    if "object" in names and at and at[-1] in {"cases", "workloads", "providers"}:
        return "write 'id:' and its settings below it, indented"
    return ""


def _plain_hint(value: Any, names: list[str], schema: Mapping[str, Any], at: Steps) -> str:
    """The hint that shows how to write a value of the expected type."""
    if "string" in names:
        return "write one text, without brackets and braces"
    if at[-2:-1] == ("checks",):
        return "a check is its name, a colon, and what it needs"
    if "object" in names:
        keys = [*schema.get("properties", {})][:8]
        return f"write 'key: value' below it; keys: {', '.join(keys)}" if keys else _KEYS
    if "integer" in names and isinstance(value, float):
        return f"write {value:.0f}" if value.is_integer() else "write it without a fraction"
    return next((_EXAMPLES[name] for name in names if name in _EXAMPLES), "")


def _list_hint(value: Any) -> str:
    if isinstance(value, str):
        parts = [part.strip() for part in re.split("[;,]", value)]
        if 1 < len(parts) <= _FEW and all(_PLAIN_ITEM.fullmatch(part) for part in parts):
            return f"write [{', '.join(parts)}]"
    return "put it in [ ] or after '- '"


def _wrong_word(error: Any, at: Steps) -> tuple[str, str]:
    value, valid = error.instance, [str(item) for item in error.validator_value]
    if at == ("portcheck",):
        known = ", ".join(valid)
        return f"version {quote(value)} of the format is not known", f"known: {known}"
    if value == "system" and at[-1:] == ("role",):
        return "'system' is not a role here", "put the text under 'system'"
    if not isinstance(value, str):
        return f"needs one of {', '.join(valid)}, found {describe(value)}", _ONE_WORD
    return f"{quote(value)} is not valid here", spelling_hint(value, valid)


def _bound(error: Any, _at: Steps) -> tuple[str, str]:
    limit, value = error.validator_value, error.instance
    # A bound at the largest possible number is mentioned only if a value exceeds it.
    bounds = [
        f"{_LIMITS[key]} {_digits(error.schema[key])}"
        for key in _LIMITS
        if key == error.validator or abs(error.schema.get(key, LARGEST)) < LARGEST - 1
    ]
    what = "a whole number" if "integer" in error.schema.get("type", ()) else "a number"
    hint = f"allowed: {what}, {' and '.join(bounds)}"
    if (
        error.validator in {"maximum", "exclusiveMaximum"}
        and 0.9 < limit <= 1
        and 2 <= value <= 100
    ):
        hint = f"{value:g} % is written {value / 100:g}"
    return f"must be {_LIMITS[error.validator]} {_digits(limit)}, found {_digits(value)}", hint


def _digits(number: float) -> str:
    return str(number) if isinstance(number, int) and abs(number) < LARGEST else f"{number:g}"


def _too_short(error: Any, at: Steps) -> tuple[str, str]:
    if error.validator_value != 1:
        return f"needs at least {error.validator_value}", "add more"
    name = at[-1] if at and isinstance(at[-1], str) else None
    valid = ", ".join(error.schema.get("properties", {}))
    hint = f"valid here: {valid}" if valid and error.validator == "minProperties" else _FILL
    return f"{quote(name) if name else 'this item'} is empty", hint


def _too_long(error: Any, _at: Steps) -> tuple[str, str]:
    if error.validator == "maxProperties":
        *words, last = (f"'{word}'" for word in error.schema.get("properties", {"": {}}))
        valid = f"{', '.join(words)} or {last}" if words else last
        return f"holds several keys: write one of {valid}", "write each as a separate item"
    return f"has at most {error.validator_value} characters", "shorten it"


def _repeated(_error: Any, _at: Steps) -> tuple[str, str]:
    return "an item occurs twice", "remove one of them"


def _pattern(error: Any, _at: Steps) -> tuple[str, str]:
    examples = error.schema.get("examples", ())
    hint = f"for example {', '.join(examples)}" if examples else ""
    return f"{quote(error.instance)} does not have the right form", hint


def _other(error: Any, _at: Steps) -> tuple[str, str]:
    options = (
        [item.get("type") for item in error.validator_value if isinstance(item, dict)]
        if (error.validator in {"anyOf", "oneOf"})
        else []
    )
    names = [_TYPES[name] for name in options if isinstance(name, str) and name in _TYPES]
    if names:
        return f"needs {_either(list(dict.fromkeys(names)))}, found {describe(error.instance)}", ""
    return f"{describe(error.instance)} does not fit here", ""


_SENTENCES: Mapping[str, Callable[[Any, Steps], tuple[str, str]]] = {
    "type": _wrong_type,
    "enum": _wrong_word,
    "minimum": _bound,
    "maximum": _bound,
    "exclusiveMinimum": _bound,
    "exclusiveMaximum": _bound,
    "minItems": _too_short,
    "minProperties": _too_short,
    "minLength": _too_short,
    "maxItems": _too_long,
    "maxLength": _too_long,
    "maxProperties": _too_long,
    "uniqueItems": _repeated,
    "pattern": _pattern,
}
_ABOUT_WHOLE = {"minItems", "minProperties", "minLength"}


def _cut(value: Any, places: list[Steps]) -> Any:
    """Copy a value without the parts at these places; list items become `BROKEN`."""
    if () in places:
        return BROKEN
    below: dict[str | int, list[Steps]] = {}
    for place in places:
        below.setdefault(place[0], []).append(place[1:])
    if isinstance(value, dict):
        parts = {k: _cut(v, below[k]) if k in below else v for k, v in value.items()}
        return {key: part for key, part in parts.items() if part is not BROKEN}
    if isinstance(value, list):
        return [_cut(item, below[i]) if i in below else item for i, item in enumerate(value)]
    return value
