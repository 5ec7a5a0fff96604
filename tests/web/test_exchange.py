"""Claim documents in the browser: a contract as a file, and a contract from one."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from ledgerstone.claims.models import Certificate, Claim
from ledgerstone.claims.prefill.sources import read_sources
from ledgerstone.claims.record import read_claim
from ledgerstone.contracts.models import Contract
from tests.claims.desk import Desk, flat
from tests.support.scene import Scene
from tests.web.posting import form_values, text_of


def document(**other: Any) -> dict[str, Any]:
    """A subcontract of two lines with one certified claim and a draft."""
    period = {"start": "2026-09-01", "end": "2026-09-30"}
    then = {"start": "2026-10-01", "end": "2026-10-31"}
    first = {"item": "1", "work_to_date": "4000.00"}
    return {
        "ledgerstone": 1,
        "currency": "AUD",
        "contract": {
            "kind": "subcontract",
            "title": "Structural steel",
            "retention": {"basis": "per_line", "rule": "flat", "work": "0.1", "materials": "0.1"},
        },
        "lines": [
            {"item": "1", "description": "Columns", "scheduled_value": "10000.00",
             "budget_code": "05-100.S"},
            {"item": "2", "description": "Beams", "scheduled_value": "5000.00"},
        ],
        "claims": [
            {"number": 1, "period": period, "lines": [first], "certified": True},
            {"number": 2, "period": then, "lines": [{"item": "2", "percent_to_date": "0.5"}]},
        ],
        **other,
    }  # fmt: skip


def sent(written: Any) -> SimpleUploadedFile:
    text = written if isinstance(written, str) else json.dumps(written)
    return SimpleUploadedFile("SC-014.json", text.encode(), "application/json")


def importing(scene: Scene) -> str:
    return reverse("web:contract_import", args=[scene.project.pk])


def test_a_contract_is_looked_at_before_it_is_taken_over(scene: Scene, signed_in: Client) -> None:
    scene.period(2026, 10)
    looked = signed_in.post(importing(scene), {"file": sent(document())})
    assert looked.status_code == 200
    page = text_of(looked)
    for words in ("Nothing is stored yet", "2, 1 certified", "The cover of claim 2", "5,850.00"):
        assert words in page
    assert not Contract.objects.exists()

    values = form_values(looked, "company")
    assert values["title"] == "Structural steel"
    values |= {"company": str(scene.subcontractor.pk), "number": "SC-014", "act": "import"}
    answer = signed_in.post(importing(scene), values, follow=True)
    assert "SC-014 is here, with 2 claims." in text_of(answer)
    contract = Contract.objects.get()
    first, draft = Claim.objects.order_by("number")
    assert (contract.number, first.status, draft.status) == ("SC-014", "approved", "draft")
    assert Certificate.objects.get().current_payment_due == Decimal("3600.00")
    assert signed_in.get(reverse("web:claim", args=[draft.pk])).status_code == 200
    assert signed_in.get(reverse("web:claim", args=[first.pk])).status_code == 200

    exported = signed_in.get(reverse("web:contract_export", args=[contract.pk]))
    assert "SC-014" in exported["Content-Disposition"]
    again = json.loads(exported.content)
    assert [one["number"] for one in again["claims"]] == [1, 2]
    assert again["claims"][1]["lines"] == [{"item": "2", "percent_to_date": "0.5"}]
    assert again["lines"][0]["budget_code"] == "05-100.S"


def test_figures_certified_otherwise_are_shown_and_kept(scene: Scene, signed_in: Client) -> None:
    claims = document()["claims"][:1]
    claims[0]["certificate"] = {
        "lines": {"1": {"completed_and_stored": "3900.00", "retention": "390.00"}},
        "cover": {"total_earned_less_retention": "3510.00"},
    }
    text = json.dumps(document(claims=claims))
    looked = signed_in.post(importing(scene), {"file": sent(text)})
    page = text_of(looked)
    assert "3 figures differ from ours" in page
    assert "claims[0].certificate.cover.total_earned_less_retention" in page
    values = form_values(looked, "company") | {"act": "import"}
    values["company"] = str(scene.subcontractor.pk)
    assert signed_in.post(importing(scene), values).status_code == 302
    certificate = Certificate.objects.get()
    assert certificate.total_earned_less_retention == Decimal("3510.00")
    assert certificate.total_retention == Decimal("390.00")
    contract = Contract.objects.get()
    exported = signed_in.get(reverse("web:contract_export", args=[contract.pk]))
    kept = json.loads(exported.content)["claims"][0]["certificate"]
    assert kept["lines"]["1"]["completed_and_stored"] == "3900.00"


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"currency": "EUR"}, "At currency: The project is in AUD, so"),
        ({"colour": "red"}, "At colour: Unknown key; expected are ledgerstone, currency,"),
        ({"ledgerstone": 2}, "At ledgerstone: The format version 1 is expected."),
        (
            {"lines": [{"item": "1", "scheduled_value": 5}]},
            "At lines[0].scheduled_value: A decimal string",
        ),
        (
            {"claims": [{"number": 1, "period": {}, "certified": True}]},
            "At claims[0].period: A start and an end are expected",
        ),
        (
            {"lines": [{"item": "1  a", "scheduled_value": "5.00"}], "claims": []},
            "At lines[0].item: One line of text is expected",
        ),
        (
            {"schedule_changes": [{"from_claim": 9, "item": "1", "scheduled_value": "9.00"}]},
            "At schedule_changes[0].from_claim: A claim up to 2 is expected",
        ),
    ],
)
def test_a_bad_document_is_refused_with_its_place(
    scene: Scene, signed_in: Client, change: dict[str, Any], told: str
) -> None:
    answer = signed_in.post(importing(scene), {"file": sent(document(**change))})
    assert answer.status_code == 422
    assert told in text_of(answer)
    assert not Contract.objects.exists()


def test_a_certificate_that_does_not_tie_is_refused(scene: Scene, signed_in: Client) -> None:
    claims = document()["claims"][:1]
    claims[0]["certificate"] = {"cover": {"total_retention": "1.00"}}
    looked = signed_in.post(importing(scene), {"file": sent(document(claims=claims))})
    values = form_values(looked, "company") | {"act": "import"}
    values["company"] = str(scene.subcontractor.pk)
    answer = signed_in.post(importing(scene), values)
    assert answer.status_code == 422
    assert (
        "At claims[0].certificate.cover.total_retention: The figures of the certificate do not"
        in (text_of(answer))
    )
    assert not Contract.objects.exists()


def test_text_that_is_no_document_is_refused(scene: Scene, signed_in: Client) -> None:
    for text, told in (("{", "Not JSON"), ("[]", "An object is expected, not a list")):
        answer = signed_in.post(importing(scene), {"file": sent(text)})
        assert answer.status_code == 422
        assert told in text_of(answer)


def test_what_was_certified_elsewhere_is_not_carried_again(scene: Scene, signed_in: Client) -> None:
    """It was claimed from the owner where it was certified; what is certified here from then on is
    a source."""
    head = Desk.at(scene, "head_contract", retention=flat("0.05"))
    scene.period(2026, 10)
    looked = signed_in.post(importing(scene), {"file": sent(document())})
    values = form_values(looked, "company") | {"act": "import"}
    signed_in.post(importing(scene), values | {"company": str(scene.subcontractor.pk)})
    draft = Claim.objects.get(contract__kind="subcontract", number=2)
    Desk(scene.actor, draft.contract).submit(draft)
    Desk(scene.actor, draft.contract).approve(draft)

    claim = read_claim(scene.account.pk, head.start().pk)
    assert claim is not None
    sources = read_sources(claim, is_only_head_contract=True, with_pending_owner_approval=True)
    assert [(one.claim_number, one.item, one.remaining.total) for one in sources] == [
        (2, "2", Decimal("2500.00"))
    ]
