"""Make the SHA-256 sums of the files of a bundle, and the in-toto statement about them.

The manifest has the format of `sha256sum --check`. The statement is an in-toto Statement v1
(in-toto Attestation Framework): its subjects are all other files, and its predicate describes the
run and its results.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any

MANIFEST = "manifest.sha256"
STATEMENT = "statement.json"
STATEMENT_TYPE = "https://in-toto.io/Statement/v1"
PREDICATE_TYPE = "urn:portcheck:exit-evidence:v1"


def sha256(content: bytes) -> str:
    """The SHA-256 sum in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def with_sums(files: Mapping[str, bytes], predicate: Mapping[str, Any]) -> dict[str, bytes]:
    """The files with their manifest and statement."""
    sums = {name: sha256(files[name]) for name in sorted(files)}
    lines = "".join(f"{found}  {name}\n" for name, found in sums.items()).encode()
    named = {**sums, MANIFEST: sha256(lines)}
    statement = {
        "_type": STATEMENT_TYPE,
        "subject": [
            {"name": name, "digest": {"sha256": found}} for name, found in sorted(named.items())
        ],
        "predicateType": PREDICATE_TYPE,
        "predicate": predicate,
    }
    text = json.dumps(statement, indent=2, ensure_ascii=True, allow_nan=False) + "\n"
    return {**files, MANIFEST: lines, STATEMENT: text.encode()}


def predicate_of(files: Mapping[str, bytes]) -> dict[str, Any]:
    """The predicate of the statement; empty if it is malformed."""
    try:
        found = json.loads(files[STATEMENT])["predicate"]
    except (KeyError, TypeError, ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def sum_faults(files: Mapping[str, bytes]) -> Iterator[str]:
    """List files that were changed, removed or added since the sums were made."""
    for name in (MANIFEST, STATEMENT):
        if name not in files:
            yield f"{name} is missing"
            return
    held = {name: data for name, data in files.items() if name not in {MANIFEST, STATEMENT}}
    stated: dict[str, str] = {}
    for line in files[MANIFEST].decode("utf-8", "replace").splitlines():
        found, _, name = line.partition("  ")
        stated[name] = found
    for name in sorted(stated.keys() - held.keys()):
        yield f"{name} is missing"
    for name in sorted(held.keys() - stated.keys()):
        yield f"{name} was added: {MANIFEST} does not name it"
    for name in sorted(held.keys() & stated.keys()):
        if sha256(held[name]) != stated[name]:
            yield f"{name} has changed: its SHA-256 sum differs from {MANIFEST}"
    if with_sums(held, predicate_of(files))[STATEMENT] != files[STATEMENT]:
        yield f"{STATEMENT} does not name these files with these sums"
