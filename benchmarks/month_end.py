"""A month end at size: what takes long on a project with three years of claims behind it.

The floors are bare SQL on the same tables: the rows that are read, or written, and nothing besides.
What is written here is taken back each time, so that every turn finds the same.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from statistics import median

import psutil
from django.db import connection, transaction
from tests.support.live import LiveInstallation
from tests.support.visitor import Visitor

from benchmarks import month_end_floors as floors
from benchmarks.claims_over_http import start_and_delete
from benchmarks.month_end_in_browser import seconds_until_interactive
from benchmarks.month_end_site import Site, Size, build, counted
from benchmarks.pages import opened
from benchmarks.report import Figure, medians
from benchmarks.work import Work
from ledgerstone.claims.models import CarriedAmount, Claim
from ledgerstone.claims.operations import approve_claims, start_claims
from ledgerstone.claims.prefill.operations import apply_prefill, preview_prefill
from ledgerstone.contracts.models import Contract

RUNS = 9
FEW = 3
SHOWN, STARTED_MANY, FILLED, LIKE_THE_FIRST = 0.150, 5.0, 2.0, 1.2


class _TakenBack(Exception):  # noqa: N818 - it takes back what was tried
    """Rolls a measured act back."""


def measure(
    work: Work, visitor: Visitor, live: LiveInstallation, size: Size | None = None
) -> list[Figure]:
    """All figures. What is given a size is a try of the measurement itself."""
    site = build(work, size or Size())
    lines = counted()["claims_claimline"]
    # As in a web process.
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)
    return [
        Figure(f"build {lines:,} claim lines with certificates", site.seconds, "s"),
        *_tool_page(work, visitor, site),
        *_many_starts(work, site),
        *_prefill(work, site),
        *_starts(work, visitor, site),
        *_many_approvals(work, site),
        *_browser(work, live, site),
    ]


def _tool_page(work: Work, visitor: Visitor, site: Site) -> list[Figure]:
    """The page of a project's claims: the period that is open, where nobody has claimed, and the
    last one, where everybody has."""
    here = f"/projects/{work.scene.project.pk}/claims/"
    found = []
    for period, what in ((site.open, "nobody has claimed"), (site.last, "all are certified")):
        address = f"{here}?period={period.pk}"
        asks = [
            lambda address=address: opened(visitor, address),
            lambda period=period: floors.read_period(work.account_id, period),
            lambda: opened(visitor, "/floor/empty"),
        ]
        for ask in asks:
            ask()
        shown, bare, empty = medians(RUNS, *asks)
        of = f"claims of a month, {site.size.commitments} commitments, {what}"
        found += [
            Figure(of, shown, "s", bare, largest=SHOWN),
            Figure("  against an empty page", shown, "s", empty),
        ]
    return found


def _starts(work: Work, visitor: Visitor, site: Site) -> list[Figure]:
    """The claim after three years against the first one of such a contract."""
    first = work.contract(site.size.lines)
    for contract in (first, site.commitment):
        start_and_delete(visitor, contract)
    late, early, bare = medians(
        RUNS,
        lambda: start_and_delete(visitor, site.commitment),
        lambda: start_and_delete(visitor, first),
        lambda: _taken_back(lambda: floors.start_one(site.commitment, work.scene.user.pk)),
    )
    number = site.size.months + 1
    life, first_life = medians(
        FEW, lambda: _life(work, site.commitment, number), lambda: _life(work, first, 1)
    )
    return [
        Figure(f"start claim {number}, against claim 1", late, "s", early),
        Figure("  against bare SQL", late, "s", bare),
        Figure(
            f"claim {number} started, filled, handed in and certified, against claim 1",
            life, "s", first_life, LIKE_THE_FIRST,
        ),
    ]  # fmt: skip


def _life(work: Work, contract: Contract, percent: int) -> float:
    """The seconds of a contract's next claim from its start to its certificate."""
    return _taken_back(lambda: work.certified(contract, percent))


