"""`python -m portcheck`, and the `portcheck` command."""

from __future__ import annotations

import sys
from importlib.util import find_spec

from portcheck import NEEDS_POSIX, __version__


def main() -> None:
    """Runs the command line and ends the process with its exit code."""
    if sys.argv[1:] == ["--version"]:  # the commonest call of all needs no command at all
        sys.stdout.write(f"portcheck {__version__}\n")
        return
    if find_spec("fcntl") is None:
        sys.stderr.write(f"error: {NEEDS_POSIX}\n")
        sys.exit(2)
    from portcheck.cli.main import run  # noqa: PLC0415 - the line above needs none of it

    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
