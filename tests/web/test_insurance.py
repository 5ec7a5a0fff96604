"""Pages of insurance: lists, one policy, recording and changing it, papers, who is told."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from ledgerstone.directory.models import InsurancePolicy
from ledgerstone.directory.models.insurance import InsuranceAttachment
from ledgerstone.directory.operations import create_company
from ledgerstone.directory.operations.insurance import attach_paper
from ledgerstone.files import kinds
from ledgerstone.projects.models import ProjectCompany
from ledgerstone.tenancy import clock
from tests.correspondence.insured import Insured
from tests.files import papers
from tests.support.scene import Scene
from tests.web.insurance_readers import of_company, on_project, reader
from tests.web.posting import error_at, form_values, text_of


@pytest.fixture
def insured(scene: Scene) -> Insured:
    return Insured.at(scene)


def day(days: int) -> dt.date:
    return clock.today("Australia/Sydney") + dt.timedelta(days=days)


# --- lists ------------------------------------------------------------------------------------


def test_a_company_without_insurance_says_what_it_is_for(
    signed_in: Client, insured: Insured
) -> None:
    words = text_of(signed_in.get(of_company(insured.scene.subcontractor)))
    assert "No insurance recorded" in words
    assert "Not registered" in words
    assert "Add insurance" in words


def test_a_company_lists_its_policies_with_status_and_end(
    signed_in: Client, insured: Insured
) -> None:
    insured.policy(day(9), information_received=True, limit_amount=Decimal("20000000"))
    insured.policy(day(-20), kind="Workers compensation")
    insured.for_project(day(200), kind="Contract works", stated_status="undecided")
    words = text_of(signed_in.get(of_company(insured.scene.subcontractor)))
    assert "Public liability" in words
    assert "Compliant" in words
    assert "20,000,000.00" in words
    assert "expires in 9 days" in words
    assert "expired 20 days ago" in words
    assert "24-017 Marlow Road Depot" in words
    assert "Undecided" in words


def test_a_project_lists_all_its_companies_and_filters_by_status(
    signed_in: Client, insured: Insured
) -> None:
    insured.policy(day(-20), kind="Workers compensation")
    insured.for_project(day(200), kind="Contract works", information_received=True)
    bare = create_company(actor=insured.scene.actor, name="Vane Glazing")
    ProjectCompany.objects.create(
        account=insured.account, project=insured.scene.project, company=bare
    )
    elsewhere = create_company(actor=insured.scene.actor, name="Never Here")
    insured.policy(company_id=elsewhere.pk, kind="Motor vehicles")
    address = f"/projects/{insured.scene.project.pk}/insurance/"
    words = text_of(signed_in.get(address))
    assert "Workers compensation" in words
    assert "Contract works" in words
    assert "Vane Glazing" in words
    assert "Never Here" not in words
    expired = text_of(signed_in.get(f"{address}?status=expired"))
    assert "Workers compensation" in expired
    assert "Contract works" not in expired
    assert "Vane Glazing" not in expired
    assert "Vane Glazing" in text_of(signed_in.get(f"{address}?status=unregistered"))
    assert "No insurance is undecided." in text_of(signed_in.get(f"{address}?status=undecided"))
    assert "Contract works" in text_of(signed_in.get(f"{address}?status=nonsense"))


def test_lists_take_the_same_queries_however_many_policies(
    signed_in: Client, insured: Insured
) -> None:
    addresses = (
        of_company(insured.scene.subcontractor),
        f"/projects/{insured.scene.project.pk}/insurance/",
    )

    def queries(address: str) -> int:
        with CaptureQueriesContext(connection) as counted:
            assert signed_in.get(address).status_code == 200
        return len(counted)

    insured.policy()
    insured.for_project()
    queries(addresses[0])  # the first request of a session asks some more
    few = [queries(address) for address in addresses]
    for number in range(6):
        one = insured.policy(kind=f"Type {number}")
        insured.for_project(kind=f"Type {number}")
        attach_paper(actor=insured.scene.actor, policy_id=one.pk, name="a.pdf", content=papers.PDF)
    assert [queries(address) for address in addresses] == few
    assert max(few) <= 16, few


# --- recording and changing -------------------------------------------------------------------


def test_recording_a_policy_for_everything_and_for_a_project(
    signed_in: Client, insured: Insured
) -> None:
    company = insured.scene.subcontractor
    address = f"{of_company(company)}new/"
    form = form_values(signed_in.get(address), "policy_number")
    assert form["notifies_of_expiry"] == "on"
    typed = {
        **form,
        "kind": "Public liability",
        "limit_amount": "20,000,000.00",
        "expiration_date": "2027-06-30",
        "information_received": "on",
    }
    answer = signed_in.post(address, typed, follow=True)
    assert "Public liability is recorded." in text_of(answer)
    assert "30 June 2027" in text_of(answer)
    form = form_values(
        signed_in.get(f"{address}?project={insured.scene.project.pk}"), "policy_number"
    )
    signed_in.post(address, {**form, "kind": "Contract works"})
    kept = InsurancePolicy.objects.order_by("id").values_list("kind", "project", "limit_amount")
    assert list(kept) == [
        ("Public liability", None, Decimal("20000000.00")),
        ("Contract works", insured.scene.project.pk, None),
    ]


def test_what_is_refused_stands_at_its_field_and_everything_typed_stays(
    signed_in: Client, insured: Insured
) -> None:
    address = f"{of_company(insured.scene.subcontractor)}new/"
    typed = {
        "kind": "Public liability",
        "limit_amount": "999,999,999,999.00",
        "effective_date": "2027-01-01",
        "expiration_date": "2026-01-01",
    }
    answer = signed_in.post(address, typed)
    assert answer.status_code == 422
    assert "up to 17 characters" in error_at(answer, "limit_amount")
    answer = signed_in.post(address, {**typed, "limit_amount": "9,999,999,999.00"})
    assert answer.status_code == 422
    assert "cannot end before it begins" in error_at(answer, "expiration_date")
    assert form_values(answer, "kind")["limit_amount"] == "9,999,999,999.00"
    assert not InsurancePolicy.objects.exists()


def test_changing_a_policy_that_somebody_changed_meanwhile(
    signed_in: Client, insured: Insured
) -> None:
    found = insured.policy(limit_amount=Decimal("12345678901234.00"))
    address = f"/insurance/{found.pk}/edit/"
    form = form_values(signed_in.get(address), "policy_number")
    changed = signed_in.post(address, {**form, "provider": "QBE"}, follow=True)
    assert "Public liability is saved." in text_of(changed)
    stale = signed_in.post(address, {**form, "provider": "Allianz", "idempotency_key": ""})
    assert stale.status_code == 409
    assert "Somebody changed this policy since you opened it" in text_of(stale)
    assert form_values(stale, "policy_number")["provider"] == "Allianz"
    found.refresh_from_db()
    assert (found.provider, found.limit_amount) == ("QBE", Decimal("12345678901234.00"))


def test_removing_a_policy_goes_back_to_the_company(signed_in: Client, insured: Insured) -> None:
    found = insured.policy()
    assert signed_in.get(f"/insurance/{found.pk}/remove/").status_code == 405
    answer = signed_in.post(f"/insurance/{found.pk}/remove/", {"version": "1"}, follow=True)
    assert "The policy is removed." in text_of(answer)
    assert not InsurancePolicy.objects.exists()


# --- papers -----------------------------------------------------------------------------------


def upload(client: Client, policy: InsurancePolicy, name: str, content: bytes) -> HttpResponse:
    file = SimpleUploadedFile(name, content, content_type="application/pdf")
    return client.post(f"/insurance/{policy.pk}/papers/", {"file": file}, follow=True)


def test_a_paper_is_handed_over_as_a_file_and_never_shown(
    signed_in: Client, insured: Insured
) -> None:
    found = insured.policy()
    assert "cert.pdf is attached." in text_of(upload(signed_in, found, "cert.pdf", papers.PDF))
    paper = InsuranceAttachment.objects.get()
    answer = signed_in.get(f"/insurance/papers/{paper.pk}/")
    assert answer.content == papers.PDF
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == 'attachment; filename="cert.pdf"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    gone = signed_in.post(f"/insurance/papers/{paper.pk}/remove/", follow=True)
    assert "The paper is removed." in text_of(gone)
    assert not InsuranceAttachment.objects.exists()


@pytest.mark.parametrize("content", [papers.HTML, papers.SVG, papers.MACROS, papers.JAR])
def test_a_renamed_page_or_program_is_refused(
    signed_in: Client, insured: Insured, content: bytes
) -> None:
    answer = upload(signed_in, insured.policy(), "cert.pdf", content)
    assert "cert.pdf is not of a kind that can be attached." in text_of(answer)
    assert not InsuranceAttachment.objects.exists()


def test_too_large_a_file_and_none_at_all_are_refused_in_words(
    signed_in: Client, insured: Insured, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = insured.policy()
    monkeypatch.setattr(kinds, "LARGEST", 1024 * 1024)
    answer = upload(signed_in, found, "a.pdf", papers.PDF + b" " * 1024 * 1024)
    assert "A file may have up to 1 MB; this one has 1.1 MB." in text_of(answer)
    empty = signed_in.post(f"/insurance/{found.pk}/papers/", follow=True)
    assert "Choose a file to attach." in text_of(empty)


# --- who is told ------------------------------------------------------------------------------


def test_a_policy_says_who_is_told_when_and_who_is_not_and_why(
    signed_in: Client, insured: Insured
) -> None:
    insured.manager()
    insured.person("Una Reached", is_primary_contact=True, messages="none")
    found = insured.policy(day(30))
    words = text_of(signed_in.get(f"/insurance/{found.pk}/"))
    assert "at 7:00 am in Sydney" in words
    assert "Max Manager insurance manager Northbridge Construction" in words
    assert "max.manager@example.com" in words
    assert "Not reached “Send this user messages” is “Not at all”." in words
    assert "1 of 2 is not reached." in words


def test_a_contract_that_the_reader_may_not_see_is_not_named(insured: Insured) -> None:
    contract = insured.contact(insured.person("Cody Contact"))
    found = insured.policy(day(30))
    words = text_of(reader(insured, company_directory=1).get(f"/insurance/{found.pk}/"))
    assert "Cody Contact claim contact of a private contract" in words
    assert contract.number not in words


def test_who_sees_a_project_only_does_not_learn_who_is_told(insured: Insured) -> None:
    insured.manager()
    found = insured.for_project(day(30))
    words = text_of(on_project(insured, directory=1).get(f"/insurance/{found.pk}/"))
    assert "Public liability" in words
    assert "Max Manager" not in words


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"notifies_of_expiry": False}, "Nobody is told: “Send expiration notification” is not"),
        ({"expiration_date": None}, "Nobody is told: the expiration date is not known."),
        ({"is_exempt": True}, "Nobody is told: the company is exempt."),
        ({"expiration_date": dt.date(2020, 1, 1)}, "Mail about it stopped on 1 March 2020"),
        ({}, "Nobody is there to be told."),
    ],
)
def test_a_policy_says_why_nobody_is_told(
    signed_in: Client, insured: Insured, given: dict[str, Any], words: str
) -> None:
    found = insured.policy(**given)
    assert words in text_of(signed_in.get(f"/insurance/{found.pk}/"))


def test_a_stated_status_says_what_dates_would_say(signed_in: Client, insured: Insured) -> None:
    found = insured.policy(day(-3), stated_status="compliant")
    words = text_of(signed_in.get(f"/insurance/{found.pk}/"))
    assert "The status Compliant was stated by hand." in words
    assert "By dates and papers it would be Expired." in words
