"""Pages about claims on head contracts: starting and drafting them, their sources, the owner's
answer from a file, and the tie of both directions."""

from __future__ import annotations

import csv
import io
import json
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from lxml import html
from python_calamine import CalamineWorkbook

from ledgerstone.claims.models import CarriedAmount, Claim, ClaimAttachment, ClaimLine
from ledgerstone.contracts.models import Contract
from ledgerstone.documents.spreadsheets.list_files import list_file
from ledgerstone.projects.models import BillingPeriod, Project
from tests.claims.desk import Desk
from tests.claims.prefill_site import WORK, Site, rows, site
from tests.support.people import member, worker
from tests.support.scene import build_scene
from tests.web.posting import text_of

__all__ = ["site"]


def start_page(site: Site) -> str:
    return reverse("web:head_claim_start", args=[site.head.contract.pk])


def post_start(client: Client, site: Site, **given: object) -> Any:
    period = BillingPeriod.objects.get(status="open").pk
    return client.post(start_page(site), {"period": period, **given})


def heads(site: Site) -> list[Claim]:
    return list(Claim.objects.filter(contract_id=site.head.contract.pk))


# --- starting ---------------------------------------------------------------------------------


def test_the_start_form_offers_costs_ticked_and_the_rest_not(signed_in: Client, site: Site) -> None:
    tree = html.fromstring(signed_in.get(start_page(site)).content.decode())
    ticked = {
        box.get("name"): box.get("checked") is not None
        for box in tree.xpath('//input[@type="checkbox"]')
    }
    assert ticked == {"costs": True, "retention": False, "backup": False}
    words = " ".join(tree.text_content().split())
    assert "Fill it with the costs of the billing period" in words
    assert "Also retention" in words
    assert "Include backup documents" in words


def test_starting_with_costs_fills_the_draft_and_leads_to_it(signed_in: Client, site: Site) -> None:
    site.concrete.certified({"1": {WORK: "400"}})
    answer = post_start(signed_in, site, reference="PC 7", costs="on", backup="on")
    (claim,) = heads(site)
    assert answer.headers["Location"] == reverse("web:claim", args=[claim.pk])
    assert (claim.reference, claim.carries_backup, claim.carries_retention) == ("PC 7", True, False)
    assert site.billed(claim) == {"01": "400.00"}


def test_retention_and_backup_come_with_costs_only(signed_in: Client, site: Site) -> None:
    site.concrete.certified({"1": {WORK: "400"}})
    post_start(signed_in, site, retention="on", backup="on")
    (claim,) = heads(site)
    assert (claim.carries_backup, claim.carries_retention) == (False, False)
    assert site.billed(claim) == {}


def test_a_refusal_keeps_what_was_typed(signed_in: Client, site: Site) -> None:
    site.head_claim()
    answer = post_start(signed_in, site, reference="PC 7", costs="on")
    assert answer.status_code == 422
    assert "Claim 1 is a draft: finish it before you start the next." in text_of(answer)
    assert 'value="PC 7"' in answer.content.decode()


def test_the_next_form_starts_with_what_the_last_claim_was_filled_with(
    signed_in: Client, site: Site
) -> None:
    site.concrete.certified({"1": {WORK: "400"}})
    post_start(signed_in, site, costs="on", backup="on")
    (claim,) = heads(site)
    site.head.issue(claim)
    tree = html.fromstring(signed_in.get(start_page(site)).content.decode())
    (box,) = tree.xpath('//input[@name="backup"]')
    assert box.get("checked") is not None


def test_a_commitment_has_no_such_form_and_a_reader_is_told_whom_to_ask(
    signed_in: Client, site: Site
) -> None:
    below = reverse("web:head_claim_start", args=[site.concrete.contract.pk])
    assert signed_in.get(below).status_code == 404
    reader = Client()
    person = worker(site.scene, site.scene.own, "Ada Reader")
    member(site.scene, person, "read_only")
    assert person.user is not None
    reader.force_login(person.user)
    assert reader.get(start_page(site)).status_code == 403


def test_the_page_of_a_head_contract_leads_to_the_form(signed_in: Client, site: Site) -> None:
    page = signed_in.get(reverse("web:contract_claims", args=[site.head.contract.pk]))
    assert start_page(site) in page.content.decode()


