"""A mailed link opens one contract's claims for its contact, and nothing else."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import resolve, reverse

from ledgerstone.claims.models import Claim
from ledgerstone.contracts.actors import refreshed
from ledgerstone.contracts.operations import name_contact
from ledgerstone.directory.models import MailedLink, Person
from ledgerstone.directory.operations import create_link, create_person, links
from ledgerstone.tenancy import clock
from ledgerstone.tenancy.models import User
from ledgerstone.web.signing_in.purposes import PURPOSES
from tests.claims.desk import Desk
from tests.support.mail import code_in, deliver, link_in, queued
from tests.support.scene import Scene
from tests.web.posting import error_at, text_of
from tests.web.test_strangers import addresses

HOURS = dt.timedelta(hours=1)
# Where nobody needs to be anybody, and where one leaves.
ALWAYS = ("account_login", "account_reset_password", "mfa_authenticate", "web:mailed_link",
          "web:invitation", "web:link_end", "web:mail_stop", "web:verify",
          "web:verify_code")  # fmt: skip


@dataclass
class Mailed:
    """A link to a contract, for its claim contact; and another contract of the same company."""

    scene: Scene
    person: Person
    desk: Desk
    other: Desk
    link: MailedLink

    @property
    def path(self) -> str:
        return reverse("web:mailed_link", args=[links.link_word(self.link)])

    @property
    def claims(self) -> str:
        return f"/contracts/{self.desk.contract.pk}/claims/"

    def open(self, client: Client) -> None:
        """Ask for the code, read it in the mail, type it."""
        client.post(self.path, {"act": "send"})
        [sent] = deliver()
        client.post(self.path, {"act": "open", "code": code_in(sent.body)})


@pytest.fixture
def mailed(scene: Scene) -> Mailed:
    scene.period(2099, 10)
    person = create_person(
        actor=scene.actor,
        company_id=scene.subcontractor.pk,
        name="Dana Reyes",
        email="dana@keel.example",
    )
    desk = Desk.at(scene, title="Wards steelwork")
    other = Desk.at(scene, title="Theatre fit-out")
    for one in (desk, other):
        name_contact(actor=refreshed(scene.actor), contract_id=one.contract.pk, person_id=person.pk)
    link = create_link(
        actor=scene.actor,
        account_id=scene.account.pk,
        person_id=person.pk,
        purpose="claim",
        target_id=desk.contract.pk,
    )
    return Mailed(scene, person, desk, other, link)


def test_before_the_code_it_tells_only_who_mailed(client: Client, mailed: Mailed) -> None:
    said = text_of(client.get(mailed.path))
    assert "Northbridge Construction sent you this link" in said
    assert "d•••@keel.example" in said
    for word in ("Wards", "Marlow", "Dana", "dana@", "Keel Steel", mailed.desk.contract.number):
        assert word not in said


def test_nothing_secret_is_queued(client: Client, mailed: Mailed) -> None:
    client.post(mailed.path, {"act": "send"})
    [job] = queued()
    assert job.args == {"account_id": mailed.scene.account.pk, "link_id": mailed.link.pk}


def test_the_code_opens_the_claims_of_the_contract(client: Client, mailed: Mailed) -> None:
    assert client.get(mailed.claims).status_code == 302
    mailed.open(client)
    page = client.get(mailed.claims)
    assert page.status_code == 200
    assert "Wards steelwork" in text_of(page)
    assert client.get("/").headers["Location"] == mailed.claims


def test_there_a_claim_is_started_filled_in_and_submitted(client: Client, mailed: Mailed) -> None:
    mailed.open(client)
    path = f"/contracts/{mailed.desk.contract.pk}/claims/new"
    answer = client.post(path, {"idempotency_key": str(uuid4())})
    claim = Claim.objects.get()
    assert answer.headers["Location"].startswith(f"/claims/{claim.pk}/")
    assert client.get(f"/claims/{claim.pk}/").status_code == 200
    act = f"/claims/{claim.pk}/do/submit"
    client.post(act, {"version": str(claim.version), "idempotency_key": str(uuid4())})
    claim.refresh_from_db()
    assert claim.status == "under_review"


def test_every_tab_of_the_contract_leads_somewhere(client: Client, mailed: Mailed) -> None:
    mailed.open(client)
    page = client.get(f"/contracts/{mailed.desk.contract.pk}/").content.decode()
    ways = set(re.findall(r'href="(/contracts/[^"?#]*)', page))
    assert len(ways) > 3
    for address in ways:
        assert client.get(address).status_code == 200, address


def test_nothing_else_is_there(client: Client, mailed: Mailed) -> None:
    """Every address of the application, but those that the purpose names."""
    own, other = mailed.desk.start(), mailed.other.start()
    mailed.open(client)
    named = set(PURPOSES["claim"].pages)
    for address in addresses():
        if address.name in (*ALWAYS, "web:home") or address.name.startswith(ALWAYS[:3]):
            continue
        if {"healthz", "worker_healthz"} & {address.name}:
            continue
        values: dict[str, object] = {
            "token": "1-1.abcdefghijklmnopqrstuvwxyz", "act": "submit", "uidb36": "1",
            "key": "abc-def", "contract_id": mailed.other.contract.pk, "claim_id": other.pk,
            "project_id": mailed.scene.project.pk,
        }  # fmt: skip
        given = {part: values.get(part, 1) for part in address.takes}
        answer = client.get(reverse(address.name, kwargs=given))
        assert answer.status_code == 404, address
        assert client.post(reverse(address.name, kwargs=given)).status_code == 404, address
    assert named <= {address.name for address in addresses()}
    assert client.get(f"/claims/{own.pk}/").status_code == 200


def test_a_second_use_is_refused_with_a_way_forward(client: Client, mailed: Mailed) -> None:
    mailed.open(client)
    assert client.get(mailed.path).headers["Location"] == mailed.claims
    other = Client()
    answer = other.get(mailed.path)
    assert answer.status_code == 410
    assert "was used already" in text_of(answer)
    assert other.post(mailed.path, {"act": "send"}).status_code == 410
    assert "Look in your mail" in text_of(other.post(mailed.path, {"act": "again"}))
    [sent] = deliver()
    assert sent.to == ["dana@keel.example"]
    assert "Wards steelwork" in sent.body
    assert other.get(link_in(sent.body)).status_code == 200
    assert client.get(mailed.claims).status_code == 200


def test_a_link_that_is_too_old_is_refused_with_a_way_forward(
    client: Client, mailed: Mailed
) -> None:
    with clock.fixed(clock.now() + dt.timedelta(days=14)):
        answer = client.get(mailed.path)
        assert answer.status_code == 410
        assert "too old" in text_of(answer)
        assert "Send me a new link" in text_of(answer)


def test_wrong_codes_are_counted_and_said(client: Client, mailed: Mailed) -> None:
    client.post(mailed.path, {"act": "send"})
    [sent] = deliver()
    wrong = f"{(int(code_in(sent.body)) + 1) % 1_000_000:06}"
    answer = client.post(mailed.path, {"act": "open", "code": wrong})
    assert answer.status_code == 422
    assert "4 more tries" in error_at(answer, "code")


def test_the_session_ends_after_two_hours(client: Client, mailed: Mailed) -> None:
    mailed.open(client)
    with clock.fixed(clock.now() + 2 * HOURS):
        assert client.get(mailed.claims).status_code == 302


def test_leaving_ends_it_for_good(client: Client, mailed: Mailed) -> None:
    mailed.open(client)
    client.post("/leave")
    assert client.get(mailed.claims).status_code == 302
    assert client.get(mailed.path).status_code == 410


def test_whoever_is_no_contact_any_more_loses_it_at_once(client: Client, mailed: Mailed) -> None:
    mailed.open(client)
    Person.objects.filter(pk=mailed.person.pk).update(is_active=False)
    assert client.get(mailed.claims).status_code == 302
    answer = Client().post(mailed.path, {"act": "again"})
    assert "Look in your mail" in text_of(answer)
    assert deliver() == []


def test_rights_elsewhere_do_not_come_along(client: Client, mailed: Mailed) -> None:
    """The person is contact of both contracts, and the link is for one."""
    mailed.open(client)
    assert client.get(f"/contracts/{mailed.other.contract.pk}/claims/").status_code == 404


def test_signing_in_properly_lifts_the_restriction(client: Client, mailed: Mailed) -> None:
    user = User.objects.get(email="dana@keel.example")
    mailed.open(client)
    user.set_password("mast-and-girder")
    user.save(update_fields=["password"])
    client.post("/accounts/login/", {"login": user.email, "password": "mast-and-girder"})
    assert client.get("/security/").status_code == 200
    assert client.get(mailed.path).headers["Location"] == mailed.claims


def test_its_owner_reads_of_it_in_the_history(client: Client, mailed: Mailed) -> None:
    mailed.open(client)
    user = User.objects.get(email="dana@keel.example")
    other = Client()
    other.force_login(user)
    assert "Link from a mail and code" in text_of(other.get("/security/history/"))


def test_an_account_that_asks_for_two_steps_takes_the_code_for_one(
    client: Client, mailed: Mailed
) -> None:
    mailed.scene.account.requires_totp = True
    mailed.scene.account.save(update_fields=["requires_totp"])
    mailed.open(client)
    assert client.get(mailed.claims).status_code == 200


def test_what_the_pages_of_a_claim_lead_to_is_there(client: Client, mailed: Mailed) -> None:
    """Its retention, where a release is asked for, its deductions, and the contract's statement."""
    mine, other = mailed.desk.start(), mailed.other.start()
    mailed.open(client)
    for name in ("web:claim_retention", "web:claim_deductions"):
        assert client.get(reverse(name, args=[mine.pk])).status_code == 200
        assert client.get(reverse(name, args=[other.pk])).status_code == 404
    for name in ("web:retention_statement", "web:retention_statement_file"):
        assert client.get(reverse(name, args=[mailed.desk.contract.pk])).status_code == 200
        assert client.post(reverse(name, args=[mailed.desk.contract.pk])).status_code in (404, 405)
        assert client.get(reverse(name, args=[mailed.other.contract.pk])).status_code == 404


