"""Mails about approvals and about approvals that are withdrawn, as a mail server gets them."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from procrastinate.contrib.django import app

from ledgerstone.claims.models import Claim
from ledgerstone.claims.operations import approve_claims
from ledgerstone.contracts.models import Contract, ContractPerson
from ledgerstone.correspondence import catalogue
from ledgerstone.correspondence.delivery import posting
from ledgerstone.correspondence.log.resending import send_again
from ledgerstone.correspondence.models import Mail, MailChoice, MailRecipient
from ledgerstone.directory.models import NOT_AT_ALL, Person
from tests.claims.desk import Desk
from tests.claims.desk import flat as retained
from tests.claims.rounds import AFTERNOON
from tests.correspondence.claim_site import STEEL, ClaimSite, flat, receivers, why_not
from tests.correspondence.letterbox import Letterbox, letterbox
from tests.support.contacts import contact_of
from tests.support.mail import link_in, queued
from tests.support.scene import Scene

__all__ = ["letterbox"]


@pytest.fixture
def site(scene: Scene, letterbox: Letterbox) -> Iterator[ClaimSite]:
    with time_machine.travel(AFTERNOON, tick=False):
        site = ClaimSite(
            scene, letterbox, retention=retained("0.10"), payment_days=25, tax_rate=Decimal("0.10")
        )
        site.round.settings(tells_when_approved=True)
        yield site


def cut(site: ClaimSite, claim: Claim) -> None:
    office = site.round.office
    office.type(claim, {"2": {"assessed_work_this_period": "9000"}})
    office.reason(claim, ["2"], text="Two bays are not up.")


def test_unless_switched_on_nobody_is_told_of_an_approval(site: ClaimSite) -> None:
    site.round.settings(tells_when_approved=False)
    claim = site.claimed()
    site.work()
    site.round.office.approve(claim)
    assert site.work() == []
    assert not Mail.objects.filter(kind="claim_approved").exists()


def test_contacts_are_told_what_was_approved_and_by_when_it_is_paid(site: ClaimSite) -> None:
    claim = site.claimed()
    site.work()
    site.round.office.approve(claim)
    [mail] = site.work()
    assert receivers([mail]) == ["pat@keel.example"]
    assert mail["Subject"] == (
        "Marlow Road Depot: claim 1 for October is approved, SU-001 Lighting"
    )
    text = flat(mail)
    assert text.startswith(
        "Claim 1 for October on SU-001 Lighting, Marlow Road Depot is approved by Northbridge "
        "Construction: A$11,880.00. It is to be paid by Saturday 14 November 2026. "
        "There is nothing for you to do. "
        "Completed and stored to date 12,000.00 Less retention \u22121,200.00 GST 1,080.00 "
        "Approved 11,880.00 Amounts in AUD."
    ), text
    assert "/open/" in link_in(text)
    assert "otherwise than claimed" not in text


def test_approved_as_noted_says_each_difference_with_its_reason(site: ClaimSite) -> None:
    claim = site.claimed()
    site.work()
    cut(site, claim)
    site.round.office.approve(claim)
    [mail] = site.work()
    assert "claim 1 for October is approved as noted" in str(mail["Subject"])
    text = flat(mail)
    assert (
        "is approved as noted by Northbridge Construction: A$8,910.00 of the A$11,880.00 claimed. "
        "It is to be paid by" in text
    )
    assert (
        "- 2 Structural steel Claimed 12,000.00, approved 9,000.00: 3,000.00 less "
        "Not complete. Two bays are not up." in text
    )


def test_where_answers_are_not_shown_beside_claims_the_mail_does_not_either(
    site: ClaimSite,
) -> None:
    site.round.settings(shows_claimed_amounts=False)
    claim = site.claimed()
    site.work()
    cut(site, claim)
    site.round.office.approve(claim)
    [mail] = site.work()
    text = flat(mail)
    assert "12,000.00" not in text
    assert "11,880.00" not in text
    assert "- 2 Structural steel Approved 9,000.00 Not complete. Two bays are not up." in text


def test_what_waits_for_the_owner_is_told_when_the_owner_approves(site: ClaimSite) -> None:
    claim = site.claimed()
    site.work()
    office = site.round.office
    office.approve(claim, "pending_owner_approval")
    assert site.work() == []
    office.approve_pending(claim)
    [mail] = site.work()
    assert "claim 1 for October is approved" in str(mail["Subject"])


def test_an_approval_that_did_not_last_is_not_told(site: ClaimSite) -> None:
    claim = site.claimed()
    site.work()
    office = site.round.office
    office.approve(claim)
    office.reopen(claim)
    assert site.work() == []
    assert why_not("claim_approved") == {"Pat Keel": "The approval was withdrawn."}
    # Nobody was told, so nobody is told otherwise.
    assert not MailRecipient.objects.filter(mail__kind="claim_reopened").exists()


def test_one_that_is_approved_once_more_is_told_once(site: ClaimSite) -> None:
    claim = site.claimed()
    site.work()
    office = site.round.office
    office.approve(claim)
    office.reopen(claim)
    cut(site, claim)
    office.approve(claim)
    [mail] = site.work()
    assert "A$8,910.00 of the A$11,880.00 claimed" in flat(mail)


def test_who_was_told_of_an_approval_is_told_when_it_is_withdrawn(site: ClaimSite) -> None:
    kit = contact_of(site.scene, site.round.contract, email="kit@keel.example", name="Kit Keel")
    MailChoice.objects.create(
        account=site.scene.account, person=kit.person, kind="claim_approved", choice="never"
    )
    claim = site.claimed()
    site.work()
    office = site.round.office
    office.approve(claim)
    assert receivers(site.work()) == ["pat@keel.example"]
    site.round.settings(tells_when_approved=False)
    office.reopen(claim, "Bay 4 was counted twice.")
    [mail] = site.work()
    assert receivers([mail]) == ["pat@keel.example"]
    text = flat(mail)
    assert text.startswith(
        "Northbridge Construction has withdrawn the approval of claim 1 for October on SU-001 "
        "Lighting, Marlow Road Depot, which we told you of. It is under review again. There is "
        "nothing for you to do. Robin Hale writes: > Bay 4 was counted twice. "
        "Approved before, withdrawn now 11,880.00"
    )
    assert "/open/" in link_in(text)
    # It goes into the thread of the claim.
    assert mail["References"]


@pytest.mark.parametrize(("ends_as", "told"), [("sent", 1), ("unknown", 1), ("not_sent", 0)])
def test_whoever_is_just_being_told_is_told_otherwise_if_it_went(
    site: ClaimSite, ends_as: str, told: int
) -> None:
    """A worker has the approval in hand when it is withdrawn."""
    claim = site.claimed()
    site.round.office.approve(claim)
    site.work()
    approval = MailRecipient.objects.filter(mail__kind="claim_approved")
    approval.update(state="sending")
    site.round.office.reopen(claim)
    [settling] = [job for job in queued() if job.task_name == posting.TASK]
    app.tasks[settling.task_name](**settling.args)
    approval.update(state=ends_as, why_not="It was withdrawn." if told == 0 else "")
    site.work()
    sent = MailRecipient.objects.get(mail__kind="claim_reopened")
    assert sent.state == ("sent" if told else "not_sent")


def test_who_was_told_again_does_not_hide_who_was_told_first(site: ClaimSite) -> None:
    contact_of(site.scene, site.round.contract, email="kit@keel.example", name="Kit Keel")
    claim = site.claimed()
    site.round.office.approve(claim)
    site.work()
    pat = MailRecipient.objects.get(mail__kind="claim_approved", person__name="Pat Keel")
    send_again(actor=site.scene.actor, recipient_id=pat.pk)
    site.work()
    site.round.office.reopen(claim)
    mails = site.work()
    assert receivers(mails) == ["kit@keel.example", "pat@keel.example"]
    assert all("withdrawn" in str(mail["Subject"]) for mail in mails)


def test_what_was_approved_anew_and_not_told_is_said_with_the_withdrawal(site: ClaimSite) -> None:
    claim = site.claimed()
    office = site.round.office
    office.approve(claim)
    site.work()
    site.round.settings(tells_when_approved=False)
    office.reopen(claim)
    cut(site, claim)
    office.approve(claim)
    [mail] = site.work()
    text = flat(mail)
    assert "which we told you of. It was approved anew since: A$8,910.00." in text
    assert "Approved before, withdrawn now 11,880.00" in text


def test_who_was_told_and_is_contact_no_longer_is_not_told_more(site: ClaimSite) -> None:
    claim = site.claimed()
    site.round.office.approve(claim)
    site.work()
    ContractPerson.objects.filter(contract=site.round.contract).delete()
    site.round.office.reopen(claim)
    assert site.work() == []
    assert why_not("claim_reopened") == {"Pat Keel": "Pat Keel may not see what it is about."}


def test_a_withdrawal_that_a_new_approval_overtook_is_not_sent(site: ClaimSite) -> None:
    claim = site.claimed()
    office = site.round.office
    office.approve(claim)
    site.work()
    office.reopen(claim)
    office.approve(claim)
    [mail] = site.work()
    assert "is approved" in str(mail["Subject"])
    assert why_not("claim_reopened") == {"Pat Keel": "It was overtaken by what happened since."}


@pytest.mark.parametrize("gate", ["inactive", "not at all", "company", "choice"])
def test_each_gate_keeps_an_approval_from_one_contact_and_not_from_others(
    site: ClaimSite, gate: str
) -> None:
    kit = contact_of(site.scene, site.round.contract, email="kit@keel.example", name="Kit Keel")
    claim = site.claimed()
    site.work()
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
            account=site.scene.account, person=pat, kind="claim_approved", choice="never"
        )
    site.round.office.approve(claim)
    assert receivers(site.work()) == [kit.person.email]
    assert set(why_not("claim_approved")) == {"Pat Keel"}


def test_certificates_of_the_owner_mail_nobody(site: ClaimSite) -> None:
    head = Desk.at(site.scene, "head_contract")
    head.issue(_claimed(head))
    Contract.objects.filter(pk=head.contract.pk).update(certify_on_issue=False)
    assert site.work() == []
    assert Mail.objects.count() == 0


def test_an_event_has_one_mail_however_often_it_is_told(site: ClaimSite) -> None:
    claim = site.claimed()
    site.round.office.approve(claim)
    for kind in ("claim_submitted", "claim_approved"):
        kept = Mail.objects.get(kind=kind)
        cause = posting.Cause(key=kept.cause, project_id=kept.project_id)
        assert posting.post(site.scene.account.pk, catalogue.KINDS[kind], [cause]) == []
    assert len(site.work()) == 1  # the submitted one is overtaken


def _claimed(desk: Desk) -> Claim:
    claim = desk.start()
    desk.type(claim, STEEL)
    return claim


@pytest.mark.parametrize(("is_on", "most"), [(False, 1), (True, 3)])
def test_approving_many_claims_writes_their_mails_in_three_statements_each(
    site: ClaimSite, is_on: bool, most: int
) -> None:
    site.round.settings(tells_when_approved=is_on)
    desks = [site.round.office, *(Desk.at(site.scene, title=f"Trade {n}") for n in range(5))]
    claims = [desk.claimed(STEEL) for desk in desks]
    site.work()
    versions = {claim.pk: claim.version for claim in claims}
    with CaptureQueriesContext(connection) as queries:
        outcome = approve_claims(
            actor=site.scene.actor, claim_ids=list(versions), versions=versions
        )
    assert len(outcome.done) == len(claims)
    mailing = [
        one["sql"]
        for one in queries
        if "correspondence_" in one["sql"]
        or "procrastinate_defer" in one["sql"]
        or '"tells_when_approved"' in one["sql"]
    ]
    assert len(mailing) == most * len(claims)
    assert len(site.work()) == is_on  # only the first has a contact
