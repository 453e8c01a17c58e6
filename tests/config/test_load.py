"""Loading files together: merging, references between them, requests, hostile content."""

from __future__ import annotations

import gc
import json
from pathlib import Path

import pytest
from corpus import BROKEN, GOOD, suite_text, write
from hypothesis import given, settings
from hypothesis import strategies as st

import portcheck
from portcheck.config.load import (
    SuiteHead,
    check_file,
    load,
    load_providers,
    read_request,
    suite_head,
)
from portcheck.config.problems.document import Document
from portcheck.errors import ConfigError, Problem
from portcheck.model.chat import Image, ToolChoice
from portcheck.model.codec import request_hash

SOUND = 'prompt: hello\nchecks: [{equals: "4"}]\ncases: [{id: a}]'


def problems(folder: Path, workload: str, top: str = "") -> tuple[Problem, ...]:
    return check_file(write(folder, suite_text(workload, top)))


def refused(suites: list[Path], providers: Path | None) -> tuple[Problem, ...]:
    with pytest.raises(ConfigError) as caught:
        load(suites, providers)
    return caught.value.problems


def test_a_workload_in_two_suites_is_a_mistake(tmp_path: Path) -> None:
    first = write(tmp_path, suite_text(SOUND), "one.yaml")
    second = write(tmp_path, suite_text(SOUND), "two.yaml")
    (found,) = refused([first, second], None)
    assert (found.file, found.line, found.pointer) == (str(second), 4, "/workloads/w")
    assert found.hint == f"the other one is in {first}"


def test_a_suite_and_its_providers_are_checked_together(tmp_path: Path) -> None:
    suite = write(tmp_path, suite_text(f"{SOUND}\nruns_on: gtp\nrequire: {{regoin: {{in: [eu]}}}}"))
    (found, doubt) = refused([suite], GOOD / "providers.yaml")
    assert (found.message, found.hint) == ("there is no provider 'gtp'", "did you mean 'gpt'?")
    assert doubt.severity == "warning"
    assert doubt.message == "no provider has the fact 'regoin'"
    assert "region" in doubt.hint
    assert load([suite], None).suite.workloads[0].runs_on == "gtp"


def test_mistakes_of_all_files_come_together(tmp_path: Path) -> None:
    suite = write(tmp_path, suite_text("riskk: high\n" + SOUND))
    providers = write(
        tmp_path, "portcheck: 1\nproviders:\n  a: {preset: gorq, model: m}\n", "p.yaml"
    )
    found = refused([suite], providers)
    assert {problem.file for problem in found} == {str(suite), str(providers)}


def test_a_broken_provider_is_still_one(tmp_path: Path) -> None:
    suite = write(tmp_path, suite_text(f"{SOUND}\nruns_on: a"))
    providers = write(tmp_path, "portcheck: 1\nproviders:\n  a: {}\n", "p.yaml")
    assert {problem.file for problem in refused([suite], providers)} == {str(providers)}


def test_missing_files_are_problems(tmp_path: Path) -> None:
    found = refused([tmp_path / "a.yaml"], tmp_path / "b.yaml")
    assert [problem.message for problem in found] == ["there is no such file"] * 2
    assert (found[0].line, found[0].column) == (0, 0)


def test_two_cases_that_ask_the_same_are_doubted_and_must_expect_the_same(tmp_path: Path) -> None:
    (found,) = problems(
        tmp_path, 'prompt: hello\nchecks: [{equals: "4"}]\ncases: [{id: a}, {id: b}]'
    )
    assert (found.severity, found.pointer) == ("warning", "/workloads/w/cases/1")
    differing = (
        'prompt: hello\ncases: [{id: a, checks: [{equals: "4"}]}, {id: b, checks: [{equals: "5"}]}]'
    )
    (found,) = problems(tmp_path, differing)
    assert (found.severity, found.pointer) == ("error", "/workloads/w/cases/1")


def test_limits_of_a_gate_that_nothing_feeds_are_doubted(tmp_path: Path) -> None:
    (found,) = problems(tmp_path, f"{SOUND}\ngates: {{tools: {{margin: 0.1}}}}")
    assert (found.severity, found.pointer) == ("warning", "/workloads/w/gates/tools")


@pytest.mark.parametrize(
    "checks",
    ["[{refusal: any}]", "[{refusal: {expect: any}}]", "[{refusal: , expect: any}]"],
)
def test_soft_gates_alone_decide_nothing(checks: str, tmp_path: Path) -> None:
    (found,) = problems(tmp_path, f"prompt: hello\nchecks: {checks}\ncases: [{{id: a}}]")
    assert "only soft gates" in found.message


