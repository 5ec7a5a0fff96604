"""Retention over whole jobs, every figure worked out by hand, and the statement that tells them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ledgerstone.claims import operations
from ledgerstone.claims.models import Claim
from ledgerstone.claims.retention.retention_statement import (
    ContractStatement,
    ProjectStatement,
    of_contract,
    of_project,
)
from ledgerstone.contracts.models import ReleaseEvent
from ledgerstone.contracts.operations.retaining_releases import PlannedRelease, plan_releases
from ledgerstone.contracts.operations.retaining_securities import SecurityGiven, record_security
from ledgerstone.core import CapOf, RetentionCap
from tests.claims.desk import Desk, flat
from tests.contracts.variation_site import Site
from tests.support.contacts import contact_of
from tests.support.scene import Scene, raw_rows

D = Decimal
WORK = "work_to_date"
TODAY = dt.date(2026, 11, 20)
JOB = raw_rows([("1", "Steel", "100,000.00")])
CAPPED = flat("0.10", cap=RetentionCap(rate=D("0.05"), of=CapOf.ORIGINAL_SUM))
HALF = PlannedRelease(
    event="practical_completion", share=D("0.5"), happened_on=dt.date(2026, 11, 1)
)
REST = PlannedRelease(event="end_of_defects_liability", share=D(1), due_on=dt.date(2027, 1, 19))


def release(desk: Desk, claim: Claim, event: str) -> None:
    planned = ReleaseEvent.objects.get(contract=desk.contract, event=event)
    operations.release_retention(
        actor=desk.actor,
        claim_id=claim.pk,
        expected_version=desk.now(claim).version,
        event_id=planned.pk,
    )


def claim_of(desk: Desk, done: str | None, event: str = "", item: str = "1") -> Claim:
    """A certified claim of so much work to date, with a release because of an event."""
    claim = desk.start(type="retention_release" if done is None else "work_materials_retention")
    if done is not None:
        assert not desk.type(claim, {item: {WORK: done}}).errors
    if event:
        release(desk, claim, event)
    desk.submit(claim)
    desk.approve(claim)
    return desk.now(claim)


def statement(desk: Desk, today: dt.date = TODAY) -> ContractStatement:
    return of_contract(desk.actor, desk.contract, today)


def project(scene: Scene, today: dt.date = TODAY) -> ProjectStatement:
    return of_project(scene.actor, scene.project.pk, today)


# --- one job from the first claim to the last --------------------------------------------------

#   claim  work to date  rule (cap 5,000)  may be held  held   released  payment due
#   1          20,000       2,000            all        2,000       0      18,000
#   2          40,000       4,000            half       2,000   2,000      20,000   completion
#   3          60,000       5,000            half       2,500       0      19,500
#   4         100,000       5,000            half       2,500       0      40,000
#   5         100,000       5,000            nothing        0   2,500       2,500   end of defects
#   6         110,000       5,000            nothing        0       0      10,000   variation, final
FIGURES = [
    ("2000.00", "0.00", "18000.00"),
    ("2000.00", "2000.00", "20000.00"),
    ("2500.00", "0.00", "19500.00"),
    ("2500.00", "0.00", "40000.00"),
    ("0.00", "2500.00", "2500.00"),
    ("0.00", "0.00", "10000.00"),
]


@pytest.fixture
def job(scene: Scene) -> Desk:
    scene.period()
    site = Site.at(scene, rows=JOB, retention=CAPPED)
    desk = Desk(scene.actor, site.contract)
    plan_releases(actor=scene.actor, contract_id=desk.contract.pk, planned=[HALF, REST])
    claim_of(desk, "20,000")
    claim_of(desk, "40,000", "practical_completion")
    claim_of(desk, "60,000")
    claim_of(desk, "100,000")
    claim_of(desk, None, "end_of_defects_liability")
    site.to(site.make("variation", "10,000", title="Rail after handover"), "approved")
    last = desk.start()
    (added,) = [line.item for line in desk.sheet(last) if line.item != "1"]
    desk.type(last, {added: {WORK: "10,000"}})
    Claim.objects.filter(pk=last.pk).update(is_final=True)
    desk.submit(last)
    desk.approve(last)
    return desk


def _certified(desk: Desk) -> Iterator[tuple[str, str, str]]:
    for claim in Claim.objects.filter(contract=desk.contract).order_by("number"):
        found = claim.certificate
        assert found is not None
        yield (
            f"{found.total_retention}",
            f"{found.retention_released_this_period}",
            f"{found.current_payment_due}",
        )


def test_a_job_from_ten_to_five_per_cent_ends_with_all_of_it_paid(job: Desk) -> None:
    assert list(_certified(job)) == FIGURES
    assert sum(D(due) for *_rest, due in FIGURES) == D("110000.00")


def test_its_statement_reads_the_certificates(job: Desk) -> None:
    told = statement(job)
    assert [(f"{row.held}", f"{row.released}") for row in told.claims] == [
        row[:2] for row in FIGURES
    ]
    # 2,000 + 2,000 + 500 were withheld after half of each: 4,500 in all, and all released.
    assert [row.withheld for row in told.claims] == [2000, 2000, 500, 0, 0, 0]
    assert (told.withheld, told.released, told.held) == (D("4500.00"), D("4500.00"), 0)
    assert [row.event for row in told.claims if row.event] == [
        "Practical completion", "End of the defects liability period",
    ]  # fmt: skip
    assert told.due == ()


def test_a_reopened_release_is_held_again_in_the_statement(job: Desk) -> None:
    for number in (6, 5):
        job.reopen(Claim.objects.get(contract=job.contract, number=number))
    told = statement(job, dt.date(2027, 1, 19))
    assert (told.held, told.released) == (D("2500.00"), D("2000.00"))
    (due,) = told.due
    assert (due.event.name, due.amount, due.is_reached) == (
        "End of the defects liability period", D("2500.00"), True,
    )  # fmt: skip


# --- what is due -----------------------------------------------------------------------------


def test_events_are_due_once_their_day_has_come_or_within_sixty_days(scene: Scene) -> None:
    scene.period()
    desk = Desk.at(scene, rows=JOB, retention=flat("0.10"))
    undated = PlannedRelease(event="by_hand", share=D("0.3"), name="Keys handed over")
    plan_releases(actor=scene.actor, contract_id=desk.contract.pk, planned=[undated, HALF, REST])
    claim_of(desk, "50,000.10")
    # 5,000.01 is held: half of it rounds up, the rest is what that leaves. 60 days end on the 19th.
    told = statement(desk)
    assert [(one.event.event, one.amount, one.is_reached) for one in told.due] == [
        ("practical_completion", D("2500.01"), True),
        ("end_of_defects_liability", D("2500.00"), False),
    ]
    assert (told.due_now, told.due_soon) == (D("2500.01"), D("2500.00"))
    assert statement(desk, TODAY - dt.timedelta(days=1)).due_soon == 0
    claim_of(desk, None, "practical_completion")
    assert [one.event.event for one in statement(desk).due] == ["end_of_defects_liability"]


# --- a project, both ways ----------------------------------------------------------------------


def twelve(desk: Desk) -> None:
    """Twelve claims of 8,000.03 each, with a tenth of what is held released in every fourth."""
    for number in range(1, 13):
        claim = desk.start()
        desk.type(claim, {"1": {"work_this_period": "8000.03"}})
        if number % 4 == 0:
            operations.release_retention(
                actor=desk.actor, claim_id=claim.pk, share=D("0.1"),
                expected_version=desk.now(claim).version,
            )  # fmt: skip
        if desk.contract.is_upstream:
            desk.issue(claim)
        else:
            desk.submit(claim)
            desk.approve(claim)


def test_totals_are_the_sums_of_certificates_over_twelve_periods_both_ways(scene: Scene) -> None:
    scene.period()
    head = Desk.at(scene, "head_contract", rows=JOB, retention=flat("0.05"))
    below = Desk.at(scene, rows=JOB, retention=flat("0.10"))
    capped = Desk.at(scene, rows=JOB, retention=CAPPED)
    for desk in (head, below, capped):
        twelve(desk)
    given = SecurityGiven(kind="bank_guarantee", amount=D("750.00"), received_on=TODAY)
    record_security(actor=scene.actor, contract_id=capped.contract.pk, given=given)
    told = project(scene)
    for direction, desks in ((told.above, [head]), (told.below, [below, capped])):
        certificates = [
            claim.certificate
            for desk in desks
            for claim in Claim.objects.filter(contract=desk.contract)
            if claim.certificate is not None
        ]
        assert len(certificates) == 12 * len(desks)
        assert direction.withheld == sum(one.retention_this_period for one in certificates)
        assert direction.released == sum(one.retention_released_this_period for one in certificates)
        assert direction.held == direction.withheld - direction.released
        assert direction.held == direction.work + direction.materials
        assert direction.released > 0
    assert told.below.security == D("750.00")
    assert told.net == told.above.held - told.below.held


def test_a_statement_asks_the_same_however_many_there_are(scene: Scene) -> None:
    scene.period()

    def asked() -> int:
        with CaptureQueriesContext(connection) as found:
            project(scene)
        return len(found)

    first = Desk.at(scene, rows=JOB, retention=flat("0.10"))
    claim_of(first, "1,000")
    once = asked()
    for _number in range(3):
        desk = Desk.at(scene, rows=JOB, retention=flat("0.10"))
        plan_releases(actor=scene.actor, contract_id=desk.contract.pk, planned=[HALF])
        claim_of(desk, "1,000")
        claim_of(desk, "2,000")
    assert asked() == once
    assert len(project(scene).below.statements) == 4


def test_contracts_with_nothing_to_say_are_left_out_and_others_are_not_told(scene: Scene) -> None:
    scene.period()
    own = Desk.at(scene, rows=JOB, retention=flat("0.10"))
    claim_of(own, "1,000")
    other = Desk.at(scene, rows=JOB, retention=flat("0.10"))
    claim_of(other, "3,000")
    Desk.at(scene, rows=JOB, retention=flat("0.10"))
    assert [one.held for one in project(scene).below.statements] == [100, 300]
    contact = contact_of(scene, own.contract).actor
    seen = of_project(contact, scene.project.pk, TODAY)
    assert [one.contract.pk for one in seen.below.statements] == [own.contract.pk]
