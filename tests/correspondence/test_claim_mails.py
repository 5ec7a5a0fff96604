"""Mails about claims that are submitted and returned, as a mail server gets them."""

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

from ledgerstone.claims.operations.assessment import change_assessment
from ledgerstone.claims.operations.deductions import NewDeduction, set_deductions
from ledgerstone.contracts.models import Contract, ContractPerson, Distribution
from ledgerstone.contracts.operations import name_contact
from ledgerstone.correspondence.delivery import settling
from ledgerstone.correspondence.models import Mail, MailChoice
from ledgerstone.directory.models import NOT_AT_ALL, Person
from ledgerstone.directory.operations import create_person
from ledgerstone.projects.models import InvoicingSettings, Project
from tests.claims.desk import Desk
from tests.claims.desk import flat as retained
from tests.claims.rounds import AFTERNOON
from tests.correspondence.claim_site import STEEL, ClaimSite, flat, receivers, why_not
from tests.correspondence.letterbox import Letterbox, body, letterbox
from tests.support.contacts import contact_of
from tests.support.mail import code_in, link_in
from tests.support.scene import Scene

__all__ = ["letterbox"]


@pytest.fixture
def site(scene: Scene, letterbox: Letterbox) -> Iterator[ClaimSite]:
    with time_machine.travel(AFTERNOON, tick=False):
        yield ClaimSite(scene, letterbox)


# --- submitted ------------------------------------------------------------------------------------


def test_who_is_on_the_distribution_is_told_what_was_claimed_and_by_when_to_answer(
    site: ClaimSite,
) -> None:
    claim = site.claimed()
    [mail] = site.work()
    assert site.work() == []
    assert receivers([mail]) == [site.ana.email]
    assert mail["Subject"] == (
        "Marlow Road Depot: Keel Steel submitted claim 1 for October, SU-001 Lighting"
    )
    assert mail["Reply-To"] == "pat@keel.example"
    text = flat(mail)
    assert text.startswith(
        "Pat Keel of Keel Steel has submitted claim 1 for October on SU-001 Lighting, Marlow Road "
        "Depot: A$12,000.00. Please review it; a payment schedule is due by "
        "Tuesday 3 November 2026."
    )
    for said in (
        "Completed and stored to date 12,000.00",
        "Claimed 12,000.00",
        "Amounts in AUD. Contract sum to date 288,500.00, of which 4.16% is done.",
        "You get this because you are on the project's distribution for it.",
    ):
        assert said in text
    assert "without a password" not in text
    assert link_in(text) == f"/claims/{claim.pk}/"
    reviewer = Client()
    assert site.ana.user is not None
    reviewer.force_login(site.ana.user)
    assert reviewer.get(link_in(text)).status_code == 200
    assert Client().get(link_in(text)).status_code == 302


def test_what_was_handed_in_again_or_for_somebody_says_so(site: ClaimSite) -> None:
    claim = site.claimed()
    site.work()
    site.round.office.send_back(claim)
    site.round.office.header(claim, comments="As you asked.")
    site.round.office.submit(claim)
    subjects = {mail["To"].addresses[0].addr_spec: mail for mail in site.work()}
    [told] = subjects.values()  # what was returned is back already: the contact hears nothing
    assert "Keel Steel submitted claim 1 again for October" in str(told["Subject"])
    text = flat(told)
    assert text.startswith("Robin Hale, for Keel Steel, has submitted claim 1")
    assert "Keel Steel writes: > As you asked." in text


def test_a_claim_that_was_decided_or_withdrawn_meanwhile_is_not_for_review(
    site: ClaimSite,
) -> None:
    site.round.office.withdraw(site.claimed())
    assert site.work() == []
    assert why_not("claim_submitted") == {"Ana Reyes": "It was overtaken by what happened since."}