@pytest.mark.parametrize("spelling", ["", "{}", "none", "{expect: none}"])
def test_spellings_of_the_default_expectation(spelling: str, tmp_path: Path) -> None:
    path = write(
        tmp_path, suite_text(f"prompt: hello\nchecks: [refusal: {spelling}]\ncases: [{{id: a}}]")
    )
    check, answered = load([path], None).suite.workloads[0].cases[0].checks
    assert (check.name, check.expect, check.arguments, check.id) == (
        "refusal",
        "none",
        None,
        "refusal",
    )
    assert (check.automatic or None, answered.name) == (None, "answered")


def test_an_answer_that_is_to_decline_need_not_answer(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        suite_text("prompt: hello\nchecks: [refusal: , expect: full]\ncases: [{id: a}]").replace(
            "[refusal: , expect: full]", "[{refusal: , expect: full}]"
        ),
    )
    (check,) = load([path], None).suite.workloads[0].cases[0].checks
    assert (check.name, check.expect) == ("refusal", "full")


@pytest.mark.parametrize("value", ["007", "yes", "1:30", "2027-06-30", "1_000"])
def test_expected_text_arrives_as_it_was_written(value: str, tmp_path: Path) -> None:
    path = write(
        tmp_path, suite_text(f"prompt: hello\nchecks: [{{equals: {value}}}]\ncases: [{{id: a}}]")
    )
    assert load([path], None).suite.workloads[0].cases[0].checks[0].arguments == value


def test_numbers_of_a_data_file_keep_their_digits(tmp_path: Path) -> None:
    lines = ['{"id": "a", "n": 9007199254740993}', '{"id": "b", "n": 9007199254740993.25}']
    write(tmp_path, "\n".join(lines), "rows.jsonl")
    workload = 'prompt: "{{ row.id }}"\ncases_from: {file: rows.jsonl, id: id, checks: [%s]}'
    path = write(tmp_path, suite_text(workload % '{json_fields: {n: "{{ row.n }}"}}'))
    cases = load([path], None).suite.workloads[0].cases
    found = [case.checks[0].arguments["n"] for case in cases]
    assert found == [9007199254740993, "9007199254740993.25"]


@pytest.mark.parametrize("key", ["seed", "max_output_tokens"])
def test_a_setting_that_no_run_folder_keeps_is_a_mistake(tmp_path: Path, key: str) -> None:
    largest = 2**53 - 1
    (found,) = problems(tmp_path, f"{SOUND}\nsampling: {{{key}: {largest + 1}}}")
    assert found.message == f"must be at most {largest}, found 9.0072e+15"
    assert found.hint.endswith(f"at most {largest}")
    assert problems(tmp_path, f"{SOUND}\nsampling: {{{key}: {largest}}}") == ()


def test_an_example_is_tried_with_the_rendered_arguments(tmp_path: Path) -> None:
    workload = """
prompt: "What is {{ sum }}?"
checks:
  - numeric: "{{ total }}"
    accepts: ["It is 4"]
cases:
  - {id: a, vars: {sum: 2 + 2, total: 4}}
  - {id: b, vars: {sum: 3 + 2, total: 5}}
"""
    (found,) = problems(tmp_path, workload)
    assert found.pointer == "/workloads/w/checks/0/accepts/0"
    assert found.hint == "for the case 'b'; expected 5, found 4"


def test_the_first_case_of_a_shared_mistake_is_named(tmp_path: Path) -> None:
    cases = "\n".join(f"  - {{id: c{i}, vars: {{other: x{i}}}}}" for i in range(100))
    workload = f'prompt: "{{{{ q }}}}"\nchecks: [{{equals: "4"}}]\ncases:\n{cases}'
    (found,) = problems(tmp_path, workload)
    assert (found.message, found.count) == ("there is no variable 'q'", 1)
    assert found.hint.startswith("for the case 'c0' and 99 more; ")


def test_a_mistake_in_the_case_itself_needs_no_name(tmp_path: Path) -> None:
    workload = 'checks: [{equals: "4"}]\ncases: [{id: a, prompt: "{{ q }}"}]'
    (found,) = problems(tmp_path, workload)
    assert (found.count, found.hint) == (1, "define it under 'vars'")


