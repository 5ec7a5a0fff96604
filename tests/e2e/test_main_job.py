"""The main job, whole, from an empty account.

A schedule of values becomes progress claims; they are reviewed and certified; the head contract
claim is filled from them; both come out as documents whose every figure is what the engine makes
of the same entries. The second period ends at the figures that worked example 33 prints.
"""

from __future__ import annotations

from decimal import Decimal

from ledgerstone import core
from tests.e2e import claiming, ironline
from tests.e2e.desk import Desk
from tests.e2e.ironline import LINES, PRINTED, REASON, RETENTION, TOTALS, percent, work
from tests.e2e.printed import assert_printed, money
from tests.e2e.setting_up import (
    open_period,
    set_up_head_contract,
    set_up_project,
    set_up_purchase_order,
    set_up_subcontract,
)

OWN_WORK = ("001", "002")


def test_a_schedule_becomes_certified_claims_in_both_directions(desk: Desk) -> None:
    desk.go("/accounts/login/")
    desk.expect_accessible("sign in")
    desk.sign_in()
    project = set_up_project(desk)
    head = set_up_head_contract(desk, project)
    concrete = set_up_subcontract(desk, project)
    supply = set_up_purchase_order(desk, project)

    open_period(desk, project, "2026-10-01", "2026-10-31", "2026-12-25")
    first_concrete = _first_month_below(desk, project, concrete, supply)
    first_head = _head_claim(
        desk,
        head,
        own=_of_example("D", OWN_WORK),
        carried=_of_example("D", ("003", "020")),
        left="1,200.00",
    )
    valued = ironline.head_contract().value(1, ironline.of_example("D"))
    assert_printed(desk.download(f"{first_head}document"), ironline.head_contract(), valued)

    open_period(desk, project, "2026-11-01", "2026-11-30", "2026-12-25")
    _second_month_below(desk, concrete, supply, first_concrete)
    second_head = _head_claim(
        desk,
        head,
        own=_of_example("E", OWN_WORK),
        carried=_of_example("E", ("003", "020")),
        stored={"005": "190308"},
    )
    second = ironline.head_contract().value(2, ironline.of_example("E", stored=True), valued.after)
    _assert_is_the_example(second)
    assert_printed(
        desk.download(f"{second_head}document"),
        ironline.head_contract(),
        second,
        valued.cover.percent_complete,
    )
    _expect_accessible_lists(desk, project)


def _expect_accessible_lists(desk: Desk, project: str) -> None:
    for page in ("", "commitments/", "head-contracts/", "claims/?list=head"):
        desk.go(f"{project}{page}")
        desk.expect_accessible(f"at the end, {page}")


def _of_example(column: str, items: tuple[str, ...]) -> dict[str, str]:
    """A column of the example for these items, as it shows."""
    return {line["item"]: money(Decimal(line[column])) for line in LINES if line["item"] in items}


def _first_month_below(desk: Desk, project: str, concrete: str, supply: str) -> core.Valuation:
    """The subcontract's claim is cut with a reason, the supplier's is approved as it stands."""
    claim = claiming.fill_concrete(desk, concrete)
    claiming.submit(desk)
    claiming.expect_listed(desk, project, "SC-001", "Under review", ["1,665,000.00"])
    desk.go(claim)
    claiming.cut_with_reason(desk, "2.2", "587,376.00", "−357,624.00")
    claiming.approve(desk, as_noted=True)
    figures = ["1,665,000.00", "1,307,376.00"]
    claiming.expect_listed(desk, project, "SC-001", "Approved as noted", figures)
    entries = {
        "2.1": work("600,000.00"),
        "2.2": percent("45%", "587,376.00"),
        "2.3": work("100,000.00"),
        "2.4": work("20,000.00"),
    }
    valued = ironline.subcontract().value(1, entries)
    pages = assert_printed(desk.download(f"{claim}document"), ironline.subcontract(), valued)
    assert REASON in " ".join(page.text.replace("\n", " ") for page in pages)

    supplied = claiming.certified_as_claimed(
        desk, supply, "quantity_to_date", {"1": "86,020", "2": "1000"}
    )
    entries = {"1": ironline.quantity("86,020"), "2": ironline.quantity("1000")}
    assert_printed(
        desk.download(f"{supplied}document"),
        ironline.purchase_order(),
        ironline.purchase_order().value(1, entries),
    )
    return valued


def _second_month_below(desk: Desk, concrete: str, supply: str, before: core.Valuation) -> None:
    """Both go on to what the example has in its second period."""
    amounts = {"2.1": "400,000.00", "2.2": "471,584.00"}
    claim = claiming.certified_as_claimed(desk, concrete, "work_this_period", amounts)
    entries = {item: work(amount) for item, amount in amounts.items()}
    valued = ironline.subcontract().value(2, entries, before.after)
    assert_printed(
        desk.download(f"{claim}document"),
        ironline.subcontract(),
        valued,
        before.cover.percent_complete,
    )
    claiming.certified_as_claimed(desk, supply, "quantity_to_date", {"1": "104,788"})


def _head_claim(
    desk: Desk,
    head: str,
    *,
    own: dict[str, str],
    carried: dict[str, str],
    stored: dict[str, str] | None = None,
    left: str | None = None,
) -> str:
    """Own work typed, the rest carried from the certificates below, and issued; its address."""
    sheet = claiming.start_upstream(desk, head)
    claim = desk.path
    claiming.type_into(sheet, "work_this_period", own)
    if stored:
        claiming.type_into(sheet, "materials_stored", stored)
    claiming.prefill(desk, carried, left)
    claiming.issue(desk)
    return claim


def _assert_is_the_example(valued: core.Valuation) -> None:
    """Columns G, % and H of the printed lines, all totals, and the retention."""
    for line in valued.lines:
        printed = PRINTED.get(line.item)
        if printed is None:
            assert line.completed_and_stored == 0
            continue
        assert line.completed_and_stored == Decimal(printed["G"])
        assert line.percent == Decimal(printed["pct"]) * 100
        assert line.balance_to_finish == Decimal(printed["H"])
    columns = {
        "C": "scheduled_value",
        "D": "work_previous",
        "E": "work_this_period",
        "F": "materials_stored",
    }
    for letter, column in columns.items():
        total = sum((getattr(line, column) for line in valued.lines), Decimal(0))
        assert total == Decimal(TOTALS[letter])
    assert valued.cover.total_retention == Decimal(RETENTION)
