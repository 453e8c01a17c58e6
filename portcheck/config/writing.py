"""Write values as YAML that our reader and people read back unchanged."""

from __future__ import annotations

import re
from typing import Any

import yaml

_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_./-]*\Z")
_NOT_PLAIN = {"true", "false", "null", "yes", "no", "on", "off", "y", "n"}


class _Dumper(yaml.SafeDumper):
    """Quotes every text that is not a plain word, because YAML readers differ on the rest."""


def _text(dumper: _Dumper, value: str) -> yaml.ScalarNode:
    # Half of a surrogate pair, as in a file name that is not UTF-8, is no character of YAML.
    value = value.encode("utf-8", "backslashreplace").decode()
    plain = _PLAIN.match(value) and value.lower() not in _NOT_PLAIN
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=None if plain else '"')


_Dumper.add_representer(str, _text)


def to_yaml(data: Any) -> str:
    """Write plain data as YAML, keeping the order of mappings and quoting ambiguous text."""
    dumped = yaml.dump(data, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=100)
    return str(dumped)


def to_flow(data: Any) -> str:
    """Write plain data as YAML on one line, such as `{file: more.jsonl, id: id}`."""
    dumped = yaml.dump(
        data,
        Dumper=_Dumper,
        sort_keys=False,
        allow_unicode=True,
        width=float("inf"),
        default_flow_style=True,
    )
    return str(dumped).strip()
