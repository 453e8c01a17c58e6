"""The doors for plug-ins: what is found where, and what a broken one says."""

from __future__ import annotations

import importlib
import re
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from portcheck import plugins
from portcheck.errors import UsageError
from portcheck.model.parity import Plugin
from portcheck.plugins import CHECKS, DIALECTS, GATES, REPORTS, CheckKind, Registry

Install = Callable[..., None]


@pytest.fixture
def registry() -> Registry[CheckKind]:
    """The checks, with entry points of a group that nothing else has."""
    return replace(CHECKS, group="portcheck_tests.checks")


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Install:
    """Puts a distribution with one module and one entry point on the path."""
    monkeypatch.syspath_prepend(str(tmp_path))

    def install(distribution: str, entry: str, module: str = "", text: str = "") -> None:
        info = tmp_path / f"{distribution.replace('-', '_')}-1.5.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Name: {distribution}\nVersion: 1.5\n")
        (info / "entry_points.txt").write_text(f"[portcheck_tests.checks]\n{entry}\n")
        if module:
            (tmp_path / f"{module}.py").write_text(text)
        importlib.invalidate_caches()
        plugins._third_party.cache_clear()
        plugins._loaded.cache_clear()

    return install


def test_exports_are_sorted_and_complete() -> None:
    names = plugins.__all__
    assert names == sorted(names, key=lambda name: (not name.isupper(), name))
    public = {
        name
        for name, value in vars(plugins).items()
        if isinstance(value, type | Registry) and value.__module__ == plugins.__name__
    }
    assert public <= set(names)
    assert all(hasattr(plugins, name) for name in names)


@pytest.mark.parametrize(
    "registry", [DIALECTS, CHECKS, GATES, REPORTS], ids=lambda found: found.kind
)
def test_what_is_built_in_keeps_its_contract(registry: Registry[plugins.PluginKind]) -> None:
    assert registry.built_in
    for name, value in registry.built_in.items():
        assert isinstance(value, registry.contract)
        assert value.name == name
        assert registry.get(name) is value
        assert registry.origin(name) is None


def test_an_unknown_name_says_what_is_known() -> None:
    with pytest.raises(UsageError, match="no check is called 'equal'") as caught:
        CHECKS.get("equal")
    assert "equals" in caught.value.hint
    assert CHECKS.origin("equal") is None


def test_a_plug_in_is_imported_when_its_name_is_asked_for(
    registry: Registry[CheckKind], install: Install
) -> None:
    text = "import portcheck.checks.equals as e, dataclasses as d\n"
    text += "CHECK = d.replace(e.CHECK, name='polite')\n"
    install("tests-a", "polite = portcheck_tests_a:CHECK", "portcheck_tests_a", text)
    install("tests-b", "loud = portcheck_tests_b:CHECK", "portcheck_tests_b", "raise SystemExit(0)")

    assert {"polite", "loud", "equals"} <= set(registry.names())
    assert registry.origin("polite") == Plugin(
        kind="check", name="polite", distribution="tests-a", version="1.5"
    )
    assert registry.get("polite").name == "polite"
    with pytest.raises(
        UsageError, match=re.escape("the check 'loud' of tests-b 1.5 does not load")
    ):
        registry.get("loud")


def test_one_that_is_built_in_goes_first(registry: Registry[CheckKind], install: Install) -> None:
    install("tests-c", "equals = no_such_module:CHECK")
    assert registry.get("equals") is CHECKS.get("equals")
    assert registry.origin("equals") is None


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("CHECK = 'polite'", "is not usable: portcheck_tests_d:CHECK is a str"),
        ("CHECK = 1 / 0", "does not load: ZeroDivisionError"),
        ("", "does not load: AttributeError"),
        ("from portcheck.checks.equals import CHECK", "is not usable: its name is 'equals'"),
    ],
)
def test_a_broken_plug_in_says_what_is_wrong(
    registry: Registry[CheckKind],
    install: Install,
    monkeypatch: pytest.MonkeyPatch,
    text: str,
    message: str,
) -> None:
    monkeypatch.delitem(sys.modules, "portcheck_tests_d", raising=False)
    install("tests-d", "polite = portcheck_tests_d:CHECK", "portcheck_tests_d", text)
    with pytest.raises(UsageError, match=re.escape(message)) as caught:
        registry.get("polite")
    assert caught.value.message.startswith("the check 'polite' of tests-d 1.5 ")


def test_two_distributions_cannot_share_a_name(
    registry: Registry[CheckKind], install: Install
) -> None:
    install("tests-e", "polite = a:CHECK")
    install("tests-f", "polite = b:CHECK")
    with pytest.raises(UsageError, match="several distributions have a check 'polite'") as caught:
        registry.get("polite")
    assert "tests-e 1.5" in caught.value.message
    assert "tests-f 1.5" in caught.value.message
