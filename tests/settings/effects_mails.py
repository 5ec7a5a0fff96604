"""What the settings of a project's claims do that are about mail."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from ledgerstone.payments.operations import record_payment
from tests.claims.desk import Desk
from tests.settings.effects_claims import WORK, claims
from tests.settings.table import shows
from tests.support.contacts import contact_of
from tests.support.mail import deliver
from tests.support.scene import Scene


def _told(scene: Scene) -> list[str]:
    """What claim contacts are told by mail of a claim that is approved, and paid."""
    desk = Desk.at(scene)
    contact_of(scene, desk.contract, email=f"pat{desk.contract.pk}@keel.example")
    claim = desk.certified({"1": {WORK: "1000"}})
    record_payment(
        actor=scene.actor,
        contract_id=desk.contract.pk,
        paid_on=dt.date(2026, 1, 15),
        amount=Decimal("1000.00"),
        shares={claim.pk: Decimal("1000.00")},
    )
    said = " ".join(mail.subject for mail in deliver())
    return [word for word in ("approved", "paid") if word in said]


@shows("claims", "tells_when_approved", default=False)
def contacts_are_told_of_approval(scene: Scene) -> None:
    scene.period()
    assert _told(scene) == ["paid"]
    claims(scene, tells_when_approved=True)
    assert _told(scene) == ["approved", "paid"]


@shows("claims", "tells_when_paid", default=True)
def contacts_are_told_of_payments(scene: Scene) -> None:
    scene.period()
    assert _told(scene) == ["paid"]
    claims(scene, tells_when_paid=False)
    assert _told(scene) == []
