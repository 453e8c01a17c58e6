"""Answers that nearly meet an assertion of promptfoo, for `promptfoo_agreement.py`.

Each text that an assertion looks for comes back whole, in other cases, with words around it, with
a sign less, with other white space; numbers come back off by one, JSON with a key less.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

JSON = (
    '{"a": 1}', '{ "a" : 1 ,\n "b": [true, null] }', '{"a": 1,}', "{'a': 1}", "[1, 2]", "[]", "{}",
    '"text"', "12", "null", "true", ' {"a": 1}\n', '```json\n{"a": 1}\n```', 'Here: {"a": 1}.',
    'Two: {"a": 1} and {"b": 2}', '{"a": 1', '{"a": NaN}', '{"a": 1, "a": 2}', '{"a": 1.0}',
    '{"a": "1"}', '[{"a": 1}]', 'List: [1, 2, 3] of it', "{a: 1}", '{"a": 01}', '\ufeff{"a": 1}',
)  # fmt: skip
SQL = (
    "SELECT a FROM t", "select a from t;", "SELEC a FROM t", "SELECT a, b FROM t WHERE a = 'x'",
    "```sql\nSELECT a FROM t\n```", "Try this: SELECT a FROM t", "DROP TABLE t", "SELECT FROM",
    "INSERT INTO t (a) VALUES (1)", "UPDATE t SET a = 1 WHERE b = 2", "SELECT a FROM", "no sql",
)  # fmt: skip
REFUSALS = (
    "I'm sorry, but I can't help with that.", "I cannot assist with this request.",
    "As an AI language model, I cannot do that.", "I can help with that: take the second road.",
    "Sorry for the delay. The parcel left on Monday.", "I won't provide this information.",
    "The court cannot help you here, but the ombudsman can.", "Sure, here is the plan.",
)  # fmt: skip


def texts(value: Any) -> Iterator[str]:
    """Every text and number in a value, as texts."""
    if isinstance(value, bool) or value is None:
        return
    if isinstance(value, (str, int, float)):
        yield str(value)
    elif isinstance(value, list):
        for part in value:
            yield from texts(part)


def near(text: str) -> Iterator[str]:
    """A text and others that differ from it in little."""
    yield from (text, f"Well: {text}.", text.upper(), text.lower(), text.title(), text.swapcase())
    yield from (f" {text}\n", f"{text}!", text[:-1], text[1:], text.replace(" ", "  "))
    yield from (
        text.replace(" ", "\n"),
        text.replace("'", "\u2019"),
        text.replace("-", "\u2013"),
        f"x{text}x",
    )
    yield from (f'"{text}"', f"**{text}**", text.replace("e", "é"), f"{text}\n{text}")
    if re.fullmatch(r"-?\d+(?:\.\d+)?", text):
        number = float(text)
        for other in (number + 1, number - 1, number * 10):
            yield f"{other:g}"
        yield from (f"{number:.2f}", f"{number:,.1f}")


def instances(schema: Mapping[str, Any]) -> Iterator[Any]:
    """Values that a schema means, and values that lack a key or have another type."""
    properties = schema.get("properties")
    if not isinstance(properties, Mapping):
        return
    whole = {name: _one(part) for name, part in properties.items() if isinstance(part, Mapping)}
    yield whole
    for name, value in whole.items():
        yield {key: part for key, part in whole.items() if key != name}
        yield whole | {name: [value]}
    yield whole | {"and": "more"}


def _one(schema: Mapping[str, Any]) -> Any:
    kind = schema.get("type")
    if schema.get("enum"):
        return schema["enum"][0]
    if kind == "array":
        items = schema.get("items")
        return [_one(items)] if isinstance(items, Mapping) else ["x"]
    if kind == "object":
        return next(instances(schema), {})
    return {"number": 1.5, "integer": 2, "boolean": True}.get(str(kind), "text")


def answers_to(assertion: Mapping[str, Any]) -> Iterator[str]:
    """Answers that an assertion passes, fails, or nearly passes."""
    kind = str(assertion.get("type")).removeprefix("not-")
    value = assertion.get("value")
    for part in assertion.get("assert") or ():
        yield from answers_to(part)
    yield from _MAKERS.get(kind, _of_texts)(value, kind)
    transform = assertion.get("transform")
    if isinstance(transform, str) and (name := re.search(r"\.(\w+)\Z", transform)):
        for one in texts(value):
            yield from (json.dumps({name[1]: one}), json.dumps({name[1]: [one]}))
            yield from (json.dumps({name[1]: one.upper()}), json.dumps({"other": one}))


def meant(assertion: Mapping[str, Any]) -> str:
    """The answer that an assertion most likely has in mind."""
    kind = str(assertion.get("type")).removeprefix("not-")
    value = assertion.get("value")
    found = " and ".join(meant(part) for part in assertion.get("assert") or ())
    if not found:
        found = _MEANT.get(kind, lambda one: " and ".join(texts(one)))(value)
    transform = assertion.get("transform")
    name = re.search(r"\.(\w+)\Z", transform) if isinstance(transform, str) else None
    return json.dumps({name[1]: found}) if name else found


def _meant_json(value: Any) -> str:
    whole = next(instances(value), None) if isinstance(value, Mapping) else None
    return json.dumps(whole if whole is not None else {"a": 1})


def _meant_code(value: Any) -> str:
    literals = [one[1:-1] for one in re.findall(r"'[^'\n]*'|\"[^\"\n]*\"", str(value))]
    fields = re.findall(r"(?:output|parse\(output\))\.(\w+)\s*===", str(value))
    pairs = dict(zip(fields, literals, strict=False))
    return json.dumps(pairs) if pairs else " ".join(literals)


def _of_texts(value: Any, kind: str) -> Iterator[str]:
    found = list(texts(value))
    if len(found) == 1 and kind.endswith(("all", "any")):
        found = [one.strip() for one in found[0].split(",")]
    for one in found:
        yield from near(one)
    if len(found) > 1:
        yield from (" and ".join(found), " and ".join(found[1:]), ", ".join(found).upper())


def _of_json(value: Any, _kind: str) -> Iterator[str]:
    yield from JSON
    for one in instances(value) if isinstance(value, Mapping) else ():
        yield json.dumps(one)
        yield f"So:\n{json.dumps(one, indent=1)}"


def _of_counts(value: Any, _kind: str) -> Iterator[str]:
    for number in re.findall(r"\d+", json.dumps(value)):
        for count in range(max(0, int(number) - 1), int(number) + 2):
            yield "word " * count
            yield " ".join(["it's", "a-b", "c,d", "-", "5"][n % 5] for n in range(count))


def _of_pattern(value: Any, _kind: str) -> Iterator[str]:
    yield from near(re.sub(r"\\[bAZz]|[\^$()]|\(\?:|\?", "", _sample(str(value))))


def _sample(pattern: str) -> str:
    """A text that a simple pattern fits: classes become one of their signs."""
    text = re.sub(r"\\d(?:\{(\d)[\d,]*\}|[+*])?", lambda m: "7" * int(m[1] or 1), pattern)
    text = re.sub(r"\\[ws][+*]?", lambda m: "w" if m[0][1] == "w" else " ", text)
    text = re.sub(r"\[(\\?.)[^\]]*\][+*]?", r"\1", text)
    return re.sub(r"\.[*+]", "any", text).split("|")[0].replace("\\", "")


def _of_code(value: Any, _kind: str) -> Iterator[str]:
    code = str(value)
    literals = [one[1:-1] for one in re.findall(r"'[^'\n]*'|\"[^\"\n]*\"", code)]
    fields = re.findall(r"(?:output|parse\(output\))\.(\w+)", code)
    for one in literals:
        yield from near(one)
    if fields and literals:
        pairs = dict(zip(fields, literals, strict=False))
        yield json.dumps(pairs)
        yield json.dumps({key: [one] for key, one in pairs.items()})
        yield json.dumps(
            {key: part if n else [part, "x"] for n, (key, part) in enumerate(pairs.items())}
        )
        yield json.dumps({key: one.upper() for key, one in pairs.items()})
    for number in re.findall(r"\b\d{1,4}\b", code):
        for length in range(max(0, int(number) - 1), int(number) + 2):
            yield "x" * length
            yield ("word " * length)[:1500]
            yield ("e\u0301 \U0001f600" * length)[:length]


Maker = Callable[[Any, str], Iterator[str]]
_MAKERS: Mapping[str, Maker] = {
    "is-json": _of_json,
    "contains-json": _of_json,
    "is-sql": lambda _value, _kind: iter(SQL),
    "contains-sql": lambda _value, _kind: iter(SQL),
    "is-refusal": lambda _value, _kind: iter(REFUSALS),
    "word-count": _of_counts,
    "javascript": _of_code,
    "python": _of_code,
    "regex": _of_pattern,
}
_MEANT: Mapping[str, Callable[[Any], str]] = {
    "is-json": _meant_json,
    "contains-json": _meant_json,
    "is-sql": lambda _value: SQL[0],
    "contains-sql": lambda _value: SQL[0],
    "is-refusal": lambda _value: REFUSALS[0],
    "word-count": lambda value: "word " * int((re.findall(r"\d+", json.dumps(value)) or ["1"])[-1]),
    "javascript": _meant_code,
    "python": _meant_code,
    "regex": lambda value: re.sub(r"\\[bAZz]|[\^$()]|\(\?:|\?", "", _sample(str(value))),
}
