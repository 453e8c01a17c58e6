"""How commands are put together."""

from __future__ import annotations

import subprocess
import sys

import pytest

from portcheck.cli.app import command_line
from portcheck.cli.known_commands import COMMANDS


def test_all_commands_are_there_unless_one_is_named() -> None:
    assert set(command_line().commands) == set(COMMANDS)
    assert command_line("--help").commands.keys() == command_line().commands.keys()
    assert command_line("rum").commands.keys() == command_line().commands.keys()


def test_the_page_that_lists_them_says_the_same_of_each() -> None:
    listed, whole = (
        one.get_help(one.context_class(one, info_name="portcheck", **one.context_settings))
        for one in (command_line("--help"), command_line())
    )
    assert listed == whole
    assert all(f"\n  {name} " in listed for name in COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_alone_is_as_it_is_among_all(name: str) -> None:
    alone = command_line(name).commands
    assert list(alone) == [name]
    one, same = alone[name], command_line().commands[name]
    assert (one.name, one.help, type(one)) == (same.name, same.help, type(same))
    assert [param.opts for param in one.params] == [param.opts for param in same.params]
    assert [*getattr(one, "commands", ())] == [*getattr(same, "commands", ())]


def test_no_other_command_is_loaded() -> None:
    code = (
        "import sys; from portcheck.cli.app import command_line; command_line('run')\n"
        "print(*(name for name in sys.modules if name.startswith('portcheck.cli.commands.')))"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.split() == ["portcheck.cli.commands.run"]