CALLS = """
prompt:
  messages:
    - {role: user, content: Look.}
    - role: assistant
      tool_calls:
        - {id: x, name: look, arguments: {what: "{{ what }}", n: 3, "{{ k }}": [true, "a {{ n }}"]}}
    - {role: tool, tool_call_id: x, content: Tea.}
checks: [{contains: tea}]
cases: [{id: a, vars: {what: "007", n: 5}}]
"""


def test_arguments_of_tool_calls_in_a_prompt_are_rendered(tmp_path: Path) -> None:
    path = write(tmp_path, suite_text(CALLS))
    request = load([path], None).suite.workloads[0].cases[0].request
    (call,) = request.messages[1].tool_calls
    assert call.arguments == {"what": "007", "n": 3, "{{ k }}": [True, "a 5"]}


def test_a_case_without_a_guard_says_so_unless_its_checks_are_in_doubt(tmp_path: Path) -> None:
    bare = "prompt: hello\nchecks: [{contains: {none: [X]}}]\ncases: [{id: a, gate: security, "
    (found,) = problems(tmp_path, bare + "replace_checks: true}]")
    assert (found.pointer, found.severity) == ("/workloads/w/cases/0/gate", "error")
    assert problems(tmp_path, bare + "repeats: 2}]") == ()


def test_an_empty_answer_is_doubted_with_its_line(tmp_path: Path) -> None:
    write(tmp_path, "id,body,queue\na,one,billing\nb,two,\n", "rows.csv")
    entry = 'prompt: "{{ row.body }}"\ncases_from: {file: rows.csv, id: id, checks: [CHECK]}'
    (found,) = problems(tmp_path, entry.replace("CHECK", '{equals: "{{ row.queue }}"}'))
    assert (found.severity, found.count) == ("warning", 1)
    assert found.hint.startswith("with the row on line 3 of ")
    exact = entry.replace("CHECK", '{equals: {value: "{{ row.queue }}", exact: true}}')
    assert problems(tmp_path, exact) == ()


def test_links_do_not_lead_out_of_the_suites_folder(tmp_path: Path) -> None:
    outside = write(tmp_path, "id,body\na,secret\n", "outside.csv")
    folder = tmp_path / "suites"
    folder.mkdir()
    (folder / "rows.csv").symlink_to(outside)
    entry = 'prompt: "{{ row.body }}"\ncases_from: {file: rows.csv, id: id}'
    (found,) = problems(folder, entry)
    assert "outside the suite's folder" in found.message
    (folder / "inner.csv").symlink_to(write(folder, "id,body\na,open\n", "real.csv"))
    assert problems(folder, entry.replace("rows.csv", "inner.csv")) == ()


def test_quoted_cells_of_several_lines_and_a_byte_order_mark(tmp_path: Path) -> None:
    (tmp_path / "rows.csv").write_bytes(
        b'\xef\xbb\xbfid,body\r\na,"two\nlines"\r\n\r\nb,one\r\nb,x\r\n'
    )
    (found,) = problems(tmp_path, 'prompt: "{{ row.body }}"\ncases_from: {file: rows.csv, id: id}')
    assert (found.file, found.line) == (str(tmp_path / "rows.csv"), 6)
    assert found.hint.startswith("the other one is on line 5")


@pytest.mark.slow
def test_ten_thousand_rows_take_seconds(tmp_path: Path) -> None:
    rows = [{"n": i, "text": f"row {i} {{{{ x }}}}", "sum": i + 1} for i in range(10_000)]
    write(tmp_path, "\n".join(map(json.dumps, rows)), "rows.jsonl")
    workload = """
prompt: "Add one: {{ text }}"
checks: [{max_length: 100}]
cases_from: {file: rows.jsonl, id: n, vars: {text: text}, checks: [{numeric: "{{ row.sum }}"}]}
"""
    cases = load([write(tmp_path, suite_text(workload))], None).suite.workloads[0].cases
    assert len(cases) == 10_000
    assert cases[-1].checks[1].arguments == 10_000
    assert cases[7].request.messages[0].text == "Add one: row 7 {{ x }}"


def test_many_different_mistakes_at_one_template_do_not_flood(tmp_path: Path) -> None:
    write(tmp_path, "\n".join(f'{{"id": {i}, "n": "word{i}"}}' for i in range(300)), "rows.jsonl")
    workload = """
prompt: "{{ row.id }}"
cases_from: {file: rows.jsonl, id: id, checks: [{numeric: "{{ row.n }}"}]}
"""
    found = problems(tmp_path, workload)
    assert len(found) == 5
    assert [problem.count for problem in found] == [1] * 5
    assert found[-1].message == "296 more mistakes of this kind, with other values"


