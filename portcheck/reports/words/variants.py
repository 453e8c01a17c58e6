"""Describe prompt variants in words, the same for every report."""

from __future__ import annotations

from collections.abc import Iterator

from portcheck.model.numbers import count
from portcheck.model.parity import PromptVerdict, Verdict

PROMPTS = "Prompts that were judged"
"""Title of the list of `prompt_lines`."""
DIFF = "The prompt variant, as a diff"
"""Title of the lines of `diff`."""


def prompt_lines(verdict: Verdict) -> tuple[str, ...]:
    """Say which prompt decided, and the verdict of each; empty without variants."""
    return tuple(_prompt_lines(verdict))


def _prompt_lines(verdict: Verdict) -> Iterator[str]:
    if not verdict.variants:
        return
    judged, prompts = len(verdict.variants), verdict.prompts or 1
    earlier = prompts - judged
    before = f", {count(earlier, 'variant')} of other runs among them" if earlier > 0 else ""
    yield (
        f"The verdict is that of {_called(verdict.variant or None)}. The error rate is shared by "
        f"{count(prompts, 'prompt')}{before}."
    )
    for one in verdict.variants:
        yield _one(one)


def _one(one: PromptVerdict) -> str:
    said = f"{_called(one.variant)}: {one.verdict}, rule {one.rule}"
    if one.asked_before and one.rule != "variant_after_answers":
        cases = count(one.asked_before, "case")
        said += f"; answers to {cases} could be read before it was written, and do not count for it"
    if one.verdict == "safe" or not one.reasons:
        return f"{said}."
    return f"{said}: {one.reasons[0]}"


def _called(variant: str | None) -> str:
    return "the plain prompt" if variant is None else f"prompt variant {variant}"


def diff(verdict: Verdict) -> tuple[str, ...]:
    """The lines of the diff of the deciding prompt; empty if it is the plain one."""
    return tuple(line for change in verdict.changes for line in change.diff or ())


def target(candidate: str, variant: str | None) -> str:
    """Name a candidate with the variant that it needs."""
    return candidate if variant is None else f"{candidate}, prompt variant {variant}"
