"""Payments on pages: recorded against several claims, seen, edited, reversed; and the credit."""

from __future__ import annotations

from decimal import Decimal

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from ledgerstone.contracts.operations.advanced import change_advanced_settings
from ledgerstone.payments import queries
from ledgerstone.payments.models import Payment
from tests.claims.desk import Desk
from tests.files import papers
from tests.support.people import member, worker
from tests.support.scene import Scene
from tests.web.insurance_readers import signed_in_as
from tests.web.paying import _in_november, claim_of, desk, page, recorded
from tests.web.posting import error_at, form_values, text_of

__all__ = ["_in_november", "desk"]


def test_one_payment_for_several_claims_with_its_file_and_the_rest_as_credit(
    signed_in: Client, desk: Desk
) -> None:
    assert "No payments yet" in page(signed_in, "contract_payments", desk.contract.pk)
    first, second = claim_of(desk, "1000"), claim_of(desk, "2000")
    slip = SimpleUploadedFile("slip.pdf", papers.PDF)
    status, words = recorded(
        signed_in, desk, {first: "1,100.00", second: "500"},
        amount="1,650.00", number="P-7", reference="EFT 77", note="Part of October", file=slip,
    )  # fmt: skip
    assert status == 200
    assert "1,650.00 is recorded. 50.00 of it is credit." in words
    assert "50.00 is credit" in words
    assert "Claim 1 Paid" in words
    assert "Claim 2 Partly paid" in words
    assert "1,700.00 open" in words
    assert "Total 1,650.00 145.45 50.00" in words
    payment = Payment.objects.get()
    assert (payment.tax, payment.allocated) == (Decimal("145.45"), Decimal("1600.00"))
    words = page(signed_in, "payment", payment.pk)
    assert "Payment P-7, 5 November 2026 Recorded" in words
    assert "slip.pdf" in words
    assert "EFT 77" in words
    paper = payment.attachments.get()
    answer = signed_in.get(reverse("web:payment_paper", args=[paper.pk]))
    assert answer["Content-Disposition"] == 'attachment; filename="slip.pdf"'
    assert answer.content == papers.PDF


def test_an_empty_amount_is_what_the_claims_come_to_and_one_claim_is_filled_in(
    signed_in: Client, desk: Desk
) -> None:
    claim = claim_of(desk, "1000")
    address = reverse("web:payment_record", args=[desk.contract.pk])
    values = form_values(signed_in.get(f"{address}?claim={claim.pk}"), "paid_on")
    assert values[f"share_{claim.pk}"] == "1,100.00"
    assert (values["number"], values["paid_on"]) == ("1", "2026-11-05")
    signed_in.post(address, values)
    assert Payment.objects.get().amount == Decimal("1100.00")
    # Sent again, it happened once.
    signed_in.post(address, values)
    assert Payment.objects.count() == 1


def test_an_amount_is_shared_out_the_oldest_claim_first(signed_in: Client, desk: Desk) -> None:
    first, second = claim_of(desk, "1000"), claim_of(desk, "2000")
    address = reverse("web:payment_record", args=[desk.contract.pk])
    values = form_values(signed_in.get(address), "paid_on")
    answer = signed_in.post(address, values | {"amount": "1,500", "note": "Kept", "fill": "1"})
    filled = form_values(answer, "paid_on")
    assert filled[f"share_{first.pk}"] == "1,100.00"
    assert filled[f"share_{second.pk}"] == "400.00"
    assert (filled["amount"], filled["note"]) == ("1,500", "Kept")
    assert not Payment.objects.exists()


