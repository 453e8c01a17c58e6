"""Verify signatures with OpenSSH; this module signs nothing and reads no private key."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from portcheck.errors import UsageError
from portcheck.model.visible_text import one_line

NAMESPACE = "portcheck"
"""Namespace of `ssh-keygen -Y sign -n`; signatures for other purposes do not count."""
_LONGEST_S = 60


def signer(content: bytes, signature: Path, allowed: Path) -> tuple[str, str]:
    """The signer of these bytes.

    Args:
        content: of the archive, as it was read.
        signature: the file that `ssh-keygen -Y sign` wrote.
        allowed: an allowed_signers file: who may sign, with which key (ssh-keygen(1)).

    Returns:
        The name of the signer and "", or "" and why the signature does not hold.

    Raises:
        UsageError: ssh-keygen is not installed, or one of the files is missing.
    """
    program = shutil.which("ssh-keygen")
    if program is None:
        raise UsageError("ssh-keygen is not installed", hint="it is part of OpenSSH 8.2 and later")
    for path in (signature, allowed):
        if not path.is_file():
            raise UsageError(f"{path} is not a file")
    files = ["-s", str(signature), "-f", str(allowed)]
    found = _asked([program, "-Y", "find-principals", *files], b"")
    names = found.stdout.decode("utf-8", "replace").split()
    if found.returncode or not names:
        return "", "its key is not in the file of allowed signers, or it is not a signature"
    checked = _asked([program, "-Y", "verify", *files, "-I", names[0], "-n", NAMESPACE], content)
    if checked.returncode:
        said = (checked.stderr or checked.stdout).decode("utf-8", "replace")
        return "", one_line(said.strip(), 200) or "ssh-keygen does not say why"
    return one_line(names[0], 80), ""


def _asked(command: list[str], content: bytes) -> subprocess.CompletedProcess[bytes]:
    try:
        return subprocess.run(  # noqa: S603 - ssh-keygen, without a shell
            command, input=content, capture_output=True, check=False, timeout=_LONGEST_S
        )
    except (OSError, subprocess.TimeoutExpired) as exc:
        raise UsageError(f"ssh-keygen cannot be run: {exc}") from exc
