"""Make the files of a nightly job for the suite and the providers of a folder."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal

from portcheck.cli.showroom.shipped_files import nightly_action
from portcheck.config.load import is_suite, load_providers
from portcheck.errors import UsageError
from portcheck.model.suite import ProviderSpec
from portcheck.model.visible_text import one_line

System = Literal["github", "gitlab"]
TEMPLATES = Path(__file__).parent / "ci"
WORKFLOW = {
    "github": Path(".github/workflows/portcheck.yml"),
    "gitlab": Path(".gitlab/portcheck.yml"),
}
_SCRIPTS = {
    "github": {
        name: Path(".github/actions/portcheck") / name
        for name in ("action.yml", "night.sh", "comment.sh")
    },
    "gitlab": {"night.sh": Path(".gitlab/portcheck-night.sh")},
}
_EXPRESSION = "${{"
"""Start of an expression, which GitHub replaces before anything else reads the file."""


def ci_files(system: System, folder: Path) -> Mapping[Path, bytes]:
    """Path below the folder to the content of each file of the job.

    The suite is `suite.yaml` or the first one in the folder; the first entry of providers.yaml is
    the baseline and the others are candidates. Missing names become placeholders.

    Raises:
        ConfigError: providers.yaml has a mistake.
        UsageError: a name in it cannot be written in such a file.
    """
    providers = folder / "providers.yaml"
    specs = load_providers(providers) if providers.is_file() else ()
    template = (TEMPLATES / f"{system}.yml").read_text("utf-8")
    found = {WORKFLOW[system]: _filled(template, system, _suite(folder), specs).encode()}
    for name, path in _SCRIPTS[system].items():
        found[path] = (nightly_action() / name).read_bytes()
    return found


def _suite(folder: Path) -> str:
    suites = [path.name for path in sorted(folder.glob("*.y*ml")) if is_suite(path)]
    return "suite.yaml" if "suite.yaml" in suites or not suites else suites[0]


def _filled(template: str, system: System, suite: str, specs: Sequence[ProviderSpec]) -> str:
    names = [spec.id for spec in specs] or ["BASELINE", "CANDIDATE"]
    keys = sorted({spec.api_key_env for spec in specs if spec.api_key_env})
    for word in (suite, *names, *keys):
        if _EXPRESSION in word or not word.isprintable():
            raise UsageError(
                f"{one_line(word, 80)!r} cannot be written in a job's file", hint="rename it"
            )
    pad = " " * (12 if system == "github" else 6)
    values = {
        "SUITE": json.dumps(suite),
        "PROVIDERS": "providers.yaml",
        "BASELINE": json.dumps(names[0]),
        "CANDIDATES": "\n".join(f"{pad}{name}" for name in names[1:] or ["CANDIDATE"]),
        "KEYS": _secrets(keys),
    }
    for name, value in values.items():
        template = template.replace(f"@{name}@", value)
    return template.rstrip() + "\n"


def _secrets(keys: Sequence[str]) -> str:
    """The `env` lines that set the keys of the providers file from the repository's secrets."""
    lines = [f"          {key}: {_EXPRESSION} secrets.{key} }}}}" for key in keys]
    return "\n".join(["        env:", *lines]) if lines else ""
