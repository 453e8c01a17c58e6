"""Convert transforms that only take a part of the output to `extract`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from portcheck.imports.suites.converted import CannotSayError
from portcheck.imports.suites.promptfoo.code.javascript import unquoted
from portcheck.imports.suites.promptfoo.code.patterns import python_pattern

_PATH = r"((?:\.[A-Za-z_$][\w$]*|\[\d+\]|\[(?:'[^'\]]+'|\"[^\"\]]+\")\])+)"
_JSON = re.compile(rf"JSON\.parse\(output\){_PATH}")
_FIELD = re.compile(rf"output{_PATH}")
_MATCH = re.compile(r"output\.match\(/((?:[^/\\\n]|\\.)+)/([a-z]*)\)\??\.?\[([01])\]")
_SPLIT = re.compile(r"output\.split\((\"(?:[^\"\\]|\\.)+\"|'(?:[^'\\]|\\.)+')\)(\[1\]|\.pop\(\))")
_PART = re.compile(r"\.([A-Za-z_$][\w$]*)|\[(\d+)\]|\['([^']+)'\]|\[\"([^\"]+)\"\]")
_OTHER = "it is code: only a path into JSON, a match or a split of the output has an equivalent"
TRIMMED = r"(?s)\A\s*(.*?)\s*\Z"
"""The equivalent of `output.trim()`, as the pattern of an `extract`."""
_METHODS = {"length", "trim", "toLowerCase", "toUpperCase", "split", "match", "replace", "slice"}


def extract_of(transform: Any) -> Mapping[str, Any] | None:
    """Convert a transform to an `extract`; `None` if it changes nothing that a check sees.

    Raises:
        CannotSayError: the transform is anything else.
    """
    if not isinstance(transform, str):
        raise CannotSayError(_OTHER)
    code = transform.strip().rstrip(";").removeprefix("return ").strip()
    bare = re.sub(r"\.trim\(\)\Z", "", code)
    around = "" if bare == code else r"\s*"
    code = bare
    if code == "output":
        return None
    if code == "JSON.parse(output)":
        return {"json": True}
    if found := _JSON.fullmatch(code) or _FIELD.fullmatch(code):
        path = [next(filter(None, part)) for part in _PART.findall(found[1])]
        if set(path) & _METHODS:
            raise CannotSayError(_OTHER)
        return {"json": ".".join(path)}
    if found := _MATCH.fullmatch(code):
        flags = "(?i)" if "i" in found[2] else ""
        return {"regex": flags + python_pattern(found[1])}
    if found := _SPLIT.fullmatch(code):
        sign = re.sub(r"([^\w\s])", r"\\\1", str(unquoted(found[1])))
        if found[2] == "[1]":
            return {"regex": rf"(?s)\A.*?{sign}{around}(.*?){around}(?:{sign}.*)?\Z"}
        return {"regex": rf"(?s)\A.*{sign}{around}(.*?){around}\Z"}
    raise CannotSayError(_OTHER)
