"""Filling a head contract claim from 20,000 certified lines of 100 claims."""

from __future__ import annotations

import time
from decimal import Decimal
from uuid import uuid4

from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.support.visitor import Visitor

from benchmarks.bare_sql import read_certified
from benchmarks.report import Figure, medians
from benchmarks.work import Work
from ledgerstone.claims.models import CarriedAmount, Claim
from ledgerstone.claims.prefill.operations import apply_prefill, preview_prefill

CLAIMS, LINES = 100, 200
RUNS = 5


def measure(work: Work, visitor: Visitor, claims: int = CLAIMS) -> list[Figure]:
    """The preview's and the application's seconds and queries, and their pages'."""
    certified = [work.certified(work.contract(LINES), 40).pk for _ in range(claims)]
    head = work.contract(LINES, kind="head_contract", value=Decimal("500000.00"))
    claim = work.draft(head)
    actor, project = work.scene.actor, work.scene.project

    def preview() -> float:
        begun = time.perf_counter()
        found = preview_prefill(actor=actor, claim_id=claim.pk)
        taken = time.perf_counter() - begun
        if len(found.placements) != claims * LINES or not found.tie_out.ties:
            raise RuntimeError(f"{len(found.placements)} amounts were carried.")
        return taken

    def floor() -> float:
        count, taken = read_certified(work.account_id, project.pk, certified)
        if count != claims * LINES:
            raise RuntimeError(f"{count} rows were read.")
        return taken

    preview()
    seconds, bare, shown = medians(RUNS, preview, floor, lambda: _page(visitor, claim))
    with CaptureQueriesContext(connection) as looked:
        preview()
    with CaptureQueriesContext(connection) as wrote:
        applied = _apply(work, claim)
    posted = _post(work, visitor, claim)
    what = f"{claims * LINES:,} certified lines"
    return [
        Figure(f"preview a prefill from {what}", seconds, "s", bare),
        Figure("  its queries", len(looked), ""),
        Figure("  its page over HTTP", shown, "s", bare),
        Figure(f"apply a prefill of {what}", applied, "s", bare),
        Figure("  its queries", len(wrote), ""),
        Figure("  its post over HTTP, once more", posted, "s", bare),
    ]


def _page(visitor: Visitor, claim: Claim) -> float:
    begun = time.perf_counter()
    if visitor.get(f"/claims/{claim.pk}/prefill/").status != 200:
        raise RuntimeError("The preview did not open.")
    return time.perf_counter() - begun


def _apply(work: Work, claim: Claim) -> float:
    begun = time.perf_counter()
    apply_prefill(actor=work.scene.actor, claim_id=claim.pk, expected_version=claim.version)
    taken = time.perf_counter() - begun
    claim.refresh_from_db()
    if not CarriedAmount.objects.filter(account_id=claim.account_id, claim_id=claim.pk).exists():
        raise RuntimeError("Nothing was carried.")
    return taken


def _post(work: Work, visitor: Visitor, claim: Claim) -> float:
    begun = time.perf_counter()
    fields = {"act": "apply", "version": claim.version}
    answer = visitor.post(f"/claims/{claim.pk}/prefill/", fields, uuid4())
    taken = time.perf_counter() - begun
    before = claim.version
    claim.refresh_from_db()
    if answer.status != 302 or claim.version == before:
        raise RuntimeError(f"The prefill was not applied: {answer.status} {answer.location}")
    return taken
