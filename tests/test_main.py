"""The command as a process of its own."""

from __future__ import annotations

import resource
import subprocess
import sys
from pathlib import Path

import pytest

from portcheck.__main__ import _with_room

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


AS_RUN = """
import os, signal, sys
from portcheck.cli import main

{}

main.run = run
sys.argv = ["portcheck", "anything"]
from portcheck.__main__ import main
main()
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


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device of Linux")
@pytest.mark.parametrize("arguments", ["--version", "schema suite"])
def test_a_full_disk_is_said_and_no_finding(arguments: str) -> None:
    command = f'"{sys.executable}" -m portcheck {arguments} >/dev/full'
    done = subprocess.run(command, shell=True, check=False, stderr=subprocess.PIPE, text=True)
    assert done.returncode == 4
    assert done.stderr.splitlines()[0] == "error: cannot write: No space left on device"


def test_an_interrupt_where_no_exception_gets_out_prints_no_traceback(tmp_path: Path) -> None:
    """A second Ctrl-C may come in a destructor, once all is said and the code is decided."""
    run = """
class Cleaned:
    def __del__(self):
        signal.raise_signal(signal.SIGINT)

def run(arguments):
    signal.signal(signal.SIGINT, signal.default_int_handler)
    Cleaned()
    return 5
"""
    assert as_module(run, tmp_path) == (5, "", "")


@pytest.mark.parametrize("place", ["early", "late"])
@pytest.mark.parametrize("first", ["SIGINT", "SIGTERM"])
def test_two_signals_at_once_print_no_traceback(first: str, place: str, tmp_path: Path) -> None:
    """The second is raised while the first is on its way out."""
    run = f"""
import types
from portcheck.cli import lost_interrupts

def run(arguments):
    signal.pthread_sigmask(signal.SIG_BLOCK, both := [signal.SIGINT, signal.SIGTERM])
    for number in sorted(both, key=lambda one: one.name != "{first}"):
        os.kill(os.getpid(), number)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, both)

class Slow(types.ModuleType):
    def __getattr__(self, name):
        if name == "delivered":
            return run([])
        raise AttributeError(name)

if "{place}" == "early":
    sys.modules["portcheck.cli.lost_interrupts"] = Slow("lost_interrupts")
"""
    assert as_module(run, tmp_path) == (130, "", "error: interrupted\n")


def test_the_exit_code_is_ours_where_the_signal_came_within_an_exec(tmp_path: Path) -> None:
    run = """
def run(arguments):
    try:
        exec("raise KeyboardInterrupt")
    except KeyboardInterrupt:
        print("so far")
        return 130
"""
    assert as_module(run, tmp_path) == (130, "so far\n", "")


def test_what_libraries_leave_for_the_end_is_done(tmp_path: Path) -> None:
    """Callbacks are called, threads are waited for, and what they print comes out."""
    run = """
import atexit, threading, time

atexit.register(print, "registered before the command ran")

def work():
    time.sleep(0.1)
    print("done by a thread")

def run(arguments):
    atexit.register(print, "registered by the command")
    if {threads}:
        threading.Thread(target=work).start()
    threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
    return 3
"""
    said = "registered by the command\nregistered before the command ran\n"
    assert as_module(run.replace("{threads}", "False"), tmp_path) == (3, said, "")
    found = as_module(run.replace("{threads}", "True"), tmp_path)
    assert found == (3, f"done by a thread\n{said}", "")


def test_the_exit_code_stands_where_nobody_reads_any_more(tmp_path: Path) -> None:
    """What is still buffered cannot be written, and no traceback says so."""
    run = """
def run(arguments):
    reader, writer = os.pipe()
    os.close(reader)
    sys.stdout = os.fdopen(writer, "w")
    sys.stdout.write("lost")
    return 4
"""
    assert as_module(run, tmp_path) == (4, "", "")


def test_a_reader_that_leaves_changes_no_exit_code(tmp_path: Path) -> None:
    (tmp_path / "suite.yaml").write_text("name: 1\n")
    command = f'"{sys.executable}" -m portcheck validate --json suite.yaml | head -c 1 >/dev/null'
    done = subprocess.run(
        ["bash", "-c", f"{command}; exit ${{PIPESTATUS[0]}}"],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
    )
    assert (done.returncode, "Traceback" in done.stderr) == (2, False)


def as_module(run: str, folder: Path) -> tuple[int, str, str]:
    """What comes of `python -m`, with this function in the place of the command line."""
    (folder / "entry.py").write_text(AS_RUN.format(run))
    command = [sys.executable, "-m", "entry"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder)
    return done.returncode, done.stdout, done.stderr


def page_faults(arguments: list[str]) -> int:
    """How often the system gives memory for 200 calls, at the worst depth below this one."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    for _ in range(200):
        leaf()
    found = resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before
    return max(found, page_faults(arguments[1:])) if arguments else found


def leaf(_a: int = 1, _b: int = 2, _c: int = 3, _d: int = 4) -> None:
    """Its frame must be no smaller than what may be left of a piece."""


def test_calls_find_their_room_at_any_depth() -> None:
    deep = ["deeper"] * 700
    if page_faults(deep) < 200:
        pytest.skip("this Python keeps the room of frames for the next ones")
    assert _with_room(page_faults)(deep) < 100
