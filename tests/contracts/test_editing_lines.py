"""Lines of a schedule changed one by one: what is taken, what is refused and where, who wins."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ledgerstone import core
from ledgerstone.contracts import queries
from ledgerstone.contracts.models import (
    Contract,
    ScheduleLine,
    TaxCode,
    TaxType,
)
from ledgerstone.contracts.operations import change_lines, change_status
from ledgerstone.contracts.retention.retention import RetentionTerms
from ledgerstone.contracts.schedules.schedule_edits import AddedLine, CellChange
from ledgerstone.contracts.schedules.schedule_lines import own_order
from ledgerstone.history.models import RowChange
from ledgerstone.history.queries import of_contract
from ledgerstone.projects.models import BudgetCode
from ledgerstone.projects.operations import add_budget_codes
from ledgerstone.tenancy.refusals import WrongState
from tests.contracts.line_editing import always_editable, bill, edit, lines, refused_at, set_up
from tests.support.scene import Scene, build_scene, raw_rows


def test_cells_change_and_the_sums_and_the_history_with_them(scene: Scene) -> None:
    contract = scene.contract()
    add_budget_codes(actor=scene.actor, project_id=scene.project.pk, codes={"05-100": "Steel"})
    saved = edit(
        scene,
        contract,
        ("2", "scheduled_value", "=240000+500"),
        ("2", "budget_code", "05-100"),
        ("1", "description", "  Preliminaries and   margin "),
        ("1", "section", "General"),
    )
    there = lines(contract)
    assert (there["2"].scheduled_value, there["2"].budget_code.code) == (
        Decimal("240500.00"),
        "05-100",
    )
    assert (there["1"].description, there["1"].section) == ("Preliminaries and margin", "General")
    assert (saved.version, saved.changed) == (2, {there["1"].pk, there["2"].pk})
    assert queries.figures(contract).original == Decimal("279000.00")
    event = of_contract(scene.actor, contract.pk).first()
    assert event is not None
    assert event.summary == ("changed 2 lines of the schedule of values; it comes to 279,000.00")
    change = RowChange.objects.filter(row_id=there["2"].pk, kind="changed").latest("id")
    assert change.changed["scheduled_value"] == [Decimal("250000.00"), Decimal("240500.00")]


def test_an_item_is_a_text_and_a_figure_is_a_figure(scene: Scene) -> None:
    contract = scene.contract(rows=raw_rows([("1.1", "Columns", "100"), ("2", "Beams", "50")]))
    saved = edit(scene, contract, ("1.1", "item", "1.10"), ("2", "scheduled_value", "50.000"))
    assert sorted(lines(contract)) == ["1.10", "2"]
    assert saved.changed == {lines(contract)["1.10"].pk}


def test_one_value_is_told_from_what_to_what(scene: Scene) -> None:
    contract = scene.contract()
    edit(scene, contract, ("1", "scheduled_value", "41,000"))
    event = of_contract(scene.actor, contract.pk).first()
    assert event is not None
    assert event.summary == (
        "changed line 1 from 40,000.00 to 41,000.00 of the schedule of values; "
        "it comes to 289,500.00"
    )


BAD: list[tuple[str, tuple[str, str, str], str, str]] = [
    ("no figure", ("1", "scheduled_value", "4O,000"), "1:scheduled_value", "is not a figure"),
    ("blank value", ("1", "scheduled_value", ""), "1:scheduled_value", "Type 0 if it is meant"),
    ("a third decimal", ("1", "scheduled_value", "1.005"), "1:scheduled_value", "many decimals"),
    ("a percentage", ("1", "scheduled_value", "5%"), "1:scheduled_value", "is a percentage"),
    ("no item", ("1", "item", " "), "1:item", "There is no item"),
    ("the item of another line", ("1", "item", "2"), "1:item", "There is a line 2 already"),
    ("no description", ("1", "description", ""), "1:description", "There is no description"),
    ("an unknown code", ("1", "budget_code", "99-1"), "1:budget_code", "not on this project"),
    ("a quantity by amount", ("1", "quantity", "3"), "1:quantity", "accounted by amount"),
    ("a tax code where none are", ("1", "tax_code", "GST"), "1:tax_code", "not in use here"),
    ("a rate over the whole", ("1", "retention_work", "101"), "1:retention_work", "from 0 to 100"),
    ("neither yes nor no", ("1", "exempt", "maybe"), "1:exempt", "Type yes or no"),
    ("no such column", ("1", "position", "4"), "1:position", "takes nothing"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("change", "place", "says"), [row[1:] for row in BAD], ids=[row[0] for row in BAD]
)
def test_what_cannot_be_taken_is_refused_at_its_cell(
    scene: Scene, change: tuple[str, str, str], place: str, says: str
) -> None:
    found = refused_at(scene, scene.contract(), change, ("2", "description", "Not kept"))
    assert list(found) == [place]
    assert says in found[place]


def test_a_budget_code_of_another_project_is_none_of_this_one(scene: Scene) -> None:
    other = build_scene("Southgate Civil")
    BudgetCode.objects.filter(project_id=other.project.pk)
    contract = scene.contract()
    assert (
        "not on this project"
        in refused_at(scene, contract, ("1", "budget_code", "07-200"))["1:budget_code"]
    )
    edit(scene, contract, ("1", "budget_code", "07-200"), create_codes=True)
    assert BudgetCode.objects.get(code="07-200").project_id == scene.project.pk


def by_units(scene: Scene) -> Contract:
    contract = scene.contract(accounting_method="unit", rows=())
    edit(scene, contract, added=[
        AddedLine("a", {
            "description": "Excavation", "quantity": "100", "unit": "m3", "unit_price": "12.50",
        }),
        AddedLine("b", {"description": "Allowance", "scheduled_value": "500"}, "a"),
    ])  # fmt: skip
    return contract


def test_the_value_of_a_line_by_quantity_follows_its_quantity(scene: Scene) -> None:
    contract = by_units(scene)
    assert [(line.item, line.scheduled_value) for line in queries.lines(contract)] == [
        ("1", Decimal("1250.00")), ("2", Decimal("500.00")),
    ]  # fmt: skip
    edit(scene, contract, ("1", "quantity", "110.5"))
    assert lines(contract)["1"].scheduled_value == Decimal("1381.25")


@pytest.mark.parametrize(
    ("change", "place", "says"),
    [
        (
            ("1", "scheduled_value", "1300"),
            "1:scheduled_value",
            "quantity times unit price is 1,250.00",
        ),
        (("1", "unit", ""), "1:unit", "unit is missing"),
        (("2", "quantity", "5"), "2:unit", "unit is missing"),
        (("2", "unit", "m3"), "2:quantity", "quantity is missing"),
    ],
)
def test_quantity_unit_and_price_stand_together_and_multiply_out(
    scene: Scene, change: tuple[str, str, str], place: str, says: str
) -> None:
    found = refused_at(scene, by_units(scene), change)
    assert says.lower() in found[place].lower()


def test_lines_come_where_they_are_put_and_go_where_nothing_is_billed(scene: Scene) -> None:
    contract = scene.contract()
    there = lines(contract)
    cells = {"description": "Crane", "scheduled_value": "9000"}
    saved = edit(
        scene,
        contract,
        added=[
            AddedLine("n1", cells, there["1"].pk),
            AddedLine("n2", {**cells, "item": "1B"}, "n1"),
            AddedLine("n3", {**cells, "item": "0"}),
            AddedLine("n4", {"description": " ", "scheduled_value": ""}, there["1"].pk),
        ],
        removed=[there["2"].pk],
    )
    assert [line.item for line in queries.lines(contract)] == ["0", "1", "4", "1B", "3"]
    assert [line.position for line in queries.lines(contract)] == [1, 2, 3, 4, 5]
    assert set(saved.ids) == {"n1", "n2", "n3"}
    assert saved.removed == {there["2"].pk}
    assert saved.order == tuple(own_order(contract))


def test_items_change_hands_in_one_batch(scene: Scene) -> None:
    contract = scene.contract()
    edit(scene, contract, ("1", "item", "2"), ("2", "item", "3"), ("3", "item", "1"))
    assert [line.item for line in queries.lines(contract)] == ["2", "3", "1"]
    there = lines(contract)
    new = AddedLine("n", {"item": "1", "description": "New", "scheduled_value": "0"})
    edit(scene, contract, removed=[there["1"].pk], added=[new])
    assert lines(contract)["1"].description == "New"


def test_a_fixed_schedule_changes_by_variation_only(scene: Scene) -> None:
    contract = scene.contract(status="approved")
    with pytest.raises(WrongState, match="Change it by a variation"):
        edit(scene, contract, ("1", "scheduled_value", "1"))
    always_editable(scene)
    edit(scene, contract, ("1", "scheduled_value", "1"))
    assert lines(contract)["1"].scheduled_value == 1


def test_always_editable_holds_at_every_status(scene: Scene) -> None:
    always_editable(scene)
    contract = scene.contract(status="approved")
    for status in ("complete", "terminated", "void"):
        contract.refresh_from_db()
        change_status(
            actor=scene.actor, contract_id=contract.pk, status=status,
            expected_version=contract.version,
        )  # fmt: skip
        edit(scene, contract, ("1", "scheduled_value", f"{len(status)}00"))


BILLED: list[tuple[str, str, str, str | None]] = [
    ("2", "scheduled_value", "100,000", None),
    ("2", "scheduled_value", "99,999.99", "100,000.00 of it is billed already. Type at least"),
    ("2", "scheduled_value", "-5", "100,000.00 of it is billed already. Type at least that."),
    ("3", "scheduled_value", "-1,000", None),
    ("3", "scheduled_value", "-900", "−1,000.00 of it is billed already. Type at most that."),
    ("2", "item", "2A", "claims know it as 2"),
    ("2", "description", "Structural steel, first lot", None),
]  # fmt: skip


@pytest.mark.parametrize(("item", "column", "text", "refused"), BILLED)
def test_nothing_goes_below_what_is_billed(
    scene: Scene, item: str, column: str, text: str, refused: str | None
) -> None:
    always_editable(scene)
    contract = scene.contract(status="approved")
    bill(contract, "2", "100000")
    bill(contract, "3", "-1000")
    if refused is None:
        edit(scene, contract, (item, column, text))
    else:
        assert refused in refused_at(scene, contract, (item, column, text))[f"{item}:{column}"]


def test_a_billed_line_stays_and_a_line_never_billed_goes(scene: Scene) -> None:
    always_editable(scene)
    contract = scene.contract(status="approved")
    bill(contract, "2", "100000")
    there = lines(contract)
    found = refused_at(scene, contract, removed=[there["2"].pk, there["1"].pk])
    assert found == {"2:item": "Amounts of it were claimed, so it stays. Lower its value instead."}
    edit(scene, contract, removed=[there["1"].pk])
    assert [line.item for line in queries.lines(contract)] == ["2", "3"]


def test_a_line_billed_beyond_its_value_rises_and_its_floor_with_it(scene: Scene) -> None:
    always_editable(scene)
    contract = scene.contract(status="approved")
    bill(contract, "1", "40000")
    ScheduleLine.objects.filter(contract=contract, item="1").update(claimed_to_date=60000)
    edit(scene, contract, ("1", "scheduled_value", "50000"))
    assert lines(contract)["1"].billed_floor == 50000
    edit(scene, contract, ("1", "scheduled_value", "80000"))
    assert lines(contract)["1"].billed_floor == 60000
    assert (
        "60,000.00 of it"
        in refused_at(scene, contract, ("1", "scheduled_value", "55000"))["1:scheduled_value"]
    )


def test_the_price_of_what_was_measured_stays(scene: Scene) -> None:
    always_editable(scene)
    contract = by_units(scene)
    bill(contract, "1", "125")
    assert (
        "claimed at this price"
        in refused_at(scene, contract, ("1", "unit_price", "13"))["1:unit_price"]
    )
    edit(scene, contract, ("1", "quantity", "10"))
    assert "Type at least" in refused_at(scene, contract, ("1", "quantity", "9.999"))["1:quantity"]


def test_tax_codes_are_taken_with_their_rate_where_the_project_uses_them(scene: Scene) -> None:
    per_line = core.RetentionRule(
        basis=core.RetentionBasis.PER_LINE,
        kind=core.RetentionKind.FLAT,
        work=Decimal("0.1"),
        materials=Decimal("0.1"),
    )
    contract = scene.contract(tax_rate=Decimal("0.1"), retention=RetentionTerms(per_line))
    set_up(scene, tax_codes_enabled=True)
    kind = TaxType.objects.create(account_id=scene.account.pk, name="GST")
    free = TaxCode.objects.create(account_id=scene.account.pk, type=kind, code="FRE", rate=0)
    edit(
        scene,
        contract,
        ("1", "tax_code", "fre"),
        ("2", "retention_work", "2.5"),
        ("3", "exempt", "yes"),
    )
    there = lines(contract)
    assert (there["1"].tax_code_id, there["1"].tax_rate) == (free.pk, 0)
    assert (there["2"].retention_work, there["3"].is_exempt_from_retention) == (
        Decimal("0.025"),
        True,
    )
    assert (
        "There is no tax code X. Choose one of: FRE."
        in refused_at(scene, contract, ("2", "tax_code", "X")).values()
    )


def test_saving_takes_as_many_statements_whatever_the_length(scene: Scene) -> None:
    def statements(count: int) -> int:
        contract = scene.contract(rows=())
        cells = {"description": "Part", "scheduled_value": "5"}
        edit(scene, contract, added=[AddedLine(f"n{n}", cells) for n in range(count)])
        contract.refresh_from_db()
        some = own_order(contract)[: count // 2]
        with CaptureQueriesContext(
            connection,
        ) as caught:
            change_lines(
                actor=scene.actor, contract_id=contract.pk, since=contract.version,
                changes=[CellChange(line, "scheduled_value", "6") for line in some],
            )  # fmt: skip
        return len(caught)

    assert statements(4) == statements(40) <= 24
