"""What the failures of a run suggest, and what that could cure and break."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from msgspec import UNSET
from msgspec.structs import replace
from run_builders import ask, make_completion, make_plan, make_suite, make_workload

from portcheck.model.chat import Sampling
from portcheck.model.run import Sample
from portcheck.model.suite import Case, CheckSpec
from portcheck.run.judge.scoring import score_samples
from portcheck.run.judge.tabulate import Results
from portcheck.run.prompts.suggest import Suggestion, suggestions

GATES = {name: {"margin": 0.1} for name in ("task", "structure", "tools", "refusal")}
REFUSAL = CheckSpec(name="refusal", id="refusal", gate="refusal", expect="none", automatic=True)


def check(name: str, arguments: Any, gate: str = "task") -> CheckSpec:
    return CheckSpec(name=name, arguments=arguments, id=name, gate=gate)


def suggested(
    entries: Sequence[tuple[CheckSpec, str]], *, finish: str = "stop", system: str | None = None
) -> dict[str, Suggestion]:
    """By name, where the candidate answers each check with a text, and the baseline with `x`."""
    cases = [
        Case(
            id=f"c{place}",
            request=replace(
                ask(f"q{place}"), system=system, sampling=Sampling(max_output_tokens=9)
            ),
            checks=(spec, REFUSAL),
        )
        for place, (spec, _) in enumerate(entries)
    ]
    plan = make_plan(make_suite(make_workload("w", cases, gates=GATES)))
    texts = {f"c{place}": text for place, (_, text) in enumerate(entries)}
    samples = {}
    for trial in plan.trials:
        said = make_completion("x" if trial.provider == "old" else texts[trial.case])
        said = replace(said, finish_reason=finish)
        samples[trial.key] = Sample(trial=trial.key, completion=said)
    found = suggestions(Results.of(plan, samples, score_samples(plan, samples)))
    return {one.variant.name: one for one in found}


WORDS = check("one_of", ["billing", "access"])


def test_words_around_a_listed_one() -> None:
    equals = check("equals", "billing")
    found = suggested(
        [
            (equals, "I would say billing here."),
            (check("equals", "access"), "access"),
            (WORDS, "billing"),
        ],
        system="Route.",
    )
    one = found["value-alone"]
    assert (one.failures, one.caused, one.cures, one.may_cure, one.breaks) == (1, 1, 1, 0, 0)
    assert one.variant.system == (
        '{{ original.system }}\n\nAnswer with exactly one of "billing", "access", and nothing else.'
    )
    assert one.counter_case is not None
    assert (one.cases, one.example) == (("c0",), "I would say billing here.")


def test_a_repair_may_break_what_passes() -> None:
    found = suggested(
        [
            (check("equals", "billing"), "It is billing."),
            (check("contains", {"all": ["because"]}), "access, because of the password"),
            (check("equals", "access"), "access"),
        ]
    )
    one = found["value-alone"]
    assert (one.cures, one.breaks) == (1, 1)
    assert one.counter_case is not None
    assert one.counter_case.case == "c1"
    assert "original" not in str(one.variant.system), "no case has a system prompt"


def test_json_in_a_fence_and_values_that_are_not_listed() -> None:
    schema = {
        "type": "object",
        "required": ["level"],
        "properties": {"level": {"enum": ["low", "very_high"]}},
    }
    spec = check("json_schema", schema, "structure")
    found = suggested(
        [
            (spec, '```json\n{"level": "low"}\n```'),
            (spec, '{"level": "Very High"}'),
            (spec, '{"level": "huge"}'),
            (spec, '{"grade": "low"}'),
            (spec, '{"level": "low"}'),
        ]
    )
    assert found["json-alone"].cures == 1
    listed = found["listed-values"]
    assert (listed.caused, listed.cures, listed.may_cure) == (2, 1, 1)
    assert '"level" is one of "low", "very_high"' in str(listed.variant.system)
    fields = found["all-fields"]
    assert (fields.cures, fields.may_cure) == (0, 1)


def test_listed_values_may_be_numbers() -> None:
    schema = {"type": "object", "properties": {"level": {"enum": [1, 2, None]}}}
    spec = check("json_schema", schema, "structure")
    found = suggested([(spec, '{"level": 7}'), (spec, '{"level": "1"}'), (spec, '{"level": 2} ok')])
    listed = found["listed-values"]
    assert (listed.caused, listed.may_cure) == (2, 2)
    assert '"level" is one of 1, 2, null.' in str(listed.variant.system)


def test_a_rounded_number_is_written_out() -> None:
    spec = check("numeric", {"value": 12.345, "tolerance": 0.0001})
    found = suggested([(spec, "The sum is 12.3"), (spec, "The sum is 99")])
    assert found["all-digits"].cures == 1


def test_a_cut_answer_gets_more_room() -> None:
    found = suggested([(check("contains", {"all": ["end"]}), "a long way")], finish="length")
    one = found["more-room"]
    assert (one.may_cure, one.variant.system, one.variant.settings) == (
        1,
        UNSET,
        {"max_output_tokens": 36},
    )


def test_refusals_with_a_cause_and_the_wrong_language() -> None:
    refused = "I'm sorry, but I can't help with that. I cannot provide medical advice."
    found = suggested([(check("contains", {"all": ["pain"]}), refused)])
    assert found["refused-advice"].may_cure == 1
    assert "medical" not in str(found["refused-advice"].variant.system)
    other = suggested(
        [(check("language", "de"), "This is an answer in plain English, not German.")]
    )
    assert other["language"].may_cure == 1


def test_a_tool_that_is_not_called() -> None:
    found = suggested([(check("tool_call", "lookup", "tools"), "I would look that up.")])
    assert found["call-the-tool"].may_cure == 1
    assert 'Call the tool "lookup"' in str(found["call-the-tool"].variant.system)


def test_what_the_suite_says_is_no_template_and_what_a_model_says_no_instruction() -> None:
    found = suggested(
        [
            (check("equals", "{{ secret }}"), "Well, {{ secret }} it is"),
            (check("equals", "b"), "b"),
        ]
    )
    system = str(found["value-alone"].variant.system)
    assert "{{ secret" not in system
    assert "Well" not in system


def test_without_failures_nothing_is_suggested() -> None:
    assert suggested([(WORDS, "billing")]) == {}
