"""Approved variations: lines behind the schedule, and what they change."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from ledgerstone.contracts import events, queries
from ledgerstone.contracts.models import Contract, Variation
from ledgerstone.contracts.operations import approve_variation
from ledgerstone.tenancy import events as bus
from ledgerstone.tenancy.refusals import Invalid, WrongState
from tests.support.scene import Scene, raw_rows


def approve(scene: Scene, contract: Contract, number: str = "V1", **given: Any) -> Variation:
    return approve_variation(
        **{
            "actor": scene.actor,
            "contract_id": contract.pk,
            "number": number,
            "title": "Extra bracing",
            "lines": raw_rows([(f"{number}-1", "Bracing", "900"), (f"{number}-2", "Omit", "-100")]),
            "approved_on": dt.date(2026, 10, 5),
            **given,
        }
    )


def test_its_lines_stand_behind_the_schedule_and_count(scene: Scene) -> None:
    contract = scene.contract(status="approved")
    approve(scene, contract)
    approve(scene, contract, "V2", lines=raw_rows([("4", "Paint", "50")]))
    assert [line.item for line in queries.lines(contract)] == [
        "1", "2", "3", "V1-1", "V1-2", "4",
    ]  # fmt: skip
    assert [(line.key, line.variation, line.counts) for line in queries.scheduled_lines(contract)][
        3:
    ] == [("V1-1", "V1", True), ("V1-2", "V1", True), ("4", "V2", True)]
    sums = queries.sums(contract)
    assert (sums.variations, sums.total) == (Decimal("850.00"), Decimal("289350.00"))
    assert [(v.number, v.total) for v in queries.variations(contract)] == [  # type: ignore[attr-defined]
        ("V1", Decimal("800.00")),
        ("V2", Decimal("50.00")),
    ]
    contract.refresh_from_db()
    assert contract.version == 3


def test_a_variation_that_is_not_approved_does_not_count(scene: Scene) -> None:
    contract = scene.contract(status="approved")
    variation = approve(scene, contract)
    Variation.objects.filter(pk=variation.pk).update(status="pending")
    assert queries.sums(contract).variations == Decimal(0)
    assert not queries.scheduled_lines(contract)[-1].counts


def test_others_hear_of_its_lines_in_the_same_transaction(scene: Scene) -> None:
    heard: list[events.VariationApproved] = []
    bus.subscribe(events.VariationApproved, heard.append)
    contract = scene.contract(status="approved")
    variation = approve(scene, contract)
    (event,) = [event for event in heard if event.contract_id == contract.pk]
    assert event.variation_id == variation.pk
    assert list(event.line_ids) == [line.pk for line in queries.lines(contract)[3:]]


def test_items_of_the_contract_and_numbers_are_not_used_again(scene: Scene) -> None:
    contract = scene.contract(status="approved")
    with pytest.raises(Invalid) as refused:
        approve(scene, contract, lines=raw_rows([("2", "Bracing", "900")]))
    assert refused.value.fields == {
        "row:1:item": "Line 1: the item 2 is already on the contract. Give each line its own item."
    }
    approve(scene, contract)
    with pytest.raises(Invalid) as refused:
        approve(scene, contract, lines=raw_rows([("9", "Bracing", "900")]))
    assert refused.value.fields == {"number": "This contract has a variation V1 already."}


def test_a_draft_is_changed_itself(scene: Scene) -> None:
    with pytest.raises(WrongState) as refused:
        approve(scene, scene.contract())
    assert refused.value.message == (
        "This contract is not in effect yet. Change its schedule of values itself."
    )


def test_a_variation_needs_a_line(scene: Scene) -> None:
    with pytest.raises(Invalid) as refused:
        approve(scene, scene.contract(status="approved"), lines=[])
    assert refused.value.fields == {"lines": "Give the variation at least one line."}


def test_it_is_recovered_through_a_variation_of_its_own_head_contract(scene: Scene) -> None:
    head = scene.contract("head_contract", status="approved")
    head_variation = approve(scene, head, "HV1")
    contract = scene.contract(status="approved")
    linked = approve(scene, contract, head_variation_id=head_variation.pk)
    assert linked.head_variation_id == head_variation.pk
    with pytest.raises(Invalid) as refused:
        approve(scene, contract, "V2", head_variation_id=linked.pk)
    assert refused.value.fields == {
        "head_variation": "Choose a variation of the head contract that this contract belongs to."
    }