# --- all at once ------------------------------------------------------------------------------


def test_one_button_drafts_and_fills_all_and_says_what_was_refused(
    signed_in: Client, site: Site
) -> None:
    site.concrete.certified({"1": {WORK: "400"}})
    Desk.at(site.scene, "head_contract", status="draft", rows=rows(("1", "", "5.00")))
    Contract.objects.filter(kind="subcontract").update(head_contract_id=site.head.contract.pk)
    address = reverse("web:head_claims_draft", args=[site.scene.project.pk])
    body = {"period": BillingPeriod.objects.get().pk, "idempotency_key": str(uuid4())}
    answer = signed_in.post(address, body, follow=True)
    words = text_of(answer)
    assert "1 head contract claim drafted and filled from what is certified." in words
    assert "This head contract is a draft" in words
    (claim,) = heads(site)
    assert site.billed(claim) == {"01": "400.00"}
    signed_in.post(address, body)
    assert site.head.now(claim).version == claim.version


@pytest.mark.parametrize("period", ["", "x", "999999", "9" * 30])
def test_a_period_that_is_none_of_the_project_is_not_there(
    signed_in: Client, site: Site, period: str
) -> None:
    address = reverse("web:head_claims_draft", args=[site.scene.project.pk])
    assert signed_in.post(address, {"period": period}).status_code == 404


# --- the prefill preview ----------------------------------------------------------------------


def test_the_preview_offers_the_parts_and_remembers_them(signed_in: Client, site: Site) -> None:
    site.concrete.certified({"1": {WORK: "400"}})
    claim = site.head_claim()
    page = reverse("web:claim_prefill", args=[claim.pk])
    first = signed_in.get(page)
    assert "Attach backup 1 document" in text_of(first)
    assert "checked" not in _box(first, "with_backup")
    signed_in.post(
        page, {"version": claim.version, "act": "apply", "parts_shown": "1", "with_backup": "1"}
    )
    assert "checked" in _box(signed_in.get(page), "with_backup")
    version = site.head.now(claim).version
    signed_in.post(page, {"version": version, "act": "apply", "parts_shown": "1"})
    assert not ClaimAttachment.objects.exists()
    assert "checked" not in _box(signed_in.get(page), "with_backup")


def _box(answer: HttpResponse, name: str) -> dict[str, str]:
    (box,) = html.fromstring(answer.content.decode()).xpath(f'//input[@name="{name}"]')
    return dict(box.attrib)


def test_the_preview_says_why_retention_stays_with_the_rule(signed_in: Client, site: Site) -> None:
    site.concrete.certified({"1": {WORK: "400"}})
    claim = site.head_claim()
    page = reverse("web:claim_prefill", args=[claim.pk])
    answer = signed_in.post(
        page,
        {"version": claim.version, "act": "preview", "parts_shown": "1", "with_retention": "1"},
    )
    assert answer.status_code == 200
    assert "Held as it was below" in text_of(answer)
    assert not CarriedAmount.objects.exists()


# --- sources ----------------------------------------------------------------------------------


def test_every_figure_opens_what_it_came_from_also_after_issue(
    signed_in: Client, site: Site
) -> None:
    below = site.concrete.certified({"1": {WORK: "400"}})
    claim = site.head_claim()
    site.fill(claim)
    site.head.type(claim, {"04": {WORK: "30"}})
    site.head.issue(claim)
    on_claim = signed_in.get(reverse("web:claim", args=[claim.pk])).content.decode()
    address = reverse("web:claim_sources", args=[claim.pk])
    assert address in on_claim
    answer = signed_in.get(address)
    words = text_of(answer)
    assert "SU-001 claim 1 , Work of 1" in words
    assert reverse("web:claim", args=[below.pk]) in answer.content.decode()
    assert "430.00" in words
    line = CarriedAmount.objects.get().line_id
    one = text_of(signed_in.get(address, {"line": line, "of": "all"}))
    assert "carried in claim 1" in one
    assert "430.00" not in one
    assert signed_in.get(address, {"line": 999_999}).status_code == 404
    of_line = signed_in.get(reverse("web:claim_line", args=[claim.pk, line])).content.decode()
    assert f"{address}?line={line}" in of_line


