"""Administrators hear of claim contacts whom mail does not reach any more: once, and who may."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine

from ledgerstone.contracts.models import Contract
from ledgerstone.correspondence.models import Mail
from ledgerstone.directory.models import NOT_AT_ALL, Person
from ledgerstone.directory.operations import change_company, change_person
from ledgerstone.directory.operations.refusals import note_refusal
from tests.claims.desk import Desk
from tests.claims.rounds import AFTERNOON
from tests.correspondence.claim_site import ClaimSite, flat, receivers, why_not
from tests.correspondence.letterbox import Letterbox, letterbox
from tests.support.mail import link_in
from tests.support.people import member, worker
from tests.support.scene import Scene

__all__ = ["letterbox"]


@pytest.fixture
def site(scene: Scene, letterbox: Letterbox) -> Iterator[ClaimSite]:
    with time_machine.travel(AFTERNOON, tick=False):
        site = ClaimSite(scene, letterbox)
        reader = worker(scene, scene.own, "Rae Reader")
        member(scene, reader, "read_only")
        yield site


def test_administrators_of_commitments_are_told_whom_mail_does_not_reach_and_why(
    site: ClaimSite,
) -> None:
    pat = site.round.contact.person
    change_person(actor=site.scene.actor, person_id=pat.pk, messages=NOT_AT_ALL)
    ana, robin = site.work()
    assert receivers([ana, robin]) == [site.ana.email, site.scene.user.email]
    assert ana["Subject"] == (
        "Marlow Road Depot: mail does not reach Pat Keel of Keel Steel, SU-001 Lighting"
    )
    text = flat(ana)
    assert text.startswith(
        "Mail does not reach Pat Keel of Keel Steel, progress claim contact of SU-001 Lighting, "
        "Marlow Road Depot. Please put their record right, or name somebody else. "
        "\u201cSend this user messages\u201d is \u201cNot at all\u201d. Nothing is sent to them "
        "until then. Open SU-001 Lighting:"
    ), text
    assert link_in(text) == f"/contracts/{site.round.contract.pk}/"
    assert "you administer the commitments of Marlow Road Depot" in text


def test_one_mail_tells_of_all_commitments_that_name_the_person(site: ClaimSite) -> None:
    from ledgerstone.contracts.operations import name_contact

    other = Desk.at(site.scene, title="Handrails")
    pat = site.round.contact.person
    name_contact(actor=site.scene.actor, contract_id=other.contract.pk, person_id=pat.pk)
    change_person(actor=site.scene.actor, person_id=pat.pk, is_active=False)
    mails = site.work()
    assert receivers(mails) == [site.ana.email, site.scene.user.email]
    assert "SU-001 Lighting and 1 more" in str(mails[0]["Subject"])
    assert "Pat Keel is named on: - SU-001 Lighting http" in flat(mails[0])
    assert "- SU-002 Handrails http" in flat(mails[0])
    assert Mail.objects.count() == 1


def test_an_address_that_the_mail_server_refuses_is_told(site: ClaimSite) -> None:
    pat = site.round.contact.person
    note_refusal(
        account_id=site.scene.account.pk,
        person_id=pat.pk,
        address=pat.email,
        words="550 5.1.1 No such mailbox",
    )
    mails = site.work()
    assert len(mails) == 2
    assert "The mail server refused pat@keel.example: \u201c550 5.1.1 No such" in flat(mails[0])
    assert Mail.objects.get().sender is None


def test_a_company_that_is_no_longer_in_use_is_told(site: ClaimSite) -> None:
    change_company(actor=site.scene.actor, company_id=site.scene.subcontractor.pk, is_active=False)
    assert "Keel Steel is no longer in use." in flat(site.work()[0])


def test_who_can_be_reached_again_by_then_is_not_told_of(site: ClaimSite) -> None:
    pat = site.round.contact.person
    change_person(actor=site.scene.actor, person_id=pat.pk, is_active=False)
    Person.objects.filter(pk=pat.pk).update(is_active=True)
    assert site.work() == []
    assert set(why_not("contact_unreachable").values()) == {
        "They can be reached again, or are named no longer."
    }


def test_one_reason_is_told_once_a_day(site: ClaimSite) -> None:
    pat = site.round.contact.person
    for messages in (NOT_AT_ALL, "email", NOT_AT_ALL):
        change_person(actor=site.scene.actor, person_id=pat.pk, messages=messages)
    assert len(site.work()) == 2
    change_person(actor=site.scene.actor, person_id=pat.pk, is_active=False)
    assert len(site.work()) == 2


def test_who_does_not_see_a_private_contract_hears_nothing_of_it(site: ClaimSite) -> None:
    Contract.objects.update(is_private=True)
    member_of = site.scene.project.members.get(person=site.ana)
    template = member_of.template
    template.commitments = 2
    template.save(update_fields=["commitments"])
    change_person(actor=site.scene.actor, person_id=site.round.contact.person.pk, is_active=False)
    assert receivers(site.work()) == [site.scene.user.email]
