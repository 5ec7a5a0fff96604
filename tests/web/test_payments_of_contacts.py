"""What a claim contact sees of their money: paid, to come by when, and held, in every account."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ledgerstone.claims.models import Claim
from ledgerstone.contracts.models import Contract, ContractPerson
from ledgerstone.payments.operations import record_payment, reverse_payment
from ledgerstone.tenancy import context
from tests.claims.desk import Desk, flat
from tests.support.contacts import Contact, contact_of
from tests.support.scene import Scene, build_scene
from tests.web.posting import text_of

WORK = "work_this_period"
NOVEMBER = dt.datetime(2026, 11, 5, 3, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def _in_november() -> Iterator[None]:
    with time_machine.travel(NOVEMBER, tick=False):
        yield


@pytest.fixture
def desk(scene: Scene) -> Desk:
    scene.period()
    return Desk.at(scene, title="Lighting", payment_days=20, retention=flat("0.10"))


@pytest.fixture
def contact(scene: Scene, desk: Desk) -> Contact:
    return contact_of(scene, desk.contract)


@pytest.fixture
def browser(contact: Contact) -> Client:
    client = Client()
    client.force_login(contact.user)
    return client


def pay(desk: Desk, claim: Claim, amount: str) -> int:
    payment = record_payment(
        actor=desk.actor,
        contract_id=desk.contract.pk,
        paid_on=dt.date(2026, 11, 4),
        amount=Decimal(amount),
        shares={claim.pk: Decimal(amount)},
    )
    return payment.pk


def page(client: Client, name: str) -> str:
    return text_of(client.get(reverse(f"web:{name}")))


def test_the_card_says_what_is_to_come_and_what_was_paid(browser: Client, desk: Desk) -> None:
    claim = desk.certified({"1": {WORK: "10000"}})  # 9,000.00 after retention
    words = page(browser, "my_contracts")
    assert "9,000.00 to be paid by Wed 25 Nov" in words
    assert "Paid 0.00 To come 9,000.00 Held 1,000.00" in words
    first = pay(desk, claim, "4000")
    words = page(browser, "my_contracts")
    assert "Partly paid" in words
    assert "5,000.00 still to be paid by Wed 25 Nov" in words
    assert "Paid to date, AUD 4,000.00 Still to come 5,000.00" in words
    pay(desk, claim, "5000")
    words = page(browser, "my_contracts")
    assert "9,000.00 was paid" in words
    assert "To come" not in words
    reverse_payment(actor=desk.actor, payment_id=first, reason="It came back")
    assert "4,000.00 still to be paid" in page(browser, "my_contracts")


def test_money_of_every_account_stands_on_one_page(
    browser: Client, desk: Desk, contact: Contact
) -> None:
    claim = desk.certified({"1": {WORK: "10000"}})
    paid = pay(desk, claim, "4000")
    reverse_payment(actor=desk.actor, payment_id=pay(desk, claim, "77"), reason="Twice")
    other = build_scene("Harlan Ridge Builders")
    with context.accounts([other.account.pk]):
        other.period()
        plant = Desk.at(other, title="Plant room", payment_days=3)
        contact_of(other, plant.contract)
        with time_machine.travel(dt.datetime(2026, 10, 20, tzinfo=dt.UTC), tick=False):
            plant.certified({"1": {WORK: "300"}})
    words = page(browser, "my_payments")
    assert "Paid to date, AUD 4,000.00 Still to come 5,300.00 Held as retention 1,000.00" in words
    # What comes first stands first, and what is late says so.
    plant_line = "Plant room Claim 1, Harlan Ridge Builders 300.00 by Fri 23 Oct, late"
    assert words.index(plant_line) < words.index("Lighting Claim 1")
    assert "5,000.00 by Wed 25 Nov" in words
    assert "4,000.00 Wed 4 Nov" in words
    assert "77.00 Wed 4 Nov, reversed" in words
    address = reverse("web:my_payments_of", args=[other.account.pk, plant.contract.pk])
    answer = browser.get(address, follow=True)
    assert "Claim 1 Not paid" in text_of(answer)
    assert "Record a payment" not in text_of(answer)
    # They are at work there now; a payment of the other account is one step further.
    assert browser.get(reverse("web:payment", args=[paid])).status_code == 404
    here = reverse("web:my_payments_of", args=[contact.account.pk, desk.contract.pk])
    browser.get(here)
    assert "Reverse" not in text_of(browser.get(reverse("web:payment", args=[paid])))


def test_the_page_takes_the_same_queries_however_many_contracts(
    browser: Client, desk: Desk, scene: Scene, contact: Contact
) -> None:
    pay(desk, desk.certified({"1": {WORK: "10000"}}), "4000")
    address = reverse("web:my_payments")
    browser.get(address)
    with CaptureQueriesContext(connection) as few:
        browser.get(address)
    for number in range(3):
        lot = Desk.at(scene, title=f"Lot {number}", payment_days=20)
        row = ContractPerson(contract=lot.contract, person=contact.person, is_contact=True)
        row.account_id = scene.account.pk
        row.save()
        pay(lot, lot.certified({"1": {WORK: "100"}}), "10")
    with CaptureQueriesContext(connection) as many:
        assert "Lot 2" in text_of(browser.get(address))
    assert len(many) == len(few)


def test_a_colleague_sees_nothing_of_it(scene: Scene, desk: Desk, contact: Contact) -> None:
    desk.certified({"1": {WORK: "10000"}})
    client = Client()
    client.force_login(scene.user)
    assert "Lighting" not in page(client, "my_payments")


def test_both_pages_say_the_same_where_a_contract_shows_no_payments(
    browser: Client, desk: Desk, scene: Scene, contact: Contact
) -> None:
    desk.certified({"1": {WORK: "10000"}})
    Contract.objects.filter(pk=desk.contract.pk).update(payments_enabled=False)
    said = "Paid to date, AUD 0.00 Still to come 0.00 Held as retention 1,000.00"
    for name in ("my_contracts", "my_payments"):
        assert said in page(browser, name)
    assert "Nothing is on its way" in page(browser, "my_payments")
