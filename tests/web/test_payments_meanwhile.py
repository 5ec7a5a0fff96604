"""Two people record the same payment from pages that they opened before: it is recorded once."""

from __future__ import annotations

from decimal import Decimal

from django.test import Client
from django.urls import reverse

from ledgerstone.payments import queries
from ledgerstone.payments.models import Payment
from tests.claims.desk import Desk
from tests.support.scene import Scene
from tests.web.paying import _in_november, claim_of, desk, recorded
from tests.web.posting import form_values, text_of

__all__ = ["_in_november", "desk"]

SAID = "on which nothing is open any more"


def test_a_payment_that_somebody_recorded_meanwhile_is_no_credit(
    signed_in: Client, desk: Desk
) -> None:
    claim = claim_of(desk, "1000")
    address = reverse("web:payment_record", args=[desk.contract.pk])
    values = form_values(signed_in.get(address), "paid_on") | {"amount": "1,100.00"}
    assert values[f"share_{claim.pk}"] == "1,100.00"
    recorded(signed_in, desk, {claim: "1100"})
    answer = signed_in.post(address, values)
    assert answer.status_code == 422
    assert SAID in text_of(answer)
    assert Payment.objects.count() == 1
    assert queries.credit_of(desk.contract) == 0
    # With nothing typed for the claim it is what it says: credit.
    signed_in.post(address, values | {f"share_{claim.pk}": "0.00"})
    assert queries.credit_of(desk.contract) == Decimal("1100.00")


def test_a_run_in_which_a_claim_was_paid_meanwhile_is_looked_at_again(
    signed_in: Client, scene: Scene, desk: Desk
) -> None:
    other = Desk.at(scene)
    one, two = claim_of(desk, "1000"), claim_of(other, "50")
    run = reverse("web:payment_run", args=[scene.project.pk])
    address = f"{run}?claim={one.pk}&claim={two.pk}"
    values = form_values(signed_in.get(address), "paid_on")
    recorded(signed_in, desk, {one: "1100"})
    answer = signed_in.post(address, values)
    assert answer.status_code == 422
    assert SAID in text_of(answer)
    assert Payment.objects.count() == 1


def test_a_search_for_open_is_kept_in_the_addresses_of_the_list(
    signed_in: Client, scene: Scene, desk: Desk
) -> None:
    address = reverse("web:payment_list", args=[scene.project.pk])
    assert "?q=open&amp;form=csv" in signed_in.get(f"{address}?q=open").content.decode()
