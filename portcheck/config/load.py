"""Load files into values, and report all mistakes of all files together."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any

from msgspec import UNSET, Struct
from msgspec.structs import replace

from portcheck.config.groups.look_alikes import DIFFERENCE, look_alikes
from portcheck.config.problems.document import Collector, Source, Steps, mapping, pointer
from portcheck.config.problems.quoting import quote
from portcheck.config.problems.schema_mistakes import check_structure
from portcheck.config.problems.synonyms import spelling_hint
from portcheck.config.providers import read_providers, url_mistake
from portcheck.config.reading.public_urls import public_url_mistake
from portcheck.config.reading.yaml_loader import read
from portcheck.config.suite.resolve import Known, SuiteFile, is_printable, read_suite
from portcheck.errors import ConfigError, Problem, UsageError
from portcheck.model.chat import Audio, Document, Image, Request, Text
from portcheck.model.codec import digest, request_from_json
from portcheck.model.did_you_mean import nearest
from portcheck.model.suite import Case, ProviderSpec, Suite, Workload
from portcheck.shell_words import file_word

MAX_REQUEST_BYTES = 100_000_000
NO_URLS: Mapping[str, str] = MappingProxyType({})

Position = tuple[str, int, int, str]
"""File, line, column and JSON Pointer."""


_OF_PROMPTFOO = {"tests", "providers", "targets", "scenarios", "defaultTest"}
"""Keys next to `prompts` in a promptfoo configuration."""


class Loaded(Struct, frozen=True, kw_only=True):
    """The values of files without mistakes."""

    suite: Suite
    providers: tuple[ProviderSpec, ...]
    warnings: tuple[Problem, ...]
    locate: Callable[[str], Position]
    """Returns the position of the workload with that id."""
    suite_files: tuple[Path, ...] = ()
    """The paths as the user named them."""
    providers_file: Path | None = None


class SuiteHead(Struct, frozen=True, kw_only=True):
    """A suite file's description of itself."""

    name: str
    about: str
    languages: tuple[str, ...]
    """Languages of its prompts as BCP 47 tags; empty if not stated."""
    policies: tuple[str, ...] = ()
    """The policy files that it includes, or patterns of their names, relative to it."""


def load(
    suites: Sequence[Path],
    providers: Path | None,
    *,
    base_urls: Mapping[str, str] = NO_URLS,
) -> Loaded:
    """Read suites and a providers file and check them together.

    Args:
        suites: One or more suite files; several become one suite.
        providers: The providers file; `None`: nothing that depends on it is checked.
        base_urls: Provider id to the URL that was typed for it on the command line.

    Raises:
        ConfigError: with every mistake in all the files.
        UsageError: a typed URL is not one, or is for a provider that does not exist.
    """
    problems = Collector()
    return _loaded(
        [read(path, problems) for path in suites], suites, providers, base_urls, problems
    )


def _loaded(
    sources: Sequence[Source | None],
    suites: Sequence[Path],
    providers: Path | None,
    base_urls: Mapping[str, str],
    problems: Collector,
) -> Loaded:
    """Do the work of `load` for suites that were read."""
    specs: tuple[ProviderSpec, ...] = ()
    known: Known | None = None
    if providers is not None:
        specs, known = _providers(providers, base_urls, problems)
    files = [
        read_suite(source, known)
        for source, path in zip(sources, suites, strict=True)
        if source is not None and not _is_promptfoo(source, path)
    ]
    suite = _merged(files, problems)
    found = problems.sorted()
    if problems.failed:
        raise ConfigError(found)
    return Loaded(
        # Waivers do not affect judging, so they are not part of the suite's digest.
        suite=replace(
            suite,
            digest=digest(suite, (Case,)),
            waivers=tuple(waiver for file in files for waiver in file.waivers) or UNSET,
        ),
        providers=specs,
        warnings=found,
        locate=_locator(files),
        suite_files=tuple(suites),
        providers_file=providers,
    )


def load_providers(
    path: Path, *, base_urls: Mapping[str, str] = NO_URLS
) -> tuple[ProviderSpec, ...]:
    """Read the entries of a providers file.

    Raises:
        ConfigError: with every mistake in the file.
        UsageError: a typed URL is not one, or is for a provider that does not exist.
    """
    problems = Collector()
    specs, _ = _providers(path, base_urls, problems)
    if problems.failed:
        raise ConfigError(problems.sorted())
    return specs


def check_file(path: Path) -> tuple[Problem, ...]:
    """List all mistakes and warnings of a suite or providers file; never raises for its content."""
    return check(path, None)[0]


def check(path: Path, providers: Path | None) -> tuple[tuple[Problem, ...], Loaded | None]:
    """List all mistakes and warnings of a file; also returns its suite if there is no mistake.

    Args:
        path: A suite file, or a providers file.
        providers: The providers file for a suite; `None`: nothing that depends on it is checked.
    """
    problems = Collector()
    source = read(path, problems)
    if source is None or _is_promptfoo(source, path):
        return problems.sorted(), None
    kind = _kind(source.document.value)
    if kind == "suite":
        try:
            found = _loaded([source], [path], providers, NO_URLS, problems)
        except ConfigError as exc:
            return exc.problems, None
        return found.warnings, found
    if kind == "providers":
        read_providers(source, NO_URLS)
    else:
        hint = "a suite has 'suite' and 'workloads', a providers file 'providers'"
        source.error((), "neither a suite nor a providers file", hint)
    return problems.sorted(), None