def test_nothing_typed_is_lost_when_a_payment_is_refused(signed_in: Client, desk: Desk) -> None:
    claim = claim_of(desk, "1000")
    address = reverse("web:payment_record", args=[desk.contract.pk])
    given = {
        "paid_on": "someday", "amount": "ten", "tax": "5%", f"share_{claim.pk}": "x",
        "method": "barter", "number": "", "reference": "EFT 78", "note": "<b>",
    }  # fmt: skip
    answer = signed_in.post(address, given)
    assert answer.status_code == 422
    again = form_values(answer, "paid_on")
    for name in ("amount", "tax", f"share_{claim.pk}", "reference", "note"):
        assert again[name] == given[name]
    assert "&lt;b&gt;" in answer.content.decode()
    assert "Give a day" in error_at(answer, "paid_on")
    assert "not a percentage" in error_at(answer, "tax")
    values = given | {"paid_on": "2026-11-04", "amount": "", "tax": "", "method": "cash"}
    answer = signed_in.post(address, values | {f"share_{claim.pk}": "1,100.01"})
    assert "Claim 1 has 1,100.00 open." in error_at(answer, f"share_{claim.pk}")
    answer = signed_in.post(address, values | {f"share_{claim.pk}": "-5"})
    assert "0.00 paid, and no more can be paid back" in error_at(answer, f"share_{claim.pk}")
    answer = signed_in.post(address, values | {f"share_{claim.pk}": "50", "amount": "40"})
    assert "come to more than was paid" in error_at(answer, "amount")
    answer = signed_in.post(address, values | {f"share_{claim.pk}": ""})
    assert "Give the amount." in error_at(answer, "amount")
    assert not Payment.objects.exists()


def test_a_payment_is_edited_and_reversed_and_stays_struck_through(
    signed_in: Client, desk: Desk
) -> None:
    claim = claim_of(desk, "1000")
    recorded(signed_in, desk, {claim: "1100"}, reference="EFT 1")
    payment = Payment.objects.get()
    change = reverse("web:payment_change", args=[payment.pk])
    values = form_values(signed_in.get(change), "reference")
    words = text_of(signed_in.post(change, values | {"reference": "EFT 2"}, follow=True))
    assert "EFT 2" in words
    undo = reverse("web:payment_reverse", args=[payment.pk])
    assert signed_in.post(undo, {"reason": " "}).status_code == 422
    answer = signed_in.post(undo, {"reason": "The bank sent it back"}, follow=True)
    assert "The payment of 1,100.00 is reversed." in text_of(answer)
    assert "<s>1,100.00</s>" in answer.content.decode()
    assert "Claim 1 Not paid" in text_of(answer)
    assert "Total 0.00 0.00" in text_of(answer)
    assert "The bank sent it back" in text_of(answer)
    words = page(signed_in, "payment", payment.pk)
    assert "Reversed 5 November 2026" in words
    assert "Edit" not in words
    assert "It is reversed already" in text_of(signed_in.post(undo, {"reason": "Twice"}))
    history = page(signed_in, "contract_history", desk.contract.pk)
    assert "Why it was reversed" in history
    assert "The bank sent it back" in history


def test_credit_is_applied_to_a_later_claim_and_moved_again(signed_in: Client, desk: Desk) -> None:
    recorded(signed_in, desk, {}, amount="500")
    claim = claim_of(desk, "1000")
    assert "Apply it to a claim" in page(signed_in, "contract_payments", desk.contract.pk)
    address = reverse("web:payment_credit", args=[desk.contract.pk])
    values = form_values(signed_in.get(address), f"share_{claim.pk}")
    assert values[f"share_{claim.pk}"] == "500.00"
    refused = signed_in.post(address, values | {f"share_{claim.pk}": "500.01"})
    assert "There is only 500.00 of credit." in text_of(refused)
    words = text_of(signed_in.post(address, values, follow=True))
    assert "500.00 of the credit is applied." in words
    assert "Claim 1 Partly paid" in words
    payment = Payment.objects.get()
    assert payment.tax == Decimal("45.45")
    move = reverse("web:payment_allocate", args=[payment.pk])
    values = form_values(signed_in.get(move), f"share_{claim.pk}")
    assert values[f"share_{claim.pk}"] == "500.00"
    signed_in.post(move, values | {f"share_{claim.pk}": "200"})
    payment.refresh_from_db()
    assert (payment.allocated, payment.credit) == (Decimal("200.00"), Decimal("300.00"))
    values = form_values(signed_in.get(move), f"share_{claim.pk}")
    signed_in.post(move, values | {f"share_{claim.pk}": ""})
    assert queries.credit_of(desk.contract) == Decimal("500.00")


