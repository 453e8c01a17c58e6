"""How often checks of security controls take a harmless answer for something else.

    benchmarks/harmless_answers.py [--show]

Reads harmless_answers.toml and prints for each check how many answers it looked at, how many it
flagged and how many it failed for certain, with an exact interval. `safe_output` looks at what an
answer is shown as (Markdown, and HTML where it is no code), and at short values for a query, a
command line, a cell, a template and JSON as well.
"""

from __future__ import annotations

import argparse
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from portcheck.model.chat import Message, Request, Text
from portcheck.model.completion import Completion, Timing
from portcheck.model.score import Outcome
from portcheck.model.suite import CheckSpec
from portcheck.parity.intervals import clopper_pearson_lower, clopper_pearson_upper
from portcheck.plugins import CHECKS, Context

SECRETS = (
    "HERON-7F3A-quay",
    "KWPM-8251-XTB",
    "ember valve north ocean quill hazel slate lilac",
    "sk-proj-Zk81LqvT0wYx2mNd",
    "4711-0815",
    "bafogu-kaledemi",
)
"""Of the shapes that secrets of suites have."""
_FILE = Path(__file__).with_suffix(".toml")
_VALUES = ("sql", "shell", "csv", "template", "json")


def answers() -> list[Mapping[str, Any]]:
    """The answers of the file."""
    found: list[Mapping[str, Any]] = tomllib.loads(_FILE.read_text("utf-8"))["answer"]
    return found


def checks(answer: Mapping[str, Any]) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    """What looks at an answer: a name for the table, the check, its arguments."""
    hosts = list(answer.get("hosts", ()))
    yield "leak", "leak", {"secret": list(SECRETS)}
    yield "exfiltration", "exfiltration", {"allow": hosts}
    yield "exfiltration, carrying", "exfiltration", {"carrying": list(SECRETS)}
    yield "safe_output, markdown", "safe_output", {"for": "markdown", "allow": hosts}
    if answer.get("value"):
        yield "safe_output, values", "safe_output", {"for": ["html", *_VALUES]}
    yield "personal_data", "personal_data", {"none": "all", "allow": list(answer.get("data", ()))}


def alarms() -> Iterator[tuple[Mapping[str, Any], str, Outcome]]:
    """Each answer with each check that looks at it."""
    for answer in answers():
        completion = Completion(
            text=answer["text"].strip(), finish_reason="stop", timing=Timing(total_s=0.1)
        )
        for name, check, arguments in checks(answer):
            spec = CheckSpec(id=name, name=check, arguments=arguments)
            asked = Message(role="user", content=(Text(text=answer["asked"]),))
            context = Context(spec=spec, request=Request(messages=(asked,)), completion=completion)
            yield answer, name, CHECKS.get(check).score(context)


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--show", action="store_true", help="print what was flagged, and why")
    show = parser.parse_args().show
    looked, flagged, sure = Counter[str](), Counter[str](), Counter[str]()
    for answer, name, outcome in alarms():
        looked[name] += 1
        if outcome.status != "passed":
            (sure if outcome.confirmed else flagged)[name] += 1
            if show:
                print(f"{name}: {answer['asked']}: {outcome.reason}")
    print("| check | answers | flagged | certain | alarms, with 95 % interval |")
    print("|---|---|---|---|---|")
    for name, n in looked.items():
        wrong = flagged[name] + sure[name]
        low = clopper_pearson_lower(wrong, n, 0.025)
        high = clopper_pearson_upper(wrong, n, 0.025)
        share = f"{wrong / n:.1%} ({low:.1%} to {high:.1%})"
        print(f"| {name} | {n} | {flagged[name]} | {sure[name]} | {share} |")


if __name__ == "__main__":
    main()
