"""What a line of a file pays: by what it names, by its cents, and never by a guess."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledgerstone.payments.importing.lines import Line
from ledgerstone.payments.importing.matching import State
from ledgerstone.payments.importing.naming import Names, name_words
from ledgerstone.payments.importing.plan import (
    LEAVE,
    TAKE,
    ImportPlan,
    PlannedLine,
    plan_lines,
    why_not,
)
from ledgerstone.payments.importing.sums import adding_up
from ledgerstone.payments.importing.targets import (
    PayableClaim,
    PayableContract,
    Recorded,
    Targets,
)

DAY = dt.date(2026, 10, 30)
KEEL, VANE, IRON, OWNER = 1, 2, 3, 9
COMPANIES = {
    KEEL: "Keel Steel Pty Ltd",
    VANE: "Vane & Sons Glazing",
    IRON: "Ironline Structural Steel Ltd",
    OWNER: "The Harbour Trust",
}


def site(claims: Sequence[tuple[str, int, str]], recorded: Sequence[Recorded] = ()) -> Targets:
    """Contracts by their numbers with claims of so much: SC-… are paid, HC-… are received.

    SC-00n is Keel's, SC-10n is Vane's, SC-20n Ironline's.
    """
    contracts: dict[str, list[PayableClaim]] = {}
    for place, (number, claim, open_) in enumerate(claims, start=1):
        own = contracts.setdefault(number, [])
        contract_id = list(contracts).index(number) + 1
        if open_:
            amount = Decimal(open_)
            own.append(
                PayableClaim(place, contract_id, claim, f"INV-{number[3:]}{claim}9", amount,
                             Decimal(0), amount)
            )  # fmt: skip
    found = {}
    for contract_id, (number, own) in enumerate(contracts.items(), start=1):
        company = OWNER if number[0] == "H" else {"0": KEEL, "1": VANE, "2": IRON}[number[3]]
        found[contract_id] = PayableContract(
            contract_id, number, f"Works {number}", company, COMPANIES[company], "",
            "51 824 753 556" if company == KEEL else "", number[0] == "H", tuple(own),
        )  # fmt: skip
    stands: dict[tuple[int, Decimal], list[Recorded]] = {}
    for one in recorded:
        stands.setdefault((one.contract_id, one.amount), []).append(one)
    return Targets(found, {one.claim_id: one for own in contracts.values() for one in own}, stands)


def plan(
    targets: Targets,
    *said: tuple[str, str],
    choices: dict[str, object] | None = None,
    known: frozenset[str] = frozenset(),
) -> ImportPlan:
    lines = [
        Line(number, DAY, Decimal(amount), (text,), key=f"key-{number}")
        for number, (text, amount) in enumerate(said, start=1)
    ]
    return plan_lines(lines, targets, lambda _keys: set(known), choices or {})


def one(targets: Targets, text: str, amount: str) -> PlannedLine:
    [found] = plan(targets, (text, amount)).lines
    return found


def parts(found: PlannedLine) -> list[tuple[int, int | None, str]]:
    return [(part.contract_id, part.claim_id, str(part.amount)) for part in found.parts]


THREE = [("SC-001", 1, "100.00"), ("SC-001", 2, "250.00"), ("SC-101", 1, "100.00")]


@pytest.mark.parametrize(
    ("text", "amount", "reason", "claims"),
    [
        ("INV-00129 thanks", "-250.00", "claims_named", [2]),
        ("inv 00129", "-250.00", "claims_named", [2]),
        ("SC-001 claim 2", "-250.00", "claims_named", [2]),
        ("SC001/2", "-250.00", "claims_named", [2]),
        ("PYMT SC 001 PC02", "-250.00", "claims_named", [2]),
        ("SC-001 claims 1 and 2", "-350.00", "claims_named", [1, 2]),
        ("INV-00119, INV-00129", "-350.00", "claims_named", [1, 2]),
        ("sc-001", "-250.00", "contract_and_amount", [2]),
        ("SC-001", "-350.00", "contract_and_sum", [1, 2]),
        ("KEEL STEEL", "-250.00", "company_and_amount", [2]),
        ("Keel Steel PTY LTD Oct", "-350.00", "company_and_sum", [1, 2]),
        ("ABN 51824753556", "-100.00", "company_and_amount", [1]),
        ("VANE AND SONS GLAZING", "-100.00", "company_and_amount", [3]),
        ("VANE SONS GLAZI", "-100.00", "company_and_amount", [3]),
    ],
)
def test_a_line_that_names_something_and_agrees_is_matched(
    text: str, amount: str, reason: str, claims: list[int]
) -> None:
    found = one(site(THREE), text, amount)
    assert (found.state, found.match.reason) == (State.MATCHED, reason)
    assert [part.claim_id for part in found.parts] == claims
    assert found.is_taken
    assert sum(part.amount for part in found.parts) == -Decimal(amount)


@pytest.mark.parametrize(
    ("text", "amount", "state", "reason"),
    [
        # Only the cents.
        ("Transfer", "-250.00", State.TO_LOOK_AT, "amount_alone"),
        # Two have this amount open.
        ("Transfer", "-100.00", State.UNMATCHED, "several_of_amount"),
        ("Wages week 44", "-7.77", State.UNMATCHED, "nothing_named"),
        # Less and more than what is open.
        ("SC-001 claim 2", "-200.00", State.MATCHED, "part"),
        ("SC-001 claim 2", "-100.00", State.TO_LOOK_AT, "part"),
        ("SC-001", "-300.00", State.TO_LOOK_AT, "part"),
        ("SC-001", "-400.00", State.TO_LOOK_AT, "more_than_open"),
        # The other way.
        ("SC-001", "250.00", State.UNMATCHED, "paid_back"),
        ("Transfer", "250.00", State.UNMATCHED, "nothing_named"),
        # Names that do not go together.
        ("SC-101 Keel Steel", "-100.00", State.TO_LOOK_AT, "other_company"),
        ("INV-00129 for SC-101", "-250.00", State.TO_LOOK_AT, "other_contract"),
    ],
)
def test_a_line_that_does_not_agree_is_not_taken_by_itself(
    text: str, amount: str, state: State, reason: str
) -> None:
    found = one(site(THREE), text, amount)
    assert (found.state, found.match.reason) == (state, reason)
    assert found.is_taken == (state is State.MATCHED)


def test_more_than_is_open_is_credit_of_the_contract() -> None:
    assert parts(one(site(THREE), "SC-001", "-400.00")) == [
        (1, 1, "100.00"), (1, 2, "250.00"), (1, None, "50.00"),
    ]  # fmt: skip
    assert parts(one(site([("SC-001", 1, "0.00")]), "SC-001", "-40.00")) == [(1, None, "40.00")]


def test_what_came_in_pays_a_head_contract() -> None:
    targets = site([*THREE, ("HC-901", 4, "5000.00")])
    found = one(targets, "HARBOUR TRUST HC-901 claim 4", "5000.00")
    assert (found.match.reason, parts(found)) == ("claims_named", [(3, 4, "5000.00")])


def test_a_refund_pays_a_claim_that_comes_to_less_than_nothing() -> None:
    found = one(site([("SC-001", 1, "-80.00")]), "Keel Steel SC-001", "80.00")
    assert (found.state, parts(found)) == (State.MATCHED, [(1, 1, "-80.00")])


def test_one_transfer_for_several_contracts_of_a_company_is_one_payment_for_each() -> None:
    targets = site([("SC-001", 1, "100.00"), ("SC-002", 1, "30.50"), ("SC-003", 1, "7.00")])
    planned = plan(targets, ("Keel Steel", "-130.50"))
    assert parts(planned.lines[0]) == [(1, 1, "100.00"), (2, 2, "30.50")]
    assert planned.payments == 2


def test_two_sums_that_fit_are_not_chosen_between() -> None:
    targets = site([("SC-001", 1, "10.00"), ("SC-002", 1, "20.00"), ("SC-003", 1, "30.00"),
                    ("SC-004", 1, "40.00")])  # fmt: skip
    found = one(targets, "Keel Steel", "-50.00")
    assert (found.state, found.match.reason) == (State.UNMATCHED, "several_sums")


def test_of_equal_claims_of_a_contract_the_oldest_is_paid_first() -> None:
    targets = site([("SC-001", number, "10.00") for number in (1, 2, 3)])
    planned = plan(targets, ("SC-001", "-10.00"), ("SC-001", "-20.00"))
    assert [parts(line) for line in planned.lines] == [
        [(1, 1, "10.00")], [(1, 2, "10.00"), (1, 3, "10.00")],
    ]  # fmt: skip


def test_a_claim_is_paid_once_and_who_names_it_goes_first() -> None:
    planned = plan(site(THREE), ("Keel Steel", "-250.00"), ("SC-001 claim 2", "-250.00"))
    assert planned.lines[1].match.reason == "claims_named"
    assert planned.lines[0].state is not State.MATCHED


def test_a_doubtful_line_takes_nothing_from_one_that_agrees() -> None:
    said = [("SC-001", "-900.00"), ("Transfer", "-100.00"), ("Keel Steel", "-250.00")]
    planned = plan(site([("SC-001", 1, "100.00"), ("SC-001", 2, "250.00")]), *said)
    assert [line.match.reason for line in planned.lines] == [
        "nothing_open", "amount_alone", "company_and_amount",
    ]  # fmt: skip


def test_short_numbers_and_words_of_a_name_say_nothing() -> None:
    targets = site([("SC-001", 1, "100.00")])
    names = Names(targets)
    for text in ("Steel 001", "1", "Keel", "SC", "30/10/2026", "payments"):
        found = names.found_in([text])
        assert (found.claims, found.contracts, found.companies) == (set(), set(), set()), text


def test_a_date_behind_a_contract_is_no_claim() -> None:
    targets = site([("SC-001", 30, "100.00")])
    assert not Names(targets).found_in(["SC-001 30 Oct"]).claims
    assert Names(targets).found_in(["SC-001 No 30"]).claims == {1}


def test_names_are_compared_without_their_legal_form() -> None:
    assert name_words("The Harbour & Quay Co. Pty. Ltd.") == ("harbour", "quay")
    assert name_words("Company") == ("company",)
    assert name_words("***") == ()


def test_a_line_that_is_recorded_is_not_taken_again() -> None:
    planned = plan(site(THREE), ("SC-001", "-250.00"), known=frozenset({"key-1"}))
    assert planned.lines[0].state is State.RECORDED
    assert not planned.lines[0].is_taken


def test_what_is_like_a_payment_recorded_by_hand_is_looked_at() -> None:
    stands = Recorded(1, Decimal("250.00"), DAY - dt.timedelta(days=2), "")
    found = plan(site(THREE, [stands]), ("SC-001", "-250.00")).lines[0]
    assert (found.state, found.match.reason) == (State.TO_LOOK_AT, "like_recorded")
    long_ago = Recorded(1, Decimal("250.00"), DAY - dt.timedelta(days=20), "")
    assert plan(site(THREE, [long_ago]), ("SC-001", "-250.00")).lines[0].is_taken


def test_what_a_person_says_of_a_line_counts() -> None:
    said = [("SC-001", "-250.00"), ("Transfer", "-100.00"), ("SC-101", "-100.00")]
    planned = plan(
        site(THREE), *said, choices={"1": LEAVE, "2": [[1, 1, "60.00"], [1, None, "40.00"]]}
    )
    assert [line.is_taken for line in planned.lines] == [False, True, True]
    assert parts(planned.lines[1]) == [(1, 1, "60.00"), (1, None, "40.00")]
    looked = plan(site(THREE), ("Transfer", "-250.00"), choices={"1": TAKE})
    assert looked.lines[0].is_taken


def test_what_is_left_out_leaves_its_claim_to_the_others() -> None:
    said = [("SC-001 claim 2", "-250.00"), ("Keel Steel", "-250.00")]
    planned = plan(site(THREE), *said, choices={"1": LEAVE})
    assert [line.is_taken for line in planned.lines] == [False, True]
    assert parts(planned.lines[1]) == [(1, 2, "250.00")]


def test_a_line_that_is_in_the_file_twice_is_looked_at() -> None:
    targets = site([("SC-001", number, "10.00") for number in (1, 2)])
    lines = [
        Line(1, DAY, Decimal(-10), ("SC-001",), key="a-1"),
        Line(2, DAY, Decimal(-10), ("SC-001",), key="a-2", repeats=1),
    ]
    planned = plan_lines(lines, targets, lambda _keys: set(), {})
    assert [one.is_taken for one in planned.lines] == [True, False]
    assert (planned.lines[1].match.reason, planned.lines[1].match.about) == ("repeats", "1")


@pytest.mark.parametrize(
    "chosen",
    [
        [[1, 1, "99.00"]],  # not all of the line
        [[1, 2, "250.00"], [1, None, "-150.00"]],  # credit the other way
        [[9, None, "100.00"]],  # no such contract
        [[1, 77, "100.00"]],  # no such claim
        [[1, 1, "many"]],
        [[1, 3, "150.00"], [1, None, "-50.00"]],
        [],
    ],
)
def test_a_choice_that_can_no_longer_be_is_asked_again(chosen: list[object]) -> None:
    found = plan(site(THREE), ("Transfer", "-100.00"), choices={"1": chosen}).lines[0]
    assert not found.is_taken


def test_amounts_add_up() -> None:
    amounts = [Decimal(one) for one in ("10", "20", "30", "45", "-5")]
    assert adding_up(amounts, Decimal(100)) == [(0, 1, 2, 3, 4)]
    assert adding_up(amounts, Decimal(65)) == [(1, 3)]
    assert adding_up(amounts, Decimal(999)) == []
    assert adding_up([Decimal(5)], Decimal(5)) == []
    many = [Decimal(2**number) for number in range(40)]
    assert adding_up(many, Decimal(2**3 + 2**30)) == [(3, 30)]
    assert adding_up(many, Decimal(2**4 + 2**5 + 2**6)) == [(4, 5, 6)]


WORDS = st.lists(
    st.sampled_from(
        ["SC-001", "SC-002", "SC-101", "HC-901", "claim 1", "claim 2", "Keel Steel",
         "Harbour Trust", "Vane Sons Glazing", "INV-00119", "INV-90129", "Transfer", "1", ""]
    ),
    max_size=4,
)  # fmt: skip
CENTS = st.integers(-40, 60).map(lambda number: Decimal(number * 500) / 100)


@settings(max_examples=300, deadline=None)
@given(
    opens=st.lists(
        st.tuples(st.sampled_from(["SC-001", "SC-002", "SC-101", "HC-901"]), CENTS),
        min_size=1, max_size=9,
    ),
    said=st.lists(st.tuples(WORDS, CENTS.filter(bool)), min_size=1, max_size=8),
)  # fmt: skip
def test_whatever_a_file_says_each_cent_is_for_one_thing(
    opens: list[tuple[str, Decimal]], said: list[tuple[list[str], Decimal]]
) -> None:
    """What is proposed comes to the line, takes no claim beyond what is open on it, and is what
    could be recorded."""
    claims = [(number, place, str(amount)) for place, (number, amount) in enumerate(opens, 1)]
    targets = site(claims)
    planned = plan(targets, *[(" ".join(words), str(amount)) for words, amount in said])
    taken: dict[int, Decimal] = {}
    for found in planned.lines:
        if not found.parts:
            continue
        signs = {targets.contracts[part.contract_id].sign for part in found.parts}
        assert len(signs) == 1
        assert sum(part.amount for part in found.parts) == (found.line.amount or 0) * signs.pop()
        assert why_not(found.parts, found.line, targets, lambda pk: targets.claims[pk].open) == ""
        for part in found.parts:
            if part.claim_id is not None:
                taken[part.claim_id] = taken.get(part.claim_id, Decimal(0)) + part.amount
    for claim_id, amount in taken.items():
        low, high = sorted((Decimal(0), targets.claims[claim_id].open))
        assert low <= amount <= high
