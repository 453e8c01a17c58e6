from __future__ import annotations

from pathlib import Path

import pytest
from exposed_code import build

from portcheck.errors import UsageError
from portcheck.model.exposure.scan_finding import ScanFinding
from portcheck.scan.folder import scan_folder
from portcheck.scan.reading import tree


def keys(findings: tuple[ScanFinding, ...]) -> set[tuple[str, str, str, int, str]]:
    return {
        (one.kind, one.name, one.place.file, one.place.line, one.place.context) for one in findings
    }


def test_a_codebase_with_traps_gives_what_is_in_it_and_nothing_else(tmp_path: Path) -> None:
    expected = build(tmp_path)
    read, findings = scan_folder(tmp_path, processes=1)
    assert keys(findings) == expected
    assert read.files > 20
    assert read.skipped == {".gitignore": 1, "kind of file": 1, "other people's code": 1}
    assert read.examples["other people's code"] == ("node_modules/",)


def test_what_is_excluded_is_counted(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text('MODEL = "gpt-4o"\n')
    (tmp_path / "b.py").write_text('MODEL = "gpt-4o"\n')
    read, findings = scan_folder(tmp_path, exclude=("b.*",))
    assert [one.place.file for one in findings] == ["a.py"]
    assert read.skipped == {"--exclude": 1}
    assert read.lines == 1


def test_only_a_folder_can_be_scanned(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="is not a folder"):
        scan_folder(tmp_path / "nothing")


@pytest.mark.slow
def test_several_processes_find_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = build(tmp_path)
    monkeypatch.setattr("portcheck.scan.folder._WORTH_PROCESSES", 0)
    monkeypatch.setattr("portcheck.scan.folder._BATCH", 5)
    read, findings = scan_folder(tmp_path, processes=2)
    assert keys(findings) == expected
    alone, in_order = scan_folder(tmp_path, processes=1)
    assert read == alone
    assert findings == in_order


def test_a_file_that_grew_since_it_was_listed_is_not_read_without_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.py").write_text('MODEL = "gpt-4o"\n')
    found = tree.Tree(tmp_path)
    (file,) = found.files()
    monkeypatch.setattr(tree, "LARGEST_FILE", 4)
    assert found.read(file) is None
    assert found.skipped == {"too large": 1}
