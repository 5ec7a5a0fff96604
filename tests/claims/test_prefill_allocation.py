"""Where certified amounts go on the head contract: worked cases and what always holds."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledgerstone.claims.prefill.allocation import (
    Amount,
    Choices,
    Placement,
    Room,
    Source,
    Why,
    allocate,
)
from ledgerstone.claims.prefill.settlement import settle

CONCRETE, STEEL = 1, 2


def room(line: int, value: str, billed: str = "0.00", **kwargs: object) -> Room:
    code = kwargs.pop("code", CONCRETE)
    return Room(line, f"{line:03}", Decimal(value), Decimal(billed), code, **kwargs)  # type: ignore[arg-type]


def source(identity: int, work: str, materials: str = "0.00", **kwargs: object) -> Source:
    code = kwargs.pop("code", CONCRETE)
    return Source(identity, Amount(Decimal(work), Decimal(materials)), code, **kwargs)  # type: ignore[arg-type]


def placed(sources: list[Source], rooms: list[Room], choices: Choices | None = None):
    result = allocate(sources, rooms, choices)
    return (
        [
            (p.source, p.line, str(p.amount.work), str(p.amount.materials))
            for p in result.placements
        ],
        [(n.source, str(n.amount.total), n.why, n.line) for n in result.not_carried],
    )


def test_an_amount_goes_to_the_line_with_its_budget_code() -> None:
    placements, left = placed(
        [source(1, "400.00")], [room(7, "1000.00", code=STEEL), room(8, "1000.00")]
    )
    assert placements == [(1, 8, "400.00", "0.00")]
    assert left == []


def test_lines_with_one_code_are_filled_in_order_up_to_their_balance() -> None:
    placements, left = placed(
        [source(1, "900.00")],
        [room(1, "500.00", billed="200.00"), room(2, "400.00"), room(3, "900.00")],
    )
    assert placements == [
        (1, 1, "300.00", "0.00"),
        (1, 2, "400.00", "0.00"),
        (1, 3, "200.00", "0.00"),
    ]
    assert left == []


def test_what_exceeds_the_balances_is_reported_with_the_line() -> None:
    placements, left = placed([source(1, "900.00")], [room(1, "500.00"), room(2, "300.00")])
    assert sum(Decimal(p[2]) for p in placements) == Decimal("800.00")
    assert left == [(1, "100.00", Why.ABOVE_BALANCE, 2)]


def test_a_take_back_reduces_lines_in_reverse_order() -> None:
    placements, left = placed(
        [source(1, "-250.00")],
        [room(1, "500.00", billed="500.00"), room(2, "300.00", billed="200.00")],
    )
    assert placements == [(1, 2, "-200.00", "0.00"), (1, 1, "-50.00", "0.00")]
    assert left == []


def test_a_take_back_of_more_than_was_billed_is_reported() -> None:
    placements, left = placed([source(1, "-250.00")], [room(1, "500.00", billed="100.00")])
    assert placements == [(1, 1, "-100.00", "0.00")]
    assert left == [(1, "-150.00", Why.ABOVE_BALANCE, 1)]


def test_a_variation_goes_to_the_line_of_the_variation_that_recovers_it() -> None:
    placements, _ = placed(
        [source(1, "52010.00", variation=5)],
        [room(1, "90000.00"), room(2, "163200.00", billed="40800.00", variation=5, code=None)],
    )
    assert placements == [(1, 2, "52010.00", "0.00")]


def test_a_credit_variation_fills_the_credit_line_down_to_its_value() -> None:
    placements, left = placed(
        [source(1, "-150.00", variation=5, is_credit=True)],
        [room(1, "900.00", billed="900.00"), room(2, "-100.00", variation=5)],
    )
    assert placements == [(1, 2, "-100.00", "0.00")]
    assert left == [(1, "-50.00", Why.ABOVE_BALANCE, 2)]


def test_an_ordinary_take_back_does_not_eat_into_a_credit() -> None:
    placements, _ = placed(
        [source(1, "-50.00")], [room(1, "900.00", billed="900.00"), room(2, "-100.00")]
    )
    assert placements == [(1, 1, "-50.00", "0.00")]


def test_no_code_and_no_matching_line_are_told_apart() -> None:
    _, left = placed([source(1, "5.00", code=None), source(2, "7.00", code=9)], [room(1, "100.00")])
    assert left == [(1, "5.00", Why.NO_CODE, None), (2, "7.00", Why.NO_LINE, None)]


@pytest.mark.parametrize(
    ("blocked", "why"), [("is_typed", Why.TYPED), ("is_by_quantity", Why.BY_QUANTITY)]
)
def test_a_line_that_is_not_filled_by_itself_keeps_the_amount_out(blocked: str, why: Why) -> None:
    placements, left = placed([source(1, "26.00")], [room(1, "100.00", **{blocked: True})])
    assert placements == []
    assert left == [(1, "26.00", why, 1)]


def test_a_person_may_place_an_amount_on_any_line_also_a_typed_one() -> None:
    placements, left = placed(
        [source(1, "26.00")], [room(1, "10.00", is_typed=True)], Choices(placed={1: 1})
    )
    assert placements == [(1, 1, "26.00", "0.00")]
    assert left == []


def test_a_remembered_line_is_tried_before_the_budget_code() -> None:
    placements, _ = placed(
        [source(1, "26.00", remembered_line=2)], [room(1, "100.00"), room(2, "100.00", code=STEEL)]
    )
    assert placements == [(1, 2, "26.00", "0.00")]


def test_a_late_amount_that_was_left_out_stays_behind() -> None:
    placements, left = placed(
        [source(1, "26.00")], [room(1, "100.00")], Choices(left_out=frozenset({1}))
    )
    assert placements == []
    assert left == [(1, "26.00", Why.LEFT_OUT, None)]


def test_stored_material_that_was_built_in_moves_without_changing_the_total() -> None:
    placements, left = placed([source(1, "80.00", "-80.00")], [room(1, "100.00", billed="100.00")])
    assert placements == [(1, 1, "80.00", "-80.00")]
    assert left == []


def test_work_is_placed_before_materials() -> None:
    placements, _ = placed([source(1, "60.00", "50.00")], [room(1, "80.00"), room(2, "80.00")])
    assert placements == [(1, 1, "60.00", "20.00"), (1, 2, "0.00", "30.00")]


cents = st.integers(-50_000, 50_000).map(lambda units: Decimal(units) / 100)


@st.composite
def cases(draw: st.DrawFn) -> tuple[list[Source], list[Room]]:
    rooms = []
    for line in range(1, draw(st.integers(1, 6)) + 1):
        value = draw(cents)
        billed = (value * draw(st.integers(0, 4)) / 4).quantize(Decimal("0.01"))
        rooms.append(
            Room(
                line, str(line), value, billed, draw(st.integers(1, 2)),
                is_typed=draw(st.booleans()), variation=draw(st.sampled_from([None, 7])),
            )
        )  # fmt: skip
    sources = [
        Source(
            identity, Amount(draw(cents), draw(cents)), draw(st.sampled_from([1, 2, 3, None])),
            variation=draw(st.sampled_from([None, None, 7])), is_credit=draw(st.booleans()),
        )
        for identity in range(draw(st.integers(0, 8)))
    ]  # fmt: skip
    return sources, rooms


# How long a machine under load takes to draw the first cases says nothing about them.
@settings(suppress_health_check=[HealthCheck.too_slow])
@given(cases())
def test_nothing_is_lost_and_nothing_is_carried_twice(
    case: tuple[list[Source], list[Room]],
) -> None:
    sources, rooms = case
    result = allocate(sources, rooms)
    found: dict[int, Amount] = defaultdict(Amount)
    for placement in result.placements:
        found[placement.source] += placement.amount
    for left in result.not_carried:
        found[left.source] += left.amount
    for item in sources:
        if item.amount:
            assert found[item.id] == item.amount


@given(cases())
def test_nothing_over_bills_by_itself(case: tuple[list[Source], list[Room]]) -> None:
    sources, rooms = case
    before = {line.id: line.billed for line in rooms}
    allocate(sources, rooms)
    for line in rooms:
        if line.is_typed:
            assert line.billed == before[line.id]
        low, high = sorted((Decimal(0), line.scheduled_value))
        assert min(low, before[line.id]) <= line.billed <= max(high, before[line.id])


@given(cases())
def test_what_found_no_room_finds_none_when_tried_again(
    case: tuple[list[Source], list[Room]],
) -> None:
    sources = [item for item in case[0] if item.amount.total > 0]
    first = allocate(sources, case[1])
    by_id = {item.id: item for item in sources}
    again = [by_id[left.source]._replace(amount=left.amount) for left in first.not_carried]
    assert allocate(again, case[1]).placements == []


def carried(*amounts: str) -> list[Placement]:
    return [Placement(n, 1, Amount(Decimal(a))) for n, a in enumerate(amounts)]


@pytest.mark.parametrize(
    ("movement", "kept"),
    [
        ("300.00", ["100.00", "200.00"]),  # as carried
        ("350.00", ["100.00", "200.00"]),  # the person added own work
        ("250.00", ["100.00", "150.00"]),  # 50 of the last source is offered again
        ("60.00", ["60.00"]),
        ("0.00", []),
        ("-10.00", []),
    ],
)
def test_a_typed_line_has_carried_no_more_than_it_bills(movement: str, kept: list[str]) -> None:
    result = settle(carried("100.00", "200.00"), Decimal(movement))
    assert [str(p.amount.total) for p in result] == kept


@given(st.lists(cents, max_size=6), cents)
def test_what_stands_of_the_carried_never_exceeds_the_line_and_never_grows(
    amounts: list[Decimal], movement: Decimal
) -> None:
    before = [Placement(n, 1, Amount(a)) for n, a in enumerate(amounts) if a]
    after = {p.source: p.amount.total for p in settle(before, movement)}
    positive = sum((p.amount.total for p in before if p.amount.total > 0), Decimal(0))
    for placement in before:
        stands = after.get(placement.source, Decimal(0))
        assert abs(stands) <= abs(placement.amount.total)
        if placement.amount.total < 0:
            assert stands == placement.amount.total
    excess = sum((p.amount.total for p in before), Decimal(0)) - movement
    given_back = sum((p.amount.total for p in before), Decimal(0)) - sum(after.values(), Decimal(0))
    assert given_back == max(Decimal(0), min(excess, positive))
