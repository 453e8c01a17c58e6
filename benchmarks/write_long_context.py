"""Writes the harbour logs of the suite long-context, of four lengths, from its own words alone.

    python benchmarks/write_long_context.py [--out suites/long-context]

Every log holds the same entries to be found, in the same order and spread evenly, between days of
ordinary business that are drawn with a fixed seed. So a question has the same answer in all of
them, and a shorter log is no part of a longer one. The words lie in long_context_words.toml.
"""

from __future__ import annotations

import argparse
import random
import tomllib
from pathlib import Path

SIZES = {"4k": 16_500, "16k": 66_000, "48k": 195_000, "128k": 512_000}
"""Characters of each log: about four a token."""
WORDS = tomllib.loads(Path(__file__).with_name("long_context_words.toml").read_text("utf-8"))
ENTRIES = WORDS["entries"]


def ordinary(draw: random.Random) -> str:
    """A sentence of business as usual."""
    ship, other = draw.sample(WORDS["ships"], 2)
    sentence: str = draw.choice(WORDS["days"]).format(
        ship=ship,
        other=other,
        place=draw.choice(WORDS["places"]),
        cargo=draw.choice(WORDS["cargo"]),
        person=draw.choice(WORDS["people"]),
        berth=draw.choice((1, 2, 4, 5, 7, 8)),
        time=f"{draw.randint(4, 21)}:{draw.choice((5, 10, 20, 35, 40, 55)):02}",
        tons=draw.randrange(40, 2400, 20),
        depth=round(draw.uniform(5, 9), 1),
    )
    return sentence[0].upper() + sentence[1:]


def log(characters: int, seed: str) -> str:
    """A whole log of about that length."""
    draw = random.Random(seed)
    room = characters - sum(map(len, ENTRIES))
    sentences: list[str] = []
    written = 0
    for number, entry in enumerate(ENTRIES, 1):
        while written < room * number / len(ENTRIES):
            sentences.append(ordinary(draw))
            written += len(sentences[-1]) + 1
        sentences.append(entry)
    days = [sentences[at : at + 5] for at in range(0, len(sentences), 5)]
    lines = [f"Day {number}. {' '.join(day)}" for number, day in enumerate(days, 1)]
    return "\n\n".join(["# Log of the harbour office", *lines]) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=Path("suites/long-context"))
    chosen = parser.parse_args()
    for name, characters in SIZES.items():
        (chosen.out / f"log-{name}.md").write_text(log(characters, name), "utf-8")


if __name__ == "__main__":
    main()