def test_a_request_of_the_command_line(tmp_path: Path) -> None:
    data = {
        "system": "Be brief.",
        "messages": [
            {"role": "user", "content": [{"type": "text", "text": "hi \U0001f600"}]},
            {
                "role": "user",
                "content": [{"type": "image", "media_type": "image/png", "data": "iVBO"}],
            },
        ],
        "tools": [{"type": "function", "function": {"name": "look"}}],
        "tool_choice": {"name": "look"},
        "response_schema": None,
        "sampling": {"temperature": 0, "max_output_tokens": 5, "stop": ["x"], "seed": None},
    }
    request = read_request(write(tmp_path, json.dumps(data), "request.json"))
    assert request.messages[0].text == "hi \U0001f600"
    assert isinstance(request.messages[1].content[0], Image)
    assert request.tools[0].name == "look"
    assert request.tool_choice == ToolChoice(mode="tool", name="look")
    assert request.sampling.stop == ("x",)


def test_mistakes_of_a_request_have_places(tmp_path: Path) -> None:
    text = '{"messages": [{"role": "usr", "content": "hi"}],\n "sampling": {"max_tokens": 3}}'
    with pytest.raises(ConfigError) as caught:
        read_request(write(tmp_path, text, "request.json"))
    assert [(p.line, p.column, p.hint) for p in caught.value.problems] == [
        (1, 24, "did you mean 'user'?"),
        (2, 15, "did you mean 'max_output_tokens'?"),
    ]


@pytest.mark.parametrize("text", ["", "[]", "{}", "{", '{"messages": []}', "null", "3"])
def test_what_is_no_request(text: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigError):
        read_request(write(tmp_path, text, "request.json"))


@settings(max_examples=120, deadline=None)
@given(st.binary(max_size=120))
def test_arbitrary_bytes_raise_nothing_but_mistakes(
    tmp_path_factory: pytest.TempPathFactory, data: bytes
) -> None:
    path = tmp_path_factory.getbasetemp() / "bytes.yaml"
    path.write_bytes(data)
    assert check_file(path)
    for read in (
        lambda: load([path], None),
        lambda: load_providers(path),
        lambda: read_request(path),
    ):
        with pytest.raises(ConfigError):
            read()


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-3, 3)
    | st.sampled_from(["x", "{{ x }}", "none", "a b"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "id",
                    "prompt",
                    "checks",
                    "cases",
                    "cases_from",
                    "equals",
                    "refusal",
                    "user",
                    "vars",
                    "messages",
                    "role",
                    "content",
                    "tools",
                    "name",
                    "gates",
                    "task",
                    "margin",
                    "expect",
                    "tool_choice",
                    "accepts",
                    "file",
                    "images",
                    "text",
                    "require",
                    "sampling",
                    "gate",
                ]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@pytest.mark.slow
@settings(max_examples=250, deadline=None)
@given(VALUES, VALUES, VALUES)
def test_any_shape_of_a_suite_gives_problems_not_crashes(
    tmp_path_factory: pytest.TempPathFactory, workload: object, defaults: object, case: object
) -> None:
    path = tmp_path_factory.getbasetemp() / "shape.yaml"
    suite = {
        "portcheck": 1,
        "suite": "s",
        "defaults": defaults,
        "workloads": {"w": workload, "v": {"prompt": "x", "checks": [case], "cases": [case]}},
    }
    path.write_text(json.dumps(suite), "utf-8")
    for problem in check_file(path):
        assert problem.line >= 1


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(sorted(BROKEN.glob("*.yaml"))), st.data())
def test_cut_files_give_problems_not_crashes(
    tmp_path_factory: pytest.TempPathFactory, path: Path, data: st.DataObject
) -> None:
    content = path.read_bytes()[:2000]
    cut = data.draw(st.integers(0, len(content)))
    copy = tmp_path_factory.getbasetemp() / "cut.yaml"
    copy.write_bytes(content[:cut])
    check_file(copy)


def test_a_percentage_is_written_as_a_share(tmp_path: Path) -> None:
    path = tmp_path / "s.yaml"
    path.write_text(
        "portcheck: 1\nsuite: s\nworkloads:\n  w:\n    prompt: hello\n"
        "    gates: {refusal: {margin: 5%}}\n    cases: [{id: c}]\n"
    )
    (problem,) = check_file(path)
    assert (problem.line, problem.hint) == (6, "write 0.05")


