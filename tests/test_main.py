"""The command as a process of its own."""

from __future__ import annotations

import subprocess
import sys

import pytest

WITHOUT = """
import sys
from importlib import abc

class Hidden(abc.MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name == "fcntl":
            raise ModuleNotFoundError(name)

for name in ("fcntl",):
    sys.modules.pop(name, None)
import importlib.util
real = importlib.util.find_spec
importlib.util.find_spec = lambda name, *rest: None if name == "fcntl" else real(name, *rest)
sys.meta_path.insert(0, Hidden())
"""


def without_fcntl(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", WITHOUT + code], capture_output=True, text=True, check=False
    )


def test_another_kind_of_system_is_told_in_one_line() -> None:
    command = "sys.argv = ['portcheck', 'demo']\nfrom portcheck.__main__ import main\nmain()"
    done = without_fcntl(command)
    said = "error: portcheck needs a POSIX system: Linux, macOS, or WSL on Windows"
    assert (done.returncode, done.stderr.splitlines(), done.stdout) == (2, [said], "")
    version = without_fcntl(command.replace("demo", "--version"))
    assert (version.returncode, version.stdout[:10]) == (0, "portcheck ")


@pytest.mark.parametrize("name", ["load", "run"])
def test_the_package_says_the_same(name: str) -> None:
    done = without_fcntl(f"import portcheck\nportcheck.{name}")
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].startswith("ImportError: portcheck needs a POSIX system")


@pytest.mark.parametrize(
    ("closed", "arguments", "code"),
    [
        ("2>&-", "validate nowhere.yaml", 2),
        (">&-", "schema suite", 0),
        (">&-", "--version", 0),
        ("<&- >&- 2>&-", "schema nothing", 2),
        ("<&- >&- 2>&-", "schema suite", 0),
    ],
)
def test_closed_streams_change_no_exit_code(closed: str, arguments: str, code: int) -> None:
    command = f'"{sys.executable}" -m portcheck {arguments} {closed}'
    assert subprocess.run(command, shell=True, check=False).returncode == code


def test_an_interrupt_where_no_exception_gets_out_prints_no_traceback() -> None:
    """A second Ctrl-C may come in a destructor, once all is said and the code is decided."""
    code = """
import signal, sys
from portcheck.cli import main

class Cleaned:
    def __del__(self):
        signal.raise_signal(signal.SIGINT)

def run(arguments):
    signal.signal(signal.SIGINT, signal.default_int_handler)
    Cleaned()
    return 5

main.run = run
sys.argv = ["portcheck", "anything"]
from portcheck.__main__ import main
main()
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (5, "", "")
