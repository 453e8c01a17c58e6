"""Convert simple JavaScript expressions to checks; nothing is ever executed."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from portcheck.imports.suites.converted import CannotSayError
from portcheck.imports.suites.promptfoo.code.patterns import with_flags
from portcheck.imports.suites.promptfoo.code.shapes import field_holds, field_is, pieces

Check = dict[str, Any]
NO = "it is code, which is not executed: only simple comparisons of the output have an equivalent"
_METHODS = {"includes", "length", "toLowerCase", "toUpperCase", "trim", "startsWith", "some", "map"}
_METHODS |= {"endsWith", "match", "every", "filter", "find", "indexOf", "join", "split", "toString"}
MOST = 2_000
"""Most characters of an expression that is read."""
_TOKEN = re.compile(
    r"\s*(?:(?P<text>\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'|`[^`$\\]*`)"
    r"|(?P<regex>/(?![/*])(?:[^/\\\n\[]|\\.|\[(?:[^\]\\\n]|\\.)*\])+/[a-z]*)|(?P<number>\d+(?:\.\d+)?)"
    r"|(?P<name>[A-Za-z_$][\w$]*)|(?P<sign>===|!==|==|!=|<=|>=|&&|\|\||[!<>().\[\],;?]))"
)
_FLIPPED = {"<": ">", ">": "<", "<=": ">=", ">=": "<="}


def javascript_check(code: str, *, parsed: bool = False) -> Check:
    """Convert a simple expression of JavaScript to a check.

    Args:
        code: the expression.
        parsed: whether `output` is the parsed JSON of the answer, after a transform.

    Raises:
        CannotSayError: the expression is not that simple.
    """
    return _JavaScript(code, parsed=parsed).whole()


# --- shared with Python ------------------------------------------------------------------------


def holds(text: str, *, lower: bool) -> Check:
    """The check that the answer contains a text."""
    if not text:
        raise CannotSayError("every output contains the empty text: it checks nothing")
    if lower and text != text.lower():
        raise CannotSayError("it looks for capital letters in a lower-case text: nothing passes")
    return {"contains": [text]} if lower else {"contains": {"all": [text], "ignore_case": False}}


def edge(text: str, *, lower: bool, end: bool) -> Check:
    """The check that the answer begins or ends with a text."""
    if not text:
        raise CannotSayError("every output begins with the empty text: it checks nothing")
    escaped = re.sub(r"([^\w\s])", r"\\\1", text)
    pattern = f"{escaped}\\Z" if end else f"\\A{escaped}"
    return {"regex": {"pattern": pattern, "ignore_case": True} if lower else pattern}


def same(value: Any, *, lower: bool, trimmed: bool) -> Check:
    """The check that the answer equals a text or a number."""
    if not lower and not trimmed:
        return {"equals": {"value": value, "exact": True}}
    escaped = re.sub(r"([^\w\s])", r"\\\1", str(value))
    pattern = rf"\A\s*{escaped}\s*\Z" if trimmed else rf"\A{escaped}\Z"
    return {"regex": {"pattern": pattern, "ignore_case": True} if lower else pattern}


def long(value: Value, sign: str, number: float) -> Check:
    """The check that the answer has a number of characters, or of pieces if it is split."""
    if number != int(number):
        raise CannotSayError("a length is compared with a fraction")
    bounds = {
        "<": {"max": int(number) - 1},
        "<=": {"max": int(number)},
        ">": {"min": int(number) + 1},
        ">=": {"min": int(number)},
        "===": {"exactly": int(number)},
    }
    found = bounds.get(sign)
    if found is None or min(found.values()) < 0:
        raise CannotSayError(NO)
    if value.kind == "words":
        return pieces(value.sign, found, trimmed=value.trimmed)
    if "max" not in found and "exactly" not in found:
        return {"regex": {"pattern": rf"\A[\s\S]{{{found['min']},}}"}}
    return {"count": {"characters": found}}


def negated(check: Check) -> Check:
    """The check that passes if another does not."""
    return check["not"] if set(check) == {"not"} else {"not": check}


def denied(check: Check) -> Check:
    """Negate as code does: if the check reads JSON, an answer that is not JSON passes neither."""
    if set(check) == {"json_schema"}:
        return {"json_schema": {"not": check["json_schema"]}}
    return negated(check)


def joined(kind: str, parts: list[Check]) -> Check:
    """Join several checks to one of a kind, `all_of` or `any_of`."""
    return parts[0] if len(parts) == 1 else {kind: parts}


class Value:
    """A part of an expression: an operation on the output, or a constant."""

    def __init__(self, kind: str, value: Any = None) -> None:
        self.kind = kind
        self.value = value
        self.lower = False
        self.trimmed = False
        self.check: Check | None = None
        self.path: list[str] = []
        self.sign = ""


class _JavaScript:
    def __init__(self, code: str, *, parsed: bool = False) -> None:
        self.parsed = parsed
        self.tokens: list[tuple[str, str]] = []
        text = code.strip().rstrip(";").removeprefix("return ").strip()
        at = 0
        while text[at:].strip():
            found = _TOKEN.match(text, at)
            if found is None or len(text) > MOST:
                raise CannotSayError(NO)
            self.tokens.append((str(found.lastgroup), found[0].strip()))
            at = found.end()
        self.at = 0
        self.depth = 0

    def whole(self) -> Check:
        check = self.either()
        if self.at != len(self.tokens):
            raise CannotSayError(NO)
        return check

    def peek(self) -> str:
        return self.tokens[self.at][1] if self.at < len(self.tokens) else ""

    def take(self, *wanted: str) -> str:
        token = self.peek()
        if not token or (wanted and token not in wanted):
            raise CannotSayError(NO)
        self.at += 1
        return token

    def either(self) -> Check:
        self.depth += 1
        if self.depth > 20:
            raise CannotSayError(NO)
        parts = [self.every()]
        while self.peek() == "||":
            self.take()
            parts.append(self.every())
        self.depth -= 1
        return joined("any_of", parts)

    def every(self) -> Check:
        parts = [self.one()]
        while self.peek() == "&&":
            self.take()
            parts.append(self.one())
        return joined("all_of", parts)

    def one(self) -> Check:
        if self.peek() == "!":
            self.take()
            return denied(self.one())
        if self.peek() == "(":
            self.take()
            check = self.either()
            self.take(")")
            return check
        left = self.value()
        if self.peek() in {"===", "==", "!==", "!=", "<", ">", "<=", ">="}:
            sign = self.take()
            return compared(left, sign, self.value())
        if left.check is None:
            raise CannotSayError(NO)
        return left.check

    def value(self) -> Value:
        kind, word = self.tokens[self.at] if self.at < len(self.tokens) else ("", "")
        self.at += 1
        if kind == "text":
            return Value("constant", unquoted(word))
        if kind == "number":
            return Value("constant", float(word) if "." in word else int(word))
        if kind == "regex":
            return self.tested(word)
        if word in {"true", "false"}:
            return Value("constant", word == "true")
        if word == "output":
            return self.field(Value("json")) if self.parsed else self.chain(Value("output"))
        if word == "JSON":
            for wanted in (".", "parse", "(", "output", ")"):
                self.take(wanted)
            return self.field(Value("json"))
        raise CannotSayError(NO)

    def tested(self, word: str) -> Value:
        for wanted in (".", "test", "(", "output", ")"):
            self.take(wanted)
        body, _, flags = word[1:].rpartition("/")
        found = Value("check")
        found.check = {"regex": with_flags(body, flags)}
        return found

    def field(self, value: Value) -> Value:
        while self.peek() in {".", "["}:
            if self.take() == ".":
                name = self.take()
                if name in _METHODS:
                    return self._in_field(name, value)
                value.path.append(name)
            else:
                value.path.append(str(unquoted(self.take())))
                self.take("]")
        return value

    def _in_field(self, name: str, value: Value) -> Value:
        """Read `includes`, which searches a field for a text or an item."""
        if name != "includes" or not value.path:
            raise CannotSayError(NO)
        self.take("(")
        value.check = field_holds(value.path, self._text())
        value.kind = "check"
        self.take(")")
        return value

    def chain(self, value: Value) -> Value:
        while self.peek() in {".", "?"}:
            if self.peek() == "?":
                self.take()
            self.take(".")
            name = self.take()
            if name == "length":
                value.kind = "words" if value.kind == "split" else "length"
                continue
            self.take("(")
            known: dict[str, Callable[[Value], None]] = {
                "trim": self._trim,
                "toLowerCase": self._lower,
                "toString": lambda _value: None,
                "includes": self._includes,
                "startsWith": self._starts,
                "endsWith": self._ends,
                "match": self._match,
                "split": self._split,
            }
            if name not in known or value.kind != "output":
                raise CannotSayError(NO)
            known[name](value)
            self.take(")")
        return value

    def _trim(self, value: Value) -> None:
        value.trimmed = True

    def _lower(self, value: Value) -> None:
        value.lower = True

    def _text(self) -> str:
        kind, token = self.tokens[self.at] if self.at < len(self.tokens) else ("", "")
        if kind != "text":
            raise CannotSayError(NO)
        self.at += 1
        return str(unquoted(token))

    def _includes(self, value: Value) -> None:
        value.check, value.kind = holds(self._text(), lower=value.lower), "check"

    def _starts(self, value: Value) -> None:
        value.check, value.kind = edge(self._text(), lower=value.lower, end=False), "check"

    def _ends(self, value: Value) -> None:
        value.check, value.kind = edge(self._text(), lower=value.lower, end=True), "check"

    def _match(self, value: Value) -> None:
        body, _, flags = self.take()[1:].rpartition("/")
        if value.lower:
            raise CannotSayError(NO)
        value.check, value.kind = {"regex": with_flags(body, flags)}, "check"

    def _split(self, value: Value) -> None:
        sign = {"' '": " ", '" "': " ", "` `": " ", "/\\s+/": "runs"}.get(self.take())
        if sign is None:
            raise CannotSayError(NO)
        value.kind, value.sign = "split", sign


def unquoted(token: str) -> Any:
    """The value of a string token of JavaScript; other tokens stay."""
    if token[:1] not in "\"'`":
        return token
    body = token[1:-1]
    if token[0] != '"':
        body = body.replace("\\'", "'").replace('"', '\\"')
    try:
        return json.loads(f'"{body}"')
    except ValueError:
        raise CannotSayError(NO) from None


def compared(left: Value, sign: str, right: Value) -> Check:
    """Convert a comparison to a check; the output may be on either side."""
    if left.kind == "constant" and right.kind != "constant":
        return compared(right, _FLIPPED.get(sign, sign), left)
    if right.kind != "constant":
        raise CannotSayError(NO)
    equal = {"==": "===", "!=": "!=="}.get(sign, sign)
    if equal == "!==":
        return denied(compared(left, "===", right))
    if left.kind in {"length", "words"} and isinstance(right.value, (int, float)):
        return long(left, equal, right.value)
    if left.kind == "json" and equal == "===" and left.path:
        return field_is(left.path, right.value)
    if left.kind == "output" and equal == "===" and not isinstance(right.value, bool):
        return same(right.value, lower=left.lower, trimmed=left.trimmed)
    if left.kind == "check" and left.check is not None and isinstance(right.value, bool):
        return left.check if right.value else denied(left.check)
    raise CannotSayError(NO)
