from __future__ import annotations

from typing import Any

import pytest

from portcheck.imports.out.assertions import approximations, assertion_of, javascript_pattern, raw
from portcheck.imports.out.exported import CannotExportError
from portcheck.imports.suites.promptfoo.code.transforms import TRIMMED
from portcheck.model.suite import CheckSpec


def spec(name: str, arguments: Any = None, **more: Any) -> CheckSpec:
    return CheckSpec(name=name, arguments=arguments, **more)


@pytest.mark.parametrize(
    ("check", "made"),
    [
        (spec("equals", {"value": 4, "exact": True}), {"type": "equals", "value": "4"}),
        (spec("contains", ["a"]), {"type": "icontains", "value": "a"}),
        (
            spec("equals", {"value": "a", "exact": True}, extract={"regex": TRIMMED}),
            {"type": "equals", "value": "a", "transform": "output.trim()"},
        ),
        (
            spec("contains", {"any": ["a", "b"], "ignore_case": False}),
            {"type": "contains-any", "value": ["a", "b"]},
        ),
        (
            spec("contains", {"all": "a", "none": ["b"]}),
            {
                "type": "assert-set",
                "assert": [
                    {"type": "icontains", "value": "a"},
                    {"type": "not-icontains", "value": "b"},
                ],
            },
        ),
        (spec("called", ["a", "b"]), {"type": "trajectory:tool-used", "value": ["a", "b"]}),
        (spec("never", "a"), {"type": "not-trajectory:tool-used", "value": "a"}),
        (
            spec("before", ["a", "b"]),
            {"type": "trajectory:tool-sequence", "value": {"steps": ["a", "b"]}},
        ),
        (
            spec("at_most", {"a": 1}),
            {
                "type": "trajectory:step-count",
                "value": {"type": "tool", "pattern": "a", "max": 1},
            },
        ),
        (
            spec("arguments_match", {"tool": "a", "subset": {"x": ["{{y}}"]}}),
            {
                "type": "trajectory:tool-args-match",
                "value": {
                    "name": "a",
                    "args": {"x": ["{% raw %}{{y}}{% endraw %}"]},
                    "mode": "partial",
                },
            },
        ),
        (spec("regex", r"\Aa/b\Z"), {"type": "regex", "value": "^a/b$"}),
        (spec("regex", r"\A\[a b\."), {"type": "starts-with", "value": "[a b."}),
        (spec("regex", r"\A\d"), {"type": "regex", "value": r"^\d"}),
        (
            spec("regex", {"pattern": "a/b", "ignore_case": True}),
            {"type": "javascript", "value": r"/a\/b/i.test(output)"},
        ),
        (
            spec("regex", {"pattern": "a", "full": True}),
            {"type": "regex", "value": r"^\s*(?:a)\s*$"},
        ),
        (spec("json_schema", {"type": "object"}), {"type": "is-json", "value": {"type": "object"}}),
        (spec("json_schema", {"$comment": "any"}, json="lenient"), {"type": "contains-json"}),
        (spec("max_length", 40), {"type": "javascript", "value": "output.length <= 40"}),
        (spec("count", {"words": {"max": 9}}), {"type": "word-count", "value": {"max": 9}}),
        (spec("count", {"words": 9}), {"type": "word-count", "value": 9}),
        (spec("latency", 1.5), {"type": "latency", "threshold": 1500.0}),
        (spec("refusal", None, expect="full"), {"type": "is-refusal"}),
        (spec("refusal", "none", expect="none"), {"type": "not-is-refusal"}),
        (spec("finish_reason", ["stop"]), {"type": "finish-reason", "value": "stop"}),
        (spec("not", {"contains": ["a"]}), {"type": "not-icontains", "value": "a"}),
        (spec("not", {"max_length": 9}), {"type": "javascript", "value": "!(output.length <= 9)"}),
        (spec("not", {"contains": {"none": ["a"]}}), {"type": "icontains", "value": "a"}),
        (
            spec("any_of", [{"contains": ["a"]}, {"contains": ["b"]}]),
            {
                "type": "assert-set",
                "threshold": 0.499999999,
                "assert": [
                    {"type": "icontains", "value": "a"},
                    {"type": "icontains", "value": "b"},
                ],
            },
        ),
        (
            spec(
                "all_of",
                {
                    "checks": [{"contains": ["a"], "weight": 2, "extract": {"json": "a.0"}}],
                    "score": "weighted",
                    "at_least": 0.5,
                },
            ),
            {
                "type": "assert-set",
                "threshold": 0.5,
                "assert": [
                    {
                        "type": "icontains",
                        "value": "a",
                        "transform": "JSON.parse(output).a[0]",
                        "weight": 2,
                    }
                ],
            },
        ),
        (
            spec("contains", ["a"], gate="security"),
            {"type": "icontains", "value": "a", "metric": "security"},
        ),
    ],
)
def test_a_check_is_an_assertion(check: CheckSpec, made: dict[str, Any]) -> None:
    assert assertion_of(check) == made