def test_a_subcontract_claim_has_no_such_page(signed_in: Client, site: Site) -> None:
    below = site.concrete.certified({"1": {WORK: "400"}})
    assert signed_in.get(reverse("web:claim_sources", args=[below.pk])).status_code == 404


# --- the owner's answer -----------------------------------------------------------------------


@pytest.fixture
def issued(site: Site) -> Claim:
    claim = site.head_claim()
    site.head.type(claim, {"01": {WORK: "400"}, "02": {WORK: "100"}})
    return site.head.issue(claim)


def test_what_is_certified_is_not_called_a_draft(signed_in: Client, issued: Claim) -> None:
    page = signed_in.get(reverse("web:claim", args=[issued.pk])).content.decode()
    assert "<span data-save-text>Saved " in page


def answer_page(claim: Claim) -> str:
    return reverse("web:claim_owner_answer", args=[claim.pk])


def upload(client: Client, claim: Claim, content: bytes, name: str = "answer.csv") -> Any:
    return client.post(answer_page(claim), {"file": SimpleUploadedFile(name, content)})


CLEAN = b"Item,Certified to date,Reason,Kind of reason\n01,350.00,Not poured,Not complete\n02,100\n"


def test_a_file_is_shown_first_and_entered_by_a_second_step(
    signed_in: Client, site: Site, issued: Claim
) -> None:
    preview = upload(signed_in, issued, CLEAN)
    words = text_of(preview)
    assert "Nothing is stored yet. 2 rows can be read, 1 changes what stands there" in words
    assert not ClaimLine.objects.filter(assessed_mode__gt="").exists()
    form = html.fromstring(preview.content.decode()).xpath('//form[.//input[@name="rows"]]')[0]
    body = {field.get("name"): field.get("value") for field in form.xpath(".//input")}
    answer = signed_in.post(answer_page(issued), body)
    assert answer.headers["Location"] == reverse("web:claim", args=[issued.pk])
    assert site.head.line(issued, "01").reason == "Not poured"
    assert str(site.head.line(issued, "01").assessed) == "350.00"


def test_a_workbook_does_as_well_and_the_template_reads_back(
    signed_in: Client, site: Site, issued: Claim
) -> None:
    template = reverse("web:claim_owner_answer_template", args=[issued.pk])
    for form in ("xlsx", "csv"):
        empty = upload(signed_in, issued, signed_in.get(template, {"form": form}).content)
        assert "There are no answers below the headings." in text_of(empty)
    book = list_file(
        "Answer",
        ["Item", "Certified this period", "Reason"],
        [["01", Decimal("350"), "Not poured"]],
        "xlsx",
    )
    assert "−50.00" in text_of(upload(signed_in, issued, book, "answer.xlsx"))


def test_a_wrong_row_is_named_and_there_is_nothing_to_enter(
    signed_in: Client, site: Site, issued: Claim
) -> None:
    preview = upload(signed_in, issued, CLEAN + b"99,5,,\n")
    words = text_of(preview)
    assert "No line of this claim has the item 99." in words
    assert "Enter the answer" not in words


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "There is nothing in this file."),
        (b"one,two\n1,2\n", "No heading row was found."),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old Excel file"),
    ],
)
def test_a_file_that_is_no_answer_says_so(
    signed_in: Client, site: Site, issued: Claim, content: bytes, said: str
) -> None:
    answer = upload(signed_in, issued, content)
    assert answer.status_code == 422
    assert said in text_of(answer)


@pytest.mark.parametrize("rows_given", ["", "no json", "[]", '[{"item": "01"}]', "{}"])
def test_rows_that_the_preview_did_not_send_are_refused(
    signed_in: Client, site: Site, issued: Claim, rows_given: str
) -> None:
    body = {"act": "store", "version": issued.version, "rows": rows_given}
    answer = signed_in.post(answer_page(issued), body, follow=True)
    assert "The page was incomplete. Choose the file again." in text_of(answer)
    assert not ClaimLine.objects.filter(assessed_mode__gt="").exists()


