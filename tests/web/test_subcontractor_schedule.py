"""The pages of the subcontractor's schedule: filling it, reviewing it, and who may not."""

from __future__ import annotations

import io
from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import uuid4

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ledgerstone.contracts.models import Contract, ScheduleLine
from ledgerstone.contracts.operations import change_contact_settings
from ledgerstone.directory.operations import create_link, links
from ledgerstone.documents.spreadsheets.schedule_files import read_schedule
from tests.claims.desk import Desk
from tests.support.breakdown import Schedule
from tests.support.contacts import Contact, contact_of
from tests.support.mail import code_in, deliver
from tests.support.scene import Scene
from tests.web.posting import text_of

ROWS = (("1", "Site set-up", "8,500.00"), ("2", "Materials", "40,000.00"))
FIVE = [
    ("Fencing", "1,200.00"), ("Sheds", "2,300.00"), ("Power", "1,750.00"),
    ("Access road", "2,250.00"), ("Signs", "1,000.00"),
]  # fmt: skip
FOUR = [("Steel", "10,000"), ("Bolts", "5,000"), ("Decking", "12,000"), ("Mesh", "13,000")]


@dataclass
class Browser:
    """Somebody at the pages of one schedule."""

    client: Client
    schedule: Schedule

    def address(self, name: str = "") -> str:
        page = f"subcontractor_schedule{name and '_'}{name}"
        return reverse(f"web:{page}", args=[self.schedule.contract.pk])

    def see(self, name: str = "", **query: object) -> HttpResponse:
        return self.client.get(f"{self.address(name)}?{urlencode(query)}")

    def fill(self, lines: dict[str, list[tuple[str, str]]], act: str = "save") -> HttpResponse:
        """Send the form of some lines as the browser does."""
        typed = self.schedule.typed(lines)
        return self.client.post(
            self.address("fill"),
            {
                "version": self.schedule.now.version,
                "act": act,
                "idempotency_key": str(uuid4()),
                "covers": [self.schedule.part(item).line.pk for item in lines],
                "detail_line": [one.line_id for one in typed],
                "detail_id": ["" if one.id is None else one.id for one in typed],
                "description": [one.description for one in typed],
                "amount": [one.amount for one in typed],
            },
        )

    def act(self, act: str, **form: object) -> HttpResponse:
        given = {"version": self.schedule.now.version, "act": act, "idempotency_key": str(uuid4())}
        return self.client.post(self.address("act"), given | form, follow=True)

    def send(self, name: str, content: bytes) -> HttpResponse:
        return self.client.post(
            self.address("fill"),
            {
                "version": self.schedule.now.version,
                "act": "read",
                "details_file": SimpleUploadedFile(name, content),
            },
        )


@pytest.fixture
def schedule(scene: Scene) -> Schedule:
    return Schedule.at(scene, ROWS)


@pytest.fixture
def contact(scene: Scene, schedule: Schedule) -> Contact:
    return contact_of(scene, schedule.contract)


@pytest.fixture
def sub(contact: Contact, schedule: Schedule) -> Browser:
    client = Client()
    client.force_login(contact.user)
    return Browser(client, schedule)


@pytest.fixture
def office(signed_in: Client, schedule: Schedule) -> Browser:
    return Browser(signed_in, schedule)


def test_a_contact_breaks_the_lines_down_and_submits(sub: Browser, office: Browser) -> None:
    page = text_of(sub.see())
    assert "It is your turn: break each line down" in page
    assert "Still to allocate: line 1 8,500.00, line 2 40,000.00." in page
    assert "Break the lines down" in page
    # A draft is saved at any allocation, and says what is missing.
    answer = sub.client.get(sub.fill({"1": FIVE[:4]}, "leave").headers["Location"])
    page = text_of(answer)
    assert "Saved as a draft." in page
    assert "Still to allocate: line 1 1,000.00, line 2 40,000.00." in page
    # Submitting too early saves as well, and sends nothing.
    sub.fill({"1": FIVE, "2": FOUR[:2]}, "submit")
    assert sub.schedule.status == "draft"
    assert sub.schedule.part("2").remaining == 25_000
    answer = sub.fill({"1": FIVE, "2": FOUR}, "submit")
    assert sub.schedule.status == "under_review"
    assert "is submitted" in text_of(sub.client.get(answer.headers["Location"]))
    assert sub.see("fill").status_code == 302  # nothing to change while it is reviewed
    page = text_of(office.see())
    assert "It is your turn: review it." in page
    assert "Return with notes" in page


def test_what_cannot_be_taken_stands_at_its_row_and_nothing_is_lost(sub: Browser) -> None:
    answer = sub.fill({"1": [("Fencing", "12OO"), ("Sheds", "2,300.00")]})
    page = text_of(answer)
    assert answer.status_code == 422
    assert "One thing to correct. Nothing you typed is lost." in page
    assert 'value="12OO"' in answer.content.decode()
    assert 'value="Sheds"' in answer.content.decode()
    assert sub.schedule.parts.detail_count == 0


