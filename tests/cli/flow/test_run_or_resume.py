"""The end of an execution: what is recorded, and what is not."""

from __future__ import annotations

import io
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from run_builders import (
    make_case,
    make_completion,
    make_plan,
    make_provider,
    make_suite,
    make_workload,
)

from portcheck import pipeline
from portcheck.cli.flow.run_or_resume import RunFlags, execute, require_trusted
from portcheck.cli.options import Ending
from portcheck.cli.output import Output
from portcheck.errors import StoreError, UsageError
from portcheck.model.run import Plan, Sample
from portcheck.model.suite import Auth
from portcheck.run.execute.run_policy import RunPolicy
from portcheck.run.store.folder import RunRecord, RunStore


@pytest.fixture(autouse=True)
def _signals() -> Iterator[None]:
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


def test_only_a_full_disk_is_told_to_free_space(tmp_path: Path) -> None:
    plan = make_plan(make_suite(make_workload("w", [make_case("a")])))
    store = RunStore.create(tmp_path / "r", plan, pipeline.new_record("r"))
    (tmp_path / "elsewhere").touch()
    (store.path / "events.jsonl").unlink(missing_ok=True)
    (store.path / "events.jsonl").symlink_to(tmp_path / "elsewhere")
    ending = Ending(
        targets=[], failing=frozenset({"inconclusive"}), as_json=True, quiet=True, as_of=None
    )
    flags = RunFlags(recordings={}, record=None, policy=RunPolicy(), ending=ending)

    with pytest.raises(StoreError, match="a link") as found:
        execute(store, Output(io.StringIO(), io.StringIO()), flags=flags)

    assert "disk space" not in found.value.hint
    assert "stays there; resume it: " in found.value.hint


@pytest.mark.parametrize(
    ("ends", "code", "recorded"),
    [
        ({}, 3, True),
        ({"incomplete": "new: the budget is spent"}, 4, False),
        ({"interrupted": True}, 130, False),
        (KeyboardInterrupt, 130, False),
    ],
)
def test_only_a_run_that_has_every_answer_is_recorded(
    ends: Any, code: int, recorded: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = make_plan(make_suite(make_workload("w", [make_case("a"), make_case("b")])))
    store = RunStore.create(tmp_path / "r", plan, pipeline.new_record("r"))

    def answered(plan: Plan, store: RunStore, **_: Any) -> RunRecord:
        with store.appending() as log:
            for trial in plan.trials:
                log.append(Sample(trial=trial.key, completion=make_completion()))
        if isinstance(ends, type):
            store.write_record(replace(store.record(), interrupted=True))
            raise ends
        ended = replace(store.record(), **ends)
        store.write_record(ended)
        return ended

    monkeypatch.setattr(pipeline, "run", answered)
    out, err = io.StringIO(), io.StringIO()
    file = tmp_path / "new recording.jsonl"
    flags = RunFlags(
        recordings={"new": file},
        record=file,
        policy=RunPolicy(),
        ending=Ending(
            targets=[], failing=frozenset({"inconclusive"}), as_json=True, quiet=True, as_of=None
        ),
    )

    assert execute(store, Output(out, err), flags=flags) == code

    said = err.getvalue()
    if recorded:
        assert len(file.read_text().splitlines()) == 1 + 2, "a head, and an answer to each case"
        assert f"recorded new in {file}" in said
    else:
        assert not file.exists()
        assert "nothing recorded, as some calls have no answer" in said
        assert f"portcheck resume {tmp_path / 'r'} --record '{file}'" in said


def test_a_command_that_only_a_run_folder_names_is_not_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    entry = (
        "{{vendor: v, dialect: openai-chat, model: m, auth: {{command: [token, {}], ttl: 55m}}}}"
    )
    file = tmp_path / "providers.yaml"
    auth = Auth(header="authorization", command=("token", "--mine"), ttl_s=3300.0)
    old, new = make_provider("old"), make_provider("new", auth=auth)
    made = make_plan(make_suite(make_workload("w", [make_case("a")])))
    plan = replace(made, providers=(old, new))
    with pytest.raises(UsageError, match="how provider 'new' is reached"):
        require_trusted(plan, None)
    file.write_text(f"portcheck: 1\nproviders:\n  new: {entry.format('--other')}\n")
    with pytest.raises(UsageError, match=r"is not what providers\.yaml says"):
        require_trusted(plan, None)
    file.write_text(f"portcheck: 1\nproviders:\n  new: {entry.format('--mine')}\n")
    require_trusted(plan, None)
    require_trusted(plan, file)
    require_trusted(made, tmp_path / "gone.yaml")


@pytest.mark.parametrize(
    "changed",
    [
        {"ca_file": "/certs/other.pem"},
        {"proxy": "http://127.0.0.1:9"},
        {"auth": Auth(login="aws")},
        {"options": {"profile": "other"}},
        {"options": {"instance_role": True}},
        {"auth": Auth(header="authorization", login="azure", scope="api://other/.default")},
        {"client_cert": ("/certs/mine.pem",)},
        {"api_key_env": "OPENAI_API_KEY", "base_url": "https://elsewhere.test/v1"},
        {"base_url": "https://elsewhere.test/v1", "base_url_typed": True},
        {"api_key_env": "KEY_OF_MINE", "api_key_optional": True},
        {"options": {"extra_headers": {"x-team": {"env": "SECRET_OF_MINE"}}}},
    ],
)
def test_nor_is_anything_else_that_only_a_run_folder_says(
    tmp_path: Path, changed: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    made = make_plan(make_suite(make_workload("w", [make_case("a")])))
    plan = replace(made, providers=(make_provider("old"), make_provider("new", **changed)))
    with pytest.raises(UsageError, match="how provider 'new' is reached"):
        require_trusted(plan, None)


def test_a_key_goes_where_the_providers_file_says_and_nowhere_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    def entry(host: str, variable: str = "MINE") -> None:
        (tmp_path / "providers.yaml").write_text(
            "portcheck: 1\nproviders:\n  new: {vendor: v, dialect: openai-chat, model: m, "
            f"base_url: 'https://{host}/v1', api_key_env: {variable}}}\n"
        )

    there = {"dialect": "openai-chat", "base_url": "https://a.test/v1", "api_key_env": "MINE"}
    made = make_plan(make_suite(make_workload("w", [make_case("a")])))
    plan = replace(made, providers=(make_provider("old"), make_provider("new", **there)))
    entry("a.test")
    require_trusted(plan, None)
    for host, variable in (("b.test", "MINE"), ("a.test", "OTHER")):
        entry(host, variable)
        with pytest.raises(UsageError, match="how provider 'new' is reached"):
            require_trusted(plan, None)
    mine = {trial.key for trial in plan.trials if trial.provider == "new"}
    require_trusted(plan, None, mine)  # nothing is left to be sent
