"""The GitHub Action, its steps in order as a script: three nights in an empty folder, and more.

The third night drifts, and the fourth finds the month's budget used up.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from local_vendor import LocalVendor, Reply, chat

ACTION = Path(__file__).resolve().parents[2] / ".github" / "actions" / "portcheck"
CASES = 100
SUITE = """\
portcheck: 1
suite: support
workloads:
  triage:
    runs_on: old
    prompt: {user: "Ticket {{ number }}: where to?"}
    checks: [{one_of: ["yes", "{{ number }}"]}]
    cases_from: {file: tickets.jsonl, id: id, vars: {number: number}}
    gates: {task: {margin: 0.1}}
"""
PROVIDERS = """\
portcheck: 1
providers:
  old: {vendor: a, dialect: openai-chat, base_url: "URL/old", model: m, price: PRICE}
  new: {vendor: b, dialect: openai-chat, base_url: "URL/new", model: m, price: PRICE}
"""
GH = """\
#!/usr/bin/env python3
import json, os, pathlib, sys
words, kept = sys.argv[1:], pathlib.Path(os.environ["COMMENTS"])
known = json.loads(kept.read_text()) if kept.exists() else []
if "--method" not in words:
    mark, author = os.environ["mark"], os.environ["PORTCHECK_COMMENT_AUTHOR"]
    print("".join(f"{one['id']}\\n" for one in known
                  if one["author"] == author and one["body"].startswith(mark)), end="")
else:
    body = pathlib.Path(words[words.index("-F") + 1].removeprefix("body=@")).read_text()
    if words[words.index("--method") + 1] == "POST":
        known.append({"id": len(known) + 1, "author": "github-actions[bot]", "body": body})
    else:
        place = next(word for word in words if "/comments/" in word)
        next(one for one in known if str(one["id"]) == place.rpartition("/")[2])["body"] = body
    kept.write_text(json.dumps(known))