def test_one_line_at_a_time(sub: Browser) -> None:
    line = sub.schedule.part("2").line.pk
    page = text_of(sub.see("fill", line=line))
    assert "Save and go on" in page
    assert "2 lines; 2 with something left to allocate" in page
    answer = sub.fill({"2": FOUR})
    assert answer.headers["Location"].endswith(f"?line={sub.schedule.part('1').line.pk}")
    assert sub.fill({"1": FIVE}).headers["Location"] == sub.address()
    page = text_of(sub.see())
    assert "Submit for review" in page


def test_review_line_by_line(sub: Browser, office: Browser) -> None:
    sub.schedule.save({"1": FIVE, "2": FOUR})
    sub.act("submit")
    steel = sub.schedule.part("2").details[0].pk
    page = text_of(office.act("return", reason=" "))
    assert "Say what is to be revised." in page
    office.act("return", reason="Split the steel by level.", **{f"note-{steel}": "Two levels"})
    page = text_of(sub.see())
    assert "Returned, 1 note" in page
    assert "Split the steel by level." in page
    assert "Two levels" in page
    assert "Steel: Two levels" in text_of(sub.see("fill"))
    sub.act("submit")
    page = text_of(office.act("approve"))
    assert "Approved. Progress claims list its lines from now on." in page
    assert sub.schedule.status == "approved"
    page = text_of(office.act("set", status="under_review"))
    assert "The status is “Under review”." in page


def test_lines_are_taken_as_they_are(sub: Browser) -> None:
    sub.schedule.save({"1": FIVE})
    assert "Take 1 line as it is" in text_of(sub.see())
    sub.act("take")
    assert sub.schedule.parts.is_complete


def test_a_contact_who_may_not(sub: Browser, scene: Scene, contact: Contact) -> None:
    change_contact_settings(
        actor=scene.actor, contract_id=sub.schedule.contract.pk,
        expected_version=sub.schedule.now.version, contacts_may_claim=None,
        contacts_may_fill_schedule=False,
    )  # fmt: skip
    page = text_of(sub.see())
    assert "is filled by an administrator of the project" in page
    assert "Break the lines down" not in page
    assert sub.fill({"1": FIVE}).status_code == 403
    assert sub.act("approve").status_code == 403
    assert sub.see("fill").status_code == 302


def test_without_it_there_is_no_page(office: Browser) -> None:
    Contract.objects.update(has_subcontractor_schedule=False)
    assert office.see().status_code == 404
    assert office.see("fill").status_code == 404
    assert office.act("submit").status_code == 404


def workbook(rows: list[tuple[object, ...]]) -> bytes:
    written = io.BytesIO()
    book = xlsxwriter.Workbook(written)
    sheet = book.add_worksheet()
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            sheet.write(number, column, value)
    book.close()
    return written.getvalue()


def test_a_file_is_looked_at_before_anything_is_stored(sub: Browser) -> None:
    head = ("Line item", "Description", "Amount")
    rows = [head, *(("1" if n == 0 else "", text, amount) for n, (text, amount) in enumerate(FIVE))]
    answer = sub.send("breakdown.xlsx", workbook(rows))
    page = text_of(answer)
    assert answer.status_code == 200
    assert "5 lines of breakdown.xlsx stand below. Nothing is stored until you save." in page
    assert 'value="Access road"' in answer.content.decode()
    assert sub.schedule.parts.detail_count == 0
    answer = sub.send(
        "breakdown.csv", b"Line item,Description,Amount\n1,Fencing,ten\n7,Sheds,5\n,Power,\n"
    )
    page = text_of(answer)
    assert answer.status_code == 422
    assert "Nothing of breakdown.csv is taken yet" in page
    assert "Nothing of breakdown.csv is taken yet: 3 to correct" in page
    assert "Row 2: This is not a figure." in page
    assert "Row 3: there is no line 7. The items are 1, 2." in page
    answer = sub.send("breakdown.csv", b"Some,Other\nthing,here\nthat,is\n")
    assert answer.status_code == 422
    assert "heading" in text_of(answer)


def test_the_template_comes_back_as_it_went(sub: Browser) -> None:
    sub.schedule.save({"1": FIVE})
    answer = sub.see("template")
    rows = read_schedule(answer.content, "Breakdown.xlsx")
    assert [(row.item, row.description) for row in rows] == [
        *(("1", text) for text, _amount in FIVE), ("2", "Materials"),
    ]  # fmt: skip


@pytest.mark.parametrize("page", ["", "fill"])
def test_pages_take_the_same_queries_however_many_lines(office: Browser, page: str) -> None:
    office.schedule.save({"1": FIVE})
    office.see(page)
    with CaptureQueriesContext(connection) as few:
        office.see(page)
    office.schedule.save({"2": [(f"Part {n}", "100") for n in range(40)]})
    with CaptureQueriesContext(connection) as many:
        assert office.see(page).status_code == 200
    assert len(many) == len(few)
    assert len(many) <= QUERIES[page]


