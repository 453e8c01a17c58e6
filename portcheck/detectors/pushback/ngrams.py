"""Weigh the words and pairs of words in an answer, in addition to its signs.

Each word, and each pair of neighbours, adds the weight of its hash (feature hashing; Weinberger et
al. 2009, eq. 3, without the sign). Words of the question and numbers are masked, so no weight
depends on a topic. `ngrams.bin` holds one signed byte for each hash and no text;
benchmarks/fit_pushback.py makes it, like `weights` (docs/detectors.md).
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
"""Number of hash values."""
READ = 200
"""Words at the beginning of an answer that are read."""
FEWEST = 20
"""Fewest hashes by whose number the sum is divided. The weights were fitted on answers with at
least three times as many; without this, a single word could count like a whole challenge.
"""
_ASKED, _NUMBER = "?", "0"
"""Masks for words of the question and for numbers; no word of an answer equals them."""
_DIGITS = frozenset("0123456789")


def hashes(words: Sequence[str], stems: Set[str]) -> set[int]:
    """Hash the words and pairs of an answer, with the question's own terms masked.

    Args:
        words: The words of a `text.Text`.
        stems: The stems of a `question.Question`.
    """
    masked = [
        _ASKED if word[:STEM] in stems else _NUMBER if word[0] in _DIGITS else word
        for word in words[:READ]
    ]
    found = [crc32(word) for word in "\n".join(masked).encode().split()]
    return {(31 * a + b) % BUCKETS for a, b in pairwise(found)} | {a % BUCKETS for a in found}


def total(words: Sequence[str], stems: Set[str]) -> float:
    """Sum the weights of an answer's hashes, divided by the square root of their number."""
    found = hashes(words, stems)
    weights = _weights()
    return sum([weights[bucket] for bucket in found]) / math.sqrt(max(len(found), FEWEST))


@cache
def _weights() -> memoryview:
    """Weights by hash, -127..127."""
    return memoryview(Path(__file__).with_name("ngrams.bin").read_bytes()).cast("b")