def _many_starts(work: Work, site: Site) -> list[Figure]:
    given = {
        "actor": work.scene.actor,
        "project_id": work.scene.project.pk,
        "period_id": site.open.pk,
    }

    def ours() -> None:
        outcome = start_claims(**given)
        if len(outcome.done) != site.size.commitments or outcome.refused:
            raise RuntimeError(f"{len(outcome.done)} drafts: {outcome.refused}")

    def bare() -> None:
        floors.start_all(work.account_id, site.last, site.open, work.scene.user.pk)

    taken, floor = medians(FEW, lambda: _taken_back(ours), lambda: _taken_back(bare))
    what = f"start {site.size.commitments} drafts of {site.size.lines} lines"
    return [Figure(what, taken, "s", floor, largest=STARTED_MANY), _spent(ours, bare)]


def _prefill(work: Work, site: Site) -> list[Figure]:
    actor, draft = work.scene.actor, site.head_draft
    amounts = site.size.commitments * site.size.lines

    def preview() -> None:
        found = preview_prefill(actor=actor, claim_id=draft.pk)
        if len(found.placements) != amounts:
            raise RuntimeError(f"{len(found.placements)} of {amounts} amounts were carried.")

    def apply() -> None:
        apply_prefill(actor=actor, claim_id=draft.pk, expected_version=draft.version)
        carried = CarriedAmount.objects.filter(account_id=work.account_id, claim_id=draft.pk)
        if carried.count() != amounts:
            raise RuntimeError("Not everything was carried.")

    def read() -> None:
        if floors.read_certified(site.head, site.last) != amounts:
            raise RuntimeError("The floor read something else.")

    def write() -> None:
        read()
        floors.carry(site.head, draft, site.last)

    acts = [preview, read, apply, write]
    looked, bare_read, applied, bare_write = medians(
        FEW, *(lambda act=act: _taken_back(act) for act in acts)
    )
    what = f"prefill of the head claim, {amounts:,} amounts of {site.size.months} months"
    return [
        Figure(f"{what}: preview", looked, "s", bare_read, largest=FILLED),
        _spent(preview, read),
        Figure("  applied", applied, "s", bare_write, largest=FILLED),
        _spent(apply, write),
    ]


def _many_approvals(work: Work, site: Site) -> list[Figure]:
    """Those of a month that nobody asks about: their certificates are taken away first."""
    with transaction.atomic():
        floors.as_submitted(site.last)
        claims = Claim.objects.filter(
            account_id=work.account_id, period_id=site.last.pk, status="under_review"
        )
        versions = dict(claims.values_list("pk", "version"))
        begun = time.perf_counter()
        outcome = approve_claims(
            actor=work.scene.actor, claim_ids=list(versions), versions=versions
        )
        taken = time.perf_counter() - begun
        transaction.set_rollback(True)
    if len(outcome.done) != len(versions):
        raise RuntimeError(f"Not all were approved: {outcome.refused[:3]}")
    return [Figure(f"approve {len(versions)} clean claims", taken, "s")]


def _browser(work: Work, live: LiveInstallation, site: Site) -> list[Figure]:
    return [
        Figure(f"in the browser, {what}", seconds, "s")
        for what, seconds in seconds_until_interactive(work, live, site.last).items()
    ]


def _spent(act: Callable[[], object], bare: Callable[[], object]) -> Figure:
    """The processor seconds of both, ours and the database's: what they would take by themselves,
    whatever else the machine does."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        session = psutil.Process((cursor.fetchone() or (0,))[0])

    def seconds() -> float:
        times = session.cpu_times()
        return time.process_time() + times.user + times.system

    found = []
    for one in (act, bare):
        spent = []
        for _ in range(FEW):
            before = seconds()
            _taken_back(one)
            spent.append(seconds() - before)
        found.append(median(spent))
    return Figure("  processor time of Python and database", found[0], "s", found[1])


def _taken_back(act: Callable[[], object]) -> float:
    """The seconds of an act whose writes are taken back."""
    connection.ensure_connection()
    begun = ended = time.perf_counter()
    try:
        with transaction.atomic():
            begun = time.perf_counter()
            act()
            ended = time.perf_counter()
            raise _TakenBack
    except _TakenBack:
        return ended - begun
