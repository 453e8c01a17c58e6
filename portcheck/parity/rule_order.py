"""The closed list of rules in the order they are tried: name, verdict, meaning.

The first rule that applies decides. Documentation and reports are generated from this list, and
`portcheck.parity.verdict` tries the rules in its order.
"""

from __future__ import annotations

from msgspec import Struct

from portcheck.model.comparison.verdict_names import VerdictName


class Rule(Struct, frozen=True, kw_only=True):
    """One named rule."""

    name: str
    verdict: VerdictName
    meaning: str
    """One sentence for documentation, without a trailing full stop."""


RULES: tuple[Rule, ...] = (
    Rule(
        name="capability",
        verdict="unsafe",
        meaning="The workload needs something that the candidate does not support",
    ),
    Rule(
        name="requirement_violated",
        verdict="unsafe",
        meaning="A requirement is known to be violated by the candidate",
    ),
    Rule(
        name="confirmed_breach",
        verdict="unsafe",
        meaning="A zero-tolerance gate has a confirmed breach",
    ),
    Rule(
        name="gate_inferior",
        verdict="unsafe",
        meaning=(
            "On a hard score gate the candidate is shown to be worse by more than the margin, "
            "adjusted for the number of hard score gates"
        ),
    ),
    Rule(
        name="served_model_changed",
        verdict="inconclusive",
        meaning="A provider answered with another model in the middle of the run",
    ),
    Rule(
        name="variant_after_answers",
        verdict="inconclusive",
        meaning=("The prompt variant was written after answers to all of its cases could be read"),
    ),
    Rule(
        name="no_evidence",
        verdict="inconclusive",
        meaning="No hard gate was fed by an answer; policy and capability alone prove nothing",
    ),
    Rule(
        name="nothing_checked",
        verdict="inconclusive",
        meaning="The workload has no check of its own; automatic checks are no evidence",
    ),
    Rule(
        name="unconfirmed_breach",
        verdict="inconclusive",
        meaning=(
            "A zero-tolerance gate has a flag that nobody has upheld or dismissed, or an answer "
            "that its check could not look at"
        ),
    ),
    Rule(
        name="partial_run",
        verdict="inconclusive",
        meaning="Only a part of the cases was run",
    ),
    Rule(
        name="too_many_missing",
        verdict="inconclusive",
        meaning="More cases lack an answer, on either side, than the workload allows",
    ),
    Rule(
        name="language_not_measured",
        verdict="inconclusive",
        meaning=(
            "A check that the suite states rests on a detector, and too many answers are in a "
            "language in which that was not measured"
        ),
    ),
    Rule(
        name="too_few_clean",
        verdict="inconclusive",
        meaning=(
            "The clean cases of a zero-tolerance gate prove less than its limit, which the suite "
            "states, or which is all the evidence there is"
        ),
    ),
    Rule(
        name="gate_inferior_uncorrected",
        verdict="inconclusive",
        meaning=(
            "A hard score gate is shown inferior on its own, but not once adjusted for the number "
            "of hard score gates"
        ),
    ),
    Rule(
        name="floor_not_shown",
        verdict="inconclusive",
        meaning="The candidate's own rate is not shown to exceed the floor of a hard gate",
    ),
    Rule(
        name="gate_not_shown",
        verdict="inconclusive",
        meaning="A hard gate is neither shown to hold nor shown to fail",
    ),
    Rule(
        name="soft_gate_exceeded",
        verdict="conditional",
        meaning="Every hard gate is shown, but a soft gate is outside its limit",
    ),
    Rule(
        name="soft_gate_not_shown",
        verdict="conditional",
        meaning="Every hard gate is shown, but a soft gate is not shown to be inside its limit",
    ),
    Rule(
        name="requirement_unknown",
        verdict="conditional",
        meaning="Every hard gate is shown, but a required fact is unknown",
    ),
    Rule(
        name="form_only",
        verdict="conditional",
        meaning=(
            "Every hard gate is shown, but no check of the workload says whether answers are right"
        ),
    ),
    Rule(
        name="judge_not_measured",
        verdict="conditional",
        meaning=(
            "Every hard gate is shown, but one rests on a judge or detector that is not measured, "
            "or too often wrong"
        ),
    ),
    Rule(
        name="language_not_measured",
        verdict="conditional",
        meaning=(
            "Every hard gate is shown, but too many answers are in a language in which the "
            "detector of the automatic check was not measured"
        ),
    ),
    Rule(
        name="too_few_clean",
        verdict="conditional",
        meaning=(
            "Every other hard gate is shown, but the clean cases of a zero-tolerance gate prove "
            "less than its usual limit"
        ),
    ),
    Rule(
        name="not_what_runs_today",
        verdict="conditional",
        meaning="Every hard gate is shown, but against a baseline that is not what runs today",
    ),
    Rule(
        name="all_gates_shown",
        verdict="safe",
        meaning=(
            "Every hard gate is shown, its floor met, every soft gate is inside its limit, and "
            "every requirement is met"
        ),
    ),
)
"""All rules in the order they are tried; the first that applies decides. Two names occur
twice: their finding may leave the verdict open, or may be a condition."""
