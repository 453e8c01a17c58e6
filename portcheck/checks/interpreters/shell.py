"""Find active content of an answer that is inserted into a POSIX shell command."""

from __future__ import annotations

import re
import shlex

from portcheck.checks.shared.answers import quote

MOST_CHARACTERS = 20_000
_OPERATORS = frozenset(";<>|&")
"""Operators; brackets are not among them, because as an argument they cause an error."""
_EXPANSION = re.compile(r"\$\(|`|\$\{|\$[A-Za-z_@*#?!$0-9-]|[<>]\(")
_SPECIAL = re.compile(r"[;&|<>()`$\n\"'\\#*?~!{\[-]")
_NUMBER = re.compile(r"-?\d+(?:[.,]\d+)*%?")


class TooLong(ValueError):  # noqa: N818  # names a limit, not a mistake of the answer
    """The answer is longer than the limit."""


def value_problem(answer: str) -> str | None:
    """How the answer is more than one argument of a command; `None` if it is not.

    It is tried in single and double quotation marks and with none. A quotation mark that is never
    closed ends the command with an error and runs nothing.

    Raises:
        TooLong: it is longer than `MOST_CHARACTERS`.
    """
    value = answer.strip()
    if not _SPECIAL.search(value):
        return None
    if len(value) > MOST_CHARACTERS:
        raise TooLong(f"the answer is longer than {MOST_CHARACTERS:,} characters")
    if value.startswith("-") and not _NUMBER.fullmatch(value):
        return "an option, as it begins with -"
    for quotation in ("", '"', "'"):
        problem = _problem_of(f"x {quotation}{value}{quotation}")
        if problem is not None:
            return f"{problem}{f' in {quotation} quotation marks' if quotation else ''}"
    return None


def _problem_of(command: str) -> str | None:
    try:
        words, expanded = _read(command)
    except ValueError:
        return None
    if expanded:
        return f"the expansion {quote(expanded, 20)}"
    found = next((word for word in words if word and set(word) <= _OPERATORS), None)
    if found is not None:
        return f"the operator {found}"
    return None


def _read(command: str) -> tuple[list[str], str]:
    """The words and operators of a command, and its first expansion outside of single quotes.

    Raises:
        ValueError: a quotation mark is never closed.
    """
    bare, at = list[str](), 0
    expanded = ""
    quotation = ""
    while at < len(command):
        sign = command[at]
        if sign == "\\" and quotation != "'":
            at += 2
            bare.append("x")
            continue
        if sign == quotation:
            quotation = ""
        elif not quotation and sign in "\"'":
            quotation = sign
        elif quotation != "'" and not expanded and _EXPANSION.match(command, at):
            expanded = command[at : at + 12]
        if not quotation and sign == "\n":
            bare.append(" ; ")
        else:
            bare.append(sign if not quotation or sign == quotation else "x")
        at += 1
    lexer = shlex.shlex("".join(bare), posix=True, punctuation_chars=True)
    lexer.whitespace_split = True
    return list(lexer), expanded
