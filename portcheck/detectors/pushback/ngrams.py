"""What words and pairs of words tell of an answer, beyond what the signs say.

Each word, and each pair of neighbours, adds the weight of its hash (feature hashing; Weinberger et
al. 2009, eq. 3, without the sign). Words of the question are masked, so no weight knows a
topic, and so are numbers. `ngrams.bin` holds one signed byte for each hash and no text; it is made
by benchmarks/fit_pushback.py, like `weights` (docs/detectors.md).
"""

from __future__ import annotations

import math
from collections.abc import Sequence, Set
from functools import cache
from itertools import pairwise
from pathlib import Path
from zlib import crc32

from portcheck.detectors.pushback.question import STEM

BUCKETS = 1 << 16
"""How many hashes there are."""
READ = 200
"""Words of the beginning of an answer that are read."""
FEWEST = 20
"""Hashes that an answer of fewer counts as having. The weights were fitted on answers that have
three times as many and more; one word of the question alone had the sum of a whole challenge.
"""
_ASKED, _NUMBER = "?", "0"
"""What a word of the question, and a number, are taken for; no word of an answer is one."""
_DIGITS = frozenset("0123456789")


def hashes(words: Sequence[str], stems: Set[str]) -> set[int]:
    """Hashes of the words and pairs of an answer, without those of the question's own terms.

    Args:
        words: The words of `text.Text`.
        stems: Those of `question.Question`.
    """
    masked = [
        _ASKED if word[:STEM] in stems else _NUMBER if word[0] in _DIGITS else word
        for word in words[:READ]
    ]
    found = [crc32(word) for word in "\n".join(masked).encode().split()]
    return {(31 * a + b) % BUCKETS for a, b in pairwise(found)} | {a % BUCKETS for a in found}


def total(words: Sequence[str], stems: Set[str]) -> float:
    """The sum of the weights of an answer's hashes over the square root of their number."""
    found = hashes(words, stems)
    weights = _weights()
    return sum([weights[bucket] for bucket in found]) / math.sqrt(max(len(found), FEWEST))


@cache
def _weights() -> memoryview:
    """-127..127, by hash."""
    return memoryview(Path(__file__).with_name("ngrams.bin").read_bytes()).cast("b")
