"""The doors for plug-ins: what is found where, and what a broken one says."""

from __future__ import annotations

import ast
import importlib
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, assert_type, get_type_hints

import pytest
from distributions import install
from msgspec.structs import replace

from portcheck import plugins
from portcheck import registry as registry_module
from portcheck.errors import UsageError
from portcheck.model.suite import Plugin
from portcheck.plugins import (
    CHECKS,
    DIALECTS,
    GATES,
    REPORTS,
    CheckKind,
    Context,
    Dialect,
    Evidence,
    Gate,
    Registry,
    ReportFormat,
)

Install = Callable[..., None]


@pytest.fixture
def registry() -> Registry[CheckKind]:
    """The checks, with entry points of a group that nothing else has."""
    return replace(CHECKS, group="portcheck_tests.checks")


@pytest.fixture
def installer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Install:
    """Puts a distribution with one module and one entry point on the path."""
    monkeypatch.syspath_prepend(str(tmp_path))

    def install_check(distribution: str, entry: str, module: str = "", text: str = "") -> None:
        name, _, value = entry.partition(" = ")
        points = {"portcheck_tests.checks": {name: value}}
        install(tmp_path, distribution, "1.5", points, {module: text} if module else {})
        importlib.invalidate_caches()
        registry_module._offers.cache_clear()
        registry_module._from_entry_point.cache_clear()

    return install_check


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


def test_of_the_built_in_ones_only_those_that_are_named_are_imported() -> None:
    code = (
        "import sys; from portcheck.plugins import CHECKS, DIALECTS\n"
        "assert CHECKS.has('contains') and DIALECTS.get('openai-chat').name == 'openai-chat'\n"
        "print(sorted(name for name in sys.modules if name.startswith('portcheck.checks.')))\n"
        "print('portcheck.providers.dialects.bedrock' in sys.modules)"
    )
    command = [sys.executable, "-c", code]
    checks, bedrock = subprocess.run(
        command, capture_output=True, text=True, check=True
    ).stdout.splitlines()
    assert "portcheck.checks.contains" in checks
    assert "portcheck.checks.equals" not in checks
    assert bedrock == "False"


@pytest.mark.parametrize(
    "registry", [DIALECTS, CHECKS, GATES, REPORTS], ids=lambda found: found.kind
)
def test_one_that_is_built_in_is_found_by_its_name(registry: Registry[plugins.PluginKind]) -> None:
    for name, value in registry.built_in.items():
        module = name.replace("-", "_")
        assert registry.is_built_in(name), f"call its module {module}, or name it in its registry"
        assert registry.has(name)
        assert registry.get(name) is value


@pytest.mark.parametrize("name", ["negation", "tool-call", "shared", "shared.leaks", "", "é"])
def test_a_module_that_defines_none_of_that_name_is_no_plug_in(name: str) -> None:
    assert not CHECKS.has(name)
    assert not CHECKS.is_built_in(name)


def test_an_unknown_name_says_what_is_known() -> None:
    with pytest.raises(UsageError, match="there is no check 'equal'") as caught:
        CHECKS.get("equal")
    assert "equals" in caught.value.hint
    assert CHECKS.origin("equal") is None


def test_a_plug_in_is_imported_when_its_name_is_asked_for(
    registry: Registry[CheckKind], installer: Install
) -> None:
    text = "import portcheck.checks.equals as e, msgspec.structs as s\n"
    text += "CHECK = s.replace(e.CHECK, name='polite')\n"
    installer("tests-a", "polite = portcheck_tests_a:CHECK", "portcheck_tests_a", text)
    installer(
        "tests-b", "loud = portcheck_tests_b:CHECK", "portcheck_tests_b", "raise SystemExit(0)"
    )

    assert {"polite", "loud", "equals"} <= set(registry.names())
    assert [registry.has(name) for name in ("polite", "loud", "equals", "strange")] == [
        True, True, True, False
    ]  # fmt: skip
    assert registry.origin("polite") == Plugin(
        kind="check", name="polite", distribution="tests-a", version="1.5"
    )
    assert registry.get("polite").name == "polite"
    with pytest.raises(
        UsageError, match=re.escape("the check 'loud' of tests-b 1.5 cannot be loaded")
    ):
        registry.get("loud")


