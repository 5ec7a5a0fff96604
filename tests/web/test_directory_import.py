"""Files brought in over the pages: what they would do is seen first."""

from __future__ import annotations

import csv
import io
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from ledgerstone.directory.models import Company, Person, StagedImport
from ledgerstone.directory.operations import change_company
from ledgerstone.documents.spreadsheets.directory_files import read_directory
from tests.support.scene import Scene
from tests.web.posting import form_values, text_of

COMPANIES = (
    "Name,Country,Business number,Phone\n"
    "Vane,AU,51 824 753 556,02 1\n"
    "Keel Steel,,,02 2\n"
    "Harbour Trust,,,\n"
    "Wrong,AU,1,\n"
)


def upload(client: Client, text: str, kind: str = "companies") -> HttpResponse:
    file = SimpleUploadedFile("list.csv", text.encode(), "text/csv")
    return client.post(f"/{kind}/import/", {"file": file}, follow=True)


def test_what_a_file_would_do_is_shown_and_then_done(signed_in: Client, scene: Scene) -> None:
    page = upload(signed_in, COMPANIES)
    words = text_of(page)
    assert "list.csv. Nothing is stored yet." in words
    for said in ("4 All", "1 New", "1 Changed", "1 Same", "1 Faulty", "Store 2 rows"):
        assert said in words
    assert "5 Faulty Wrong 1 is not a valid ABN. An ABN has 11 digits" in words
    assert Company.objects.count() == 3
    [staged] = StagedImport.objects.all()
    changed = text_of(signed_in.get(f"/imports/{staged.pk}/", {"show": "changed"}))
    assert "3 Changed Keel Steel Phone: 02 2" in changed
    form = form_values(page, "plan")
    done = signed_in.post(f"/imports/{staged.pk}/accept", form, follow=True)
    assert (
        "The companies are in the directory: 1 added, 1 changed. 1 faulty rows were left out."
        in text_of(done)
    )
    assert Company.objects.get(name="Vane").identifier == "51824753556"
    again = signed_in.post(f"/imports/{staged.pk}/accept", form, follow=True)
    assert again.status_code == 200
    assert Company.objects.filter(name="Vane").count() == 1
    assert signed_in.get(f"/imports/{staged.pk}/").status_code == 404


def test_the_report_says_every_row_with_its_reason(signed_in: Client, scene: Scene) -> None:
    upload(signed_in, COMPANIES)
    [staged] = StagedImport.objects.all()
    answer = signed_in.get(f"/imports/{staged.pk}/report", {"form": "csv"})
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[0] == ["Row", "Outcome", "Name", "E-mail", "Changes", "Reason"]
    assert [row[:3] for row in rows[1:]] == [
        ["2", "New", "Vane"], ["3", "Changed", "Keel Steel"], ["4", "Same", "Harbour Trust"],
        ["5", "Faulty", "Wrong"],
    ]  # fmt: skip
    assert rows[2][4] == "Phone:  → 02 2"
    assert "An ABN has 11 digits" in rows[4][5]


def test_what_changed_meanwhile_is_looked_at_again(signed_in: Client, scene: Scene) -> None:
    form = form_values(upload(signed_in, COMPANIES), "plan")
    [staged] = StagedImport.objects.all()
    change_company(actor=scene.actor, company_id=scene.subcontractor.pk, phone="02 2")
    answer = signed_in.post(f"/imports/{staged.pk}/accept", form)
    assert answer.status_code == 409
    assert "The directory changed since this was shown." in text_of(answer)
    assert not Company.objects.filter(name="Vane").exists()


def test_a_file_is_thrown_away(signed_in: Client, scene: Scene) -> None:
    upload(signed_in, "Name,Company\nKim,Keel Steel\n", "people")
    [staged] = StagedImport.objects.all()
    answer = signed_in.post(f"/imports/{staged.pk}/discard", follow=True)
    assert "Nothing was stored of the file." in text_of(answer)
    assert not StagedImport.objects.exists()
    assert not Person.objects.filter(name="Kim").exists()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "The file is empty."),
        ("Phone\n1\n", "No heading row was found."),
        ("Name\n\n", "There are no rows below the headings."),
    ],
)
def test_a_file_that_cannot_be_read_says_why(signed_in: Client, text: str, said: str) -> None:
    answer = upload(signed_in, text)
    assert answer.status_code == 422
    assert said in text_of(answer)


def test_no_file_at_all_says_so(signed_in: Client) -> None:
    answer = signed_in.post("/people/import/", {"idempotency_key": str(uuid4())})
    assert "Choose a file." in text_of(answer)


def test_a_file_with_nothing_good_offers_nothing_to_store(signed_in: Client) -> None:
    words = text_of(upload(signed_in, "Name,E-mail\nVane,x\n"))
    assert "No row can be stored. Correct the file and choose it again." in words
    assert "Store" not in words.replace("Nothing is stored", "").replace("be stored", "")
    same = text_of(upload(signed_in, "Name\nKeel Steel\n"))
    assert "The directory says all of this already." in same


@pytest.mark.parametrize("kind", ["companies", "people"])
def test_a_template_is_offered(signed_in: Client, kind: str) -> None:
    assert f"/{kind}/template?form=xlsx" in signed_in.get(f"/{kind}/import/").content.decode()
    answer = signed_in.get(f"/{kind}/template", {"form": "csv"})
    filled = answer.content + b"Vane\r\n"
    [row] = read_directory(filled, "x.csv", kind)
    assert row.cells["name"] == "Vane"
