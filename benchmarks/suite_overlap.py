"""Finds cases of the shipped suites that are one template with a word swapped.

    python benchmarks/suite_overlap.py [NAME ...] [--from 0.4] [--most 40]

NAME is a shipped suite, or a suite file; without one all pairs of the shipped suites are compared.
With it, only the pairs in which one side is of that suite. Exit code 1 where a pair reaches 0.6.

The overlap of two cases is the number of word 5-grams that both have, over the number of the case
that has fewer. A case is its own words, folded as `portcheck` folds questions:

- the values of its variables in the turns of the user, where these have five words or more between
  them: the prompt around them belongs to the job;
- else whole turns, without those that every case of the workload has (worked examples). So a
  sentence with one variable word in it counts as a whole, and two of them are one template.

A case of fewer than five words is one gram. Text without spaces between words counts by characters.
Cases of one `group` of a suite are a family, and not compared. Texts of more than 4,000 grams are
compared with each other only, by every 32nd gram.
"""

from __future__ import annotations

import argparse
import re
import sys
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from msgspec import UNSET

from portcheck.cli.showroom.shipped_suites import shipped_suites
from portcheck.config.groups.same_question import fold_question
from portcheck.config.load import load
from portcheck.errors import ConfigError
from portcheck.model.chat import Text
from portcheck.model.suite import Case, Suite

LIMIT = 0.6
"""Overlap from which two cases are one template."""
GRAM = 5
"""Words of a gram, and the fewest own words that stand for a case."""
LONG = 4_000
"""Grams from which a text is sampled."""
EVERY = 32
_UNSPACED = (
    r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
)
_WORD = re.compile(rf"{_UNSPACED}|(?:(?!{_UNSPACED})\w)+")
"""A word, or a character of a script that puts no spaces between words."""

Grams = frozenset[int]


class Own(NamedTuple):
    """The own words of one case."""

    suite: str
    place: str
    """Workload and id of the case."""
    family: str
    """Its group within the suite; "" where it has none."""
    text: str
    grams: Grams
    sampled: bool


class Pair(NamedTuple):
    """Two cases that have words in common."""

    overlap: float
    """0..1."""
    one: Own
    other: Own


def own_words(suite: Suite) -> list[Own]:
    """The cases of a suite that have words of their own; those of a policy once."""
    found, policies = [], set()
    for workload in suite.workloads:
        shared = _shared(workload.cases)
        for case in workload.cases:
            if case.policy is not UNSET:
                if (case.policy, case.id) in policies:
                    continue
                policies.add((case.policy, case.id))
            text = _own_text(case, shared)
            found_grams = grams(text)
            if found_grams:
                sampled = len(found_grams) > LONG
                found.append(
                    Own(
                        suite=suite.name,
                        place=f"{workload.id}/{case.id}",
                        family=case.group or "",
                        text=text,
                        grams=_sample(found_grams) if sampled else found_grams,
                        sampled=sampled,
                    )
                )
    return found


def pairs(cases: Sequence[Own], least: float = LIMIT) -> list[Pair]:
    """Every pair with at least that overlap, the worst first; families are left out.

    Of two cases that share `least` of the smaller one's n grams, at least one is among any
    n - least x n + 1 of them: the rarest are looked up, as few cases have them (prefix filtering,
    Chaudhuri, Ganti and Kaushik 2006).
    """
    having: dict[tuple[bool, int], list[int]] = defaultdict(list)
    for at, case in enumerate(cases):
        for gram in case.grams:
            having[case.sampled, gram].append(at)
    found = []
    for at, case in enumerate(cases):
        rarest = sorted(case.grams, key=lambda gram: len(having[case.sampled, gram]))
        for other in {o for g in _prefix(rarest, least) for o in having[case.sampled, g]} - {at}:
            pair = _pair(case, cases[other])
            larger = (len(cases[other].grams), other) > (len(case.grams), at)
            if larger and pair.overlap >= least and not _family(case, cases[other]):
                found.append(pair)
    return sorted(found, key=lambda pair: (-pair.overlap, pair.one.place, pair.other.place))


