"""Whatever is claimed, answered and handed in early: a schedule ties out, states the certificate's
and the submission's figures, and has a reason for every amount that reduces it."""

from __future__ import annotations

import os
import random
from decimal import Decimal

import pytest

from ledgerstone.claims.models import Claim, Submission
from ledgerstone.claims.operations import change_assessment
from ledgerstone.claims.operations.deductions import NewDeduction, set_deductions
from ledgerstone.contracts.models import RetentionRule
from ledgerstone.core import CapOf, RetentionCap
from ledgerstone.documents.kinds.schedules import contents
from ledgerstone.documents.models import Document
from ledgerstone.documents.payment_schedules.payment_schedule import require_schedule_ties
from ledgerstone.documents.payment_schedules.payment_schedule_face import lines_sheet, reasons_sheet
from ledgerstone.documents.queries import get_document
from tests.claims.desk import Desk, flat
from tests.support.scene import Scene, scene

__all__ = ["scene"]

ITEMS = ("1", "2", "3")


def site(scene: Scene, chance: random.Random) -> Desk:
    cap = (
        RetentionCap(rate=Decimal("0.05"), of=chance.choice(list(CapOf)))
        if chance.random() < 0.3
        else None
    )
    terms = flat(
        chance.choice(["0", "0.05", "0.1"]), basis=chance.choice(["per_line", "cover"]), cap=cap
    )
    rate = chance.choice([None, Decimal("0.10"), Decimal("0.15")])
    return Desk.at(scene, retention=terms, tax_rate=rate)


def figures(chance: random.Random) -> dict[str, dict[str, str]]:
    """Work and stored materials of some lines, also taken back."""
    cells = {}
    for item in ITEMS:
        if item == "2" or chance.random() < 0.7:
            cells[item] = {
                "work_this_period": str(Decimal(chance.randint(-90_000, 900_000)).scaleb(-2)),
                "materials_stored": str(Decimal(chance.randint(0, 90_000)).scaleb(-2)),
            }
    return cells


def answer(desk: Desk, claim: Claim, chance: random.Random) -> None:
    if chance.random() < 0.2:
        desk.send_back(claim)
        desk.type(claim, {"1": {"work_this_period": "1234.56"}})
        desk.submit(claim)
    cells: dict[str, dict[str, str]] = {}
    for line in desk.sheet(claim):
        if chance.random() < 0.6:
            share = Decimal(chance.choice(["0", "0.333", "0.5", "0.9", "1", "1.2"]))
            cells[line.item] = {"assessed": f"{line.claimed_work * share:.2f}"}
        elif chance.random() < 0.3 and desk.contract.retains_on_work and holds(desk):
            cells[line.item] = {"assessed_retention_adjustment": "75.50"}
    if cells:
        assert not desk.type(claim, cells).errors
    desk.reason(claim, list(ITEMS), text="As measured.")
    if chance.random() < 0.3:
        take_off(desk, claim)
    desk.approve(claim)


def holds(desk: Desk) -> bool:
    """Whether the contract holds anything back, so that there is something to adjust."""
    return RetentionRule.objects.filter(contract=desk.contract, work__gt=0).exists()


def take_off(desk: Desk, claim: Claim) -> None:
    taxable = desk.contract.tax_rate is not None
    given = {"actor": desk.actor, "claim_id": claim.pk}
    set_deductions(
        **given,
        expected_version=desk.now(claim).version,
        deductions=[NewDeduction("Back-charge", Decimal("-321.05"), is_taxable=taxable)],
    )
    change_assessment(
        **given,
        expected_version=desk.now(claim).version,
        reason_code="other",
        reason="Crane hire.",
    )


# ``HISTORIES=100`` tries more of them.
@pytest.mark.parametrize("seed", range(int(os.environ.get("HISTORIES", "8"))))
def test_schedules_over_time(scene: Scene, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - a history to try
    scene.period(2026, 9)
    desk = site(scene, chance)
    waiting: list[Claim] = []
    for _ in range(5):
        waiting.append(desk.claimed(figures(chance)))
        while waiting and chance.random() < 0.7:
            answer(desk, waiting.pop(0), chance)
    for claim in waiting:
        answer(desk, claim, chance)
    for claim in Claim.objects.filter(contract=desk.contract).order_by("number"):
        states_both(desk, desk.now(claim))


def states_both(desk: Desk, claim: Claim) -> None:
    certificate = claim.certificate
    assert certificate is not None
    document = Document.objects.create(
        account_id=claim.account_id, kind="schedule", claim=claim, certificate=certificate,
        requested_by_id=desk.actor.user_id,
    )  # fmt: skip
    schedule = contents(desk.actor, get_document(desk.actor, document.pk))
    require_schedule_ties(schedule)
    handed_in = Submission.objects.filter(claim=claim).latest("sequence").cover
    assert schedule.claimed.payable == Decimal(handed_in["payable"])
    assert schedule.answer.cover.payable == certificate.payable
    by_line = sum((line.difference for line in schedule.lines), Decimal(0))
    held = f"{schedule.answer.terms.retention.capitalised}: "
    work = [one for one in schedule.reasons if one.item and not one.description.startswith(held)]
    assert sum((one.difference for one in work), Decimal(0)) == by_line
    if schedule.answer.cover.current_payment_due < schedule.claimed.current_payment_due:
        assert schedule.reasons
    assert all(one.reason for one in schedule.reasons if one.difference < 0)
    assert len(lines_sheet(schedule).entries) == len(schedule.lines)
    assert len(reasons_sheet(schedule).entries) == len(schedule.reasons)