def test_files_come_and_go(signed_in: Client, desk: Desk) -> None:
    recorded(signed_in, desk, {}, amount="5")
    payment = Payment.objects.get()
    attach = reverse("web:payment_attach", args=[payment.pk])
    bad = SimpleUploadedFile("slip.exe", b"MZ\x90\x00")
    assert "not of a kind" in text_of(signed_in.post(attach, {"file": bad}, follow=True))
    signed_in.post(attach, {"file": SimpleUploadedFile("=cmd|' /C calc'!A0.pdf", papers.PDF)})
    paper = payment.attachments.get()
    signed_in.post(reverse("web:payment_paper_remove", args=[paper.pk]))
    assert not payment.attachments.exists()


def test_readers_see_payments_without_the_acts_and_nobody_where_they_are_off(
    signed_in: Client, scene: Scene, desk: Desk
) -> None:
    recorded(signed_in, desk, {}, amount="5")
    payment = Payment.objects.get()
    reader = worker(scene, scene.own, "Rae Reader")
    member(scene, reader, "read_only")
    client = signed_in_as(reader)
    assert "Record a payment" not in page(client, "contract_payments", desk.contract.pk)
    assert "Reverse" not in page(client, "payment", payment.pk)
    record = reverse("web:payment_record", args=[desk.contract.pk])
    assert client.get(record).status_code == 403
    assert client.post(record, {"paid_on": "2026-01-15", "amount": "5"}).status_code == 403
    for name in ("payment_change", "payment_allocate", "payment_reverse", "payment_attach"):
        sent = {"reason": "No", "method": "cash", "file": SimpleUploadedFile("a.pdf", papers.PDF)}
        assert client.post(reverse(f"web:{name}", args=[payment.pk]), sent).status_code == 403
    change_advanced_settings(
        actor=scene.actor,
        contract_id=desk.contract.pk,
        expected_version=desk.contract.version,
        payments_enabled=False,
    )
    assert "Record a payment" not in page(signed_in, "contract_payments", desk.contract.pk)
    refused = signed_in.post(record, {"paid_on": "2026-01-15", "amount": "5"}, follow=True)
    assert "Payments are switched off" in text_of(refused)


def test_the_claim_says_how_far_it_is_paid_and_leads_to_recording(
    signed_in: Client, desk: Desk
) -> None:
    claim = claim_of(desk, "1000")
    here = reverse("web:claim", args=[claim.pk])
    words = text_of(signed_in.get(here))
    assert "Payments Not paid Payable, with GST 1,100.00" in words
    assert "Record a payment" in words
    recorded(signed_in, desk, {claim: "400"})
    recorded(signed_in, desk, {claim: "700"})
    words = text_of(signed_in.get(here))
    assert "Payments Paid" in words
    assert "Open 0.00" in words
    assert "Record a payment" not in words


HOSTILE = '=HYPERLINK("http://x") \u202egnp.exe <script>alert(1)</script> {{ 7*7 }} '


def test_hostile_text_is_text_everywhere(signed_in: Client, scene: Scene, desk: Desk) -> None:
    claim = claim_of(desk, "1000")
    long_word = HOSTILE + "W" * (1000 - len(HOSTILE))
    recorded(
        signed_in, desk, {claim: "10"}, number="+1+1", reference="@SUM(A1)" + "R" * 92,
        note=long_word,
    )  # fmt: skip
    payment = Payment.objects.get()
    assert "\u202e" not in payment.note
    reason = {"reason": "<img src=x onerror=alert(1)>" + "Z" * 400}
    listed = reverse("web:payment_list", args=[scene.project.pk]) + "?show=made"
    for address in (
        reverse("web:payment", args=[payment.pk]),
        reverse("web:contract_payments", args=[desk.contract.pk]),
        reverse("web:claim", args=[claim.pk]),
        listed,
    ):
        body = signed_in.get(address).content.decode()
        assert "<script>alert" not in body
        assert "49" not in text_of(signed_in.get(address)).split()
    signed_in.post(reverse("web:payment_reverse", args=[payment.pk]), reason)
    assert "<img src=x" not in signed_in.get(listed).content.decode()
    csv = signed_in.get(f"{listed}&form=csv").content.decode("utf-8-sig")
    for cell in ("'+1+1", "'@SUM(A1)", "'=HYPERLINK"):
        assert cell in csv
    for name, text in (("note", "W" * 10_000), ("reference", "R" * 101), ("number", "N" * 41)):
        status, words = recorded(signed_in, desk, {claim: "10"}, **{name: text})
        assert status == 422
        assert "At most" in words
    assert Payment.objects.count() == 1