QUERIES = {"": 30, "fill": 20}


def test_a_large_schedule_is_filled_a_line_at_a_time(office: Browser) -> None:
    office.schedule.save({"1": [(f"Part {n}", "10") for n in range(210)]})
    page = text_of(office.see("fill"))
    assert "2 lines; 2 with something left to allocate" in page
    assert ScheduleLine.objects.filter(contract=office.schedule.contract).count() == 212


def test_the_lists_say_whose_turn_it_is(
    sub: Browser, office: Browser, scene: Scene, contact: Contact
) -> None:
    scene.period(2099, 10)
    home = reverse("web:my_contracts")
    tool = reverse("web:claims_tool", args=[scene.project.pk])
    page = text_of(sub.client.get(home))
    assert "Break down the schedule of values before claims can be made Break it down" in page
    page = text_of(office.client.get(tool))
    assert "Schedule not approved" in page
    assert "break down the schedule" in page
    claims = reverse("web:contract_claims", args=[sub.schedule.contract.pk])
    for client in (sub.client, office.client):
        page = text_of(client.get(claims))
        assert "has not been approved yet. It is still being filled in." in page
        assert "Start a claim" not in page
    sub.schedule.take_as_it_is()
    sub.schedule.submit()
    assert "Waiting for approval" in text_of(sub.client.get(home))
    assert "You , review the schedule" in text_of(office.client.get(tool))
    sub.schedule.send_back(line_1="In five lines", line_2_1="By level")
    page = text_of(sub.client.get(home))
    assert "Returned: 2 notes" in page
    assert "See what to revise" in page
    address = reverse("web:my_schedule", args=[scene.account.pk, sub.schedule.contract.pk])
    assert sub.client.get(address).headers["Location"] == sub.address()
    sub.schedule.submit()
    sub.schedule.approve()
    assert "Start the October 2099 claim" in text_of(sub.client.get(home))
    assert "Schedule not approved" not in text_of(office.client.get(tool))


def test_a_mailed_link_opens_it(scene: Scene, schedule: Schedule, contact: Contact) -> None:
    other = Schedule.at(scene, ROWS)
    link = create_link(
        actor=scene.actor, account_id=scene.account.pk, person_id=contact.person.pk,
        purpose="schedule", target_id=schedule.contract.pk,
    )  # fmt: skip
    client = Client()
    path = reverse("web:mailed_link", args=[links.link_word(link)])
    client.post(path, {"act": "send"})
    [sent] = deliver()
    client.post(path, {"act": "open", "code": code_in(sent.body)})
    browser = Browser(client, schedule)
    assert client.get("/").headers["Location"] == browser.address()
    assert "It is your turn" in text_of(browser.see())
    browser.fill({"1": FIVE, "2": FOUR}, "submit")
    assert schedule.status == "under_review"
    assert browser.see("template").status_code == 200
    assert Browser(client, other).see().status_code == 404
    assert Browser(client, other).act("take").status_code == 404
    claims = reverse("web:contract_claims", args=[schedule.contract.pk])
    assert client.get(claims).status_code == 404


def test_a_claim_under_review_says_what_it_waits_for(office: Browser, scene: Scene) -> None:
    scene.period(2099, 10)
    office.schedule.approved({"1": FIVE, "2": FOUR})
    desk = Desk(scene.actor, office.schedule.contract)
    claim = desk.claimed({"2.1": {"work_to_date": "4000"}})
    address = reverse("web:claim", args=[claim.pk])
    assert "has not been approved" not in text_of(office.client.get(address))
    office.schedule.set("revise_and_resubmit", reason="Split the steel.")
    answer = office.client.get(address)
    assert "Until it is approved, this claim cannot be certified." in text_of(answer)
    assert "2 Materials" in answer.content.decode()  # the group that its details stand in
    act = reverse("web:claim_act", args=[claim.pk, "approve"])
    answer = office.client.post(act, {"version": desk.now(claim).version}, follow=True)
    assert "would not tie with the contract sum" in text_of(answer)
    assert desk.now(claim).status == "under_review"


def test_two_people_at_one_line_lose_nothing(sub: Browser, office: Browser) -> None:
    sub.schedule.save({"1": FIVE[:2]})
    version = sub.schedule.now.version
    office.schedule.save({"1": [FIVE[0], ("Crane hire", "100.00")]})
    fencing = sub.schedule.part("1").details[0]
    line = fencing.parent_id
    form = {
        "version": version, "act": "save", "covers": line, "detail_line": [line, line],
        "detail_id": [fencing.pk, fencing.pk + 1], "description": ["Fencing", "Sheds, large"],
        "amount": ["1,250.00", "2,500.00"],
    }  # fmt: skip
    answer = sub.client.post(sub.address("fill"), form)
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Robin Hale broke line 1" in text_of(answer)
    assert [f'value="{word}"' in page for word in ("Sheds, large", "1,250.00", "Crane hire")] == [
        True, True, True,
    ]  # fmt: skip
    assert f'name="version" value="{sub.schedule.now.version}"' in page
