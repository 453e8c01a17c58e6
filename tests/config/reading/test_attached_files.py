"""Images, documents and sound from files beside a suite, known by their bytes."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import get_args

import pytest

from portcheck.config.reading import attached_files
from portcheck.config.reading.attached_files import AttachedFiles, Kind
from portcheck.config.reading.local_files import FileMistake
from portcheck.model.chat import Audio, Document, Image

PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
PNG = b"\x89PNG\r\n\x1a\n...."
WAV = b"RIFF\x24\0\0\0WAVEfmt "


def read(folder: Path, kind: Kind, name: str, data: bytes) -> Image | Document | Audio:
    (folder / name).write_bytes(data)
    return AttachedFiles(folder).read(kind, name)


@pytest.mark.parametrize(
    ("kind", "name", "data", "media_type"),
    [
        ("document", "a.pdf", PDF, "application/pdf"),
        ("document", "A.PDF", PDF, "application/pdf"),
        ("document", "a", PDF, "application/pdf"),
        ("document", "a.pdf", b"\n\n junk " + PDF, "application/pdf"),
        ("document", "a.txt", "f\u00fcnf".encode(), "text/plain"),
        ("document", "a.txt", b"\xef\xbb\xbfhi", "text/plain"),
        ("document", "a.md", b"# Title", "text/markdown"),
        ("document", "a.csv", b"a;b", "text/csv"),
        ("document", "a.htm", b"<p>hi", "text/html"),
        ("document", "a.json", b"{}", "text/plain"),
        ("document", "notes", b"see %PDF-1.7", "text/plain"),
        ("audio", "a.wav", WAV, "audio/wav"),
        ("audio", "a.mp3", b"ID3\x04", "audio/mpeg"),
        ("audio", "a.mp3", b"\xff\xfb\x90\x00", "audio/mpeg"),
        ("audio", "a", b"\xff\xf3\x90\x00", "audio/mpeg"),
        ("audio", "a.aac", b"\xff\xf1\x50\x80", "audio/aac"),
        ("audio", "a.flac", b"fLaC\0", "audio/flac"),
        ("audio", "a.ogg", b"OggS\0", "audio/ogg"),
        ("audio", "a.opus", b"OggS\0", "audio/ogg"),
        ("audio", "a.m4a", b"\0\0\0\x20ftypM4A ", "audio/mp4"),
        ("audio", "a.m4a", b"\0\0\0\x20ftypisom", "audio/mp4"),
        ("audio", "a.aiff", b"FORM\0\0\0\0AIFF", "audio/aiff"),
        ("audio", "a.webm", b"\x1a\x45\xdf\xa3", "audio/webm"),
        ("image", "a.png", PNG, "image/png"),
        ("image", "a.jpg", PNG, "image/png"),
        ("image", "a.webp", b"RIFF\0\0\0\0WEBP", "image/webp"),
    ],
)
def test_files_are_known_by_their_bytes(
    tmp_path: Path, kind: Kind, name: str, data: bytes, media_type: str
) -> None:
    found = read(tmp_path, kind, name, data)
    assert (found.media_type, base64.b64decode(found.data), found.url) == (media_type, data, "")
    assert type(found).__name__.lower() == kind
    assert getattr(found, "name", name) == name


@pytest.mark.parametrize(
    ("kind", "name", "data", "said"),
    [
        ("document", "a.pdf", PNG, "a name for application/pdf, but its bytes are image/png"),
        ("document", "a.pdf", b"hi", "a name for application/pdf, but its bytes are text/plain"),
        ("document", "a.txt", PDF, "a name for text/plain, but its bytes are application/pdf"),
        ("document", "a.wav", PDF, "a name for audio/wav, but its bytes are application/pdf"),
        ("document", "a.docx", b"PK\x03\x04", "is not a PDF or a text"),
        ("document", "a.docx", b"hi", "a name for another kind of file, but its bytes are text"),
        ("document", "a.txt", b"\xff\xfeh\0i\0", "is not a PDF or a text"),
        ("document", "a.txt", b"a\0b", "is not a PDF or a text"),
        ("document", "a.txt", b"", "is empty"),
        ("audio", "a.wav", b"ID3\x04", "a name for audio/wav, but its bytes are audio/mpeg"),
        ("audio", "a.wav", b"hi", "a name for audio/wav, but its bytes are text/plain"),
        ("audio", "a.wav", b"\0\x01\x02", "is not a sound"),
        ("audio", "a", b"\0\0\0\x20ftypisom", "is not a sound"),
        (
            "audio",
            "a.wav",
            b"RIFF\0\0\0\0WEBP",
            "a name for audio/wav, but its bytes are image/webp",
        ),
        ("image", "a.png", b"hi", "a name for image/png, but its bytes are text/plain"),
        ("image", "a.svg", b"<svg>", "is not an image"),
    ],
)
def test_what_contradicts_its_kind_is_refused(
    tmp_path: Path, kind: Kind, name: str, data: bytes, said: str
) -> None:
    with pytest.raises(FileMistake, match=said) as caught:
        read(tmp_path, kind, name, data)
    assert caught.value.hint


@pytest.mark.parametrize("kind", get_args(Kind))
def test_large_files_are_refused_before_they_are_read_whole(
    tmp_path: Path, kind: Kind, monkeypatch: pytest.MonkeyPatch
) -> None:
    small = attached_files._KINDS[kind]._replace(most_bytes=1_000_000)
    monkeypatch.setattr(attached_files, "_KINDS", {kind: small})
    with pytest.raises(FileMistake, match="is larger than 1 MB"):
        read(tmp_path, kind, "a", PDF + b" " * 1_000_000)


@pytest.mark.parametrize(
    ("kind", "url", "made"),
    [
        ("image", "https://x.example/a.png?v=1", Image(media_type="image/png")),
        ("image", "https://x.example/a", Image()),
        (
            "document",
            "https://x.example/a%20b.pdf",
            Document(media_type="application/pdf", name="a b.pdf"),
        ),
        ("document", "https://x.example/", Document()),
        (
            "document",
            f"https://x.example/{'y' * 300}%0A%E2%80%AE.pdf",
            Document(media_type="application/pdf", name=f"{'y' * 196}.pdf"),
        ),
        ("document", "https://x.example/a.md", Document(media_type="text/markdown", name="a.md")),
        ("document", "https://x.example/a.php", Document(name="a.php")),
        ("audio", "https://x.example/a.mp3", Audio(media_type="audio/mpeg")),
    ],
)
def test_addresses_are_handed_on(
    tmp_path: Path, kind: Kind, url: str, made: Image | Document | Audio
) -> None:
    found = AttachedFiles(tmp_path).read(kind, url)
    assert (type(found), found.media_type, found.data, found.url) == (
        type(made),
        made.media_type,
        "",
        url,
    )
    assert getattr(found, "name", "") == getattr(made, "name", "")


@pytest.mark.parametrize(
    ("kind", "url"),
    [
        ("document", "https://x.example/a.png"),
        ("document", "https://x.example/a.docx"),
        ("audio", "https://x.example/a.pdf"),
        ("image", "https://x.example/a.svg"),
        ("document", "https://10.0.0.1/a.pdf"),
        ("document", "file:///etc/passwd"),
    ],
)
def test_addresses_of_something_else_are_not(tmp_path: Path, kind: Kind, url: str) -> None:
    with pytest.raises(FileMistake):
        AttachedFiles(tmp_path).read(kind, url)


def test_a_file_is_read_once(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(PDF)
    files = AttachedFiles(tmp_path)
    first = files.read("document", "a.pdf")
    (tmp_path / "a.pdf").unlink()
    assert files.read("document", "a.pdf") is first