def test_no_page_leads_to_where_nothing_is(client: Client, mailed: Mailed) -> None:
    """Not to the list of all contracts either, for a session that one link opened."""
    certified = mailed.desk.certified({"1": {"work_this_period": "4000"}})
    mailed.scene.period(2099, 11)
    draft = mailed.desk.start()
    assert mailed.desk.contract.payments_enabled
    mailed.open(client)
    pages = PURPOSES["claim"].pages
    named: set[str] = set()
    for address in (
        *(reverse(f"web:contract{one}", args=[draft.contract_id]) for one in ("", "_claims")),
        *(reverse(f"web:claim{one}", args=[draft.pk]) for one in ("", "_papers", "_history")),
        reverse("web:claim", args=[certified.pk]),
        *(reverse(f"web:{one}", args=[draft.contract_id]) for one in
          ("contract_payments", "retention_statement", "tax_invoices")),
    ):  # fmt: skip
        page = client.get(address)
        assert page.status_code == 200, address
        for way in re.findall(r'(?:href|action|hx-get)="(/[^"?#]*)', page.content.decode()):
            name = "" if way.startswith("/static/") else resolve(way).view_name
            named.add(name)
            assert not name or name in pages or name in ALWAYS, (address, way)
    assert {"web:claim_fill_in", "web:claim_workbook", "web:claim_package"} <= named
