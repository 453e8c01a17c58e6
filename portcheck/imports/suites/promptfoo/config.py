"""Convert a configuration of promptfoo to a suite: a workload per prompt, a case per test."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from portcheck.imports.suites.converted import (
    CannotSayError,
    FileRefusedError,
    Files,
    Foreign,
    Made,
    Place,
    Render,
    unique,
)
from portcheck.imports.suites.promptfoo.assertions import Asking, check_of, weighted
from portcheck.imports.suites.promptfoo.code.javascript import Check
from portcheck.imports.suites.promptfoo.panel import add_panel
from portcheck.imports.suites.promptfoo.prompts import Prompt, chat, read_prompts
from portcheck.imports.suites.promptfoo.providers import read_providers, shared_settings
from portcheck.imports.suites.promptfoo.templates import LONE, filled, has_statements, uses
from portcheck.imports.suites.promptfoo.tests_of import Test, read_test, read_tests, tags_of
from portcheck.imports.suites.promptfoo.trajectories import NOTE, is_of_steps
from portcheck.imports.suites.promptfoo.variables import combinations, unusable

_READ = frozenset(
    {"prompts", "providers", "targets", "tests", "scenarios", "defaultTest", "description"}
    | {"evaluateOptions", "$schema", "assertionTemplates"}
)
_WHY: Mapping[str, str] = {
    "redteam": "promptfoo generates attacks: import the file of tests that it writes",
    "env": "variables stay in the environment and are not copied",
    "outputPath": "`portcheck report` writes files",
    "sharing": "portcheck shares nothing",
    "extensions": "they are programs, which an import never runs",
    "nunjucksFilters": "they are programs, which an import never runs",
    "derivedMetrics": "verdicts rest on gates, not on sums of scores",
    "tracing": "portcheck has no traces",
    "commandLineOptions": "they are options of promptfoo: give those of `portcheck run` there",
}
MOST_COMBINATIONS = 10_000
"""Most combinations of the variables of one test."""
MOST_CASES = 20_000
"""Most cases of one suite."""
_GRADER = "--judge names the judges, and portcheck writes their prompt"
_KNOWN = frozenset({"type", "value", "threshold", "weight", "transform", "metric", "assert"})
_METRIC = "metric names belong to promptfoo: portcheck names a check by its kind"
_UNSEEN = "no assertion uses its result"
_OPTIONS = frozenset({"transform", "postprocess", "prefix", "suffix", "disableVarExpansion"})


class _Reading(Struct):
    """The state while tests become cases."""

    made: Made
    files: Files
    asking: Asking
    default: Test
    places: dict[str, set[str]]
    """Ids of the cases of each workload."""
    asked: dict[tuple[str, str], dict[str, Any]]
    """Case by workload and request."""
    render: Render | None = None


def import_promptfoo(
    config: Foreign,
    files: Files,
    name: str,
    judges: Sequence[str] = (),
    render: Render | None = None,
) -> Made:
    """Convert a configuration to a suite and providers, and list all that they cannot express.

    Args:
        config: the configuration.
        files: the files beside it.
        name: name of the suite.
        judges: models that judge free text, in promptfoo's notation of providers.
        render: renders prompts and variables with statements; `None` lists them as omitted.
    """
    made = Made(name=name, source=config.file, tool="promptfoo")
    if not isinstance(config.value, dict):
        made.omit(config.place(), "file", "it is not a mapping with prompts and tests")
        return made
    for key in config.value:
        if key not in _READ:
            made.omit(config.place(key), key, _WHY.get(key, "a suite has no such key"))
    providers = read_providers(config, files, made)
    settings = shared_settings(providers, made, config.place("providers"))
    panel = add_panel(judges, files, made)
    default = _default(config, files, made)
    tools = tuple(tool["name"] for tool in settings.get("tools", ()))
    asking = Asking(files, tools, bool(panel), parsed="response_schema" in settings)
    reading = _Reading(made, files, asking, default, {}, {}, render)
    prompts = read_prompts(config, files, made, rendered=render is not None)
    for prompt in prompts:
        made.workloads[prompt.id] = made.at(
            _workload(config, prompt, settings, panel, reading), prompt.place
        )
    for test in read_tests(config, files, made):
        _add_cases(test, prompts, reading)
    made.workloads = {key: found for key, found in made.workloads.items() if found["cases"]}
    for workload in made.workloads.values():
        _settle_prompt(workload)
    return made


def _settle_prompt(workload: dict[str, Any]) -> None:
    """Move the prompt to the cases if one of them has a whole conversation instead of a text."""
    whole = [case for case in workload["cases"] if "messages" in case.get("prompt", {})]
    if whole and "prompt" in workload:
        prompt = workload.pop("prompt")
        for case in workload["cases"]:
            case.setdefault("prompt", dict(prompt))


def _default(config: Foreign, files: Files, made: Made) -> Test:
    value = config.value.get("defaultTest")
    if isinstance(value, str):
        try:
            value = files.document(value.removeprefix("file://")).value
        except FileRefusedError as exc:
            made.omit(config.place("defaultTest"), "defaultTest", str(exc))
            value = {}
    if isinstance(value, dict) and isinstance(value.get("assert"), list):
        places = [config.place("defaultTest", "assert", n) for n in range(len(value["assert"]))]
        value = {**value, "assert": list(zip(places, value["assert"], strict=True))}
    place = config.place("defaultTest")
    test = read_test(value or {}, place, "defaultTest", made, {}) or Test("defaultTest", place)
    _list_options(test, made)
    tests = config.value.get("tests")
    if not test.asserts and not (isinstance(tests, list) and any(map(_has_checks, tests))):
        for key in sorted({"transform", "postprocess"} & set(test.options)):
            made.omit(place, f"defaultTest: options.{key}", _UNSEEN)
    return test


def _has_checks(test: Any) -> bool:
    """Whether a test may have assertions; tests in files may."""
    return not isinstance(test, dict) or bool(test.get("assert")) or "path" in test


def _workload(
    config: Foreign,
    prompt: Prompt,
    settings: Mapping[str, Any],
    panel: Any,
    reading: _Reading,
) -> dict[str, Any]:
    description = config.value.get("description")
    found: dict[str, Any] = {}
    if isinstance(description, str):
        found["about"] = description
    if prompt.statements is None:
        found["prompt"] = prompt.written()
    sampling = {
        key.removeprefix("sampling."): value
        for key, value in settings.items()
        if key.startswith("sampling.")
    }
    if sampling:
        found["sampling"] = sampling
    found |= {key: value for key, value in settings.items() if "." not in key}
    options = config.value.get("evaluateOptions")
    for key, value in options.items() if isinstance(options, dict) else ():
        if key == "repeat" and isinstance(value, int) and 1 < value <= 1000:
            found["repeats"] = value
        elif key != "repeat":
            place = config.place("evaluateOptions", key)
            reading.made.omit(place, key, "pace and cache are settings of providers and of `run`")
    if panel:
        found["judges"] = panel
    default = reading.default
    if default.threshold is None and default.asserts:
        transform = default.options.get("transform", default.options.get("postprocess"))
        checks = [check for check, _ in _checks(default.asserts, transform, reading)]
        if checks:
            found["checks"] = checks
    found["cases"] = []
    return found


def _checks(
    asserts: Sequence[tuple[Place, Any]], transform: Any, reading: _Reading
) -> Iterator[tuple[Check, Any]]:
    """Yield each assertion's check and weight, and list those without an equivalent."""
    asking = replace(reading.asking, transform=transform)
    for place, assertion in asserts:
        if not isinstance(assertion, dict):
            reading.made.omit(place, "assertion", "it is not a mapping")
            continue
        kind = assertion.get("type")
        try:
            check = check_of(assertion, asking)
        except CannotSayError as exc:
            reading.made.omit(place, f"assertion {kind}", str(exc))
            continue
        reading.made.kept += 1
        for key in sorted(set(assertion) - _KNOWN, key=str):
            graders = key in {"provider", "rubricPrompt"}
            why = _GRADER if graders else "a check has no such setting"
            reading.made.omit(place, f"assertion {kind}: {key}", why)
        if assertion.get("metric"):
            reading.made.note(_METRIC)
        if is_of_steps(str(kind)):
            reading.made.note(NOTE)
        yield reading.made.at(check, place), assertion.get("weight", 1)