def test_what_people_chose_is_asked_once_for_all_of_them(site: ClaimSite) -> None:
    for name in ("Ben Ode", "Cai Lund", "Dot Marsh"):
        site.listed(name)
    site.claimed()
    mail = Mail.objects.get(kind="claim_submitted")
    with CaptureQueriesContext(connection) as queries:
        settling.settle_recipients(site.scene.account, mail.pk)
    asked = [one["sql"] for one in queries if "correspondence_mailchoice" in one["sql"]]
    assert len(asked) == 1
    assert len(receivers(site.work())) == 4


@pytest.mark.parametrize("gate", ["inactive", "address", "not at all", "rights", "list", "choice"])
def test_each_gate_keeps_the_mail_from_one_and_not_from_others(site: ClaimSite, gate: str) -> None:
    other = site.listed("Ben Ode")
    people = Person.objects.filter(pk=site.ana.pk)
    if gate == "inactive":
        people.update(is_active=False)
    elif gate == "address":
        people.update(email="nobody at home")
    elif gate == "not at all":
        people.update(messages=NOT_AT_ALL)
    elif gate == "rights":
        site.scene.project.members.filter(person=site.ana).delete()
    elif gate == "list":
        Distribution.objects.filter(person=site.ana).delete()
    else:
        MailChoice.objects.create(
            account=site.scene.account, person=site.ana, kind="claim_submitted", choice="never"
        )
    site.claimed()
    assert receivers(site.work()) == [other.email]
    assert set(why_not("claim_submitted")) == (set() if gate == "list" else {"Ana Reyes"})


def test_where_no_law_says_when_none_is_named(site: ClaimSite) -> None:
    Project.objects.update(jurisdiction="US-CA", terminology="en-US")
    site.claimed()
    [mail] = site.work()
    assert "submitted invoice 1 for October" in str(mail["Subject"])
    assert "Please review it." in flat(mail)
    said = flat(mail).split("http")[0]
    assert "claim" not in said


# --- returned -------------------------------------------------------------------------------------


def test_contacts_are_told_line_by_line_why_and_that_it_is_no_answer(site: ClaimSite) -> None:
    kit = contact_of(site.scene, site.round.contract, email="kit@keel.example", name="Kit Keel")
    claim = site.claimed(**{"1": {"work_this_period": "4000"}, "2": {"work_this_period": "12000"}})
    site.work()
    office = site.round.office
    office.type(claim, {"2": {"assessed_work_this_period": "9000"}})
    office.reason(claim, ["2"], text="Two bays are not up.")
    office.send_back(claim, "Please look at line 2.")
    mails = site.work()
    assert receivers(mails) == [kit.person.email, "pat@keel.example"]
    mail = mails[1]
    assert mail["Subject"] == (
        "Marlow Road Depot: claim 1 for October is returned to be revised, SU-001 Lighting"
    )
    assert mail["Reply-To"] == site.scene.user.email
    text = flat(mail)
    assert text.startswith(
        "Pat Keel, Northbridge Construction has returned claim 1 for October on SU-001 Lighting, "
        "Marlow Road Depot. Please revise it and submit it again by Wednesday 28 October 2026. "
        "Robin Hale writes: > Please look at line 2. What is"
    )
    for said in (
        "- 2 Structural steel Claimed 12,000.00, assessed 9,000.00: 3,000.00 less "
        "Not complete. Two bays are not up.",
        "Claimed 16,000.00",
        "As assessed so far 13,000.00",
        "Returning it does not answer the claim: a payment schedule of Northbridge Construction "
        "is still due by Tuesday 3 November 2026.",
        "You get this because you are progress claim contact of SU-001.",
        "without a password",
    ):
        assert said in text, text
    assert "Preliminaries" not in text


