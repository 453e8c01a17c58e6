"""Compute the power of a suite of pass/fail cases before any call.

The power is exact: the numbers of gains and losses are multinomial, and for each number of gains
there is a largest number of losses with which the claim is still shown. Fractional scores vary less
than passes and failures with the same share of differing pairs, so for them these functions ask for
more cases than needed.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from functools import lru_cache

from portcheck.parity.intervals import binomial_at_most, clopper_pearson_lower, exceeds, p_value
from portcheck.parity.power import POWER, smallest

MOST_PLANNED = 20_000
"""Most groups that a plan may ask for."""
_NEGLIGIBLE = 1e-10
"""Less likely outcomes are left out."""
_KEPT = 256
"""Size of the caches: workloads of one suite often have the same sizes and limits."""
_STEP = 0.0005
"""Step of the search for margins and losses: a twentieth of a percentage point."""


def power(
    groups: int, *, margin: float, confidence: float, discordance: float, difference: float = 0.0
) -> float:
    """Share of runs that show non-inferiority, 0..1.

    Args:
        groups: 1 or more.
        margin: 0 < margin < 1.
        confidence: One-sided confidence of the look, 0.5 < confidence < 1.
        discordance: Share of pairs in which one side passes and the other fails, 0..1.
        difference: True difference, candidate minus baseline, within +-`discordance`.

    Raises:
        ValueError: `discordance` or `difference` is outside its range.
    """
    gain, loss = _shares(discordance, difference)
    return _shown(groups, -margin, 1.0 - confidence, up=gain, down=loss)


def power_to_condemn(
    groups: int, *, margin: float, confidence: float, discordance: float, loss: float
) -> float:
    """Share of runs that show a true loss to exceed the margin, 0..1; arguments as `power`.

    With a loss above the discordance, every differing pair is a loss.

    Raises:
        ValueError: `discordance` or `loss` is outside 0..1.
    """
    gains, losses = _shares(max(discordance, loss), -loss)
    return _shown(groups, margin, 1.0 - confidence, up=losses, down=gains)


@lru_cache(maxsize=_KEPT)
def cases_for_power(margin: float, *, confidence: float, discordance: float) -> int | None:
    """Smallest number of groups whose `power` without a true difference reaches `POWER`.

    Returns:
        `None` if `MOST_PLANNED` are not enough.
    """
    return smallest(
        lambda groups: (
            power(groups, margin=margin, confidence=confidence, discordance=discordance) >= POWER
        ),
        MOST_PLANNED,
    )


@lru_cache(maxsize=_KEPT)
def detectable_margin(groups: int, *, confidence: float, discordance: float) -> float | None:
    """Smallest margin that is shown in `POWER` of runs without a true difference.

    Returns:
        `None` if no margin below 1 is shown.
    """
    return _least(
        lambda margin: (
            power(groups, margin=margin, confidence=confidence, discordance=discordance) >= POWER
        )
    )


@lru_cache(maxsize=_KEPT)
def detectable_loss(
    groups: int, *, margin: float, confidence: float, discordance: float
) -> float | None:
    """Smallest true loss that is shown to exceed the margin in `POWER` of runs.

    Returns:
        `None` if even the loss of every case would not be shown.
    """
    return _least(
        lambda loss: (
            loss > margin
            and power_to_condemn(
                groups, margin=margin, confidence=confidence, discordance=discordance, loss=loss
            )
            >= POWER
        )
    )


def rate_for_floor(groups: int, *, floor: float, confidence: float) -> float | None:
    """Smallest true rate of passing that is shown to exceed a floor in `POWER` of runs.

    At this rate, `POWER` of runs have as many passes as the exact limit (Clopper and Pearson 1934)
    needs, and the lower tail of the binomial distribution has the rest.

    Returns:
        `None` if the floor is not shown even if every group passes.
    """

    def clears(passes: int) -> bool:
        return exceeds(passes, groups, floor, 1.0 - confidence)

    passes = smallest(clears, groups)
    return None if passes is None else clopper_pearson_lower(passes, groups, POWER)


def _least(holds: Callable[[float], bool]) -> float | None:
    steps = smallest(lambda step: holds(step * _STEP), round(1.0 / _STEP) - 1)
    return None if steps is None else steps * _STEP


def _shares(discordance: float, difference: float) -> tuple[float, float]:
    if not 0.0 <= discordance <= 1.0:
        raise ValueError(f"a share of disagreeing pairs lies between 0 and 1, not {discordance}")
    if abs(difference) > discordance:
        raise ValueError(f"a difference of {difference} needs more than {discordance} disagreeing")
    return (discordance + difference) / 2.0, (discordance - difference) / 2.0


def _shown(groups: int, null: float, alpha: float, *, up: float, down: float) -> float:
    """Probability of a sample whose mean is shown to exceed `null`.

    Args:
        groups: Size of the sample.
        null: Null of the mean of values -1, 0 and 1.
        alpha: One-sided error rate.
        up: Share of 1.
        down: Share of -1.
    """
    most, found = -1, []
    rest = down / (1.0 - up) if up < 1.0 else 0.0
    for ups, chance in _binomial(groups, up):
        others = groups - ups
        # One more 1 never reduces the number of -1 that is allowed.
        while most < others and _exceeds(groups, ups, most + 1, null, alpha):
            most += 1
        found.append(chance * binomial_at_most(most, others, rest))
    return min(1.0, math.fsum(found))


def _exceeds(groups: int, ups: int, downs: int, null: float, alpha: float) -> bool:
    values = ((-1.0, downs), (0.0, groups - ups - downs), (1.0, ups))
    return p_value(tuple((value, float(n)) for value, n in values if n), null) < alpha


def _binomial(trials: int, share: float) -> Iterator[tuple[int, float]]:
    """Yield numbers of successes and their probabilities, ascending, without negligible ones."""
    if share in {0.0, 1.0} or not trials:
        yield round(trials * share), 1.0
        return
    spread = 7.0 * math.sqrt(trials * share * (1.0 - share)) + 25.0
    low, high = max(0, int(trials * share - spread)), min(trials, int(trials * share + spread) + 1)
    whole, odds = math.lgamma(trials + 1), math.log(share) - math.log1p(-share)
    base = whole + trials * math.log1p(-share)
    for n in range(low, high + 1):
        chance = math.exp(base - math.lgamma(n + 1) - math.lgamma(trials - n + 1) + n * odds)
        if chance > _NEGLIGIBLE:
            yield n, chance
