"""Who reads head contracts but not their claims sees nothing of what is paid of these claims."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from ledgerstone.contracts.schedules.schedule import RawRow
from ledgerstone.payments.models import Payment
from ledgerstone.payments.operations import attach_to_payment, record_payment
from tests.claims.desk import Desk
from tests.files import papers
from tests.support.people import member, worker
from tests.support.scene import Scene
from tests.web.insurance_readers import signed_in_as
from tests.web.paying import _in_november, page

__all__ = ["_in_november"]

WORK = "work_this_period"


def paid_head(scene: Scene) -> tuple[Desk, Payment]:
    """A claim of 1,000.00 to the owner, of which 234.00 were received."""
    scene.period()
    rows = [RawRow(item="1", description="All of it", scheduled_value="10,000")]
    head = Desk.at(scene, "head_contract", rows=rows)
    claim = head.start()
    head.type(claim, {"1": {WORK: "1000"}})
    head.issue(claim)
    payment = record_payment(
        actor=scene.actor, contract_id=head.contract.pk, paid_on=timezone.now().date(),
        amount=Decimal("234"), shares={claim.pk: Decimal("234")},
    )  # fmt: skip
    return head, payment


def test_a_reader_sees_no_payments_of_head_claims(signed_in: Client, scene: Scene) -> None:
    head, payment = paid_head(scene)
    paper = attach_to_payment(
        actor=scene.actor, payment_id=payment.pk, name="slip.pdf", content=papers.PDF
    )
    pages: list[tuple[str, Any]] = [
        ("contract_payments", head.contract.pk), ("payment", payment.pk),
        ("payment_record", head.contract.pk), ("payment_reverse", payment.pk),
        ("payment_paper", paper.pk),
    ]  # fmt: skip
    reader = worker(scene, scene.own, "Rae Reader")
    member(scene, reader, "read_only")
    client = signed_in_as(reader)
    general = client.get(reverse("web:contract", args=[head.contract.pk]))
    assert general.status_code == 200
    assert reverse("web:contract_payments", args=[head.contract.pk]) not in general.content.decode()
    for name, pk in pages:
        address = reverse(f"web:{name}", args=[pk])
        assert signed_in.get(address).status_code == 200, name
        assert client.get(address).status_code == 404, name
    listed = page(client, "payment_list", scene.project.pk)
    assert "Nothing is open" in listed
    assert "766.00" in page(signed_in, "payment_list", scene.project.pk)
    made = client.get(reverse("web:payment_list", args=[scene.project.pk]) + "?show=made&form=csv")
    assert "234" not in made.content.decode()