def test_each_contact_opens_the_claim_by_a_link_of_their_own(site: ClaimSite) -> None:
    claim = site.claimed()
    site.work()
    contact_of(site.scene, site.round.contract, email="kit@keel.example", name="Kit Keel")
    site.round.office.send_back(claim)
    first, second = (link_in(flat(mail)) for mail in site.work())
    assert first != second
    assert "/open/" in first
    assert Client().get(first).status_code == 200
    kept = Mail.objects.get(kind="claim_returned").recipients.values_list("text", flat=True)
    assert all("the reader's own link" in text and "/open/" not in text for text in kept)


def test_the_link_opens_the_claim_for_its_reader_and_for_no_one_else(site: ClaimSite) -> None:
    claim = site.claimed()
    site.work()
    contact_of(site.scene, site.round.contract, email="kit@keel.example", name="Kit Keel")
    site.round.office.send_back(claim)
    kit, pat = (link_in(flat(mail)) for mail in site.work())
    browser = Client()
    browser.post(kit, {"act": "send"})
    [code] = site.work()
    assert receivers([code]) == ["kit@keel.example"]
    other = Client()
    other.post(pat, {"act": "open", "code": code_in(body(code))})
    assert other.get(reverse("web:claim", args=[claim.pk])).status_code == 302
    answer = browser.post(kit, {"act": "open", "code": code_in(body(code))})
    assert answer.headers["Location"] == reverse("web:claim", args=[claim.pk])
    page = browser.get(answer.headers["Location"])
    assert page.status_code == 200
    assert "Evidence is missing." in page.content.decode()


def test_what_was_deducted_or_not_released_is_said_with_its_reason(site: ClaimSite) -> None:
    claim = site.claimed()
    site.work()
    office = site.round.office
    set_deductions(
        actor=site.scene.actor,
        claim_id=claim.pk,
        expected_version=office.now(claim).version,
        deductions=[NewDeduction("Back charge", Decimal("-500.00"))],
    )
    change_assessment(
        actor=site.scene.actor,
        claim_id=claim.pk,
        expected_version=office.now(claim).version,
        reason_code="other",
        reason="Rubbish was left in bay 4.",
    )
    office.send_back(claim)
    [mail] = site.work()
    assert (
        "- Deductions Claimed 0.00, assessed \u2212500.00: 500.00 less "
        "Other. Rubbish was left in bay 4." in flat(mail)
    )
    assert "As assessed so far 11,500.00" in flat(mail)


def test_retention_that_is_not_released_is_said_with_its_reason(
    scene: Scene, letterbox: Letterbox
) -> None:
    with time_machine.travel(AFTERNOON, tick=False):
        site = ClaimSite(scene, letterbox, retention=retained("0.10"))
        office = site.round.office
        office.certified(STEEL)
        claim = office.start()
        office.header(claim, type="work_materials_retention", release_amount=Decimal("700.00"))
        office.type(claim, {"1": {"work_this_period": "1000"}})
        office.submit(claim)
        site.work()
        change_assessment(
            actor=scene.actor,
            claim_id=claim.pk,
            expected_version=office.now(claim).version,
            release_amount=Decimal("200.00"),
            reason_code="not_in_contract",
            reason="Defects are open.",
        )
        office.send_back(claim)
        [mail] = site.work()
    assert (
        "- Retention release Claimed 700.00, assessed 200.00: 500.00 less "
        "Not in contract. Defects are open." in flat(mail)
    )


def test_a_contact_without_a_login_gets_it_with_a_link(site: ClaimSite) -> None:
    claim = site.claimed()
    site.work()
    dana = create_person(
        actor=site.scene.actor,
        company_id=site.scene.subcontractor.pk,
        name="Dana Reyes",
        email="dana@keel.example",
    )
    name_contact(actor=site.scene.actor, contract_id=site.round.contract.pk, person_id=dana.pk)
    site.round.office.send_back(claim)
    mail = site.work()[0]
    assert receivers([mail]) == ["dana@keel.example"]
    assert "Dana Reyes, Northbridge Construction has returned claim 1" in flat(mail)
    assert "Revise claim 1: http" in flat(mail)
    assert "/open/" in link_in(flat(mail))


