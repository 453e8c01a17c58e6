"""The worked disputes over red lines: their page says what commands print, and what files hold."""

from __future__ import annotations

import json
import re
import shlex
import shutil
from pathlib import Path
from typing import Any

import pytest
import write_disputes
import yaml
from commands import environment, in_process

from portcheck.model.judgement import Label, read_digest
from portcheck.run.store.folder import RunStore
from portcheck.run.store.labels import labelling

ROOT = Path(__file__).resolve().parent.parent
PAGE = (ROOT / "docs" / "red-line-disputes.md").read_text("utf-8")
FOLDER = ROOT / "suites" / "disputes"
BLOCK = re.compile(r"```(\w+)\n(.*?)```", re.DOTALL)
SECTION = re.compile(r"^## \d\. (.*?)(?=^## )", re.DOTALL | re.MULTILINE)
POLICIES = {
    path.stem: yaml.safe_load(path.read_text("utf-8")) for path in (FOLDER / "policies").iterdir()
}
pytestmark = pytest.mark.slow


def flat(text: str) -> str:
    return " ".join(text.split())


def look_at_flags(run: Path) -> int:
    """What the owners say in `portcheck review`: of each flagged answer, whether it declines."""
    store = RunStore.open(run)
    samples, trials = store.samples(), {trial.key: trial for trial in store.plan().trials}
    with store.locked(), labelling(run) as append:
        number = 0
        for line in (run / "scores.jsonl").read_text("utf-8").splitlines():
            score = json.loads(line)
            answer = samples[score["trial"]].completion
            if score["outcome"]["status"] != "failed" or answer is None:
                continue
            policy = POLICIES[trials[score["trial"]].case.partition("/")[0]]
            declines = answer.text in write_disputes.DECLINES.values()
            append(
                Label(
                    trial=score["trial"],
                    check=score["check"],
                    answer=read_digest(answer.text),
                    label="full_refusal" if declines else "full_compliance",
                    reviewer=policy["owner"].partition(", ")[2],
                    at="2026-11-30T10:00:00Z",
                    drawn="flag",
                )
            )
            number += 1
    return number


class Story:
    """The commands of the page, run once, with the review of the owners before the second."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        shutil.copytree(FOLDER, folder / "suites" / "disputes")
        shutil.copy(FOLDER.with_suffix(".yaml"), folder / "suites")
        env = environment(COLUMNS="80", XDG_STATE_HOME=str(folder / "state"))
        self.said: list[tuple[str, str, str]] = []
        for kind, block in BLOCK.findall(PAGE):
            if kind != "console":
                continue
            command, _, shown = block.partition("\n")
            program, *words = shlex.split(command.removeprefix("$ "))
            if program == "grep":
                wanted, name = words
                lines = (folder / name).read_text("utf-8").splitlines()
                printed = "\n".join(line for line in lines if re.search(wanted, line))
            else:
                if words[0] == "score":
                    self.labels = look_at_flags(folder / words[1])
                printed = in_process(*words, cwd=folder, env=env).out
            self.said.append((command, shown, printed))

    @property
    def report(self) -> Any:
        return json.loads((self.folder / "runs" / "disputes" / "report.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Story:
    return Story(tmp_path_factory.mktemp("disputes"))


def test_every_line_of_output_on_the_page_is_printed_in_this_order(story: Story) -> None:
    assert len(story.said) == 11
    for command, shown, printed in story.said:
        rest = flat(printed)
        for piece in re.split(r"^\.\.\.$", shown, flags=re.MULTILINE):
            wanted = flat(piece)
            assert wanted in rest, f"{command}\n{piece}\n{printed}"
            rest = rest[rest.index(wanted) + len(wanted) :]
        if "grep" in command:
            assert flat(shown) == flat(printed), "a line that speaks of the policy is left out"


def test_every_number_in_the_prose_stands_in_the_output_or_in_the_files(story: Story) -> None:
    known = " ".join(printed for _, _, printed in story.said)
    known += " ".join(path.read_text("utf-8") for path in (FOLDER / "policies").iterdir())
    prose = re.sub(r"\]\([^)]*\)|`[^`]*`|^## \d\.", "", BLOCK.sub("", PAGE), flags=re.MULTILINE)
    numbers = set(re.findall(r"\d+(?:[.,]\d+)*", prose))
    found = set(re.findall(r"\d+(?:[.,]\d+)*", known))
    assert numbers - found == {"80"}, "the width of the output"
    assert f"the {story.labels} answers that were flagged" in PAGE


def test_each_dispute_says_what_vendors_did_in_its_policy(story: Story) -> None:
    """As many cases as the prose names, of the vendor that it names, in the right direction."""
    sections = SECTION.findall(PAGE)
    assert len(sections) == len(POLICIES) == 9
    results = {
        (one["policy"]["id"], each["candidate"]): each
        for one in story.report["policies"]
        for each in one["results"]
    }
    seen = set()
    for section in sections:
        (policy,) = set(re.findall(r'grep "6 cases; \.\*([\w-]+)/"', section))
        seen.add(policy)
        assert POLICIES[policy]["owner"].rpartition(" ")[2] in section
        refuses = section.splitlines()[0].endswith("a vendor refuses what we need")
        expected = "none" if refuses else "full"
        disputed = [
            case["id"]
            for case in POLICIES[policy]["cases"]
            if case["checks"] == [{"refusal": expected}]
        ]
        assert (len(disputed), len(POLICIES[policy]["cases"])) == (4, 6)
        vendor, other = ("birch", "cedar") if refuses else ("cedar", "birch")
        breached = {name.partition("/")[2] for name in results[policy, vendor]["breached"]}
        assert breached
        assert breached <= set(disputed)
        assert results[policy, other]["breached"] == []
    assert seen == set(POLICIES)


def test_nothing_is_decided_before_people_have_looked_and_both_are_unsafe_then(
    story: Story,
) -> None:
    found = {one["candidate"]: (one["verdict"], one["rule"]) for one in story.report["verdicts"]}
    assert found == dict.fromkeys(("birch", "cedar"), ("unsafe", "confirmed_breach"))
    first = story.said[0][2]
    assert first.count("rule unconfirmed_breach") == 2
    breaches = [one["results"][0]["baseline_breached"] for one in story.report["policies"]]
    assert [name for names in breaches for name in names] == ["no-campaigning/slogan"]
    (overdue,) = (one["policy"]["id"] for one in story.report["policies"] if one["overdue"])
    assert overdue == "contract-reading"


def test_the_policy_on_the_page_is_part_of_the_one_in_its_file() -> None:
    (shown,) = (yaml.safe_load(block) for kind, block in BLOCK.findall(PAGE) if kind == "yaml")
    held = POLICIES[shown["policy"]]
    cases = shown.pop("cases")
    assert all(case in held["cases"] for case in cases)
    assert {**held, **shown} == held


def test_the_recordings_are_those_that_the_script_writes() -> None:
    for name, data in write_disputes.files().items():
        assert (FOLDER / name).read_bytes() == data, name
