"""Two people at one schedule: what is joined, and what is asked."""

from __future__ import annotations

from decimal import Decimal

import pytest

from ledgerstone.contracts import queries
from ledgerstone.contracts.operations import change_lines
from ledgerstone.contracts.schedules.schedule_edits import (
    AddedLine,
    CellChange,
    LinesConflict,
    SavedLines,
)
from tests.contracts.line_editing import edit, lines
from tests.support.scene import Scene


def test_two_editors_of_different_cells_lose_nothing(scene: Scene) -> None:
    contract = scene.contract()
    there = lines(contract)
    edit(scene, contract, ("1", "scheduled_value", "41000"))
    saved = edit(scene, contract, ("1", "description", "Prelims"), since=1)
    line = lines(contract)["1"]
    assert (line.description, line.scheduled_value) == ("Prelims", Decimal(41000))
    assert saved.changed == {there["1"].pk}
    late = edit(scene, contract, ("2", "description", "Steel"), since=1)
    assert late.changed == {there["1"].pk, there["2"].pk}
    assert late.order is None


def test_the_same_cell_is_a_conflict_that_says_whose_value_it_has(scene: Scene) -> None:
    contract = scene.contract()
    there = lines(contract)
    edit(scene, contract, ("1", "scheduled_value", "41000"))

    def change(text: str) -> SavedLines:
        return change_lines(
            actor=scene.actor, contract_id=contract.pk, since=1,
            changes=[
                CellChange(there["1"].pk, "scheduled_value", text, was="40000.00"),
                CellChange(there["2"].pk, "description", "Lost with it", was="Structural steel"),
            ],
        )  # fmt: skip

    with pytest.raises(LinesConflict) as refused:
        change("42000")
    (conflict,) = refused.value.conflicts
    assert (conflict.line_id, conflict.column, conflict.theirs) == (
        there["1"].pk,
        "scheduled_value",
        "41000.00",
    )
    assert conflict.message == "Robin Hale changed this to 41,000.00 meanwhile."
    assert lines(contract)["2"].description == "Structural steel"
    change("41,000")
    assert lines(contract)["2"].description == "Lost with it"


def test_a_line_that_somebody_deleted_or_changed_is_said(scene: Scene) -> None:
    contract = scene.contract()
    there = lines(contract)
    edit(scene, contract, removed=[there["1"].pk])
    with pytest.raises(LinesConflict, match="Robin Hale deleted this line meanwhile"):
        change_lines(
            actor=scene.actor, contract_id=contract.pk, since=1,
            changes=[CellChange(there["1"].pk, "description", "Gone")],
        )  # fmt: skip
    edit(scene, contract, ("2", "description", "Steel"))
    with pytest.raises(LinesConflict, match="Robin Hale changed this line meanwhile"):
        edit(scene, contract, removed=[there["2"].pk], since=2)
    edit(scene, contract, removed=[there["2"].pk, there["1"].pk])


def test_an_order_takes_along_what_its_author_does_not_know(scene: Scene) -> None:
    contract = scene.contract()
    there = lines(contract)
    first, second, third = (there[item].pk for item in "123")
    cells = {"item": "2A", "description": "Crane", "scheduled_value": "1"}
    new = edit(scene, contract, added=[AddedLine("n", cells, second)]).ids["n"]
    saved = edit(scene, contract, order=[third, second, first], since=1)
    assert saved.order == (third, second, new, first)
    assert [line.position for line in queries.lines(contract)] == [1, 2, 3, 4]
