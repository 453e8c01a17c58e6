"""The signs of an answer as numbers, for adding up.

All are about what is said, none about length, lists, headings or numbers of anything that a longer
answer has more of: those tell who wrote an answer and not what it makes of the question.
"""

from __future__ import annotations

from portcheck.checks.pushback.question import Question
from portcheck.checks.pushback.reading import WEAK, Sentence


def features(found: list[Sentence], question: Question) -> dict[str, float]:
    """Each sign that an answer shows, 0..1; those it does not show are left out."""
    out: dict[str, float] = {}

    def put(name: str, value: float = 1.0) -> None:
        if value > out.get(name, 0.0):
            out[name] = value

    opening = [s for s in found if s.zone == "opening"]
    rest = [s for s in found if s.zone != "opening"]
    for k, s in enumerate(opening):
        for name in s.objections:
            put(name + ("_c" if s.conceded and name not in WEAK else ""))
        for name in s.signs:
            put(name)
        if s.conceded: put("conceded")
        if s.firm:
            put("firm_lead" if k < 2 else "firm_later")
            if s.ties > 1: put("firm_tied")
        if "setaside" in s.signs and s.ties: put("setaside_T")
        if "praise" in s.signs and "metaphor" in s.signs: put("praise_metaphor")
        if k < 2 and not s.objections: put("restates", min(s.ties, 6) / 6)
    firms = sum(s.firm for s in opening)
    put("firms", min(firms, 3) / 3)
    if firms and not {"comply", "along", "praise"} & out.keys(): put("firm_clean")
    if firms and question.polar: put("firm_polar")
    if question.polar: put("polar")
    for s in rest:
        for name in s.signs: put(f"{s.zone[0]}_{name}")
    put("m_firm", min(2, sum(s.firm for s in rest)) / 2)
    put("m_terms", sum(s.ties > 1 and not s.objections for s in rest) / (len(rest) + 3))
    return out
