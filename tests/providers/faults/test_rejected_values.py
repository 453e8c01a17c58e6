"""One value of a setting, or the setting itself."""

from __future__ import annotations

import pytest

from portcheck.providers.faults.rejected_values import offered_efforts, rejects_every_value

THE_SETTING = [
    "Unsupported parameter: 'temperature' is not supported with this model.",
    "'temperature' does not support 0.2 with this model. Only the default (1) value is supported.",
    "`top_p` is deprecated for this model.",
    "temperature: Extra inputs are not permitted",
    "Unrecognized request argument supplied: seed",
    "Unknown name \"topK\" at 'generation_config': Cannot find field.",
    "This model does not support the effort parameter.",
    "body.presence_penalty: Extra inputs are not permitted",
    "acme does not support parameters: ['frequency_penalty'], for model=acme-1",
    "Argument not supported on this model: presencePenalty",
    "top_k is no longer accepted",
]
ONE_VALUE = [
    "temperature: range: 0..1",
    "temperature must be between 0 and 1",
    "top_p should be less than or equal to 1",
    "Invalid value for 'temperature': 1.7",
    "Unsupported value: 'reasoning_effort' does not support 'minimal' with this model. Supported "
    "values are: 'low', 'medium', and 'high'.",
    "`temperature` may only be set to 1 when thinking is enabled",
    "temperature is not supported with reasoning",
    "top_k: Input should be greater than or equal to 1",
    "seed must be a 32-bit integer",
    "presence_penalty exceeds the maximum of 2",
    "temperature and effort are not supported while thinking",
    "effort: expected one of low, high",
    "temperature 3 rejected",
    "",
]


@pytest.mark.parametrize("message", THE_SETTING)
def test_the_setting(message: str) -> None:
    assert rejects_every_value(message)


@pytest.mark.parametrize("message", ONE_VALUE)
def test_one_value(message: str) -> None:
    assert not rejects_every_value(message)


@pytest.mark.parametrize(
    ("message", "value", "expected"),
    [
        ("'effort' does not support 'xhigh' with this model.", "xhigh", False),
        ("'effort' does not support 'xhigh' with this model.", "high", True),
        ("temperature 0.3 is not supported by acme-1", "0.3", False),
        ("temperature is not supported by acme-1", "1", True),
        ("temperature is not supported by acme-3.1", "3", True),
        ("Only the default (1) is supported: 'temperature' does not support 0.2", "0.2", True),
        ("Unsupported value: 'temperature' is not supported with this model.", "0.3", True),
    ],
)
def test_a_sentence_that_repeats_the_value_speaks_of_it(
    message: str, value: str, expected: bool
) -> None:
    assert rejects_every_value(message, value) is expected


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        (
            "Unsupported value: 'reasoning_effort' does not support 'minimal' with this model. "
            "Supported values are: 'low', 'medium', and 'high'.",
            ("low", "medium", "high"),
        ),
        (
            "effort: Input should be 'low', 'medium', 'high' or 'max'",
            ("low", "medium", "high", "max"),
        ),
        ("`reasoning_effort` must be one of `none` or `default`", ("none",)),
        ("Expected 'low' | 'high', received 'xhigh'", ("low", "high")),
        ("effort 'xhigh' is not supported by this model", ()),
        ("This model does not support the effort parameter.", ()),
        ("thinking_level LOW is rejected: use MEDIUM or HIGH", ("medium", "high")),
        ("", ()),
    ],
)
def test_what_is_offered_instead(message: str, expected: tuple[str, ...]) -> None:
    assert offered_efforts(message) == expected