def _add_cases(test: Test, prompts: Sequence[Prompt], reading: _Reading) -> None:
    made = reading.made
    options = {**reading.default.options, **test.options}
    _list_options(test, made)
    if not test.asserts and not reading.default.asserts:
        for key in sorted({"transform", "postprocess"} & set(test.options)):
            made.omit(test.place, f"{test.name}: options.{key}", _UNSEEN)
    wanted = test.prompts if test.prompts is not None else reading.default.prompts
    asked_of = [one for one in prompts if wanted is None or one.is_called(wanted)]
    if not asked_of and prompts:
        called = ", ".join(wanted or ()) or "because its list of prompts is empty"
        made.omit(test.place, test.name, f"there is no prompt {called}")
    sets = _value_sets(test, options, len(asked_of), reading)
    for number, values in enumerate(sets, 1):
        label = test.name
        if len(sets) > 1:
            first, _, rest = test.name.partition(" ")
            label = f"{first}.{number} {rest}".strip()
        for prompt in asked_of:
            try:
                _add_case(label, test, prompt, values, options, reading)
            except CannotSayError as exc:
                made.omit(test.place, label, str(exc))


def _value_sets(
    test: Test, options: Mapping[str, Any], prompts: int, reading: _Reading
) -> list[dict[str, Any]]:
    """The values of each case of a test; combinations beyond the limit are listed."""
    made = reading.made
    variables = {**reading.default.vars, **test.vars}
    cases = sum(len(workload["cases"]) for workload in made.workloads.values())
    most = min(MOST_COMBINATIONS, (MOST_CASES - cases) // max(1, prompts))
    if most < 1:
        made.omit(test.place, test.name, f"an import takes at most about {MOST_CASES} cases")
        return []
    try:
        expand = not options.get("disableVarExpansion")
        sets = list(islice(combinations(variables, reading.files, expand=expand), most + 1))
    except CannotSayError as exc:
        made.omit(test.place, test.name, str(exc))
        return []
    if len(sets) > most:
        why = f"only the first {most} of the combinations of its variables are imported"
        made.omit(test.place, test.name, why)
    for name in unusable(variables):
        made.omit(test.place, f"{test.name}: variable {name}", "a template cannot use that name")
    return sets[:most]


def _add_case(
    label: str,
    test: Test,
    prompt: Prompt,
    values: Mapping[str, Any],
    options: Mapping[str, Any],
    reading: _Reading,
) -> None:
    made = reading.made
    variables = _rendered(values, reading)
    missing = sorted(prompt.names - set(variables))
    if missing:
        made.note(f"{', '.join(missing)} of {prompt.id} is empty where a test leaves it out")
        variables |= dict.fromkeys(missing, "")
    if prompt.asks_nothing(variables) and not {"prefix", "suffix"} & set(options):
        raise CannotSayError("its prompt is empty: its variables have no text")
    case: dict[str, Any] = {"id": "", "vars": variables}
    written = _prompt_of_case(prompt, variables, options, reading)
    if written:
        case["prompt"] = written
    case |= _checks_of_case(test, options, reading)
    tags = tags_of({**reading.default.metadata, **test.metadata}, test, made)
    if tags:
        case["tags"] = tags
    used = {name: variables[name] for name in sorted(prompt.names)}
    question = json.dumps([used, written], sort_keys=True, default=str)
    earlier = reading.asked.setdefault((prompt.id, question), case)
    if earlier is not case:
        checks = _checks_with_values(case, earlier, label, test, made.workloads[prompt.id], made)
        earlier["checks"] = [*earlier.get("checks", []), *checks]
        earlier["vars"] = {**case["vars"], **earlier["vars"]}
        made.note(
            f"{label} makes the same request as {earlier['id']}: they are one case with all checks"
        )
        return
    taken = reading.places.setdefault(prompt.id, set())
    case["id"] = unique(label, taken)
    taken.add(case["id"])
    made.workloads[prompt.id]["cases"].append(made.at(case, test.place))


def _checks_with_values(
    case: Mapping[str, Any],
    earlier: Mapping[str, Any],
    label: str,
    test: Test,
    workload: Mapping[str, Any],
    made: Made,
) -> list[dict[str, Any]]:
    """The checks of a test with the same request as an earlier one, with its values filled in."""
    own = {
        name: value
        for name, value in case["vars"].items()
        if name in earlier["vars"] and earlier["vars"][name] != value
    }
    usual = () if case.get("replace_checks") else workload.get("checks", ())
    found: list[dict[str, Any]] = []
    for check in [*case.get("checks", []), *(one for one in usual if uses(one, own))]:
        try:
            found.append(made.at(filled(check, own), test.place))
        except CannotSayError as exc:
            made.omit(test.place, f"{label}: check {next(iter(check))}", str(exc))
    return found


def _rendered(values: Mapping[str, Any], reading: _Reading) -> dict[str, Any]:
    """Render variables that have statements with the other variables, as promptfoo does."""
    found = dict(values)
    for name, value in values.items():
        if isinstance(value, str) and has_statements(value):
            if reading.render is None:
                raise CannotSayError(f"its variable {name} has statements of templates")
            found[name] = reading.render(value, values)
    return found


def _list_options(test: Test, made: Made) -> None:
    """List the options of a test, or of all tests, that a case does not have."""
    for key in sorted(set(test.options) - _OPTIONS, key=str):
        graders = key in {"provider", "providers", "rubricPrompt"}
        why = _GRADER if graders else "a case has no such option"
        made.omit(test.place, f"{test.name}: options.{key}", why)


def _prompt_of_case(
    prompt: Prompt, variables: Mapping[str, Any], options: Mapping[str, Any], reading: _Reading
) -> dict[str, Any]:
    """The prompt of a case if it differs from its workload's: a prefix, or a conversation."""
    prefix, suffix = str(options.get("prefix", "")), str(options.get("suffix", ""))
    if prompt.statements is not None and reading.render is not None:
        if prefix or suffix:
            raise CannotSayError("a prefix or suffix of a prompt with statements has no equivalent")
        return prompt.rendered(variables, reading.render)
    if prefix or suffix:
        return prompt.written(prefix, suffix)
    lone = LONE.match(prompt.text)
    if lone and chat(variables[lone[1]]) is not None:
        return {"messages": f"{{{{ {lone[1]} }}}}"}
    return {}


def _checks_of_case(test: Test, options: Mapping[str, Any], reading: _Reading) -> dict[str, Any]:
    default = reading.default
    transform = options.get("transform", options.get("postprocess"))
    usual = default.options.get("transform", default.options.get("postprocess"))
    threshold = test.threshold if test.threshold is not None else default.threshold
    alone = threshold is not None or transform != usual
    asserts = (*default.asserts, *test.asserts) if alone else test.asserts
    found = list(_checks(asserts, transform, reading))
    if threshold is not None and found:
        if len(found) < len(asserts):
            reading.made.note(
                f"the threshold of {test.name} applies to the mean of the imported assertions"
            )
        try:
            checks = [reading.made.at(weighted(found, threshold), test.place)]
        except CannotSayError as exc:
            reading.made.omit(test.place, f"{test.name}: threshold", str(exc))
            checks = []
    else:
        checks = [check for check, _ in found]
    made: dict[str, Any] = {"checks": checks} if checks else {}
    if alone and default.asserts and default.threshold is None:
        made["replace_checks"] = True
    return made
