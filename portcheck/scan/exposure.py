"""Compare findings with retirement dates and suites: what is used, what ends, what is uncovered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Literal

from msgspec.structs import replace

from portcheck.data.lifecycle import find_lifecycle
from portcheck.data.model_names import is_same_model
from portcheck.data.usage import services, services_by_name, ties
from portcheck.data.vendors import called
from portcheck.model.exposure.scan_finding import FindingKind, Place, ScanFinding
from portcheck.model.exposure.scan_report import (
    SCAN_VERSION,
    CoveringWorkload,
    FilesRead,
    LockIn,
    ModelUse,
    NamedUse,
    ScanReport,
    SdkUse,
    Uncovered,
    VendorUse,
)
from portcheck.model.numbers import listing
from portcheck.scan.finding.named_models import model_named

_NO_CHAT = frozenset({"embedding", "speech", "image", "moderation", "rerank"})
_ORDER = {"retired": 0, "retires": 1, "deprecated": 2, "no date": 3}

SELF_HOSTED = "self-hosted"


def report(
    folder: str,
    read: FilesRead,
    findings: Sequence[ScanFinding],
    workloads: Sequence[CoveringWorkload],
    as_of: date,
) -> ScanReport:
    """Report what a codebase uses, when it ends, and what no workload covers.

    Args:
        folder: the folder as the user named it.
        read: counts of the files.
        findings: findings of all files.
        workloads: workloads of suites that may cover them.
        as_of: the day to compare dates with.
    """
    kept = _sure(findings)
    models = _models(kept, workloads, as_of)
    vendors = _vendors(kept, models, workloads)
    lock_ins = _lock_ins(kept)
    return ScanReport(
        schema_version=SCAN_VERSION,
        folder=folder,
        as_of=as_of.isoformat(),
        read=read,
        vendors=vendors,
        models=models,
        sdks=_sdks(kept),
        gateways=_named(kept, "gateway"),
        hosts=_named(kept, "host"),
        variables=_named(kept, "variable"),
        infrastructure=_named(kept, "infrastructure"),
        secrets=_named(kept, "secret"),
        lock_ins=lock_ins,
        workloads=tuple(_seen(one, models, vendors) for one in workloads),
        uncovered=_uncovered(models, vendors, lock_ins, workloads),
        findings=kept,
    )


def _sure(findings: Sequence[ScanFinding]) -> tuple[ScanFinding, ...]:
    """Drop variables that other products read too, unless other code uses the same vendor."""
    shared = services_by_name("shared_variables")
    vendors = {
        one.vendor
        for one in findings
        if not (one.kind == "variable" and one.name in shared) and one.place.context == "code"
    }
    return tuple(
        one
        for one in findings
        if not (one.kind == "variable" and one.name in shared and one.vendor not in vendors)
    )


def _of(findings: Iterable[ScanFinding], kind: FindingKind) -> dict[str, list[ScanFinding]]:
    found: dict[str, list[ScanFinding]] = {}
    for one in findings:
        if one.kind == kind:
            found.setdefault(one.name, []).append(one)
    return dict(sorted(found.items()))


def _used(findings: Iterable[ScanFinding]) -> tuple[Place, ...]:
    return tuple(one.place for one in findings if one.place.context == "code")


def _models(
    findings: Sequence[ScanFinding], workloads: Sequence[CoveringWorkload], as_of: date
) -> tuple[ModelUse, ...]:
    found: dict[tuple[str, str | None], list[ScanFinding]] = {}
    for one in findings:
        if one.kind == "model":
            found.setdefault((one.name, one.service), []).append(one)
    made = [_model(name, service, those, workloads, as_of)
            for (name, service), those in found.items()]  # fmt: skip
    made.sort(key=lambda one: (not one.places, _ORDER[one.status], one.retires or "", one.model))
    return tuple(made)


def _model(
    name: str,
    service: str | None,
    findings: Sequence[ScanFinding],
    workloads: Sequence[CoveringWorkload],
    as_of: date,
) -> ModelUse:
    vendor = findings[0].vendor
    dates = find_lifecycle(service, name)
    retires = dates.retires if dates else None
    deprecated = dates.deprecated if dates else None
    day = as_of.isoformat()
    status: Literal["retired", "retires", "deprecated", "no date"] = "no date"
    if retires:
        status = "retired" if retires <= day else "retires"
    elif deprecated and deprecated <= day:
        status = "deprecated"
    written = model_named(name)
    return ModelUse(
        model=name,
        service=service,
        vendor=vendor,
        purpose=written.purpose if written else "other",
        status=status,
        retires=retires,
        deprecated=deprecated,
        replacement=dates.replacement if dates else None,
        days_left=(date.fromisoformat(retires) - as_of).days if retires else None,
        source=f"{dates.source}, {dates.as_of}" if dates else "",
        covered_by=tuple(one.name for one in workloads if _covers(one, name, service, vendor)),
        places=_used(findings),
        elsewhere=tuple(one.place for one in findings if one.place.context != "code"),
    )


def _covers(one: CoveringWorkload, name: str, service: str | None, vendor: str | None) -> bool:
    """Whether a workload runs on that model and, if the vendor is known, at that vendor."""
    if one.model is None or not is_same_model(name, one.model):
        return False
    return vendor is None or _company(one) == vendor


def _company(one: CoveringWorkload) -> str:
    """The company behind a workload's provider, regardless of the vendor's spelling."""
    known = services().get(one.service or "") or called(one.vendor)
    return (known.vendor if known else None) or one.vendor


def _sdks(findings: Sequence[ScanFinding]) -> tuple[SdkUse, ...]:
    made = []
    for name, those in _of(findings, "sdk").items():
        locked = [one.version for one in those if one.locked and one.version]
        asked = [one.version for one in those if one.version]
        service = next((one.service for one in those if one.service), "")
        made.append(
            SdkUse(
                package=name,
                service=service,
                vendor=those[0].vendor,
                role=services()[service].role,
                versions=tuple(sorted(set(locked or asked))),
                locked=bool(locked),
                places=tuple(one.place for one in those),
            )
        )
    return tuple(made)


def _named(findings: Sequence[ScanFinding], kind: FindingKind) -> tuple[NamedUse, ...]:
    return tuple(
        NamedUse(
            name=name,
            service=those[0].service,
            vendor=those[0].vendor,
            places=tuple(one.place for one in those),
        )
        for name, those in _of(findings, kind).items()
    )


def _lock_ins(findings: Sequence[ScanFinding]) -> tuple[LockIn, ...]:
    """The lock-ins, which include embedding models and fine-tuned models."""
    found: dict[tuple[str, str | None], list[ScanFinding]] = {}
    for one in findings:
        if one.kind == "lock_in":
            found.setdefault((one.name, one.service), []).append(one)
        elif one.kind == "model" and one.place.context == "code":
            written = model_named(one.name)
            if written is not None and written.purpose == "embedding":
                found.setdefault(("embeddings", one.service), []).append(one)
            elif one.name.startswith("ft:"):
                found.setdefault((f"{one.service}-fine-tunes", one.service), []).append(one)
    made = []
    for (name, service), those in sorted(found.items(), key=lambda item: str(item[0])):
        tie = ties().get(name)
        places = tuple(dict.fromkeys(_used(those)))
        if tie is None or not places:
            continue
        made.append(
            LockIn(
                id=tie.id,
                title=tie.title,
                service=service,
                vendor=those[0].vendor,
                stays=tie.stays,
                instead=tie.instead,
                page=tie.page,
                places=places,
            )
        )
    return tuple(made)


def _vendors(
    findings: Sequence[ScanFinding],
    models: Sequence[ModelUse],
    workloads: Sequence[CoveringWorkload],
) -> tuple[VendorUse, ...]:
    found: dict[str, list[ScanFinding]] = {}
    for one in findings:
        if one.vendor and one.place.context == "code" and one.kind != "secret":
            found.setdefault(one.vendor, []).append(one)
    made = []
    for vendor, those in found.items():
        own = [one for one in models if one.vendor == vendor and one.places]
        made.append(
            VendorUse(
                vendor=vendor,
                services=tuple(sorted({one.service for one in those if one.service})),
                packages=tuple(sorted({one.name for one in those if one.kind == "sdk"})),
                models=len({one.model for one in own}),
                places=_used(those),
                covered_by=tuple(one.name for one in workloads if _company(one) == vendor),
            )
        )
    made.sort(key=lambda one: (-len(one.places), one.vendor))
    return tuple(made)


def _seen(
    one: CoveringWorkload, models: Sequence[ModelUse], vendors: Sequence[VendorUse]
) -> CoveringWorkload:
    if one.model is None:
        return replace(one, seen=any(use.vendor == _company(one) for use in vendors))
    return replace(one, seen=any(use.places and one.name in use.covered_by for use in models))


# --- what has no exit plan -----------------------------------------------------------------------


def _uncovered(
    models: Sequence[ModelUse],
    vendors: Sequence[VendorUse],
    lock_ins: Sequence[LockIn],
    workloads: Sequence[CoveringWorkload],
) -> tuple[Uncovered, ...]:
    by_vendor: Mapping[str | None, list[CoveringWorkload]] = _by_company(workloads)
    made = [
        Uncovered(
            kind="model",
            name=one.model,
            vendor=one.vendor,
            why=_why_not(one, by_vendor),
            places=one.places,
        )
        for one in models
        if one.places and not one.covered_by
    ]
    for vendor in vendors:
        if vendor.covered_by or vendor.models or vendor.vendor == SELF_HOSTED:
            continue
        why = "the code names none of its models, and no workload runs on it"
        made.append(
            Uncovered(
                kind="vendor", name=vendor.vendor, vendor=vendor.vendor, why=why,
                places=vendor.places,
            )
        )  # fmt: skip
    made += [
        Uncovered(
            kind="lock_in",
            name=tie.title,
            vendor=tie.vendor,
            why=f"no workload can move this: {tie.stays}",
            places=tie.places,
        )
        for tie in lock_ins
    ]
    return tuple(made)


def _by_company(
    workloads: Sequence[CoveringWorkload],
) -> dict[str | None, list[CoveringWorkload]]:
    found: dict[str | None, list[CoveringWorkload]] = {}
    for one in workloads:
        found.setdefault(_company(one), []).append(one)
    return found


def _why_not(use: ModelUse, by_vendor: Mapping[str | None, Sequence[CoveringWorkload]]) -> str:
    if use.purpose in _NO_CHAT:
        return f"a model for {use.purpose}, but suites ask for text"
    near = by_vendor.get(use.vendor, ())
    if near:
        names = listing([f"{one.name} on {one.model or one.provider}" for one in near], 3)
        return f"no workload runs on it; on {use.vendor}: {names}"
    return "no workload runs on it or on its vendor"
