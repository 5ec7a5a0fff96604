"""Mails about payments under commitments and payments that are reversed, as a server gets them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ledgerstone.correspondence.models import Mail, MailChoice
from ledgerstone.directory.models import NOT_AT_ALL, Person
from ledgerstone.payments.events import PaymentRecorded, PaymentsRecorded
from ledgerstone.payments.operations import record_payment, reverse_payment
from ledgerstone.payments.operations.recording import PaymentGiven, record_run
from ledgerstone.tenancy.events import publish
from tests.claims.desk import Desk
from tests.claims.rounds import AFTERNOON
from tests.correspondence.claim_site import STEEL, ClaimSite, flat, receivers, why_not
from tests.correspondence.letterbox import Letterbox, letterbox
from tests.support.contacts import contact_of
from tests.support.mail import link_in
from tests.support.scene import Scene

__all__ = ["letterbox"]


@pytest.fixture
def site(scene: Scene, letterbox: Letterbox) -> Iterator[ClaimSite]:
    with time_machine.travel(AFTERNOON, tick=False):
        site = ClaimSite(scene, letterbox, tax_rate=Decimal("0.10"))
        site.first = site.round.office.certified(STEEL)
        site.second = site.round.office.certified({"1": {"work_this_period": "4000"}})
        site.work()
        yield site


def test_contacts_are_told_what_was_paid_of_which_claims(site: ClaimSite) -> None:
    shares = {site.first.pk: Decimal("13200.00"), site.second.pk: Decimal("1400.00")}
    site.paid("15000.00", shares=shares, reference="RUN 1020")
    [mail] = site.work()
    assert site.work() == []
    assert receivers([mail]) == ["pat@keel.example"]
    assert mail["Subject"] == (
        "Marlow Road Depot: Northbridge Construction paid A$15,000.00 for claims 1 and 2, "
        "SU-001 Lighting"
    )
    assert mail["Reply-To"] == site.scene.user.email
    text = flat(mail)
    assert text.startswith(
        "Northbridge Construction paid Keel Steel A$15,000.00 on 20 October 2026 for claims 1 and "
        "2 on SU-001 Lighting, Marlow Road Depot. There is nothing for you to do. "
        "Claim 1 13,200.00 Claim 2 1,400.00 For no claim yet 400.00 Paid 15,000.00 "
        "Amounts in AUD, 1,327.27 of it GST. A$3,000.00 is still to be paid on claim 2. "
        "Reference of the payment: RUN 1020 Open the claims:"
    ), text
    assert "/open/" in link_in(text)
    assert Mail.objects.get(kind="payment_recorded").claim_id is None


def test_a_payment_of_one_claim_stands_with_that_claim(site: ClaimSite) -> None:
    site.paid("13200.00", site.first)
    [mail] = site.work()
    assert "paid A$13,200.00 for claim 1, SU-001" in str(mail["Subject"])
    assert "still to be paid" not in flat(mail)
    assert Mail.objects.get(kind="payment_recorded").claim_id == site.first.pk


def test_what_is_paid_on_account_or_back_is_said_so(site: ClaimSite) -> None:
    site.paid("500.00", paid_on=dt.date(2026, 10, 19))
    [mail] = site.work()
    assert "Northbridge Construction paid Keel Steel A$500.00 on 19 October 2026 on SU-001" in flat(
        mail
    )
    assert "For no claim yet 500.00 Paid 500.00" in flat(mail)
    site.paid("-200.00")
    [back] = site.work()
    assert "Keel Steel paid A$200.00 back to Northbridge Construction on 20 October" in flat(back)


def test_where_it_is_switched_off_nobody_is_told(site: ClaimSite) -> None:
    site.round.settings(tells_when_paid=False)
    payment = site.paid("13200.00", site.first)
    reverse_payment(actor=site.scene.actor, payment_id=payment.pk, reason="Wrong account.")
    assert site.work() == []
    assert not Mail.objects.filter(kind__startswith="payment").exists()


def test_who_was_told_of_a_payment_is_told_when_it_is_reversed(site: ClaimSite) -> None:
    payment = site.paid("13200.00", site.first)
    site.work()
    late = contact_of(site.scene, site.round.contract, email="kit@keel.example", name="Kit Keel")
    site.round.settings(tells_when_paid=False)
    reverse_payment(actor=site.scene.actor, payment_id=payment.pk, reason="The bank sent it back.")
    [mail] = site.work()
    assert receivers([mail]) == ["pat@keel.example"]
    assert late.person.email not in str(mail["To"])
    text = flat(mail)
    assert text.startswith(
        "Northbridge Construction has reversed the payment of A$13,200.00 of 20 October 2026 for "
        "claim 1 on SU-001 Lighting, Marlow Road Depot, which we told you of: it counts as not "
        "paid. There is nothing for you to do. Robin Hale writes: > The bank sent it back. "
        "Claim 1 13,200.00 Reversed 13,200.00"
    ), text


def test_a_payment_that_was_reversed_before_anybody_was_told_is_not_told(site: ClaimSite) -> None:
    payment = site.paid("13200.00", site.first)
    reverse_payment(actor=site.scene.actor, payment_id=payment.pk, reason="Wrong account.")
    assert site.work() == []
    assert why_not("payment_recorded") == {"Pat Keel": "The payment was reversed."}


@pytest.mark.parametrize("gate", ["inactive", "not at all", "company", "choice"])
def test_each_gate_keeps_it_from_one_contact_and_not_from_others(
    site: ClaimSite, gate: str
) -> None:
    kit = contact_of(site.scene, site.round.contract, email="kit@keel.example", name="Kit Keel")
    pat = site.round.contact.person
    people = Person.objects.filter(pk=pat.pk)
    if gate == "inactive":
        people.update(is_active=False)
    elif gate == "not at all":
        people.update(messages=NOT_AT_ALL)
    elif gate == "company":
        people.update(company=site.scene.owner)
    else:
        MailChoice.objects.create(
            account=site.scene.account, person=pat, kind="payment_recorded", choice="never"
        )
    site.paid("13200.00", site.first)
    assert receivers(site.work()) == [kit.person.email]
    assert set(why_not("payment_recorded")) == {"Pat Keel"}


def test_what_comes_in_under_a_head_contract_mails_nobody(site: ClaimSite) -> None:
    head = site.scene.contract("head_contract", status="approved")
    payment = record_payment(
        actor=site.scene.actor,
        contract_id=head.pk,
        paid_on=dt.date(2026, 10, 20),
        amount=Decimal("100.00"),
    )
    reverse_payment(actor=site.scene.actor, payment_id=payment.pk, reason="Wrong account.")
    assert site.work() == []
    assert not Mail.objects.filter(kind__startswith="payment").exists()


def test_a_run_mails_the_contacts_of_each_contract(site: ClaimSite) -> None:
    other = Desk.at(site.scene, title="Handrails")
    contact_of(site.scene, other.contract, email="kit@keel.example", name="Kit Keel")
    claim = other.certified(STEEL)
    site.work()
    record_run(
        actor=site.scene.actor,
        given=[
            PaymentGiven(
                key="a", contract_id=site.round.contract.pk, shares={site.first.pk: Decimal(100)}
            ),
            PaymentGiven(key="b", contract_id=other.contract.pk, shares={claim.pk: Decimal(200)}),
        ],
        paid_on=dt.date(2026, 10, 20),
    )
    kit, pat = site.work()
    assert receivers([kit, pat]) == ["kit@keel.example", "pat@keel.example"]
    assert "A$200.00" in flat(kit)
    assert "A$100.00" in flat(pat)


def test_a_file_of_payments_writes_its_mails_in_three_statements(site: ClaimSite) -> None:
    """However many payments: they are told in one event."""
    events = [_recorded(site, n) for n in range(1, 51)]
    with CaptureQueriesContext(connection) as queries:
        publish(
            PaymentsRecorded(
                actor=site.scene.actor, project_id=site.scene.project.pk, payments=tuple(events)
            )
        )
    assert len(queries) <= 3 + 2  # and a savepoint around them
    assert Mail.objects.filter(kind="payment_recorded").count() == 50


def _recorded(site: ClaimSite, payment_id: int) -> PaymentRecorded:
    return PaymentRecorded(
        actor=site.scene.actor,
        project_id=site.scene.project.pk,
        contract_id=site.round.contract.pk,
        payment_id=payment_id,
        amount="1.00",
    )
