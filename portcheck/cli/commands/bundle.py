"""`portcheck bundle`: put a run into one archive that others can verify."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from portcheck.cli import options
from portcheck.cli.help import Command
from portcheck.model.comparison import content as texts


def bundle(
    run: options.RunFolder,
    out: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="The archive. Default: <name of the run>.bundle.zip."),
    ] = None,
    content: Annotated[
        texts.Content,
        typer.Option(
            metavar="KIND",
            help="Prompts and answers to include: none, flips (cases that differ), or all.",
        ),
    ] = texts.DEFAULT_CONTENT,
    json_: options.Json = False,
) -> None:
    """Put a run into one archive that a reviewer can verify.

    It holds the run, its suite, its providers without secrets, labels and reports, with SHA-256
    sums and an in-toto statement. The same run gives the same bytes. Sign it with ssh-keygen; see
    docs/evidence.md.

    \b
    Example: portcheck bundle latest --content all --out evidence.zip
    """  # noqa: D301 - \b keeps the example on its own line
    from portcheck.cli.flow.evidence.bundling import bundled
    from portcheck.cli.flow.evidence.unchanged import require_unchanged
    from portcheck.cli.output import Output
    from portcheck.cli.report_files import require_writable
    from portcheck.evidence.manifest import sha256
    from portcheck.model.numbers import count
    from portcheck.model.visible_text import visible
    from portcheck.run.store.durable_files import write_file
    from portcheck.run.store.folder import RunStore
    from portcheck.shell_words import file_word

    output = Output()
    store = RunStore.open(options.run_folder(run))
    path = out or Path(f"{store.path.resolve().name}.bundle.zip")
    require_writable(path, f"--out {path}")
    require_unchanged(store, output)
    found = bundled(store, content)
    write_file(path, found.content)
    if json_:
        output.json(
            {
                "bundle": str(path),
                "sha256": sha256(found.content),
                "bytes": len(found.content),
                "files": found.files,
                "content": content,
                "cases_without_texts": found.left_out,
                "run": found.report.run.id,
                "findings_digest": found.report.digest,
            }
        )
        return
    output.result(
        f"{visible(str(path))}: {count(found.files, 'file')}, SHA-256 {sha256(found.content)}"
    )
    if found.left_out:
        output.note(
            f"the texts of {count(found.left_out, 'case')} are left out; --content all includes "
            f"them, and every verdict can be recomputed from the answers"
        )
    file = file_word(path)
    output.note(
        f"sign it: ssh-keygen -Y sign -n portcheck -f KEY {file}\ncheck it: portcheck verify {file}"
    )


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(cls=Command)(bundle)
