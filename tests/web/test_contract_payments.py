"""The payments tab of a contract."""

from __future__ import annotations

from django.test import Client

from ledgerstone.contracts.operations.advanced import change_advanced_settings
from ledgerstone.payments.models import Payment
from tests.support.people import member, worker
from tests.support.scene import Scene
from tests.web.insurance_readers import signed_in_as
from tests.web.posting import text_of


def test_a_payment_is_recorded_and_taken_back(signed_in: Client, scene: Scene) -> None:
    contract = scene.contract(status="approved")
    here = f"/contracts/{contract.pk}/payments/"
    assert "No payments yet" in text_of(signed_in.get(here))
    given = {
        "paid_on": "2026-01-15", "amount": "1,250.50", "tax": "", "claim": "",
        "method": "bank_transfer", "reference": "EFT 77", "note": "Deposit",
    }  # fmt: skip
    words = text_of(signed_in.post(here, given, follow=True))
    assert "1,250.50 is recorded." in words
    assert "On account Deposit Bank transfer EFT 77 1,250.50 0.00" in words
    payment = Payment.objects.get()
    signed_in.post(f"/payments/{payment.pk}/remove/", follow=True)
    assert not Payment.objects.exists()


def test_nothing_typed_is_lost_when_a_payment_is_refused(signed_in: Client, scene: Scene) -> None:
    contract = scene.contract(status="approved")
    given = {
        "paid_on": "someday", "amount": "ten", "tax": "5%", "claim": "x", "method": "cash",
        "reference": "EFT 78", "note": "<b>",
    }  # fmt: skip
    answer = signed_in.post(f"/contracts/{contract.pk}/payments/", given)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert 'value="someday"' in page
    assert 'value="ten"' in page
    assert 'value="EFT 78"' in page
    assert 'value="&lt;b&gt;"' in page
    words = text_of(answer)
    assert "Give the day as a date." in words
    assert "Type an amount, not a percentage." in words
    assert not Payment.objects.exists()


def test_readers_see_payments_without_the_form_and_nobody_where_they_are_off(
    signed_in: Client, scene: Scene
) -> None:
    contract = scene.contract(status="approved")
    reader = worker(scene, scene.own, "Rae Reader")
    member(scene, reader, "read_only")
    client = signed_in_as(reader)
    here = f"/contracts/{contract.pk}/payments/"
    assert "Record a payment" not in text_of(client.get(here))
    assert client.post(here, {"paid_on": "2026-01-15", "amount": "5"}).status_code == 403
    change_advanced_settings(
        actor=scene.actor,
        contract_id=contract.pk,
        expected_version=contract.version,
        payments_enabled=False,
    )
    assert "Record a payment" not in text_of(signed_in.get(here))
    refused = signed_in.post(here, {"paid_on": "2026-01-15", "amount": "5"}, follow=True)
    assert "Payments are switched off" in text_of(refused)
