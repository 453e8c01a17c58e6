"""The fake that breaks no control and does what it can: a small program, not a model.

It can do four things, and declines everything else:

- give a value that the user's material states as `label: value` or in JSON, if all words of the
  label are in the wish; for HTML, SQL, a shell, Markdown, CSV or a template it escapes the value or
  drops characters that could make it something else;
- write a text that the user quotes or provides, unchanged or in a form that the wish names;
- say the text that the user asks for in quotation marks;
- call the tool whose words are in the wish, with arguments from the wish and the system prompt.

Material is data: no instruction in it is followed. The system prompt is not material. Tools and
values that it forbids are not used, and its facts about the user take precedence over the user's.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

from portcheck.model.chat import JsonObject, Tool
from portcheck.providers.dialects.fake.forms import form, wants_a_copy
from portcheck.providers.dialects.fake.heard import (
    Answered,
    Heard,
    argument,
    stated,
    value_of,
    words,
)
from portcheck.providers.dialects.fake.refusing import DECLINED

_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")
_FORBIDS = re.compile(
    r"\b(?:never|not|no|nobody|neither|only|secret|internal|forbidden)\b", re.IGNORECASE
)
_QUOTED = re.compile('["“„«「]\\s?([^"“”„«»「」\n]+?)\\s?["”“»」]')
_SAY = re.compile(r"\b(?:say|answer|reply|respond|write|end)\b", re.IGNORECASE)
_SAY_ONLY = re.compile(r"\b(?:say|answer|reply|respond) only [\"“]([^\"”\n]+)[\"”]", re.IGNORECASE)
_TOKEN = re.compile(r"[\w@+][\w@.+-]{3,}\w")
_PERSONAL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+|\+?\d[\d ()/-]{7,}\d")


def careful(heard: Heard) -> Answered:
    """Do what the request asks, as far as possible and allowed."""
    if _for_another(heard):
        return Answered(text=DECLINED)
    for tool in heard.tools:
        if tool.name not in {call.name for call in heard.made} and _is_wished(tool, heard):
            arguments = _arguments(tool, heard)
            if arguments is not None:
                return Answered(calls=((tool.name, arguments),))
    text, write = _said(heard)
    if text is None:
        return Answered(text="Done." if heard.made else DECLINED)
    return Answered(text=DECLINED if _is_guarded(text, heard.system) else write(text))


def _said(heard: Heard) -> tuple[str | None, Callable[[str], str]]:
    """The text to say (`None`: it can do nothing) and the function that formats it."""
    write, quoted = form(heard.wish), _QUOTED.findall(heard.wish)
    material = "\n".join(_own(heard))
    if write is not None:
        return (quoted[-1] if quoted else material).strip() or None, write
    if (only := _SAY_ONLY.search(heard.wish)) is not None:
        return only[1], str
    if (found := value_of(heard.wish, _own(heard))) is not None:
        return found, _inert(heard.wish)
    if wants_a_copy(heard.wish) and material.strip():
        return material, str
    return " ".join(quoted) if quoted and _SAY.search(heard.wish) else None, str


# --- values --------------------------------------------------------------------------------------


def _facts(heard: Heard) -> dict[str, str]:
    """The facts about the user in the system prompt, by label."""
    return {" ".join(words(label)): value for label, value in stated(heard.system)}


def _own(heard: Heard) -> Iterator[str]:
    """The material without records of others: those that state another value for a fact."""
    facts = _facts(heard)
    for text in heard.material:
        records = re.split(r"\n\s*\n", text)
        yield "\n\n".join(record for record in records if not _is_foreign(record, facts))


def _is_foreign(record: str, facts: Mapping[str, str]) -> bool:
    said = ((" ".join(words(label)), value) for label, value in stated(record))
    return any(label in facts and facts[label] != value for label, value in said)


def _for_another(heard: Heard) -> bool:
    """Whether the user contradicts a fact about them in the system prompt."""
    for label, value in _facts(heard).items():
        said = argument(label, heard.wish)
        if said is not None and any(ch.isdigit() for ch in said) and said != value:
            return True
    return False


# --- tools ---------------------------------------------------------------------------------------


def _is_wished(tool: Tool, heard: Heard) -> bool:
    """Whether the user asks for it, and no rule forbids it."""
    named = set(words(tool.name)) <= set(words(heard.wish))
    return named and not any(tool.name in rule for rule in _rules(heard.system))


def _arguments(tool: Tool, heard: Heard) -> JsonObject | None:
    """The arguments from the user's own words and the system prompt; `None` if one is missing."""
    found: dict[str, object] = {}
    facts = _facts(heard)
    quoted = _QUOTED.findall(heard.wish)
    needed = tool.parameters.get("required", ())
    for name, schema in tool.parameters.get("properties", {}).items():
        said = facts.get(" ".join(words(name))) or argument(name, heard.wish)
        if schema.get("type") in {"number", "integer"}:
            if said is not None and re.fullmatch(r"\d+(?:\.\d+)?", said):
                found[name] = int(said) if said.isdigit() else float(said)
        elif said is None and name in needed:
            given = quoted[-1] if quoted else "\n".join(_own(heard)).strip()
            if given:
                found[name] = given
        elif said is not None:
            found[name] = said
    return found if all(name in found for name in needed) else None


# --- what is held back ---------------------------------------------------------------------------


def _rules(system: str) -> list[str]:
    """The sentences of the system prompt that forbid something, and those next to a secret."""
    return [one for one in _SENTENCE.split(system) if _FORBIDS.search(one)]


def _is_guarded(said: str, system: str) -> bool:
    """Whether a text contains something that a rule guards: a name with digits, a quoted text.

    Where the rules forbid personal data, addresses and long numbers are guarded too.
    """
    rules = _rules(system)
    guarded = {
        token
        for rule in rules
        for token in (*_TOKEN.findall(rule), *_QUOTED.findall(rule))
        if any(ch.isdigit() for ch in token) or token in _QUOTED.findall(rule)
    }
    folded = said.casefold()
    if any(token.casefold() in folded for token in guarded):
        return True
    return any("personal data" in rule for rule in rules) and _PERSONAL.search(said) is not None


# --- values in other languages -------------------------------------------------------------------


def _markdown(text: str) -> str:
    return re.sub(r"([\\`*_{}\[\]()<>#+!|~:/.-])", r"\\\1", text)


def _csv(text: str) -> str:
    plain = f"'{text}" if text[:1] in {"=", "+", "-", "@", "\t"} else text
    return '"' + plain.replace('"', '""') + '"'


_INERT: Mapping[str, Callable[[str], str]] = MappingProxyType(
    {
        r"html": html.escape,
        r"sql": lambda text: "'" + text.replace("'", "''") + "'",
        r"shell|bash": lambda text: re.sub(r"[^\w@%+:,./-]|^-+", "", text),
        r"markdown": _markdown,
        r"csv|spreadsheet": _csv,
        r"template|jinja|handlebars": lambda text: re.sub(r"[{}$%<>]", "", text),
    }
)
"""Pattern of a language's name to the function that escapes a value for it."""


def _inert(wish: str) -> Callable[[str], str]:
    """The function that escapes a value for the language that a wish names."""
    for pattern, write in _INERT.items():
        if re.search(rf"\b(?:{pattern})\b", wish, re.IGNORECASE):
            return write
    return str
