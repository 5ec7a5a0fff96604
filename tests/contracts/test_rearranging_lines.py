"""Lines split, moved and put in order: whatever is done, the schedule comes to the same."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledgerstone.contracts import queries
from ledgerstone.contracts.models import CommitmentSettings, Contract, ScheduleLine
from ledgerstone.contracts.operations import (
    Part,
    change_lines,
    move_amount,
    move_lines,
    name_section,
    rename_section,
    split_line,
)
from ledgerstone.contracts.schedules.schedule_edits import AddedLine
from ledgerstone.contracts.schedules.schedule_lines import arranged, own_order, with_added
from ledgerstone.history.queries import of_contract
from ledgerstone.tenancy.refusals import Invalid, Refusal
from tests.support.scene import Scene


def editable(scene: Scene, **given: Any) -> Contract:
    """A contract in effect whose schedule is always editable."""
    CommitmentSettings.objects.update_or_create(
        account_id=scene.account.pk,
        project_id=scene.project.pk,
        defaults={"always_editable_schedule": True},
    )
    return scene.contract(status="approved", **given)


def line(contract: Contract, item: str) -> ScheduleLine:
    return ScheduleLine.objects.get(contract=contract, item=item)


def shown(contract: Contract) -> list[tuple[str, Decimal]]:
    return [(row.item, row.scheduled_value) for row in queries.lines(contract)]


def at(scene: Scene, contract: Contract) -> dict[str, Any]:
    contract.refresh_from_db()
    return {"actor": scene.actor, "contract_id": contract.pk, "since": contract.version}


def test_a_line_is_split_into_parts_that_come_to_it(scene: Scene) -> None:
    contract = editable(scene)
    ScheduleLine.objects.filter(contract=contract, item="2").update(
        section="Frame", claimed_to_date=90000, certified_to_date=80000, billed_floor=90000
    )
    steel = line(contract, "2")
    split_line(
        line_id=steel.pk,
        parts=[Part("100,000"), Part("=60000+40000", "Second lot"), Part("50,000", item="2B")],
        **at(scene, contract),
    )
    assert shown(contract) == [
        ("1", Decimal(40000)), ("2", Decimal(100000)), ("2.1", Decimal(100000)),
        ("2B", Decimal(50000)), ("3", Decimal(-1500)),
    ]  # fmt: skip
    new = line(contract, "2.1")
    assert (new.description, new.section, new.billed_floor) == ("Second lot", "Frame", 0)
    assert line(contract, "2").billed_floor == 90000
    event = of_contract(scene.actor, contract.pk).first()
    assert event is not None
    assert event.summary == (
        "changed 1 line and added 2 lines of the schedule of values; it comes to 288,500.00"
    )


@pytest.mark.parametrize(
    ("parts", "place", "says"),
    [
        (["100000", "100000"], "parts", "come to 200,000.00 of 250,000.00; 50,000.00 is left"),
        (["250000", "1"], "parts", "that is too much"),
        (["250000"], "parts", "Divide it into 2 to 50 parts"),
        (["200000", "5O000"], "part:2:figure", "is not an amount"),
        (["200000", "50000.001", "0"], "part:2:figure", "is not an amount"),
        (["80000", "170000"], "part:1:figure", "90,000.00 of it is billed already"),
    ],
)
def test_a_split_that_does_not_come_out_is_refused(
    scene: Scene, parts: list[str], place: str, says: str
) -> None:
    contract = editable(scene)
    ScheduleLine.objects.filter(contract=contract, item="2").update(
        claimed_to_date=90000, billed_floor=90000
    )
    before = shown(contract)
    with pytest.raises(Invalid) as refused:
        split_line(
            line_id=line(contract, "2").pk,
            parts=[Part(part) for part in parts],
            **at(scene, contract),
        )
    assert says in refused.value.fields[place]
    assert shown(contract) == before


def test_a_line_by_quantity_is_split_by_quantity(scene: Scene) -> None:
    contract = editable(scene, accounting_method="unit")
    cells = {
        "item": "9",
        "description": "Fill",
        "quantity": "3",
        "unit": "m3",
        "unit_price": "0.335",
    }
    new = change_lines(added=[AddedLine("n", cells)], **at(scene, contract)).ids["n"]
    with pytest.raises(Invalid, match="the cents do not come out"):
        split_line(line_id=new, parts=[Part("1.5"), Part("1.5")], **at(scene, contract))
    split_line(line_id=new, parts=[Part("1"), Part("2")], **at(scene, contract))
    rows = [(row.item, row.quantity, row.scheduled_value) for row in queries.lines(contract)]
    assert rows[:2] == [
        ("9", 1, Decimal("0.34")), ("9.1", 2, Decimal("0.67")),
    ]  # fmt: skip
    with pytest.raises(Invalid, match="Line 9 goes by quantity"):
        move_amount(from_id=new, to_id=line(contract, "1").pk, amount="1", **at(scene, contract))


def test_an_amount_goes_from_line_to_line(scene: Scene) -> None:
    contract = editable(scene)
    giver, taker = line(contract, "2"), line(contract, "1")
    move_amount(from_id=giver.pk, to_id=taker.pk, amount="5,000.50", **at(scene, contract))
    assert shown(contract)[:2] == [("1", Decimal("45000.50")), ("2", Decimal("244999.50"))]
    ScheduleLine.objects.filter(pk=giver.pk).update(claimed_to_date=240000, billed_floor=240000)
    for amount, says in (
        ("5000", "240,000.00 of it is billed already"),
        ("0", "other than nil"),
        ("x", "is not an amount"),
    ):
        with pytest.raises(Invalid) as refused:
            move_amount(from_id=giver.pk, to_id=taker.pk, amount=amount, **at(scene, contract))
        assert says in refused.value.fields["amount"]


def test_lines_move_with_their_details(scene: Scene) -> None:
    contract = editable(scene, has_subcontractor_schedule=True)
    first, second, third = (line(contract, item) for item in "123")
    ScheduleLine.objects.filter(contract=contract, position__gt=1).update(position=9)
    ScheduleLine.objects.filter(pk=second.pk).update(position=3)
    ScheduleLine.objects.filter(pk=third.pk).update(position=4)
    detail = ScheduleLine.objects.create(
        account_id=contract.account_id, contract=contract, parent=first, position=2, item="1.1",
        description="Sheds", scheduled_value=40000, is_on_claims=False,
    )  # fmt: skip
    saved = move_lines(line_ids=[first.pk], after=third.pk, **at(scene, contract))
    assert saved.order == (second.pk, third.pk, first.pk)
    everything = ScheduleLine.objects.filter(contract=contract).order_by("position")
    assert [row.pk for row in everything] == [second.pk, third.pk, first.pk, detail.pk]
    assert [row.position for row in everything] == [1, 2, 3, 4]
    with pytest.raises(Invalid, match="stays where it is"):
        move_lines(line_ids=[first.pk], after=first.pk, **at(scene, contract))


def test_sections_are_named_and_renamed(scene: Scene) -> None:
    contract = editable(scene)
    ids = [line(contract, item).pk for item in "12"]
    name_section(line_ids=ids, section=" Frame ", **at(scene, contract))
    rename_section(section="Frame", name="Frame and roof", **at(scene, contract))
    assert [row.section for row in queries.lines(contract)] == ["Frame and roof"] * 2 + [""]
    with pytest.raises(Invalid, match="no such section"):
        rename_section(section="Frame", name="Roof", **at(scene, contract))


@given(st.lists(st.integers(1, 9), unique=True), st.lists(st.integers(1, 12)))
def test_an_order_keeps_every_line_once(current: list[int], wanted: list[int]) -> None:
    found = arranged(current, wanted)
    assert sorted(found) == sorted(current)
    named = [one for one in dict.fromkeys(wanted) if one in current]
    assert [one for one in found if one in named] == named


@given(
    st.lists(st.integers(1, 9), unique=True), st.lists(st.none() | st.integers(1, 24), max_size=9)
)
def test_new_lines_come_in_without_moving_others(
    current: list[int], places: list[int | None]
) -> None:
    added = [(20 + number, after) for number, after in enumerate(places)]
    found = with_added(current, added)
    assert sorted(found) == sorted([*current, *(number for number, _ in added)])
    assert [one for one in found if one in current] == current


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["split", "move", "amount", "section"]),
        st.integers(0, 30),
        st.integers(0, 30),
        st.decimals(-300_000, 300_000, places=2),
    ),
    min_size=1,
    max_size=8,
)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=STEPS, billed=st.decimals(0, 250_000, places=2))
def test_any_rearranging_keeps_the_total_what_is_billed_and_the_places(
    scene: Scene, steps: list[tuple[str, int, int, Decimal]], billed: Decimal
) -> None:
    with transaction.atomic():
        contract = editable(scene)
        ScheduleLine.objects.filter(contract=contract, item="2").update(
            claimed_to_date=billed, billed_floor=billed
        )
        for kind, one, other, amount in steps:
            try:
                with transaction.atomic():
                    _step(scene, contract, kind, one, other, amount)
            except Refusal:
                pass
            rows = list(ScheduleLine.objects.filter(contract=contract).order_by("position"))
            assert sum(row.scheduled_value for row in rows) == Decimal(288500)
            assert [row.position for row in rows] == list(range(1, len(rows) + 1))
            assert sum(row.billed_floor for row in rows) == billed
            # A line on which nothing is billed may become a credit.
            assert not billed or line(contract, "2").scheduled_value >= billed
        transaction.set_rollback(True)


def _step(
    scene: Scene, contract: Contract, kind: str, one: int, other: int, amount: Decimal
) -> None:
    order = own_order(contract)
    first, second = order[one % len(order)], order[other % len(order)]
    here = at(scene, contract)
    if kind == "split":
        value = ScheduleLine.objects.get(pk=first).scheduled_value
        split_line(line_id=first, parts=[Part(str(value - amount)), Part(str(amount))], **here)
    elif kind == "move":
        move_lines(line_ids=[first], after=second if other % 3 else None, **here)
    elif kind == "amount":
        move_amount(from_id=first, to_id=second, amount=str(amount), **here)
    else:
        name_section(line_ids=order[one % len(order) :], section=f"Part {other}", **here)