"""


class Nights:
    """A repository, and the job that runs in it."""

    def __init__(self, home: Path, vendor: LocalVendor) -> None:
        self.home, self.vendor = home, vendor
        tickets = [json.dumps({"id": f"t{n}", "number": str(n)}) for n in range(CASES)]
        (home / "tickets.jsonl").write_text("\n".join(tickets))
        (home / "suite.yaml").write_text(SUITE)
        price = "{input: 100, output: 100}"
        entries = PROVIDERS.replace("URL", vendor.root).replace("PRICE", price)
        (home / "providers.yaml").write_text(entries)
        bin_ = home.parent / "bin"
        bin_.mkdir()
        (bin_ / "gh").write_text(GH)
        (bin_ / "gh").chmod(0o755)
        self.env = {
            "PATH": f"{bin_}:{Path(sys.executable).parent}:{os.environ['PATH']}",
            "HOME": str(home.parent),
            "PYTHONUTF8": "1",
            "GITHUB_ACTION_PATH": str(ACTION),
            "COMMENTS": str(home.parent / "comments.json"),
        }  # fmt: skip
        self.comments: list[Any] = []

    def run(self, **inputs: str) -> tuple[int, str]:
        """Every step of the action that is a script; exit code of the last one, and all output."""
        action = yaml.safe_load((ACTION / "action.yml").read_text())
        given = {name: str(one.get("default", "")) for name, one in action["inputs"].items()}
        given |= {"suite": "suite.yaml", "baseline": "old", "candidates": "new", "max-cost": "5"}
        given |= {"comment-on": "7"} | {name.replace("_", "-"): one for name, one in inputs.items()}
        assert set(given) == set(action["inputs"])
        outputs, summary = self.home.parent / "outputs", self.home.parent / "summary"
        outputs.write_text("")
        summary.write_text("")
        said, code = "", 0
        for step in action["runs"]["steps"]:
            if "run" not in step or step["name"] == "Install":
                continue
            if "accept-by == ''" in step.get("if", "") and given["accept-by"]:
                continue
            known = dict(line.split("=", 1) for line in outputs.read_text().splitlines())
            env = {name: self.value(text, given, known) for name, text in step["env"].items()}
            env |= {"GITHUB_OUTPUT": str(outputs), "GITHUB_STEP_SUMMARY": str(summary)}
            done = subprocess.run(
                ["bash", "-eo", "pipefail", "-c", step["run"]],
                cwd=self.home, env=self.env | env, capture_output=True, text=True, check=False,
            )  # fmt: skip
            said, code = said + done.stdout + done.stderr, done.returncode
        self.comments = json.loads(Path(self.env["COMMENTS"]).read_text())
        if not given["accept-by"]:
            assert summary.read_text() == self.read("comment.md")
        return code, said

    @staticmethod
    def value(text: str, inputs: Mapping[str, str], outputs: Mapping[str, str]) -> str:
        known = {f"inputs.{name}": one for name, one in inputs.items()}
        known |= {f"steps.night.outputs.{name}": one for name, one in outputs.items()}
        known |= {"github.repository": "acme/support"}
        return re.sub(r"\$\{\{ ([\w.-]+) \}\}", lambda found: known[found[1]], str(text))

    def read(self, name: str) -> str:
        return (self.home / "portcheck-reports" / name).read_text()

    def junit(self) -> dict[str, str]:
        """Name of each case of JUnit to what it says."""
        found = ET.fromstring(self.read("junit.xml"))
        return {
            str(case.get("name")): next((child.tag for child in case), "passed")
            for case in found.iter("testcase")
        }

    def portcheck(self, *words: str) -> str:
        done = subprocess.run(
            ["portcheck", *words],
            cwd=self.home, env=self.env, capture_output=True, text=True, check=True,
        )  # fmt: skip
        return done.stdout


@pytest.mark.slow
@pytest.mark.server
def test_three_nights_of_which_the_third_drifts(tmp_path: Path) -> None:
    wrong: set[int] = set(range(8))

    def answer(path: str, body: dict[str, Any]) -> Reply:
        number = int(re.findall(r"\d+", body["messages"][-1]["content"])[0])
        return chat("no" if path.startswith("/new") and number in wrong else "yes")

    home = tmp_path / "repository"
    home.mkdir()
    with LocalVendor(answer) as vendor:
        nights = Nights(home, vendor)

        # Nobody has accepted a night: what is not shown fails it, and says how to accept it.
        code, said = nights.run()
        assert code == 3, said
        assert "portcheck accept" in said
        assert len(vendor.bodies) == 2 * CASES
        assert "inconclusive" in nights.comments[0]["body"]
        assert [one for one in nights.junit().values() if one != "passed"]
        code, said = nights.run(accept_by="Ana Silva")
        assert (code, "Ana Silva" in said) == (0, True)
        assert len(vendor.bodies) == 2 * CASES

        # One case flips each way. The baseline is not asked again.
        wrong = set(range(1, 9))
        code, said = nights.run()
        assert code == 0, said
        assert len(vendor.bodies) == 3 * CASES
        assert "old: 100 of 100 answers come from run" in said
        assert "failure" not in nights.junit().values()
        (comment,) = nights.comments
        assert "Ana Silva" in comment["body"]

        # From 92 to 72 %.
        wrong = set(range(28))
        code, said = nights.run()
        assert code == 1, said
        assert "got worse since the night that Ana Silva accepted" in said
        assert "shown to have fallen, from 92.0 % to 72.0 %" in said, "that night is kept"
        assert "failure" in nights.junit().values()
        (comment,) = nights.comments
        assert comment["body"].startswith("<!-- portcheck suite.yaml -->\n")
        assert "unsafe" in comment["body"]
        assert "92.0 %" in comment["body"]
        assert len(nights.portcheck("history").splitlines()) >= 4
        folders = [path for path in (home / "runs").iterdir() if path.is_dir()]
        assert len([path for path in folders if not path.is_symlink()]) == 2

        # Three nights have cost 400 answers of 22 tokens at 100 USD a million.
        code, said = nights.run(max_cost_month="0.8")
        assert code == 4
        assert "0.880 USD" in said
        assert "is used up" in nights.comments[0]["body"]
        assert nights.junit() == {"the run is complete": "error"}
        assert len(vendor.bodies) == 4 * CASES

        # Answers of the baseline are not young enough.
        nights.run(max_age="", max_cost_month="80")
        assert len(vendor.bodies) == 6 * CASES


def test_the_action_takes_everything_that_comes_from_outside_by_variables() -> None:
    action = yaml.safe_load((ACTION / "action.yml").read_text())
    for step in action["runs"]["steps"]:
        assert "${{" not in step.get("run", "")
        assert re.fullmatch(r"[\w/-]+@[0-9a-f]{40}", step.get("uses", f"a@{'0' * 40}"))