def test_a_column_that_is_used_without_vars_is_named(tmp_path: Path) -> None:
    write(tmp_path, "id;ticket;queue\n1;hello;billing\n2;bye;access\n", "rows.csv")
    workload = """
prompt: "{{ ticket }}"
cases_from: {file: rows.csv, id: id, checks: [{equals: "{{ quueue }}"}]}
"""
    (asked, expected) = problems(tmp_path, workload)
    assert asked.count == 1
    assert "{{ row.ticket }}, or add 'ticket: ticket' under 'vars' of cases_from" in asked.hint
    assert "with the row on line 2" in asked.hint
    assert "and 1 more" in asked.hint
    assert "it is a column" not in expected.hint


@pytest.mark.parametrize(
    ("statement", "instead"),
    [
        ("{% if a %}b{% endif %}", "write a condition as {{ 'text' if name else '' }}"),
        ("{%- for x in a %}b{% endfor %}", "write a list as {{ items | join(', ') }}"),
        ("{% set x = 1 %}", "put the value under 'vars'"),
        ("{% include 'x' %}", "to read a prompt from a file, write user_file: NAME"),
        ("100 {% off", "only expressions are: {{ name }}"),
    ],
)
def test_a_statement_says_what_to_write_instead(
    tmp_path: Path, statement: str, instead: str
) -> None:
    workload = f'prompt: "{statement}"\nchecks: [{{equals: "4"}}]\ncases: [{{id: a}}]'
    (found,) = problems(tmp_path, workload)
    assert found.hint == f"{instead}; for the sign itself write {{{{ '{{%' }}}}"


def test_words_in_place_of_a_list_are_written_as_one(tmp_path: Path) -> None:
    workload = "prompt: hi\nchecks: [{one_of: billing; access point}]\ncases: [{id: a}]"
    (found,) = problems(tmp_path, workload)
    assert found.hint == "write [billing, access point]"


@pytest.mark.parametrize("escape", ["\\b", "\\e", "\\N", "\\L", "\\P"])
def test_an_escape_that_double_quotes_change_is_no_pattern(tmp_path: Path, escape: str) -> None:
    workload = f'prompt: hi\nchecks: [{{regex: "{escape}word"}}]\ncases: [{{id: a}}]'
    (found,) = problems(tmp_path, workload)
    assert f"as double quotes make it of {escape}" in found.message
    quoted = "prompt: hi\nchecks: [{regex: '\\bword'}]\ncases: [{id: a}]"
    assert [p for p in problems(tmp_path, quoted) if p.severity == "error"] == []


def test_a_setting_of_some_vendors_has_its_place(tmp_path: Path) -> None:
    workload = "sampling: {min_p: 0.1}\nprompt: hi\nchecks: [{equals: x}]\ncases: [{id: a}]"
    (found,) = problems(tmp_path, workload)
    assert found.message == "unknown key 'min_p'"
    assert "put {min_p: ...} under options.extra_body of a provider" in found.hint


ROWS = """
prompt: {messages: "{{ row.messages }}"}
checks: [{contains: tea}]
cases_from: {file: rows.jsonl, id: id}
"""


def rows_with(folder: Path, *conversations: object) -> str:
    rows = [json.dumps({"id": i, "messages": one}) for i, one in enumerate(conversations)]
    write(folder, "\n".join(rows), "rows.jsonl")
    return ROWS


def test_conversations_of_rows_are_data(tmp_path: Path) -> None:
    system = {"role": "system", "content": "Hold {{ braces }}"}
    said = {"role": "user", "content": "Tea {{ 7 * 7 }}? {% if %}"}
    workload = rows_with(tmp_path, [system, said], json.dumps([said]))
    path = write(tmp_path, suite_text(workload))
    first, second = (case.request for case in load([path], None).suite.workloads[0].cases)
    assert first.system == "Hold {{ braces }}"
    assert first.messages[0].text == "Tea {{ 7 * 7 }}? {% if %}"
    assert (second.system, second.messages) == (None, first.messages)


