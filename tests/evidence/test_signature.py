"""Signatures of ssh-keygen: the right key, a wrong one, changed bytes, another purpose, none."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from portcheck.errors import UsageError
from portcheck.evidence.signature import signer

pytestmark = pytest.mark.skipif(
    shutil.which("ssh-keygen") is None, reason="ssh-keygen is not installed"
)
CONTENT = b"evidence\n"
Sign = Callable[..., Path]


@pytest.fixture
def sign(tmp_path: Path) -> Sign:
    def with_key(name: str, purpose: str = "portcheck") -> Path:
        key, data = tmp_path / name, tmp_path / f"{name}.zip"
        data.write_bytes(CONTENT)
        for command in (
            ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", str(key)],
            ["ssh-keygen", "-q", "-Y", "sign", "-n", purpose, "-f", str(key), str(data)],
        ):
            subprocess.run(command, check=True, capture_output=True, stdin=subprocess.DEVNULL)
        return data.with_name(f"{data.name}.sig")

    return with_key


@pytest.fixture
def allowed(tmp_path: Path, sign: Sign) -> Path:
    sign("ana")
    file = tmp_path / "allowed_signers"
    file.write_text(f"ana@example.com {(tmp_path / 'ana.pub').read_text()}")
    return file


def test_the_right_key_is_named(tmp_path: Path, allowed: Path) -> None:
    assert signer(CONTENT, tmp_path / "ana.zip.sig", allowed) == ("ana@example.com", "")


def test_a_changed_byte_is_found(tmp_path: Path, allowed: Path) -> None:
    name, why = signer(b"Evidence\n", tmp_path / "ana.zip.sig", allowed)
    assert name == ""
    assert why


def test_another_key_is_nobodys(sign: Sign, allowed: Path) -> None:
    name, why = signer(CONTENT, sign("eve"), allowed)
    assert (name, "not in the file of allowed signers" in why) == ("", True)


def test_a_signature_for_another_purpose_does_not_count(tmp_path: Path, sign: Sign) -> None:
    signature = sign("ben", "file")
    allowed = tmp_path / "allowed"
    allowed.write_text(f"ben {(tmp_path / 'ben.pub').read_text()}")
    assert signer(CONTENT, signature, allowed)[0] == ""


def test_what_is_no_signature_holds_nothing(tmp_path: Path, allowed: Path) -> None:
    (tmp_path / "odd.sig").write_bytes(b"\0odd")
    assert signer(CONTENT, tmp_path / "odd.sig", allowed)[0] == ""


def test_files_that_are_not_there_are_named(tmp_path: Path, allowed: Path) -> None:
    with pytest.raises(UsageError, match=r"none\.sig is not a file"):
        signer(CONTENT, tmp_path / "none.sig", allowed)


def test_without_ssh_keygen_it_says_what_to_install(
    tmp_path: Path, allowed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(UsageError, match="not installed"):
        signer(CONTENT, tmp_path / "ana.zip.sig", allowed)