@pytest.mark.parametrize(
    "check",
    [
        spec("facts", {"must": ["a"]}),
        spec("arguments_match", {"tool": "a", "each": [{"x": 1}]}),
        spec("arguments_match", {"tool": ["a", "b"], "exact": {}}),
        spec("only_after", {"a": "b"}),
        spec("tool_call", "find"),
        spec("equals", {"value": "file:///etc/passwd", "exact": True}),
        spec("equals", {"value": "{{a}}{% endraw %}{{b}}", "exact": True}),
        spec("regex", r"\p{P}"),
        spec("regex", "(?i)a"),
        spec("regex", "a++"),
        spec("regex", {"pattern": "a\nb", "ignore_case": True}),
        spec("edit_distance", {"value": "a", "max_edits": 1}),
        spec("latency", {"first_token_s": 1}),
        spec("refusal", None, expect="any"),
        spec("finish_reason", ["stop", "length"]),
        spec("count", {"sentences": 2}),
        spec("not", {"all_of": [{"contains": ["a"]}, {"contains": ["b"]}]}),
        spec("contains", ["a"], extract={"fence": True}),
        spec("contains", ["a"], extract={"json": "a['b"}),
        spec("contains", ["a"], turn=1),
        spec("code", "python"),
    ],
)
def test_what_has_no_word_is_refused(check: CheckSpec) -> None:
    with pytest.raises(CannotExportError):
        assertion_of(check)


def test_templates_are_hidden_from_promptfoo() -> None:
    assert raw(["{{a}}", "b", 3]) == ["{% raw %}{{a}}{% endraw %}", "b", 3]


def test_a_pattern_goes_out_as_it_came_in() -> None:
    assert javascript_pattern(r"\A[0-9]+\Z") == "^[0-9]+$"


@pytest.mark.parametrize(
    ("check", "lost"),
    [
        (spec("equals", "yes"), {"equals": "Unicode forms"}),
        (spec("equals", {"value": "yes", "exact": False}), {"equals": "JavaScript"}),
        (spec("equals", {"value": True, "exact": True}), {"equals": "JavaScript"}),
        (spec("equals", {"value": "yes", "exact": True}), {}),
        (spec("judge", {"rubric": "polite"}), {"judge": "panel"}),
        (spec("called", "a"), {"called": "a trace"}),
        (
            spec("arguments_match", {"tool": "a", "exact": {}}),
            {"arguments_match": "one matching call"},
        ),
        (spec("prefer", {"rubric": "shorter"}), {"prefer": "both orders"}),
        (spec("refusal", None, expect="none"), {"refusal": "own detector"}),
        (spec("contains", ["a"]), {"contains": "quotation marks"}),
        (spec("max_length", 9), {"max_length": "emoji"}),
        (spec("count", {"words": 9}), {}),
        (spec("json_schema", {"type": "object"}), {}),
        (spec("json_schema", {"type": "object"}, json="lenient"), {"json_schema": "anywhere"}),
        (spec("not", {"equals": "yes"}), {"equals": "JavaScript"}),
        (
            spec("any_of", [{"equals": "a"}, {"judge": {"rubric": "b"}, "weight": 2}]),
            {"equals": "JavaScript", "judge": "one model"},
        ),
        (
            spec("all_of", {"checks": [{"latency": 2}, {"refusal": "full", "expect": "full"}]}),
            {"refusal": "own detector"},
        ),
    ],
)
def test_what_is_lost_on_the_way_out_is_said(check: CheckSpec, lost: dict[str, str]) -> None:
    found = dict(approximations(check))
    assert set(found) == set(lost)
    for name, words in lost.items():
        assert words in found[name]
