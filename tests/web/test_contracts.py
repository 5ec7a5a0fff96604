"""Lists of contracts, one contract, its variations and its status."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from ledgerstone.claims.operations import save_cells, start_claim, submit_claim
from ledgerstone.claims.sheets.edits import CellEdit
from ledgerstone.contracts.actors import refreshed
from ledgerstone.contracts.models import Contract, ScheduleLine, Variation
from ledgerstone.contracts.retention.retention import flat
from ledgerstone.contracts.schedules.schedule import RawRow
from ledgerstone.projects.operations import create_project
from tests.support.scene import Scene
from tests.web.posting import error_at, form_values, text_of

SECTIONS = (
    RawRow(item="1.1", description="Drawings", section="Design", scheduled_value="1,000.00"),
    RawRow(item="1.2", description="Records", section="Design", scheduled_value="500.00"),
    RawRow(item="2.1", description="Frames", section="Supply", scheduled_value="8,500.00"),
)


def test_commitments_are_listed_with_their_figures_and_totals(
    signed_in: Client, scene: Scene
) -> None:
    scene.contract(status="approved", rows=SECTIONS, number="SC-001", title="Steel")
    scene.contract("purchase_order", status="approved", number="PO-001", title="Crane hire")
    answer = signed_in.get(f"/projects/{scene.project.pk}/commitments/")
    words = text_of(answer)
    assert "2 commitments AUD" in words
    assert "Keel Steel No contact on SC-001: name one Approved 10,000.00 0.00 10,000.00" in words
    assert "Total 298,500.00 0.00 298,500.00 0.00 0.00 0.00" in words
    assert "HC-001" not in words


def test_head_contracts_are_listed_apart(signed_in: Client, scene: Scene) -> None:
    scene.contract("head_contract", number="HC-001", status="approved", rows=SECTIONS)
    scene.contract(number="SC-001")
    words = text_of(signed_in.get(f"/projects/{scene.project.pk}/head-contracts/"))
    assert "1 head contract AUD" in words
    assert "Principal" in words
    assert "SC-001" not in words


@pytest.mark.parametrize(
    ("tool", "sentence"),
    [
        ("commitments", "A commitment is a subcontract or purchase order that you pay under."),
        ("head-contracts", "It is what the principal pays you under."),
    ],
)
def test_an_empty_list_says_what_it_is_for(
    signed_in: Client, scene: Scene, tool: str, sentence: str
) -> None:
    assert sentence in text_of(signed_in.get(f"/projects/{scene.project.pk}/{tool}/"))


def test_lists_take_the_same_queries_however_many_contracts(
    signed_in: Client, scene: Scene, django_assert_num_queries: Callable[..., Any]
) -> None:
    address = f"/projects/{scene.project.pk}/commitments/"
    signed_in.get(address)  # the first request of a session keeps where it came from
    for _ in range(2):
        for _ in range(5):
            scene.contract(status="approved")
        with django_assert_num_queries(15):
            signed_in.get(address)


def test_a_contract_shows_its_schedule_in_sections(signed_in: Client, scene: Scene) -> None:
    contract = scene.contract(
        rows=SECTIONS,
        status="approved",
        tax_rate=Decimal("0.1"),
        retention=flat(Decimal("0.05"), Decimal(0)),
    )
    words = text_of(signed_in.get(f"/contracts/{contract.pk}/schedule/"))
    assert "Design 1,500.00 0.00 1.1 Drawings" in words
    assert "Supply 8,500.00" in words
    assert "Total 10,000.00" in words
    words = text_of(signed_in.get(f"/contracts/{contract.pk}/"))
    assert "5% of work and nothing of materials is held." in words
    assert "10%, on the amount after retention" in words


@pytest.mark.parametrize(
    ("tab", "queries"), [("", 12), ("schedule/", 14), ("variations/", 13), ("claims/", 10)]
)
def test_a_contracts_pages_take_the_same_queries_however_many_lines(
    signed_in: Client,
    scene: Scene,
    tab: str,
    queries: int,
    django_assert_num_queries: Callable[..., Any],
) -> None:
    head = scene.contract("head_contract", status="approved")
    signed_in.get(f"/contracts/{head.pk}/")  # the first request keeps where the session came from
    for count in (2, 60):
        rows = [RawRow(item=str(n), description="Line", scheduled_value="10") for n in range(count)]
        contract = scene.contract(
            rows=rows, status="approved", retention=flat(Decimal("0.05")), tax_rate=Decimal("0.1")
        )
        with django_assert_num_queries(queries):
            signed_in.get(f"/contracts/{contract.pk}/{tab}")


def test_changing_the_status(signed_in: Client, scene: Scene) -> None:
    contract = scene.contract()
    answer = signed_in.post(
        f"/contracts/{contract.pk}/status/", {"status": "approved", "version": "1"}, follow=True
    )
    assert "is now “Approved”." in text_of(answer)
    contract.refresh_from_db()
    assert contract.status == "approved"


def test_a_contract_without_lines_does_not_take_effect(signed_in: Client, scene: Scene) -> None:
    contract = scene.contract(rows=())
    answer = signed_in.post(
        f"/contracts/{contract.pk}/status/",
        {"status": "approved", "version": "1", "back": f"/contracts/{contract.pk}/"},
        follow=True,
    )
    assert "Add at least one line to the schedule of values before it takes effect." in text_of(
        answer
    )
    contract.refresh_from_db()
    assert contract.status == "draft"


V1 = {
    "number": "V1",
    "title": "Roof plant platform",
    "status": "approved",
    "approved_on": "2026-09-01",
    "pasted": "Item\tDescription\tScheduled value\nV1\tPlatform\t148,600.00",
}


def test_an_approved_variation_changes_the_contract_sum(signed_in: Client, scene: Scene) -> None:
    contract = scene.contract(rows=SECTIONS, status="approved")
    address = f"/contracts/{contract.pk}/variations/new/"
    sent = {**V1, "idempotency_key": str(uuid4())}
    first, second = signed_in.post(address, sent), signed_in.post(address, sent)
    variation = Variation.objects.get()
    assert first["Location"] == second["Location"] == f"/variations/{variation.pk}/"
    assert (variation.number, variation.status) == ("V1", "approved")
    words = text_of(signed_in.get(f"/contracts/{contract.pk}/variations/"))
    assert "V1 Roof plant platform Approved 1 September 2026 – – 148,600.00" in words
    assert "Contract sum, AUD 158,600.00" in words


def test_an_approval_needs_lines_and_keeps_what_was_typed(signed_in: Client, scene: Scene) -> None:
    contract = scene.contract(rows=SECTIONS, status="approved")
    address = f"/contracts/{contract.pk}/variations/new/"
    answer = signed_in.post(address, {**V1, "pasted": "", "approved_on": ""})
    assert answer.status_code == 422
    assert error_at(answer, "approved_on") == "Give the day on which it was approved."
    answer = signed_in.post(address, {**V1, "pasted": ""})
    assert "Give V1 at least one line before its approval." in text_of(answer)
    assert form_values(answer, "title")["title"] == "Roof plant platform"
    assert Variation.objects.count() == 0


def test_a_variation_may_not_use_an_item_again(signed_in: Client, scene: Scene) -> None:
    contract = scene.contract(rows=SECTIONS, status="approved")
    answer = signed_in.post(
        f"/contracts/{contract.pk}/variations/new/",
        {**V1, "pasted": "Item\tDescription\tScheduled value\n2.1\tPlatform\t148,600.00"},
    )
    assert answer.status_code == 422
    assert "the item 2.1 is already on the contract" in text_of(answer)
    assert Variation.objects.count() == 0


def test_a_variation_of_a_draft_is_refused_with_why(signed_in: Client, scene: Scene) -> None:
    contract = scene.contract(rows=SECTIONS)
    answer = signed_in.post(f"/contracts/{contract.pk}/variations/new/", V1)
    assert answer.status_code == 422
    assert "This contract is not in effect yet." in text_of(answer)
    assert form_values(answer, "title")["title"] == "Roof plant platform"


def test_the_schedule_of_a_draft_is_typed_anew(signed_in: Client, scene: Scene) -> None:
    contract = scene.contract(rows=SECTIONS)
    address = f"/contracts/{contract.pk}/schedule/edit/"
    form = form_values(signed_in.get(address), "version")
    form["pasted"] = "Item\tDescription\tScheduled value\n9\tAll of it\t12,000.00"
    answer = signed_in.post(address, form, follow=True)
    assert answer.redirect_chain == [(f"/contracts/{contract.pk}/schedule/", 302)]
    line = ScheduleLine.objects.get(contract=contract)
    assert (line.item, line.scheduled_value) == ("9", Decimal("12000.00"))
    assert signed_in.post(address, form).status_code in (409, 302)


def test_a_schedule_that_changed_meanwhile_is_not_overwritten(
    signed_in: Client, scene: Scene
) -> None:
    contract = scene.contract(rows=SECTIONS)
    address = f"/contracts/{contract.pk}/schedule/edit/"
    stale = form_values(signed_in.get(address), "version")
    other = {
        **stale,
        "idempotency_key": str(uuid4()),
        "pasted": "Item\tDescription\tScheduled value\n9\tTheirs\t1",
    }
    assert signed_in.post(address, other).status_code == 302
    mine = {
        **stale,
        "idempotency_key": str(uuid4()),
        "pasted": "Item\tDescription\tScheduled value\n8\tMine\t2",
    }
    answer = signed_in.post(address, mine)
    assert answer.status_code == 409
    assert ScheduleLine.objects.get(contract=contract).description == "Theirs"
    assert "Mine" in answer.content.decode()


def test_the_schedule_of_an_approved_contract_is_fixed(signed_in: Client, scene: Scene) -> None:
    contract = scene.contract(rows=SECTIONS, status="approved")
    answer = signed_in.get(f"/contracts/{contract.pk}/schedule/edit/", follow=True)
    assert "Change it by a variation." in text_of(answer)
    assert Contract.objects.get(pk=contract.pk).version == 1


def test_a_claim_is_started_from_the_contract_and_stands_in_its_list(
    signed_in: Client, scene: Scene
) -> None:
    contract = scene.contract(rows=SECTIONS, status="approved")
    scene.period(2026, 10)
    form = form_values(signed_in.get(f"/contracts/{contract.pk}/"), "idempotency_key")
    signed_in.post(f"/contracts/{contract.pk}/claims/new", form)
    words = text_of(signed_in.get(f"/contracts/{contract.pk}/claims/"))
    assert "Claim 1 October 2026 October 2026 Draft" in words
    assert "Open claim 1" in words
    assert "Start a claim" not in words


def test_a_claim_that_was_handed_in_is_the_next_thing_to_do(
    signed_in: Client, scene: Scene
) -> None:
    contract = scene.contract(rows=SECTIONS, status="approved", number="SC-001", title="Steel")
    period = scene.period(2026, 10)
    claim = start_claim(actor=scene.actor, contract_id=contract.pk, period_id=period.pk)
    line = ScheduleLine.objects.get(contract=contract, item="2.1")
    save_cells(
        actor=scene.actor,
        claim_id=claim.pk,
        edits=[CellEdit(line.pk, "work_to_date", "4,250.00", None)],
        since=claim.version,
    )
    claim.refresh_from_db()
    submit_claim(actor=scene.actor, claim_id=claim.pk, expected_version=claim.version)
    words = text_of(signed_in.get(f"/projects/{scene.project.pk}/"))
    assert "Review claim 1 SC-001 Steel, 4,250.00" in words
    assert "1 of 1" in words
    assert "0 decided, 1 under review" in words
    assert "1 to review" in text_of(signed_in.get("/projects/"))
    assert "10,000.00 4,250.00 0.00" in text_of(
        signed_in.get(f"/projects/{scene.project.pk}/commitments/")
    )


ELSEWHERE = (
    "head contract", "progress claim", "retention", "variation", "GST", "superintendent",
    "principal", "tender",
)  # fmt: skip


MORE_PAGES = ("related/", "history/", "edit/", "executed/", "duplicate/", "delete/")


def test_pages_of_a_project_elsewhere_speak_no_word_of_here(
    signed_in: Client, scene: Scene
) -> None:
    project = create_project(
        actor=scene.actor,
        number="US-1",
        name="Harbor Point",
        currency="USD",
        time_zone="America/Chicago",
        terminology="en-US",
        paper="us-letter",
    )
    actor = refreshed(scene.actor)
    given = {"actor": actor, "project_id": project.pk, "retention": flat(Decimal("0.1"))}
    empty = [
        f"/projects/{project.pk}/{tool}"
        for tool in ("", "commitments/", "head-contracts/", "periods/")
    ]
    _speaks_only_its_own(signed_in, empty)
    head = scene.contract("head_contract", status="approved", **given)
    ours = scene.contract(status="out_for_bid", **given)
    pages = [
        *empty,
        f"/projects/{project.pk}/commitments/new/",
        f"/projects/{project.pk}/head-contracts/new/",
        f"/projects/{project.pk}/periods/new/",
        *(
            f"/contracts/{c.pk}/{tab}"
            for c in (head, ours)
            for tab in ("", "schedule/", "variations/", "claims/", *MORE_PAGES)
        ),
        f"/contracts/{head.pk}/variations/new/",
        f"/contracts/{ours.pk}/schedule/edit/",
    ]
    _speaks_only_its_own(signed_in, pages)


def _speaks_only_its_own(signed_in: Client, addresses: list[str]) -> None:
    for address in addresses:
        words = text_of(signed_in.get(address))
        found = [word for word in ELSEWHERE if word.lower() in words.lower()]
        assert found == [], address
