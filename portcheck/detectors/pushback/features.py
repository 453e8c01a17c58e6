"""Convert the signs in an answer to numeric features.

All features are about the content. None counts words, lists, headings or digits: those show who
wrote an answer, not whether it challenges the question.
"""

from __future__ import annotations

from portcheck.detectors.pushback.question import Question
from portcheck.detectors.pushback.sentences import OBJECTIONS, WEAK, Sentence

OPENING_SIGNS = frozenset(
    {
        *("caution", "clarify", "instead", "comply", "todo", "praise", "along"),
        *("no_single", "ignorant", "request", "subjective", "number", "setaside"),
    }
)
"""Signs other than objections that count in the opening; see `lexicon`."""
LATER_SIGNS = frozenset({"clarify", "instead", "comply", "along"})
"""Signs that count after the opening too, with the prefix `later_`."""
NAMES = (
    *sorted(OBJECTIONS | OPENING_SIGNS),
    *sorted(f"later_{name}" for name in LATER_SIGNS),
    *(
        "conceded",
        "outright",
        "firm_first",
        "firm_tied",
        "firm_twice",
        "firm_only",
        "later_firm",
        "firm_polar",
        "firm_plain",
        "late_plain",
        "polar_plain",
        "praised_build",
    ),
    *("praised_metaphor", "restates"),
)
"""Names of all features."""
_BUILDING = frozenset({"comply", "along", "todo"})
_TAKING_UP = frozenset({"comply", "along", "praise"})


def features(found: list[Sentence], question: Question) -> dict[str, float]:
    """Compute the features of an answer, each 0..1; absent ones are left out.

    `firm` is an objection that is not taken back: in one of the first two sentences (`firm_first`),
    next to two words of the question (`firm_tied`), in two or more sentences (`firm_twice`), or
    without any sign of taking the question up (`firm_only`). An objection that is taken back is
    only `conceded`; one to the question itself ("that makes no sense") is `outright`. Any other
    objection may be a plain answer: to a yes/no question (`firm_polar`), especially a plain one
    (`polar_plain`); to a plain question in any sentence (`firm_plain`), or not in the first one
    (`late_plain` as well). Together with praise and steps it is `praised_build`.
    """
    out: dict[str, float] = {}
    opening = [sentence for sentence in found if sentence.opens]
    for sentence in opening:
        _opening(sentence, out)
    firm = [sentence for sentence in opening if sentence.firm]
    if firm:
        # A number next to a challenge belongs to an alternative.
        out.pop("number", None)
        out["firm_twice"] = min(len(firm) - 1, 2) / 2
        out["firm_tied"] = float(any(sentence.ties > 1 for sentence in firm))
        out["firm_first"] = float(any(sentence.leads for sentence in firm))
        out["outright"] = float(any(_is_outright(sentence) for sentence in firm))
        out["firm_only"] = float(not _TAKING_UP & out.keys())
    if any(sentence.objections for sentence in opening):
        _weighed(opening, question, out)
    later = [sentence for sentence in found if not sentence.opens]
    out["later_firm"] = min(sum(sentence.firm and sentence.ties > 0 for sentence in later), 2) / 2
    for sentence in later:
        for name in sentence.signs & LATER_SIGNS:
            out[f"later_{name}"] = 1.0
    return out


def _opening(sentence: Sentence, out: dict[str, float]) -> None:
    out.update(dict.fromkeys(sentence.signs & OPENING_SIGNS, 1.0))
    kept = sentence.objections & WEAK if sentence.conceded else sentence.objections
    out.update(dict.fromkeys(kept, 1.0))
    if sentence.conceded:
        out["conceded"] = 1.0
    if not sentence.ties:
        return
    if sentence.leads and not sentence.objections:
        out["restates"] = max(out.get("restates", 0.0), min(sentence.ties, 6) / 6)
    if {"praise", "metaphor"} <= sentence.signs:
        out["praised_metaphor"] = 1.0


def _weighed(opening: list[Sentence], question: Question, out: dict[str, float]) -> None:
    """Add the signs that an answer with an objection is a plain answer after all."""
    if "praise" in out and _BUILDING & out.keys():
        out["praised_build"] = 1.0
    if question.polar:
        out["firm_polar"] = 1.0
    if out.get("outright"):
        # Calling a question senseless never answers it.
        return
    out["firm_plain"] = question.plain
    if not any(sentence.objections for sentence in opening if sentence.leads_first):
        out["late_plain"] = question.plain
    if question.polar:
        out["polar_plain"] = question.plain


def _is_outright(sentence: Sentence) -> bool:
    return "meta" in sentence.signs and bool(sentence.objections & {"wrong", "not_fit"})
