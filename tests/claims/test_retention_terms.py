"""New terms of retention are for new claims: what is there holds by the terms of then."""

from __future__ import annotations

from decimal import Decimal

import pytest

from ledgerstone.claims.models import Claim
from ledgerstone.claims.operations import adopt_retention_terms
from ledgerstone.claims.retention.retention_rule import kept_terms
from ledgerstone.contracts import queries
from ledgerstone.contracts.operations.retaining import set_retention
from ledgerstone.contracts.operations.retaining_securities import SecurityGiven, record_security
from ledgerstone.contracts.retention.retention import RetentionTerms, scale
from ledgerstone.contracts.retention.retention_kept import as_json, from_json
from ledgerstone.core import (
    Band,
    BandMeasure,
    CapOf,
    ChangeScope,
    RetentionBasis,
    RetentionCap,
    RetentionChange,
    RetentionKind,
    RetentionRule,
)
from ledgerstone.core.sliding import LimitOf, SlidingStep
from ledgerstone.tenancy.refusals import NotAllowed
from tests.claims.desk import Desk, flat
from tests.support.contacts import contact_of
from tests.support.scene import Scene, raw_rows

D = Decimal
WORK = "work_to_date"
JOB = raw_rows([("1", "Steel", "100,000.00")])
TEN = flat("0.10", cap=RetentionCap(amount=D("5000.00")))
MORE = flat("0.10", cap=RetentionCap(amount=D("8000.00")))


@pytest.fixture
def desk(scene: Scene) -> Desk:
    """10 % until 5,000 is held; 40,000 is certified."""
    scene.period()
    desk = Desk.at(scene, rows=JOB, retention=TEN)
    desk.certified({"1": {WORK: "40,000"}})
    return desk


def put(desk: Desk, terms: RetentionTerms | None) -> None:
    set_retention(actor=desk.actor, contract_id=desk.contract.pk, retention=terms)


def held(desk: Desk, claim: Claim) -> Decimal:
    return desk.sheet(claim).cover.total_retention


def adopt(desk: Desk, claim: Claim) -> Claim:
    version = desk.now(claim).version
    return adopt_retention_terms(actor=desk.actor, claim_id=claim.pk, expected_version=version)


def test_a_draft_that_was_started_before_keeps_its_terms_and_the_next_has_the_new(
    desk: Desk,
) -> None:
    draft = desk.start()
    desk.type(draft, {"1": {WORK: "90,000"}})
    version = desk.now(draft).version
    put(desk, MORE)
    assert held(desk, draft) == D("5000.00")
    assert desk.now(draft).version == version
    assert kept_terms(desk.now(draft)) == TEN
    desk.submit(draft)
    assert desk.approve(draft).total_retention == D("5000.00")
    third = desk.start()
    assert held(desk, third) == D("8000.00")
    assert third.kept_retention is None


def test_a_certified_claim_that_is_reopened_holds_by_the_terms_that_it_was_certified_under(
    desk: Desk,
) -> None:
    second = desk.certified({"1": {WORK: "90,000"}})
    put(desk, MORE)
    desk.reopen(second)
    assert held(desk, second) == D("5000.00")
    adopt(desk, second)
    assert held(desk, second) == D("8000.00")
    assert desk.approve(second).total_retention == D("8000.00")


def test_terms_that_change_twice_leave_each_claim_its_own(desk: Desk) -> None:
    second = desk.claimed({"1": {WORK: "90,000"}})
    put(desk, MORE)
    third = desk.start()
    put(desk, flat("0.10"))
    assert (held(desk, second), held(desk, third)) == (D("5000.00"), D("8000.00"))
    # Back to the first terms, nothing has to be kept with claims that were started under them.
    put(desk, TEN)
    assert desk.now(second).kept_retention is None
    assert (held(desk, second), held(desk, third)) == (D("5000.00"), D("8000.00"))


def test_rates_from_a_claim_on_are_meant_for_it_though_it_was_started(desk: Desk) -> None:
    second = desk.claimed({"1": {WORK: "45,000"}})
    third = desk.start()
    desk.type(third, {"1": {WORK: "47,000"}})
    none = RetentionChange(3, ChangeScope.NEW_WORK, D(0), D(0))
    put(desk, RetentionTerms(TEN.rule, (none,)))
    assert kept_terms(desk.now(second)) == TEN
    assert desk.now(third).kept_retention is None
    assert held(desk, second) == D("4500.00")
    desk.approve(second)
    # Claim 2 is certified at 4,500; what is new since bears nothing.
    assert held(desk, third) == D("4500.00")


def test_terms_that_come_late_are_taken_over_in_one_act(scene: Scene) -> None:
    scene.period()
    desk = Desk.at(scene, rows=JOB)
    draft = desk.start()
    put(desk, TEN)
    desk.type(draft, {"1": {WORK: "10,000"}})
    assert held(desk, draft) == D("0.00")
    assert desk.now(draft).kept_retention == {"rule": None}
    contact = contact_of(scene, desk.contract).actor
    with pytest.raises(NotAllowed):
        adopt_retention_terms(
            actor=contact, claim_id=draft.pk, expected_version=desk.now(draft).version
        )
    adopted = adopt(desk, draft)
    assert (adopted.kept_retention, held(desk, draft)) == (None, D("1000.00"))
    assert desk.now(draft).claimed_payable == D("9000.00")
    assert adopt(desk, draft).version == adopted.version


def test_security_counts_for_claims_that_keep_earlier_terms(desk: Desk) -> None:
    draft = desk.start()
    desk.type(draft, {"1": {WORK: "90,000"}})
    put(desk, MORE)
    given = SecurityGiven(kind="cash", amount=D("1200.00"), received_on=draft.period_start)
    record_security(actor=desk.actor, contract_id=desk.contract.pk, given=given)
    assert held(desk, draft) == D("3800.00")


BANDED = RetentionTerms(
    RetentionRule(
        RetentionBasis.COVER,
        RetentionKind.BANDS,
        bands=(Band(D("0.5"), D("0.10")), Band(None, D("0.05"))),
        bands_of=BandMeasure.PERCENT_COMPLETE,
        cap=RetentionCap(rate=D("0.05"), of=CapOf.REVISED_SUM),
        free_amount=D("100.00"),
    )
)
SCALED = scale(
    [
        SlidingStep(D("0.1"), LimitOf.ORIGINAL_SUM, D("0.03")),
        SlidingStep(D("0.05"), LimitOf.AMOUNT, D("4500.00")),
    ],
    D(100_000),
)
CHANGED = RetentionTerms(
    flat("0.10").rule, (RetentionChange(4, ChangeScope.EVERYTHING, D("0.05"), D("0.025")),)
)


@pytest.mark.parametrize("terms", [None, TEN, BANDED, SCALED, CHANGED])
def test_terms_are_kept_as_they_stood(scene: Scene, terms: RetentionTerms | None) -> None:
    assert from_json(as_json(terms)) == terms
    contract = scene.contract(rows=JOB, retention=terms)
    read = queries.retention_of(contract)
    assert from_json(as_json(read)) == read
