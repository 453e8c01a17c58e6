"""List the commands."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

_ALONE = (
    *("demo", "init", "plan", "run", "resume", "record", "validate", "cases", "lint", "score"),
    *("show", "report", "suggest", "history", "accept", "compare", "drift", "review", "drill"),
    *("cutover", "export", "bundle", "verify", "scan", "call", "label", "schema"),
)
_WITH_COMMANDS = ("providers", "suites", "judge")
_IMPORTS = ("import_answers", "import_suites", "import_traffic")
COMMANDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {name: (name,) for name in (*_ALONE, *_WITH_COMMANDS)} | {"import": _IMPORTS}
)
"""Command to its modules, in the order of `--help`."""
