"""How often scores of two values are falsely safe, exactly, at the worst shapes of a search.

    python benchmarks/adversarial_scores.py [--alpha 0.04 --alpha 0.05]

The differences of n groups take two values on a grid, with the probability that puts their true
mean on -margin. The share of samples that are called safe is added up over the binomial; nothing
is drawn, so there is no seed.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from math import comb

from portcheck.parity.intervals import count_values, p_value

SIZES = (10, 15, 20, 25, 30, 40, 60, 100)
MARGINS = (0.05, 0.10, 0.15)
LOW = (-1.0, -0.9, -0.8, -0.7, -0.6, -0.5, -0.4, -0.3, -0.2)
HIGH = (-0.04, -0.02, 0.0, 0.01, 0.02, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 1.0)


def falsely_safe(low: float, high: float, n: int, margin: float, alpha: float) -> float:
    """The share of samples of n groups called safe, where the true mean is -margin."""
    share = (-margin - low) / (high - low)
    return sum(
        comb(n, highs) * share**highs * (1 - share) ** (n - highs)
        for highs in range(n + 1)
        if p_value(count_values([low] * (n - highs) + [high] * highs), -margin) < alpha
    )


def cells(alpha: float) -> Iterator[tuple[float, int, float, float, float]]:
    """Rate, n, margin and the two values of every cell."""
    for n in SIZES:
        for margin in MARGINS:
            for low in LOW:
                for high in HIGH:
                    if low < -margin < high:
                        yield falsely_safe(low, high, n, margin, alpha), n, margin, low, high


def main() -> None:
    """Prints the worst cells of each alpha, and the mean of all."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--alpha", type=float, action="append")
    for alpha in parser.parse_args().alpha or [0.04, 0.05]:
        found = sorted(cells(alpha), reverse=True)
        mean = sum(row[0] for row in found) / len(found)
        above = sum(row[0] > 0.07 for row in found)
        print(f"alpha {alpha}: {len(found)} cells, mean {mean:.1%}, {above} above 7 %; the worst:")
        for rate, n, margin, low, high in found[:5]:
            print(f"  {rate:6.1%}  n {n:3}, margin {margin:.2f}, values {low:g} and {high:g}")


if __name__ == "__main__":
    main()