def test_a_line_of_which_less_is_released_says_so(scene: Scene, letterbox: Letterbox) -> None:
    with time_machine.travel(AFTERNOON, tick=False):
        site = ClaimSite(scene, letterbox, retention=retained("0.10"))
        office = site.round.office
        office.certified(STEEL)
        claim = office.claimed({"2": {"retention_released": "700"}})
        site.work()
        office.type(claim, {"2": {"assessed_retention_released": "200"}})
        office.reason(claim, ["2"], text="Defects are open.")
        office.send_back(claim)
        [mail] = site.work()
    assert (
        "- Retention release: 2 Structural steel Claimed 700.00, assessed 200.00: 500.00 less "
        "Not complete. Defects are open." in flat(mail)
    )


def test_after_the_due_date_it_is_still_taken(site: ClaimSite) -> None:
    claim = site.claimed()
    site.work()
    with time_machine.travel(AFTERNOON + dt.timedelta(days=20), tick=False):
        site.round.office.send_back(claim)
        [mail] = site.work()
    assert "the due date has passed, but it is still taken" in flat(mail)
    assert "was due by Tuesday 3 November 2026" in flat(mail)


def test_where_contacts_do_not_claim_they_are_told_who_does(site: ClaimSite) -> None:
    claim = site.claimed()
    site.work()
    InvoicingSettings.objects.update(contacts_may_claim=False)
    site.round.office.send_back(claim)
    [mail] = site.work()
    assert "Northbridge Construction revises and submits it; there is nothing for you" in flat(mail)
    assert "Open claim 1:" in flat(mail)


def test_it_says_what_was_handed_in_also_when_the_contact_went_on_already(
    site: ClaimSite,
) -> None:
    claim = site.claimed()
    site.work()
    office = site.round.office
    office.type(claim, {"2": {"assessed_work_this_period": "9000"}})
    office.send_back(claim)
    site.round.desk.type(claim, {"2": {"work_this_period": "11000"}})
    [mail] = site.work()
    assert "Claimed 12,000.00, assessed 9,000.00: 3,000.00 less" in flat(mail)
    assert "As assessed so far" not in flat(mail)


@pytest.mark.parametrize("gate", ["inactive", "address", "not at all", "company", "named"])
def test_each_gate_keeps_a_return_from_one_contact_and_not_from_others(
    site: ClaimSite, gate: str
) -> None:
    kit = contact_of(site.scene, site.round.contract, email="kit@keel.example", name="Kit Keel")
    claim = site.claimed()
    site.work()
    people = Person.objects.filter(pk=site.round.contact.person.pk)
    if gate == "inactive":
        people.update(is_active=False)
    elif gate == "address":
        people.update(email="")
    elif gate == "not at all":
        people.update(messages=NOT_AT_ALL)
    elif gate == "company":
        people.update(company=site.scene.owner)
    else:
        ContractPerson.objects.filter(person=site.round.contact.person).delete()
    site.round.office.send_back(claim)
    assert receivers(site.work()) == [kit.person.email]
    assert set(why_not("claim_returned")) == (set() if gate == "named" else {"Pat Keel"})


def test_a_head_contract_claim_that_comes_back_mails_nobody(site: ClaimSite) -> None:
    head = Desk.at(site.scene, "head_contract")
    Contract.objects.filter(pk=head.contract.pk).update(certify_on_issue=False)
    head.contract.refresh_from_db()
    claim = head.start()
    head.type(claim, {"1": {"work_this_period": "1000"}})
    head.issue(claim)
    head.send_back(claim)
    assert site.work() == []
    assert Mail.objects.count() == 0


def test_the_page_that_the_mail_opens_is_the_claim(site: ClaimSite) -> None:
    claim = site.claimed()
    [mail] = site.work()
    assert link_in(flat(mail)) == reverse("web:claim", args=[claim.pk])