def _prefix(rarest: Sequence[int], least: float) -> Sequence[int]:
    wanted = next(n for n in range(1, len(rarest) + 1) if n >= least * len(rarest))
    return rarest[: len(rarest) - wanted + 1]


def _pair(one: Own, other: Own) -> Pair:
    smaller = min(len(one.grams), len(other.grams))
    return Pair(len(one.grams & other.grams) / smaller, one, other)


def _family(one: Own, other: Own) -> bool:
    return bool(one.family) and (one.suite, one.family) == (other.suite, other.family)


def _shared(cases: Sequence[Case]) -> frozenset[str]:
    """Turns that every case has, where there are several cases."""
    counted = Counter(turn for case in cases for turn in {*_turns(case)})
    return frozenset(turn for turn, n in counted.items() if n == len(cases) > 1)


def _turns(case: Case) -> list[str]:
    """What the user says, folded, turn by turn."""
    later = () if case.request.turns is UNSET else case.request.turns
    texts = [
        " ".join(part.text for part in message.content if isinstance(part, Text))
        for message in (*case.request.messages, *later)
        if message.role == "user"
    ]
    return [fold_question(text) for text in texts]


def _own_text(case: Case, shared: frozenset[str]) -> str:
    turns = [turn for turn in _turns(case) if turn not in shared]
    values = sorted({fold_question(value) for value in _texts(case.vars)}, key=len, reverse=True)
    own = " ".join(_within(turns, values))
    return own if len(_WORD.findall(own)) >= GRAM else " ".join(turns)


def _within(turns: Iterable[str], values: Iterable[str]) -> Iterator[str]:
    """The values that stand in the turns, the longest first; none that lies in another."""
    rest = "\n".join(turns)
    for value in values:
        if value and value in rest:
            rest = rest.replace(value, "\n")
            yield value


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from _texts(item)
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from _texts(item)


def _sample(found: Grams) -> Grams:
    return frozenset(gram for gram in found if not gram % EVERY)


def grams(text: str) -> Grams:
    """The 5-grams of a folded text as CRC-32 sums; the whole of a shorter one."""
    words = _WORD.findall(text)
    length = min(GRAM, len(words))
    return frozenset(
        zlib.crc32(" ".join(words[at : at + length]).encode())
        for at in range(len(words) - length + 1 if words else 0)
    )


def report(found: Sequence[Pair], most: int) -> str:
    """The worst pairs, two lines each and their texts."""
    lines = []
    for overlap, one, other in found[:most]:
        lines.append(f"{overlap:.2f}")
        lines += [f"  {c.suite}/{c.place}: {c.text[:110]}" for c in (one, other)]
    if len(found) > most:
        lines.append(f"and {len(found) - most} more: --most {len(found)} shows all")
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("names", nargs="*", metavar="NAME", help="shipped suite, or suite file")
    parser.add_argument("--from", type=float, default=0.4, dest="least", help="least overlap shown")
    parser.add_argument("--most", type=int, default=40, help="pairs shown")
    options = parser.parse_args(arguments)
    shipped = {one.name: one.file for one in shipped_suites()}
    files = {name: shipped.get(name) or Path(name) for name in options.names}
    absent = [name for name, file in files.items() if not file.is_file()]
    if absent:
        parser.error(f"no shipped suite and no file: {absent[0]}; shipped: {', '.join(shipped)}")
    if not 0 < options.least <= 1:
        parser.error("--from is more than 0 and at most 1")
    every = {file.resolve() for file in (*shipped.values(), *files.values())}
    try:
        loaded = {file: own_words(load([file], None).suite) for file in sorted(every)}
    except ConfigError as exc:
        parser.error("; ".join(f"{p.file}:{p.line}: {p.message}" for p in exc.problems[:5]))
    chosen = {id(case) for file in files.values() for case in loaded[file.resolve()]}
    found = [
        pair
        for pair in pairs([case for cases in loaded.values() for case in cases], options.least)
        if not chosen or id(pair.one) in chosen or id(pair.other) in chosen
    ]
    bad = sum(pair.overlap >= LIMIT for pair in found)
    print(report(found, options.most))
    print(f"{sum(map(len, loaded.values()))} cases of {len(loaded)} suites; {bad} pairs >= {LIMIT}")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
