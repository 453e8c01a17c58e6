"""Read a judge's reply, and ask once more if it is unreadable."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping

from portcheck.detectors.json_in_text import fences
from portcheck.model.chat import Request
from portcheck.model.completion import Completion
from portcheck.model.judgement import Asking, Said
from portcheck.model.visible_text import is_blank

UNSURE = "unsure"
_FENCES = ("```", "~~~")
_REASON = 500
"""Most characters of a judge's reason that are kept."""


def ask(request: Callable[[bool], Request], verdicts: Collection[str]) -> Asking:
    """Ask once, and once more if the reply is unreadable; return what the judge said.

    Args:
        request: makes the request; with true, the one for the second try.
        verdicts: the verdicts that a reply may give.
    """
    said = read((yield request(False)), verdicts)
    if said.label is None:
        said = read((yield request(True)), verdicts)
    return said


def read(reply: Completion, verdicts: Collection[str]) -> Said:
    """Read a reply; the result has no label if the verdict is not certain.

    The reply must be one JSON object, alone or in a code fence. No object is searched for in other
    text, because a judge may quote the answer, and the answer may contain a verdict.
    """
    if reply.declined:
        return Said(reason="the judge's own provider declined the request")
    if reply.finish_reason == "length":
        return Said(reason="the token limit cut the reply")
    if is_blank(reply.text):
        return Said(reason="the reply is empty")
    found = _object(reply.text)
    if found is None:
        return Said(reason="the reply is not one JSON object")
    verdict, reason = found.get("verdict"), found.get("reason")
    if isinstance(verdict, int) and not isinstance(verdict, bool):
        verdict = str(verdict)
    word = verdict.strip().casefold() if isinstance(verdict, str) else None
    label = next((known for known in verdicts if known.casefold() == word), None)
    if label is None:
        return Said(reason="the reply has none of the possible verdicts")
    return Said(label=label, reason=reason.strip()[:_REASON] if isinstance(reason, str) else "")


def _object(text: str) -> Mapping[str, object] | None:
    content = text.strip()
    if content.startswith(_FENCES) and content.endswith(_FENCES):
        fenced = fences(content)
        content = fenced[0][0] if len(fenced) == 1 else ""
    try:
        found = json.loads(content, object_pairs_hook=_without_repeats)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _without_repeats(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key occurs twice")
    return found
