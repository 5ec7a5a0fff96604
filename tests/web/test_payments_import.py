"""Payments from a file over the pages: what it would record is seen first, line by line."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterator
from decimal import Decimal
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ledgerstone.payments.models import Payment, StagedPayments
from ledgerstone.tenancy import clock
from tests.payments.import_site import Owed, owed_site
from tests.support.people import member, worker
from tests.support.scene import Scene
from tests.web.posting import form_values, text_of

HEAD = "Date,Narrative,Debit,Credit\n"


@pytest.fixture(autouse=True)
def _in_november() -> Iterator[None]:
    with clock.fixed(dt.datetime(2026, 11, 5, 3, tzinfo=dt.UTC)):
        yield


@pytest.fixture
def owed(scene: Scene) -> list[Owed]:
    """Two contracts with two claims each."""
    scene.period()
    return owed_site(scene, contracts=2, claims=2)


def upload(client: Client, scene: Scene, text: str) -> HttpResponse:
    file = SimpleUploadedFile("october.csv", text.encode(), "text/csv")
    where = reverse("web:payment_import", args=[scene.project.pk])
    return client.post(where, {"file": file}, follow=True)


def out(text: str, amount: Decimal | str) -> str:
    return f"30/10/2026,{text},{amount},\n"


def here(name: str, *args: int) -> str:
    return reverse(f"web:{name}", args=[StagedPayments.objects.exclude(rows=[]).get().pk, *args])


def test_what_a_file_would_record_is_shown_and_then_recorded(
    signed_in: Client, scene: Scene, owed: list[Owed]
) -> None:
    first, second, third, _ = owed
    page = upload(
        signed_in,
        scene,
        HEAD
        + out(f"{first.contract} claim 1", first.payable)
        + out("Transfer", second.payable)
        + out("Wages", "3.33")
        + "31/02/2026,Broken,1.00,\n",
    )
    words = text_of(page)
    for said in (
        "october.csv. Nothing is recorded yet.", "4 All", "1 Ticked", "1 Matched", "1 To look at",
        "1 No match", "1 Faulty", "Record 1 payment", "The line names the claim and the amount",
        "“31/02/2026” is no day of the calendar.", "Only the amount says so",
        "A bank statement: credits came in, debits went out. Dates from “Date”",
    ):  # fmt: skip
        assert said in words
    assert not Payment.objects.exists()
    ticked = signed_in.post(
        here("payment_file_ticks"), {"shown": ["2", "3"], "line": ["2", "3"]}, follow=True
    )
    assert "Record 2 payments" in text_of(ticked)
    looked = text_of(signed_in.get(here("payment_file"), {"show": "look"}))
    assert "Transfer" in looked
    assert "It names nothing of this project" not in looked
    form, where = form_values(ticked, "plan"), here("payment_file_take")
    done = signed_in.post(where, form, follow=True)
    assert "2 payments are recorded" in text_of(done)
    assert "2 lines were left out, 1 of them faulty." in text_of(done)
    again = signed_in.post(where, form, follow=True)
    assert again.status_code == 200
    assert sorted(Payment.objects.values_list("amount", flat=True)) == sorted(
        [first.payable, second.payable]
    )
    assert Payment.objects.filter(amount=third.payable).count() == 0


def test_what_changed_meanwhile_is_shown_anew(
    signed_in: Client, scene: Scene, owed: list[Owed]
) -> None:
    first = owed[0]
    form = form_values(upload(signed_in, scene, HEAD + out(first.contract, first.payable)), "plan")
    where = here("payment_file_take")
    signed_in.post(here("payment_file_ticks"), {"shown": ["2"]})
    answer = signed_in.post(where, form, follow=True)
    assert "Look at what the file would do now." in text_of(answer)
    assert "0 lines ticked" in text_of(answer)
    assert not Payment.objects.exists()


def test_a_line_is_chosen_for_by_hand(signed_in: Client, scene: Scene, owed: list[Owed]) -> None:
    first, *_ = owed
    upload(signed_in, scene, HEAD + out("Transfer 99", "50.00"))
    where = here("payment_file_line", 2)
    page = signed_in.get(where)
    assert "30 October 2026: 50.00 AUD went out" in text_of(page)
    name = f"claim_{first.claim_id}"
    found = text_of(signed_in.get(where, {"q": first.contract}))
    assert (first.contract in found, owed[2].contract in found.split("is credit of")[0]) == (
        True, False,
    )  # fmt: skip
    short = signed_in.post(where, {name: "30.00", "rest": ""})
    assert short.status_code == 422
    assert "What you chose comes to 30.00, the line to 50.00." in text_of(short)
    odd = signed_in.post(where, {name: "many", "rest": ""})
    assert (odd.status_code, 'aria-invalid="true"' in odd.content.decode()) == (422, True)
    none = signed_in.post(where, {"rest": ""})
    assert "Say what this line is for." in text_of(none)
    done = signed_in.post(where, {name: "30.00", "rest": str(first.contract_id)}, follow=True)
    assert "Chosen by hand." in text_of(done)
    signed_in.post(here("payment_file_take"), form_values(done, "plan"))
    payment = Payment.objects.get()
    assert (payment.amount, payment.allocated) == (Decimal("50.00"), Decimal("30.00"))


def test_a_choice_is_taken_back(signed_in: Client, scene: Scene, owed: list[Owed]) -> None:
    upload(signed_in, scene, HEAD + out("Transfer 99", "50.00"))
    where = here("payment_file_line", 2)
    signed_in.post(where, {"rest": str(owed[0].contract_id)})
    assert "As the file says" in text_of(signed_in.get(where))
    answer = signed_in.post(where, {"act": "again"}, follow=True)
    assert "It names nothing of this project" in text_of(answer)


def test_a_file_is_read_by_other_columns(signed_in: Client, scene: Scene, owed: list[Owed]) -> None:
    first = owed[0]
    row = f"30/10/2026,{first.contract},{first.payable},1\n"
    page = upload(signed_in, scene, f"When,What,Gross,Net\n{row}")
    form = form_values(page, "kind")
    refused = signed_in.post(here("payment_file_columns"), {**form, "date": "", "amount": ""})
    assert refused.status_code == 422
    assert "Say which column holds the date." in text_of(refused)
    chosen = {
        **form, "heading": "1", "date": "0", "amount": "2", "texts": ["1"], "kind": "paid",
        "idempotency_key": str(uuid4()),
    }  # fmt: skip
    answer = signed_in.post(here("payment_file_columns"), chosen, follow=True)
    assert (
        "A list of payments made. Dates from “When” (day, month, year), amounts from “Gross”"
        in (text_of(answer))
    )
    assert "Record 1 payment" in text_of(answer)


def test_a_file_that_tells_nothing_asks_for_its_columns(
    signed_in: Client, scene: Scene, owed: list[Owed]
) -> None:
    words = text_of(upload(signed_in, scene, "a,b\nc,d\n"))
    assert "Say which columns hold the date and the amount." in words
    assert "Record " not in words.split("How the file is read")[0]


def test_the_report_says_every_line_and_runs_nothing(
    signed_in: Client, scene: Scene, owed: list[Owed]
) -> None:
    first = owed[0]
    upload(
        signed_in, scene,
        HEAD + out(first.contract, first.payable) + out("\"=HYPERLINK(\"\"x\"\")\"", "1.00"),
    )  # fmt: skip
    answer = signed_in.get(here("payment_file_report"), {"form": "csv"})
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[0][:4] == ["Line", "Date", "What the line says", "Amount"]
    assert rows[1][5].startswith(f"{first.contract} claim 1: ")
    assert rows[2][2].startswith("'=HYPERLINK")
    assert signed_in.get(here("payment_file_report"), {"form": "xlsx"}).content[:2] == b"PK"


def test_hostile_text_is_text_on_every_page(
    signed_in: Client, scene: Scene, owed: list[Owed]
) -> None:
    said = "<script>alert(1)</script> {{ terms }} \u202egnp " + "W" * 10_000
    page = upload(signed_in, scene, HEAD + out(said, "1.00"))
    for answer in (page, signed_in.get(here("payment_file_line", 2))):
        text = answer.content.decode()
        assert "<script>alert" not in text
        assert "\u202e" not in text
        assert "{{ terms }}" in text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "The file is empty."),
        ("PK\x03\x04", "This workbook cannot be read."),
        (HEAD, "There are no lines below the headings."),
    ],
)
def test_a_file_that_cannot_be_read_says_why(
    signed_in: Client, scene: Scene, owed: list[Owed], text: str, said: str
) -> None:
    answer = upload(signed_in, scene, text)
    assert answer.status_code == 422
    assert said in text_of(answer)


def test_a_file_is_thrown_away_and_is_its_own_persons(
    signed_in: Client, scene: Scene, owed: list[Owed]
) -> None:
    upload(signed_in, scene, HEAD + out("Transfer", "1.00"))
    where = here("payment_file")
    other = worker(scene, scene.own, "Una Other")
    member(scene, other, "administrator")
    hers = Client()
    hers.force_login(other.user)
    assert hers.get(where).status_code == 404
    answer = signed_in.post(here("payment_file_discard"), follow=True)
    assert "Nothing was recorded of the file." in text_of(answer)
    assert signed_in.get(where).status_code == 404


def test_who_records_no_payments_is_not_offered_it(scene: Scene, owed: list[Owed]) -> None:
    reader = worker(scene, scene.own, "Rae Reader")
    member(scene, reader, "read_only")
    client = Client()
    client.force_login(reader.user)
    where = reverse("web:payment_import", args=[scene.project.pk])
    assert client.get(where).status_code == 403
    listed = client.get(reverse("web:payment_list", args=[scene.project.pk]))
    assert where not in listed.content.decode()


def test_every_line_of_a_status_is_ticked_at_once(
    signed_in: Client, scene: Scene, owed: list[Owed]
) -> None:
    rows = "".join(out(f"Transfer {place}", one.payable) for place, one in enumerate(owed))
    upload(signed_in, scene, HEAD + rows)
    where = here("payment_file_ticks")
    page = signed_in.post(where, {"every": "look", "tick": "1"}, follow=True)
    assert "Record 4 payments" in text_of(page)
    page = signed_in.post(where, {"every": "look"}, follow=True)
    assert "0 lines ticked" in text_of(page)


def test_the_page_asks_as_much_for_many_lines_as_for_few(
    signed_in: Client, scene: Scene, owed: list[Owed]
) -> None:
    asked = []
    for count in (1, 90):
        rows = "".join(
            out(f"{one.contract} {place}", one.payable + place)
            for place in range(count)
            for one in owed[:1]
        )
        upload(signed_in, scene, HEAD + rows)
        where = reverse("web:payment_file", args=[StagedPayments.objects.latest("pk").pk])
        with CaptureQueriesContext(connection) as queries:
            assert signed_in.get(where).status_code == 200
        asked.append(len(queries))
    assert asked[0] == asked[1]
    assert asked[0] <= 24
