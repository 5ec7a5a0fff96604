"""Security held in place of retention: it lowers the cap while it stands, and nothing else."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledgerstone.core import (
    CapOf,
    ClaimEntry,
    ContractKind,
    EntryMode,
    LineEntry,
    Position,
    Release,
    RetentionBasis,
    RetentionCap,
    RetentionKind,
    RetentionRule,
    RetentionSecurity,
    ScheduledLine,
    Terms,
    value_claim,
)
from tests.core.sheets import FLAT_10, assert_cover, claim, document, refusal, value, value_last

D = Decimal
CAPPED = {**FLAT_10, "cap": {"rate": "0.05", "of": "original_sum"}}
LINES = {"A": "400000.00"}


def secured(*securities: tuple[int, str], **rest: Any) -> dict[str, Any]:
    """A contract of 400,000 with security from these claims on; its cap is 20,000."""
    given = {"retention": CAPPED, **rest}
    written = document(LINES, *given.pop("claims", ()), **given)
    written["contract"]["securities"] = [
        {"from_claim": number, "amount": amount} for number, amount in securities
    ]
    return written


def test_security_lowers_the_cap_from_its_claim_on_until_the_next_one_begins() -> None:
    # Work of 150,000 holds 15,000 at most 20,000; security of 12,000 leaves 8,000, none 20,000.
    claims = (claim(1, {"A": "150000.00"}), claim(2), claim(3, {"A": "300000.00"}), claim(4))
    valued = value(secured((2, "12000.00"), (4, "0.00"), claims=claims))
    assert [one["cover"]["total_retention"] for one in valued] == [
        "15000.00", "8000.00", "8000.00", "20000.00",
    ]  # fmt: skip
    assert [one["cover"]["retention_this_period"] for one in valued] == [
        "15000.00", "-7000.00", "0.00", "12000.00",
    ]  # fmt: skip
    # What it gives back is paid with the claim; nothing was released by anybody.
    assert_cover(valued[1], current_payment_due="7000.00", retention_released_this_period="0.00")


def test_security_above_the_cap_leaves_nothing_to_hold() -> None:
    valued = value_last(secured((1, "20000.01"), claims=(claim(1, {"A": "150000.00"}),)))
    assert_cover(valued, total_retention="0.00")


def test_without_a_cap_security_lowers_nothing() -> None:
    written = secured((1, "12000.00"), claims=(claim(1, {"A": "150000.00"}),), retention=FLAT_10)
    assert_cover(value_last(written), total_retention="15000.00")


def test_a_share_released_on_an_event_is_of_what_the_lowered_cap_holds() -> None:
    half = {"share_of_held": "0.5", "event": "practical_completion"}
    claims = (claim(1, {"A": "400000.00"}), claim(2, release_retention=half), claim(3))
    valued = value(secured((1, "12000.00"), (3, "16000.00"), claims=claims))
    assert [one["cover"]["total_retention"] for one in valued] == ["8000.00", "4000.00", "2000.00"]


@pytest.mark.parametrize(
    ("securities", "field"),
    [
        ([{"from_claim": 1}], "contract.securities[0].amount"),
        ([{"amount": "1.00"}], "contract.securities[0].from_claim"),
        ([{"from_claim": 1, "amount": "-1.00"}], "contract.securities[0].amount"),
        ([{"from_claim": 1, "amount": "1.001"}], "contract.securities[0].amount"),
        ([{"from_claim": 0, "amount": "1.00"}], "contract.securities[0].from_claim"),
        ([{"from_claim": 1, "amount": "1.00"}] * 2, "contract.securities[1].from_claim"),
        ([{"from_claim": 1, "amount": "1.00", "of": "bank"}], "contract.securities[0].of"),
    ],
)
def test_securities_that_cannot_stand(securities: list[dict[str, Any]], field: str) -> None:
    written = secured(claims=(claim(1),))
    written["contract"]["securities"] = securities
    assert refusal(written)[0] == field


def test_security_in_place_of_nothing_is_refused() -> None:
    assert refusal(secured((1, "1.00"), retention=None))[0] == "contract.securities"


AMOUNTS = st.integers(0, 3_000_000).map(lambda units: D(units).scaleb(-2))
SECURITIES = st.dictionaries(st.integers(1, 6), AMOUNTS, max_size=3).map(
    lambda found: tuple(RetentionSecurity(number, amount) for number, amount in found.items())
)


@given(
    securities=SECURITIES,
    cap=st.sampled_from([RetentionCap(rate=D("0.05"), of=CapOf.REVISED_SUM),
                         RetentionCap(amount=D("15000.00"))]),
    work=st.lists(AMOUNTS.map(lambda amount: amount * 10), min_size=1, max_size=5),
    share=st.sampled_from([None, D("0.5"), D("1")]),
)  # fmt: skip
def test_a_certificate_stands_whatever_becomes_of_its_security(
    securities: tuple[RetentionSecurity, ...],
    cap: RetentionCap,
    work: list[Decimal],
    share: Decimal | None,
) -> None:
    """Each claim holds what it would with its own cap lowered, and what comes later changes no
    figure of a claim before it."""
    rule = RetentionRule(RetentionBasis.PER_LINE, RetentionKind.FLAT, D("0.1"), D("0.1"), cap=cap)
    lines = [ScheduledLine("A", D("400000.00"))]
    position = plain = Position()
    for number, earned in enumerate(work, 1):
        release = Release(share_of_held=share, event="done") if share and number == 2 else None
        entry = ClaimEntry(
            number, lines={"A": LineEntry(EntryMode.WORK_TO_DATE, earned)}, release=release
        )
        known = tuple(one for one in securities if one.from_claim <= number)
        terms = Terms(ContractKind.SUBCONTRACT, retention=rule, securities=securities)
        valued = value_claim(terms, lines, entry, position)
        until_now = Terms(ContractKind.SUBCONTRACT, retention=rule, securities=known)
        assert value_claim(until_now, lines, entry, position) == valued
        stands = max(known, key=lambda one: one.from_claim).amount if known else D(0)
        whole = D("20000.00") if cap.amount is None else cap.amount
        lowered = RetentionRule(
            RetentionBasis.PER_LINE, RetentionKind.FLAT, D("0.1"), D("0.1"),
            cap=RetentionCap(amount=max(D(0), whole - stands)),
        )  # fmt: skip
        by_hand = value_claim(
            Terms(ContractKind.SUBCONTRACT, retention=lowered), lines, entry, plain
        )
        assert by_hand == valued
        position, plain = valued.after, by_hand.after
