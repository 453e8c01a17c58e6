"""The examples in docs/files.md are good files, and its tables name what there is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from corpus import HERE, write
from msgspec import UNSET

from portcheck.config.load import check_file, load, load_providers
from portcheck.config.schema import published
from portcheck.data.vendors import presets
from portcheck.plugins import DIALECTS

TEXT = (HERE.parent.parent / "docs" / "files.md").read_text("utf-8")
EXAMPLES = re.findall(r"```yaml\n(.*?)```", TEXT, re.DOTALL)


@pytest.mark.parametrize("example", EXAMPLES)
def test_an_example_has_no_problem(example: str, tmp_path: Path) -> None:
    assert check_file(write(tmp_path, example)) == ()


def test_the_examples_fit_together(tmp_path: Path) -> None:
    suite, providers, credentials, guarded, judged, endpoint, extras = EXAMPLES
    loaded = load([write(tmp_path, suite)], write(tmp_path, providers, "providers.yaml"))
    assert loaded.warnings == ()
    assert [provider.id for provider in loaded.providers] == ["gpt", "shop-floor"]
    logins = load_providers(write(tmp_path, credentials, "credentials.yaml"))
    assert [one.auth.login or "command" for one in logins] == [
        *("google", "google", "azure", "google", "azure", "aws", "command")
    ]
    routes = load_providers(write(tmp_path, guarded, "guarded.yaml"))
    assert [one.id for one in routes if one.guardrail is UNSET] == ["claude-bare"]
    moderated, moderator = load_providers(write(tmp_path, judged, "judged.yaml"))
    assert moderated.moderator == moderator
    (described,) = load_providers(write(tmp_path, endpoint, "endpoint.yaml"))
    assert described.dialect == "http"
    (house,) = load_providers(write(tmp_path, extras, "extras.yaml"))
    assert {"extra_body", "extra_headers"} <= set(house.options)


def test_the_options_of_every_dialect_are_mentioned() -> None:
    kinds = DIALECTS.built_in.values()
    words = {word for kind in kinds for word in (*kind.options, *kind.moved_options)}
    named = {f"`{word}`" for word in words}
    assert not [word for word in named if word not in TEXT]


def test_every_word_of_the_formats_is_mentioned() -> None:
    suite, providers = published("suite")["$defs"], published("providers")["$defs"]
    words = {
        word
        for part in (suite["workload"], suite["case"], suite["gates"], providers["provider"])
        for word in part["properties"]
    }
    assert not [word for word in {*words, *presets()} if f"`{word}`" not in TEXT]