def test_one_that_is_built_in_goes_first(registry: Registry[CheckKind], installer: Install) -> None:
    installer("tests-c", "equals = no_such_module:CHECK")
    assert registry.get("equals") is CHECKS.get("equals")
    assert registry.origin("equals") is None


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("CHECK = 'polite'", "is not usable: portcheck_tests_d:CHECK is a str"),
        ("CHECK = 1 / 0", "cannot be loaded: ZeroDivisionError"),
        ("", "cannot be loaded: AttributeError"),
        ("from portcheck.checks.equals import CHECK", "is not usable: its name is 'equals'"),
    ],
)
def test_a_broken_plug_in_says_what_is_wrong(
    registry: Registry[CheckKind],
    installer: Install,
    monkeypatch: pytest.MonkeyPatch,
    text: str,
    message: str,
) -> None:
    monkeypatch.delitem(sys.modules, "portcheck_tests_d", raising=False)
    installer("tests-d", "polite = portcheck_tests_d:CHECK", "portcheck_tests_d", text)
    with pytest.raises(UsageError, match=re.escape(message)) as caught:
        registry.get("polite")
    assert caught.value.message.startswith("the check 'polite' of tests-d 1.5 ")


def test_two_distributions_cannot_share_a_name(
    registry: Registry[CheckKind], installer: Install
) -> None:
    installer("tests-e", "polite = a:CHECK")
    installer("tests-f", "polite = b:CHECK")
    with pytest.raises(UsageError, match="several distributions have a check 'polite'") as caught:
        registry.get("polite")
    assert "tests-e 1.5" in caught.value.message
    assert "tests-f 1.5" in caught.value.message


# --- types ---------------------------------------------------------------------------------------

LAYERS = sorted(
    path
    for path in Path(plugins.__file__).parent.rglob("*.py")
    if "model" not in path.relative_to(Path(plugins.__file__).parent).parts
)
"""Every file that may know a plug-in; values of the model cannot."""
HOLDERS = {"dialect", "gate", "gates", "kind", "kinds", "registry"}
"""What variables, fields and parameters that hold plug-ins are called."""


def test_registries_give_what_their_contract_says() -> None:
    assert_type(DIALECTS.get("openai-chat"), Dialect)
    assert_type(CHECKS.get("equals"), CheckKind)
    assert_type(GATES.get("task"), Gate)
    assert_type(REPORTS.get("json"), ReportFormat)
    assert_type(GATES.built_in, Mapping[str, Gate])


def loosely_typed(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Line and name of what holds a plug-in, or comes from a registry, and is annotated `Any`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.arg):
            name, annotation, value = node.arg, node.annotation, None
        elif isinstance(node, ast.AnnAssign):
            name, annotation, value = ast.unparse(node.target), node.annotation, node.value
        else:
            continue
        registered = value is not None and re.match(
            r"(plugins\.)?(DIALECTS|CHECKS|GATES|REPORTS)\b", ast.unparse(value)
        )
        is_class = value is not None and ast.unparse(value).startswith("type(")
        holds = registered or (name.rpartition(".")[2] in HOLDERS and not is_class)
        if holds and annotation is not None and "Any" in ast.unparse(annotation):
            yield node.lineno, name


def test_no_layer_holds_a_plug_in_as_any() -> None:
    root = Path(plugins.__file__).parent
    guilty = [
        f"{path.relative_to(root)}:{line}: {name}"
        for path in LAYERS
        if "Any" in path.read_text()
        for line, name in loosely_typed(ast.parse(path.read_text()))
    ]
    assert guilty == []


@pytest.mark.parametrize(
    "text",
    [
        "def f(gate: Any) -> None: ...",
        "def f(*, kind: dict[str, Any]) -> None: ...",
        "class A:\n    dialect: Any",
        "found: Any = CHECKS.get('equals')",
    ],
)
def test_a_loose_type_is_seen(text: str) -> None:
    assert len(list(loosely_typed(ast.parse(text)))) == 1


@pytest.mark.parametrize("contract", [Dialect, CheckKind, Gate, ReportFormat, Evidence, Context])
def test_contracts_are_over_values_of_the_model(contract: type) -> None:
    """`Any` is JSON: arguments of checks, options, limits. Nothing else comes from above."""
    hints = get_type_hints(contract)
    loose = {name for name, hint in hints.items() if hint is Any}
    assert loose == set()
    for hint in hints.values():
        for name in re.findall(r"portcheck\.([\w.]+)", str(hint)):
            assert name.split(".")[0] in {"model", "plugins", "errors"}
