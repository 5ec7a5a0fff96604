"""The page that an invitation to claim leads to, for its contact and for everybody else."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from ledgerstone.claims.models import Claim, Extension
from tests.claims.desk import Desk
from tests.claims.rounds import AFTERNOON, Round
from tests.support.mail import code_in, deliver, link_in
from tests.support.people import member, worker
from tests.support.scene import Scene
from tests.web.insurance_readers import signed_in_as
from tests.web.posting import text_of

LATE = dt.datetime(2026, 10, 28, 13, 1, tzinfo=dt.UTC)


@pytest.fixture
def october(scene: Scene) -> Iterator[Round]:
    with time_machine.travel(AFTERNOON):
        made = Round.at(scene)
        made.invite(text="Send your tax invoice with it.")
        yield made


@pytest.fixture
def contact(october: Round) -> Client:
    return signed_in_as(october.contact.person)


def _page(october: Round) -> str:
    return reverse("web:claim_invitation", args=[october.invitation.pk])


def _answer(client: Client, october: Round, answer: str, reason: str = "") -> str:
    given = {"answer": answer, "reason": reason}
    return text_of(client.post(_page(october), given, follow=True))


def test_it_says_what_is_asked_by_whom_and_by_when(october: Round, contact: Client) -> None:
    Extension.objects.create(
        account=october.scene.account, contract=october.contract, period=october.period,
        due_date=dt.date(2026, 10, 30),
    )  # fmt: skip
    page = text_of(contact.get(_page(october)))
    for said in (
        "Robin Hale of Northbridge Construction asks for your October claim",
        "by Friday 30 October 2026",
        "Lighting",
        "Marlow Road Depot, SU-001",
        "Send your tax invoice with it.",
        "1 to 31 October 2026",
        "Due, extended for this contract Friday 30 October 2026",
        "work and stored materials",
        "Contract sum to date 288,500.00",
        "Left to claim 288,500.00",
        "Yes, start the October claim",
        "No, nothing this month",
    ):
        assert said in page, said


def test_it_shows_what_came_of_the_last_claim(october: Round, contact: Client) -> None:
    desk = october.office
    claim = desk.certified({"1": {"work_this_period": "12000"}})
    october.period = october.scene.period(2026, 11)
    october.invite()
    page = text_of(contact.get(_page(october)))
    assert f"Last time: claim {claim.number}, October" in page
    assert "Claimed 12,000.00 Certified 12,000.00" in page
    assert "Certified to date, claim 1 12,000.00" in page


def test_a_yes_starts_the_claim_as_it_was_invited(october: Round, contact: Client) -> None:
    page = _answer(contact, october, "start")
    claim = Claim.objects.get()
    assert claim.type == "work_materials"
    assert "October 2026 claim" in page
    assert october.invitation.status == "accepted"
    page = text_of(contact.get(_page(october)))
    assert "is started and has not been sent yet" in page
    assert "Continue the October claim" in page
    assert "No, nothing" not in page
    Claim.objects.update(
        status="revise_and_resubmit", submitted_at=AFTERNOON, return_reason="No docket."
    )
    shown = contact.get(_page(october))
    assert "came back to be revised. Send it again by Wednesday 28 October 2026" in text_of(shown)
    assert "Revise the October claim" in text_of(shown)
    with time_machine.travel(LATE):
        late = text_of(contact.get(_page(october)))
    assert "It was due on Wednesday 28 October 2026 and can still be sent." in late
    lines = reverse("web:claim_as_list", args=[claim.pk])
    assert lines in shown.content.decode()
    assert "Returned with this reason No docket." in text_of(contact.get(lines))


def test_a_yes_may_be_taken_up_later_and_a_no_be_thought_over(
    october: Round, contact: Client
) -> None:
    assert "You said yes on Tue 20 Oct" in _answer(contact, october, "later")
    page = _answer(contact, october, "no", "Rain all month.")
    assert "there is nothing to claim for October" in page
    assert "Rain all month." in page
    assert october.invitation.decline_reason == "Rain all month."
    assert "October 2026 claim" in _answer(contact, october, "start")
    assert october.invitation.status == "accepted"


def test_a_yes_stands_where_an_earlier_claim_is_unfinished(october: Round, contact: Client) -> None:
    october.office.start()
    october.period = october.scene.period(2026, 11)
    october.invite()
    page = _answer(contact, october, "start")
    assert "finish it before you start the next" in page
    assert october.invitation.status == "accepted"


def test_starting_a_claim_elsewhere_is_a_yes(october: Round) -> None:
    october.answer(False)
    october.desk.start()
    assert october.invitation.status == "accepted"


def test_too_late_it_says_so_and_whom_to_ask(october: Round, contact: Client) -> None:
    with time_machine.travel(LATE):
        page = text_of(contact.get(_page(october)))
        assert "This was due Wed 28 Oct. Ask an administrator of the project" in page
        assert "Yes" not in page
        assert "This was due" in _answer(contact, october, "start")
    assert october.invitation.status == "invited"


def test_colleagues_see_it_and_need_not_answer_and_others_find_nothing(october: Round) -> None:
    scene = october.scene
    office = Client()
    office.force_login(scene.user)
    page = text_of(office.get(_page(october)))
    assert "Invited" in page
    assert "You need not wait for them." in page
    assert "Reminded not yet" in page
    october.settings(reminds_contacts=True, reminder_days=3)
    october.remind()
    page = text_of(office.get(_page(october)))
    assert "Reminded once, last on Tue 20 Oct, next on Fri 23 Oct" in page
    assert "Yes, start" not in page
    assert office.post(_page(october), {"answer": "start"}).status_code == 403
    standard = worker(scene, scene.own, "Ana Reyes")
    member(scene, standard, "site_team")
    colleague = signed_in_as(standard)
    assert colleague.get(_page(october)).status_code == 200
    assert colleague.post(_page(october), {"answer": "no"}).status_code == 403
    stranger = signed_in_as(worker(scene, scene.owner, "Sam Outside"))
    for answer in (stranger.get(_page(october)), stranger.post(_page(october), {"answer": "no"})):
        assert answer.status_code == 404
    assert Client().get(_page(october)).status_code == 302
    assert october.invitation.status == "invited"


def test_the_link_in_the_mail_leads_there_without_a_password(october: Round) -> None:
    Desk.at(october.scene, title="Somebody else's works")
    [mail] = deliver()
    client = Client()
    link = link_in(mail.body)
    assert "Lighting" not in text_of(client.get(link))
    client.post(link, {"act": "send"})
    [code] = deliver()
    page = client.post(link, {"act": "open", "code": code_in(code.body)}, follow=True)
    assert page.redirect_chain[-1][0] == _page(october)
    assert "Yes, start the October claim" in text_of(page)
    assert "October 2026 claim" in _answer(client, october, "start")
    claim = Claim.objects.get()
    assert client.get(reverse("web:claim", args=[claim.pk])).status_code == 200
    for page in ("claim_as_list", "claim_papers", "claim_comments", "claim_history"):
        assert client.get(reverse(f"web:{page}", args=[claim.pk])).status_code == 200, page
    assert client.get(reverse("web:my_contracts")).status_code == 404
    # Whoever is signed in already is there at once.
    signed_in = signed_in_as(october.contact.person)
    assert signed_in.get(link)["Location"] == _page(october)