def test_an_answer_to_an_older_state_is_stale(signed_in: Client, site: Site, issued: Claim) -> None:
    row = {"number": 2, "item": "01", "to_date": "350", "this_period": "", "reason": "", "kind": ""}
    body = {"act": "store", "version": 1, "rows": json.dumps([row | {"fault": ""}])}
    assert signed_in.post(answer_page(issued), body).status_code == 409


def test_a_draft_is_not_answered(signed_in: Client, site: Site) -> None:
    answer = signed_in.get(answer_page(site.head_claim()), follow=True)
    assert "The principal's answer is entered once the claim is issued." in text_of(answer)


# --- the tie ----------------------------------------------------------------------------------


def test_the_tie_shows_lines_warnings_and_totals(signed_in: Client, site: Site) -> None:
    site.concrete.certified({"1": {WORK: "400"}})
    site.steel.certified({"2": {WORK: "60"}})
    answer = signed_in.get(reverse("web:head_claims_tie", args=[site.scene.project.pk]))
    words = text_of(answer)
    assert (
        "400.00 is certified to be paid before the principal certified it, on 1 line: 01." in words
    )
    assert "On no line of the head contract" in words
    assert "460.00" in words


def test_the_tie_is_a_file_as_well(signed_in: Client, site: Site) -> None:
    site.concrete.certified({"1": {WORK: "400"}})
    address = reverse("web:head_claims_tie_file", args=[site.scene.project.pk])
    text = signed_in.get(address, {"form": "csv"}).content.decode("utf-8-sig")
    table = list(csv.DictReader(io.StringIO(text)))
    assert table[0]["Certified under commitments"] == "400.00"
    assert table[0]["Certified ahead"] == "400.00"
    book = CalamineWorkbook.from_filelike(io.BytesIO(signed_in.get(address).content))
    assert book.get_sheet_by_index(0).to_python()[1][7] == 400.0


def test_the_tie_takes_as_many_queries_for_many_contracts_as_for_one(
    signed_in: Client, site: Site
) -> None:
    address = reverse("web:head_claims_tie", args=[site.scene.project.pk])
    site.concrete.certified({"1": {WORK: "400"}})
    signed_in.get(address)
    with CaptureQueriesContext(connection) as few:
        signed_in.get(address)
    for _ in range(3):
        above = Desk.at(site.scene, "head_contract", rows=rows(("01", "03-000", "10.00")))
        below = Desk.at(
            site.scene, rows=rows(("1", "05-000", "9.00")), head_contract_id=above.contract.pk
        )
        below.certified({"1": {WORK: "5"}})
    with CaptureQueriesContext(connection) as many:
        signed_in.get(address)
    assert len(many) == len(few)


def test_the_owners_tab_offers_the_tie_and_drafting_all(signed_in: Client, site: Site) -> None:
    tool = reverse("web:claims_tool", args=[site.scene.project.pk])
    page = signed_in.get(tool, {"list": "head"}).content.decode()
    assert reverse("web:head_claims_tie", args=[site.scene.project.pk]) in page
    assert reverse("web:head_claims_draft", args=[site.scene.project.pk]) in page
    period = BillingPeriod.objects.get().pk
    assert f"{start_page(site)}?period={period}" in page
    below = signed_in.get(tool).content.decode()
    assert reverse("web:head_claims_draft", args=[site.scene.project.pk]) not in below


def test_a_project_without_head_contracts_says_what_the_page_is_for(signed_in: Client) -> None:
    page = signed_in.get(reverse("web:head_claims_tie", args=[Project.objects.get().pk]))
    assert "There is nothing to tie yet" in text_of(page)


def test_pages_of_another_account_are_not_there(
    signed_in: Client, site: Site, issued: Claim
) -> None:
    stranger = Client()
    stranger.force_login(build_scene("Southgate Builders").user)
    for name, of in (
        ("head_claim_start", site.head.contract.pk),
        ("head_claims_tie", site.scene.project.pk),
        ("head_claims_tie_file", site.scene.project.pk),
        ("claim_sources", issued.pk),
        ("claim_owner_answer", issued.pk),
        ("claim_owner_answer_template", issued.pk),
    ):
        assert stranger.get(reverse(f"web:{name}", args=[of])).status_code == 404, name
    draft = reverse("web:head_claims_draft", args=[site.scene.project.pk])
    assert stranger.post(draft, {"period": 1}).status_code == 404