def is_suite(path: Path) -> bool:
    """Whether a file is meant to be a suite; for a broken file its words decide."""
    source = read(path, Collector())
    return source is not None and _kind(source.document.value) == "suite"


def suite_head(path: Path) -> SuiteHead | None:
    """The description in a file if it is meant to be a suite; its cases are not read."""
    source = read(path, Collector())
    if source is None or _kind(source.document.value) != "suite":
        return None
    value = mapping(source.document.value)
    about = value.get("about")
    return SuiteHead(
        name=str(value.get("suite", "")),
        about=about if isinstance(about, str) else "",
        languages=_words(value.get("languages")),
        policies=_words(value.get("policies")),
    )


def _words(value: Any) -> tuple[str, ...]:
    return tuple(map(str, value)) if isinstance(value, list) else ()


def read_request(path: Path) -> Request:
    """Read the request in a JSON file.

    Raises:
        ConfigError: with every mistake in the file.
    """
    problems = Collector()
    source = read(path, problems, max_bytes=MAX_REQUEST_BYTES)
    if source is not None:
        value = check_structure(source, "request")
        if not problems.failed:
            try:
                request = request_from_json(value)
            except (ValueError, TypeError) as exc:
                source.error((), "not a request", quote(str(exc)))
            else:
                _check_files(source, request)
                if not problems.failed:
                    return request
    raise ConfigError(problems.sorted())


def _check_files(source: Source, request: Request) -> None:
    """Report files that no vendor can read, and addresses that no vendor may fetch."""
    for i, message in enumerate(request.messages):
        for j, part in enumerate(message.content):
            if not isinstance(part, Text):
                _check_file(source, part, ("messages", i, "content", j))


def _check_file(source: Source, part: Image | Document | Audio, steps: Steps) -> None:
    if part.url and part.data:
        source.error((*steps, "data"), "a file has 'data' or 'url', not both", "remove one of them")
    elif part.url:
        message, hint = public_url_mistake(part.url)
        if message:
            source.error((*steps, "url"), message, hint)
    elif not isinstance(part, Image):
        try:
            data = base64.b64decode(part.data, validate=True)
            if part.media_type.startswith("text/"):
                data.decode("utf-8")
        except UnicodeDecodeError:
            source.error((*steps, "data"), "this is not UTF-8 text", "save it as UTF-8")
        except binascii.Error:
            hint = "encode the whole file, without line breaks"
            source.error((*steps, "data"), "this is not base64", hint)


def _providers(
    path: Path, base_urls: Mapping[str, str], problems: Collector
) -> tuple[tuple[ProviderSpec, ...], Known | None]:
    """The valid entries, and everything that the file names, valid or not."""
    source = read(path, problems)
    if source is None:
        return (), None
    entries = mapping(mapping(source.document.value).get("providers"))
    facts = {fact for item in entries.values() for fact in mapping(mapping(item).get("facts"))}
    ids = tuple(entries)
    for name, url in base_urls.items():
        if name not in ids:
            raise UsageError(
                f"--base-url names {quote(name)}, but no provider has that id",
                hint=spelling_hint(name, ids),
            )
        message, hint = url_mistake(url)
        if message:
            raise UsageError(f"--base-url {name}: {message}", hint=hint)
    specs = read_providers(source, base_urls)
    return specs, Known(ids=ids, facts=tuple(sorted(facts)), specs=specs)


def _merged(files: Sequence[SuiteFile], problems: Collector) -> Suite:
    workloads: dict[str, Workload] = {}
    homes: dict[str, SuiteFile] = {}
    for file in files:
        for workload in file.workloads:
            home = homes.setdefault(workload.id, file)
            if home is not file:
                message = f"the workload {quote(workload.id)} is in two suites"
                hint = f"the other one is in {home.source.document.file}"
                file.source.error(("workloads", workload.id), message, hint, key=True)
            workloads.setdefault(workload.id, workload)
    for name, other in look_alikes(filter(is_printable, workloads)):
        place = homes[other].source.document
        line = place.at_key(("workloads", other))[0]
        message = f"the workload {quote(name)} looks like another one"
        hint = f"the other one is on line {line} of {place.file}; {DIFFERENCE}"
        homes[name].source.warning(("workloads", name), message, hint)
    code = {digest: text for file in files for digest, text in file.code.items()}
    cards = {digest: found for file in files for digest, found in file.cards.items()}
    return Suite(
        name="+".join(file.name for file in files),
        workloads=tuple(workloads.values()),
        code=code or UNSET,
        cards=cards or UNSET,
    )


def _locator(files: Sequence[SuiteFile]) -> Callable[[str], Position]:
    homes = {workload.id: file.source for file in reversed(files) for workload in file.workloads}

    def locate(workload: str) -> Position:
        document = homes[workload].document
        steps = ("workloads", workload)
        return (document.file, *document.at_key(steps), pointer(steps))

    return locate


def _is_promptfoo(source: Source, path: Path) -> bool:
    """Whether a file is a promptfoo configuration; reports how to import it."""
    words = mapping(source.document.value)
    found = "prompts" in words and "portcheck" not in words and bool(_OF_PROMPTFOO & set(words))
    if found:
        hint = f"make a suite of it: portcheck init --from-promptfoo {file_word(path)}"
        source.error((), "this is a promptfoo configuration", hint)
    return found


def _kind(value: Any) -> str | None:
    words = mapping(value)
    if "providers" in words:
        return "providers"
    if "suite" in words or "workloads" in words:
        return "suite"
    for word in words:
        if nearest(word, ["providers", "workloads", "suite"]) is not None:
            return "providers" if nearest(word, ["providers"]) else "suite"
    return None