def test_a_mistake_in_a_conversation_has_the_place_of_its_row(tmp_path: Path) -> None:
    ends = [{"role": "user", "content": "x"}, {"role": "assistant", "content": "y"}]
    workload = rows_with(tmp_path, "hello", [{"role": "human", "content": "x"}], ends)
    found = problems(tmp_path, workload)
    assert [(Path(p.file).name, p.line, p.severity) for p in found[:3]] == [
        ("rows.jsonl", 1, "error"),
        ("rows.jsonl", 2, "error"),
        ("rows.jsonl", 3, "warning"),
    ]
    assert "turn 1: 'human' is not a role" in found[1].message
    assert (
        "the conversation ends with a turn of the assistant, which is sent as the beginning of "
        "the answer" in found[2].message
    )


def test_messages_as_text_need_an_expression(tmp_path: Path) -> None:
    for text in ("hello", "{{ row.messages }} and more", "{{ a }}{{ b }}"):
        workload = ROWS.replace("{{ row.messages }}", text)
        write(tmp_path, '{"id": 1, "messages": [{"role": "user", "content": "x"}]}', "rows.jsonl")
        assert "needs a list of turns" in problems(tmp_path, workload)[0].message


def test_a_mistake_in_a_prompt_file_is_found_at_its_place_there(tmp_path: Path) -> None:
    (tmp_path / "reply.md").write_text("Dear {{ name }},\n\n  your {{ ticktet }} is {{ name }}\n")
    (tmp_path / "rules.md").write_text("One.\n{{ '{%' }} a {% if b %}")
    workload = """
prompt: {user_file: reply.md, system_file: rules.md}
checks: [{contains: tea}]
cases: [{id: a, vars: {name: n}}]
"""
    broken, unknown = sorted(problems(tmp_path, workload), key=lambda one: one.line)
    assert (Path(broken.file).name, broken.line, broken.column) == ("rules.md", 2, 14)
    assert (Path(unknown.file).name, unknown.line, unknown.column) == ("reply.md", 3, 8)
    assert unknown.message == "there is no variable 'ticktet'"
    assert unknown.hint == "for the case 'a'; valid here: name"


def test_shipped_recordings_answer_the_shipped_suite() -> None:
    """Their keys are hashes of requests from before newer settings were there."""
    folder = Path(portcheck.__file__).parents[1] / "suites"
    loaded = load([folder / "quickstart.yaml"], None)
    asked = {request_hash(case.request) for work in loaded.suite.workloads for case in work.cases}
    for name in ("smollm2", "gemma"):
        lines = (folder / "recordings" / f"{name}.jsonl").read_text("utf-8").splitlines()
        assert asked <= {json.loads(line).get("hash") for line in lines}  # a head has none


def test_a_suite_says_what_it_is_without_its_cases(tmp_path: Path) -> None:
    file = tmp_path / "suite.yaml"
    file.write_text("suite: s\nabout: It asks.\nlanguages: [en, pt-BR]\nworkloads: 1\n")
    assert suite_head(file) == SuiteHead(name="s", about="It asks.", languages=("en", "pt-BR"))
    file.write_text("suite: s\nabout: [1]\nlanguages: en\n")
    assert suite_head(file) == SuiteHead(name="s", about="", languages=())
    file.write_text("providers: {}\n")
    assert suite_head(file) is None
    assert suite_head(tmp_path / "absent.yaml") is None


@pytest.mark.parametrize("controls", ["", "controls: [injection]\n"])
def test_what_was_read_is_forgotten_with_the_suite_without_a_search_for_garbage(
    tmp_path: Path, controls: str
) -> None:
    path = write(tmp_path, suite_text(controls + SOUND))
    load([path], None)  # what is made once is made
    gc.collect()
    gc.disable()
    try:
        before = _documents()
        found = load([path], None)
        assert _documents() > before
        del found
        assert _documents() == before
    finally:
        gc.enable()


def _documents() -> int:
    return sum(isinstance(one, Document) for one in gc.get_objects())


@pytest.mark.parametrize("beside", ["tests: []", "providers: [openai:gpt-4o]", "defaultTest: {}"])
def test_a_promptfoo_configuration_is_told_how_to_become_a_suite(
    tmp_path: Path, beside: str
) -> None:
    path = tmp_path / "my promptfoo.yaml"
    path.write_text(f"prompts: ['hi {{{{q}}}}']\n{beside}\n", "utf-8")
    with pytest.raises(ConfigError) as caught:
        load([path], None)
    for (found,) in (check_file(path), caught.value.problems):
        assert found.message == "this is a promptfoo configuration"
        assert found.hint == f"make a suite of it: portcheck init --from-promptfoo '{path}'"
