"""What a claim contact sees: their contracts, their claims, and the one thing to do next."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ledgerstone.claims import operations
from ledgerstone.claims.models import Claim, Extension
from ledgerstone.contracts.models import Contract, ContractPerson
from ledgerstone.directory.operations.settings import change_account_settings
from ledgerstone.documents.operations import request_document
from ledgerstone.projects.models import InvoicingSettings
from ledgerstone.projects.operations import close_billing_period
from ledgerstone.tenancy import context
from ledgerstone.tenancy.refusals import Invalid, NotAllowed, NotThere, WrongState
from tests.claims.desk import Desk
from tests.support.contacts import Contact, contact_of
from tests.support.scene import Scene, build_scene
from tests.web.claims_desk import act
from tests.web.posting import text_of

WORK = "work_this_period"
# Before the due date of October, 28 October where the project is.
OCTOBER = dt.datetime(2026, 10, 20, 2, 0, tzinfo=dt.UTC)


@dataclass
class Site:
    """A contract with its contact, and the administrator's and the contact's desks at it."""

    scene: Scene
    contact: Contact
    contract: Contract
    office: Desk
    client: Client

    @property
    def desk(self) -> Desk:
        return Desk(self.contact.actor, self.contract)

    def page(self, name: str, *args: object) -> str:
        return text_of(self.client.get(reverse(f"web:{name}", args=args)))


@pytest.fixture
def site(scene: Scene) -> Iterator[Site]:
    with time_machine.travel(OCTOBER):
        office = Desk.at(scene, title="Lighting", payment_days=20)
        contact = contact_of(scene, office.contract)
        client = Client()
        client.force_login(contact.user)
        yield Site(scene, contact, office.contract, office, client)


def test_each_contract_says_the_one_thing_to_do_next(site: Site) -> None:
    assert "No period is open yet" in site.page("home")
    site.scene.period(2026, 10)
    page = site.page("home")
    assert "Start the October claim" in page
    assert "due Wed 28 Oct" in page
    claim = site.desk.start()
    assert "Continue the October claim" in site.page("home")
    site.desk.type(claim, {"1": {WORK: "12000"}, "2": {WORK: "100000"}})
    site.desk.submit(claim)
    page = site.page("home")
    assert "112,000.00 claimed, being reviewed" in page
    assert "Start" not in page
    site.office.type(claim, {"1": {"assessed": "9000"}, "2": {"assessed": "80000"}})
    site.office.reason(claim, ["1", "2"])
    site.office.send_back(claim)
    page = site.page("home")
    assert "Fix 2 lines and send again" in page
    assert "sent back Tue 20 Oct" in page
    site.desk.submit(claim)
    site.office.approve(claim)
    page = site.page("home")
    # The two lines came back unchanged, so the answers to them stand.
    assert "89,000.00 to be paid" in page
    assert "by Mon 9 Nov" in page


def test_the_list_spans_accounts_and_leads_into_each(site: Site) -> None:
    site.scene.period(2026, 10)
    other = build_scene("Harlan Ridge Builders")
    with context.accounts([other.account.pk]):
        plant = Desk.at(other, title="Plant room")
        other.period(2026, 10)
        contact_of(other, plant.contract)
    page = site.page("home")
    assert "Northbridge Construction" in page
    assert "Harlan Ridge Builders" in page
    there = (other.account.pk, plant.contract.pk)
    answer = site.client.get(reverse("web:my_contract", args=there), follow=True)
    assert "Plant room" in text_of(answer)
    # They work there now; what is theirs elsewhere is one step away.
    assert site.client.get(reverse("web:contract", args=[site.contract.pk])).status_code == 404
    here = (site.scene.account.pk, site.contract.pk)
    answer = site.client.post(reverse("web:my_claim_new", args=here), follow=True)
    claim = Claim.objects.get(contract=site.contract)
    assert answer.redirect_chain[-1][0] == reverse("web:claim_as_list", args=[claim.pk])
    assert "October 2026 claim" in text_of(answer)


def test_the_list_takes_the_same_queries_however_many_contracts(site: Site) -> None:
    site.scene.period(2026, 10)
    address = reverse("web:my_contracts")
    site.client.get(address)
    with CaptureQueriesContext(connection) as few:
        site.client.get(address)
    for number in range(3):
        desk = Desk.at(site.scene, title=f"Lot {number}")
        row = ContractPerson(contract=desk.contract, person=site.contact.person, is_contact=True)
        row.account_id = site.scene.account.pk
        row.save()
        desk.certified({"1": {WORK: "100"}})
    with CaptureQueriesContext(connection) as many:
        assert "Lot 2" in text_of(site.client.get(address))
    assert len(many) == len(few)


def test_an_assessment_in_the_making_is_not_shown(site: Site) -> None:
    site.scene.period(2026, 10)
    claim = site.desk.claimed({"1": {WORK: "12000"}})
    site.office.type(claim, {"1": {"assessed": "8765.43"}})
    site.office.reason(claim, ["1"], text="Grids 9 to 12 are missing.")
    told = ("8,765.43", "8765.43", "Grids 9", "changed 1 line of", "gave a reason")
    for name in ("claim", "claim_as_list"):
        answer = site.client.get(reverse(f"web:{name}", args=[claim.pk]))
        page = answer.content.decode()
        assert "12,000.00" in page
        assert [word for word in told if word in page] == []
    claimed = reverse("web:claim", args=[claim.pk])
    assert "8,765.43" not in site.client.get(f"{claimed}?cover=assessed").content.decode()
    for name in ("contract", "contract_claims"):
        assert "8,765.43" not in site.page(name, site.contract.pk)
    assert "8,765.43" not in site.page("home")
    # The document is that of what was handed in.
    assert request_document(actor=site.contact.actor, claim_id=claim.pk).submission is not None
    # Their colleagues of the head contractor see it, and so do they once it is decided.
    office = Client()
    office.force_login(site.scene.user)
    assert "8,765.43" in text_of(office.get(claimed))
    site.office.approve(claim)
    decided = site.client.get(claimed).content.decode()
    assert "8,765.43" in decided
    assert "Grids 9 to 12" in decided


def test_a_returned_claim_says_why_line_by_line(site: Site) -> None:
    site.scene.period(2026, 10)
    claim = site.desk.claimed({"1": {WORK: "12000"}, "2": {WORK: "5000"}})
    site.office.type(claim, {"2": {"assessed": "4000"}})
    site.office.reason(claim, ["2"], text="Only half of it stands.")
    site.office.send_back(claim)
    page = site.page("claim_as_list", claim.pk)
    assert "Assessed at 4,000.00. Not complete. Only half of it stands." in page
    answer = site.client.get(reverse("web:claim_as_list", args=[claim.pk]))
    # The line that needs them is the one that is open.
    line_id = site.desk.line(claim, "2").line_id
    assert f'name="line" value="{line_id}"' in answer.content.decode()


def test_nothing_is_started_after_the_due_date_and_drafts_are_still_sent(site: Site) -> None:
    site.scene.period(2026, 10)
    other = Desk.at(site.scene, title="Cabling")
    row = ContractPerson(contract=other.contract, person=site.contact.person, is_contact=True)
    row.account_id = site.scene.account.pk
    row.save()
    draft = site.desk.start()
    # The last minute of the due date in Sydney, and the first one after it.
    with time_machine.travel(dt.datetime(2026, 10, 28, 12, 59, tzinfo=dt.UTC)):
        assert "Start the October claim" in site.page("home")
    with time_machine.travel(dt.datetime(2026, 10, 28, 13, 1, tzinfo=dt.UTC)):
        with pytest.raises(WrongState, match=r"were due Wed 28 Oct.*administrator"):
            operations.start_claim(actor=site.contact.actor, contract_id=other.contract.pk)
        assert "Too late to start" in site.page("home")
        page = site.page("contract_claims", other.contract.pk)
        assert "were due Wed 28 Oct" in page
        assert "Start a claim" not in page
        site.desk.type(draft, {"1": {WORK: "1000"}})
        assert site.desk.submit(draft).status == "under_review"
        assert "were due" not in site.page("contract_claims", site.desk.contract.pk)
        assert operations.start_claim(actor=site.scene.actor, contract_id=other.contract.pk)


def test_between_periods_only_administrators_start(site: Site) -> None:
    period = site.scene.period(2026, 10)
    close_billing_period(actor=site.scene.actor, period_id=period.pk)
    for period_id in (None, period.pk):
        with pytest.raises(Invalid):
            operations.start_claim(
                actor=site.contact.actor, contract_id=site.contract.pk, period_id=period_id
            )
    assert not Claim.objects.exists()
    claim = operations.start_claim(
        actor=site.scene.actor, contract_id=site.contract.pk, period_id=period.pk
    )
    # A draft is theirs to finish, also after the period closed; not to move elsewhere.
    later = site.scene.period(2026, 11)
    with pytest.raises(NotAllowed, match="another billing period"):
        site.desk.header(claim, period_id=later.pk)
    site.desk.type(claim, {"1": {WORK: "1000"}})
    assert site.desk.submit(claim).status == "under_review"


def test_where_contacts_may_not_claim_they_look_and_are_told_who_does(site: Site) -> None:
    site.scene.period(2026, 10)
    draft = site.office.start()
    change_account_settings(actor=site.scene.actor, contacts_may_claim=False)
    said = "entered and submitted by an administrator of the project"
    page = site.page("claim", draft.pk)
    assert said in page
    assert "Submit" not in page
    assert "Edit as a list" not in page
    for name in ("submit", "withdraw", "delete"):
        assert act(site.client, draft, name).status_code == 403
    assert said in text_of(act(site.client, draft, "submit"))
    assert said not in site.page("contract_claims", site.contract.pk)
    site.office.delete(draft)
    page = site.page("contract_claims", site.contract.pk)
    assert said in page
    assert "Start a claim" not in page
    assert "Northbridge Construction enters the October claim" in site.page("home")
    with pytest.raises(NotAllowed, match="administrator of the project"):
        site.desk.start()


def test_what_is_not_for_contacts_is_not_theirs(site: Site) -> None:
    site.scene.period(2026, 10)
    draft = site.desk.start()
    assert act(site.client, draft, "delete").status_code == 403
    with pytest.raises(NotAllowed, match="retention"):
        site.desk.type(draft, {"1": {"retention_adjustment": "100"}})
    full = site.client.get(reverse("web:claim", args=[draft.pk]) + "?columns=full")
    assert "retention_adjustment" not in full.content.decode()
    assert "retention_released" in full.content.decode()
    site.desk.submit(draft)
    assert site.desk.withdraw(draft).status == "withdrawn"


def test_somebody_else_continues_the_draft_of_a_contact_who_left(site: Site) -> None:
    site.scene.period(2026, 10)
    draft = site.desk.start()
    ContractPerson.objects.all().delete()
    assert site.client.get(reverse("web:claim", args=[draft.pk])).status_code == 404
    with pytest.raises(NotThere):
        site.desk.submit(draft)
    successor = contact_of(site.scene, site.contract, email="kit@keel.example", name="Kit Keel")
    assert Desk(successor.actor, site.contract).submit(draft).status == "under_review"


def test_the_frame_names_nothing_else_of_the_project(site: Site) -> None:
    site.scene.period(2026, 10)
    Desk.at(site.scene, title="Somebody else's works")
    draft = site.desk.start()
    for name, pk in (("contract", site.contract.pk), ("claim", draft.pk)):
        page = site.client.get(reverse(f"web:{name}", args=[pk])).content.decode()
        assert "Your contracts" in page
        assert f'href="/projects/{site.scene.project.pk}' not in page
        assert "Somebody else" not in page


def test_who_works_here_too_finds_their_contracts_in_the_navigation(
    scene: Scene, signed_in: Client
) -> None:
    assert "My contracts" not in text_of(signed_in.get(reverse("web:project_list")))
    contract = scene.contract(status="approved", company_id=scene.own.pk)
    ContractPerson.objects.create(
        account=scene.account, contract=contract, person_id=scene.actor.person_id, is_contact=True
    )
    page = text_of(signed_in.get(reverse("web:project_list")))
    assert "My contracts" in page
    assert "Structural steel" in text_of(signed_in.get(reverse("web:my_contracts")))


def test_who_is_invited_sees_that_first_with_the_due_date_of_their_contract(site: Site) -> None:
    period = site.scene.period(2026, 10)
    other = Desk.at(site.scene, title="Cabling").contract
    ContractPerson.objects.create(
        account=site.scene.account, contract=other, person=site.contact.person, is_contact=True
    )
    operations.invite_contacts(
        actor=site.scene.actor,
        project_id=site.scene.project.pk,
        period_id=period.pk,
        contract_ids=[other.pk],
        type="work_materials",
    )
    Extension.objects.create(
        account=site.scene.account, contract=other, period=period, due_date=dt.date(2026, 10, 30)
    )
    page = site.page("home")
    assert page.index("Cabling") < page.index("Lighting")
    assert "Invited Claim October due Fri 30 Oct Start the October claim" in page
    assert "Start the October claim" in page[page.index("Lighting") :]
    # A day after the due date of all others, still in time here.
    with time_machine.travel(dt.datetime(2026, 10, 29, 2, 0, tzinfo=dt.UTC)):
        page = site.page("home")
        assert "due Fri 30 Oct Start the October claim" in page
        assert "Too late" in page[page.index("Lighting") :]
    answer = site.client.get(_invitation(site, other), follow=True)
    assert "Yes, start the October claim" in text_of(answer)
    operations.answer_invitation(
        actor=site.contact.actor, invitation_id=other.invitations.get().pk, accepts=False
    )
    page = site.page("home")
    assert "Nothing to claim for October, you said" in page
    assert "Claim after all" in page
    operations.answer_invitation(
        actor=site.contact.actor, invitation_id=other.invitations.get().pk, accepts=True
    )
    assert "Accepted Claim October" in site.page("home")


def _invitation(site: Site, contract: Contract) -> str:
    there = (site.scene.account.pk, contract.invitations.get().pk)
    return reverse("web:my_invitation", args=there)


def test_where_claims_are_by_invitation_nobody_starts_before(site: Site) -> None:
    site.scene.period(2026, 10)
    InvoicingSettings.objects.update(default_claim_type="")
    page = site.page("home")
    assert "Northbridge Construction invites you when there is something to claim" in page
    assert "Start the" not in page


def test_the_contract_asks_what_the_invitation_asks(site: Site) -> None:
    period = site.scene.period(2026, 10)
    assert "asks for your" not in site.page("contract", site.contract.pk)
    operations.invite_contacts(
        actor=site.scene.actor,
        project_id=site.scene.project.pk,
        period_id=period.pk,
        contract_ids=[site.contract.pk],
        type="work_materials",
    )
    page = site.page("contract", site.contract.pk)
    assert "asks for your October claim by Wednesday 28 October 2026" in page
    assert "Yes, start the October claim" in page
    assert "Start a claim" not in page
    office = Client()
    office.force_login(site.scene.user)
    page = text_of(office.get(reverse("web:contract", args=[site.contract.pk])))
    assert "Invited" in page
    assert "Yes, start" not in page
    assert "Start a claim" in page
    site.desk.start()
    assert "asks for your" not in site.page("contract", site.contract.pk)
