"""Refreshes prices, lifecycle and capabilities in `portcheck/data` from published packages.

Downloads wheels with pip, reads data files out of them without importing anything, trims them to
chat models of the platforms that portcheck speaks to, and writes sorted JSON. Run it by hand, read
the diff, commit it:

    python3 .ci/refresh_tables.py [--date YYYY-MM-DD] [--wheels FOLDER]
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import trim_tables

DATA = Path(__file__).resolve().parent.parent / "portcheck" / "data"
SECOND = {
    "anthropic": "langchain-anthropic",
    "bedrock": "langchain-aws",
    "deepseek": "langchain-deepseek",
    "gemini": "langchain-google-genai",
    "mistral": "langchain-mistralai",
    "openai": "langchain-openai",
    "xai": "langchain-xai",
}
"""Platform to the package that is the second source of what its models take."""
PACKAGES = ("genai-prices", "bydtech-model-retire", "litellm", "anthropic", *SECOND.values())
LICENCES = {"anthropic": "Apache-2.0"}
"""MIT, unless listed."""
GRADES = {"anthropic": "documented"}
"""`reported`, somebody's table, unless the vendor itself publishes it."""


def rendered(header: Mapping[str, Any], body: Mapping[str, Any]) -> str:
    """JSON with one line an entry, so that a refresh is a readable diff."""
    lines = ["{", f' "header": {json.dumps(header, indent=1)},'.replace("\n", "\n ")]
    for i, (section, entries) in enumerate(body.items()):
        comma = "," if i + 1 < len(body) else ""
        lines += [f' "{section}": {_block(entries, 1)}{comma}']
    return "\n".join([*lines, "}", ""])


def _block(value: Any, depth: int) -> str:
    pad = " " * (depth + 1)
    if (
        isinstance(value, Mapping)
        and depth < 3
        and any(isinstance(item, (Mapping, list)) for item in value.values())
    ):
        inner = [
            f"{pad}{json.dumps(key)}: {_block(value[key], depth + 1)}" for key in sorted(value)
        ]
        return "{\n" + ",\n".join(inner) + "\n" + " " * depth + "}"
    if isinstance(value, list):
        inner = [pad + json.dumps(item, separators=(",", ":")) for item in value]
        return "[\n" + ",\n".join(inner) + "\n" + " " * depth + "]"
    return json.dumps(value, separators=(",", ":"), sort_keys=True)


def download(folder: Path) -> None:
    """Fetches the newest wheels with pip."""
    for name in PACKAGES:
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
        command += ["--only-binary", ":all:", "--dest", str(folder), name]
        subprocess.run(command, check=True)


def wheel(folder: Path, package: str) -> tuple[zipfile.ZipFile, str]:
    """The wheel of a package, and its version."""
    stem = package.replace("-", "_")
    (path,) = folder.glob(f"{stem}-*.whl")
    return zipfile.ZipFile(path), path.name.split("-")[1]


def read(archive: zipfile.ZipFile, end: str) -> str:
    """The only file of an archive whose name ends so."""
    (name,) = [found for found in archive.namelist() if found.endswith(end)]
    return archive.read(name).decode("utf-8")


def main() -> None:
    """Downloads, trims, writes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--date", type=date.fromisoformat, default=datetime.now(UTC).date())
    parser.add_argument("--wheels", type=Path, help="a folder that holds the wheels already")
    options = parser.parse_args()
    sys.path.insert(0, str(DATA.parent.parent))  # runs without an installation
    with tempfile.TemporaryDirectory() as scratch:
        folder = options.wheels or Path(scratch)
        if options.wheels is None:
            download(folder)
        archives = {package: wheel(folder, package) for package in PACKAGES}
        write_all(archives, options.date)


def write_all(archives: Mapping[str, tuple[zipfile.ZipFile, str]], day: date) -> None:
    """Writes the three tables and the notices."""
    from portcheck.data.prices import match_entry  # noqa: PLC0415  # see main

    models = json.loads(read(archives["litellm"][0], "model_prices_and_context_window_backup.json"))
    providers = trim_tables.assigned(
        read(archives["genai-prices"][0], "genai_prices/data.py"), "providers"
    )
    retired = json.loads(read(archives["bydtech-model-retire"][0], "model_retire/models.json"))
    module = read(archives["anthropic"][0], "_data/deprecated_models.py")
    warned = trim_tables.assigned(module, "DEPRECATED_MODELS")

    prices = trim_tables.trim_prices(providers, day)
    trim_tables.more_prices(
        prices, models, lambda platform, name: match_entry(prices, platform, name) is not None
    )
    lifecycle = trim_tables.trim_lifecycle(retired, models, warned)

    def save(file: str, packages: tuple[str, ...], body: Mapping[str, Any]) -> None:
        sources = [
            {
                "source": name,
                "version": archives[name][1],
                "licence": LICENCES.get(name, "MIT"),
                "grade": GRADES.get(name, "reported"),
                "notice": "NOTICES.md",
            }
            for name in packages
        ]
        header = {"retrieved": day.isoformat(), "sources": sources}
        (DATA / file).write_text(rendered(header, body), "utf-8")

    save("prices.json", ("genai-prices", "litellm"), {"prices": prices})
    save(
        "lifecycle.json",
        ("bydtech-model-retire", "litellm", "anthropic"),
        trim_tables.with_pages(lifecycle),
    )
    save(
        "capabilities.json",
        ("litellm", *SECOND.values()),
        {
            **trim_tables.trim_capabilities(models, profiles(archives)),
            "second_sources": {name: i for i, name in enumerate(SECOND, start=1)},
        },
    )
    (DATA / "NOTICES.md").write_text(notices(archives), "utf-8")


def profiles(
    archives: Mapping[str, tuple[zipfile.ZipFile, str]],
) -> dict[str, Mapping[str, Mapping[str, Any]]]:
    """Platform to what the second source says of its models."""
    return {
        platform: trim_tables.assigned(read(archives[package][0], "/_profiles.py"), "_PROFILES")
        for platform, package in SECOND.items()
    }


def notices(archives: Mapping[str, tuple[zipfile.ZipFile, str]]) -> str:
    """The licences that the sources ask to be kept with their data."""
    parts = ["# Notices\n\nThe tables in this folder are trimmed from data of these packages.\n"]
    texts: dict[str, list[str]] = {}
    for name in sorted(archives):
        archive, version = archives[name]
        licence = LICENCES.get(name, "MIT")
        text = (
            f"```\n{read(archive, 'licenses/LICENSE').strip()}\n```\n"
            if licence == "MIT"
            else "Dates of its list of deprecated models, reformatted. The licence is the one in"
            " this project's own LICENSE file.\n"
        )
        texts.setdefault(text, []).append(f"{name} {version}, {licence}")
    for text, names in texts.items():
        parts.append(f"\n## {'; '.join(names)}\n\n{text}")
    return "".join(parts)


if __name__ == "__main__":
    main()
