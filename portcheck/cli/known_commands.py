"""The commands that there are."""

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
"""What the first argument can be, as `--help` lists it, and the modules behind it."""
