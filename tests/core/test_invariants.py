"""What holds for every claim, whatever is entered: properties over random chains of claims."""

import json
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from ledgerstone.core import (
    AssessedEntry,
    Band,
    BandMeasure,
    CapOf,
    ChangeScope,
    ClaimEntry,
    ContractKind,
    Deduction,
    EntryMode,
    LineEntry,
    Position,
    Release,
    RetentionBasis,
    RetentionCap,
    RetentionChange,
    RetentionKind,
    RetentionRule,
    ScheduledLine,
    TaxBase,
    TaxTerms,
    Terms,
    Valuation,
    check_certificate,
    value_claim,
)

D = Decimal
KIND = ContractKind.SUBCONTRACT
KEYS = "ABCD"

CENTS = st.integers(-200_000, 1_000_000).map(lambda units: D(units).scaleb(-2))
POSITIVE = st.integers(0, 1_000_000).map(lambda units: D(units).scaleb(-2))
RATES = st.sampled_from([D(rate) for rate in ("0", "0.05", "0.10", "0.0333", "1")])
SHARES = st.sampled_from([D(share) for share in ("0", "0.25", "0.3333", "0.5", "1")])
PERCENTS = st.integers(0, 12_000).map(lambda units: D(units).scaleb(-4))

ENTRIES = st.one_of(
    st.tuples(st.just(EntryMode.WORK_TO_DATE), POSITIVE),
    st.tuples(st.just(EntryMode.WORK_THIS_PERIOD), CENTS),
    st.tuples(st.just(EntryMode.PERCENT_TO_DATE), PERCENTS),
    st.tuples(st.just(EntryMode.PERCENT_THIS_PERIOD), PERCENTS),
    st.tuples(st.just(EntryMode.PERCENT_COMPLETED_AND_STORED_TO_DATE), PERCENTS),
    st.tuples(st.none(), st.none()),
)
CAPS = st.one_of(
    st.none(),
    st.builds(RetentionCap, amount=POSITIVE),
    st.builds(RetentionCap, rate=RATES, of=st.sampled_from(CapOf)),
)


@st.composite
def flat_rules(draw: st.DrawFn, basis: RetentionBasis | None = None) -> RetentionRule:
    found = draw(st.sampled_from(RetentionBasis)) if basis is None else basis
    free = draw(st.one_of(st.none(), POSITIVE)) if found is RetentionBasis.COVER else None
    cap = draw(CAPS)
    return RetentionRule(
        found, RetentionKind.FLAT, draw(RATES), draw(RATES), cap=cap, free_amount=free
    )


@st.composite
def banded_rules(draw: st.DrawFn) -> RetentionRule:
    of = draw(st.sampled_from(BandMeasure))
    limits = sorted(draw(st.sets(st.integers(1, 100), min_size=1, max_size=3)))
    scale = D("0.01") if of is BandMeasure.PERCENT_COMPLETE else D(100)
    bands = [Band(limit * scale, draw(RATES)) for limit in limits]
    if draw(st.booleans()):
        bands.append(Band(None, draw(RATES)))
    kind = draw(st.sampled_from([RetentionKind.BANDS, RetentionKind.STEPS]))
    free = draw(st.one_of(st.none(), POSITIVE))
    return RetentionRule(
        RetentionBasis.COVER,
        kind,
        bands=tuple(bands),
        bands_of=of,
        cap=draw(CAPS),
        free_amount=free,
    )


@st.composite
def terms_of(draw: st.DrawFn) -> Terms:
    rule = draw(st.one_of(st.none(), flat_rules(), banded_rules()))
    changes: tuple[RetentionChange, ...] = ()
    if rule is not None and rule.kind is RetentionKind.FLAT and draw(st.booleans()):
        scope = st.sampled_from(ChangeScope)
        changes = (RetentionChange(draw(st.integers(1, 4)), draw(scope), draw(RATES), draw(RATES)),)
    tax = draw(st.one_of(st.none(), st.builds(TaxTerms, RATES, st.sampled_from(TaxBase))))
    return Terms(KIND, retention=rule, retention_changes=changes, tax=tax)


@st.composite
def lines_of(draw: st.DrawFn, terms: Terms) -> list[ScheduledLine]:
    rule = terms.retention
    per_line = rule is not None and rule.basis is RetentionBasis.PER_LINE
    maybe_rate = st.one_of(st.none(), RATES)
    return [
        ScheduledLine(
            key,
            draw(CENTS),
            retention_work=draw(maybe_rate) if per_line else None,
            retention_materials=draw(maybe_rate) if per_line else None,
            exempt=draw(st.booleans()) and draw(st.booleans()),
            tax_rate=draw(maybe_rate) if terms.tax is not None else None,
            variation="V" if key == "D" else None,
            counts=key != "D" or draw(st.booleans()),
        )
        for key in KEYS[: draw(st.integers(1, 4))]
    ]


@st.composite
def line_entries(draw: st.DrawFn, terms: Terms, line: ScheduledLine) -> LineEntry:
    mode, figure = draw(ENTRIES)
    stored = draw(st.one_of(st.none(), POSITIVE))
    bears = terms.retention is not None and not line.exempt
    rule = terms.retention
    on_line = rule is not None and rule.basis is RetentionBasis.PER_LINE and rule.cap is None
    adjustment = draw(st.one_of(st.none(), CENTS)) if bears else None
    released = draw(st.one_of(st.none(), POSITIVE)) if on_line else None
    assessed = None
    if draw(st.booleans()):
        answer, amount = draw(ENTRIES)
        assessed = AssessedEntry(answer, amount, draw(st.one_of(st.none(), POSITIVE)), reason="x")
    return LineEntry(mode, figure, stored, adjustment, released, assessed)


RELEASES = st.one_of(
    st.none(),
    st.builds(Release, amount=POSITIVE),
    st.builds(Release, share_of_held=SHARES, event=st.sampled_from([None, "completion"])),
)


@st.composite
def claims_of(draw: st.DrawFn, terms: Terms, lines: Sequence[ScheduledLine]) -> list[ClaimEntry]:
    return [
        ClaimEntry(
            number,
            lines={
                line.key: draw(line_entries(terms, line)) for line in lines if draw(st.booleans())
            },
            release=draw(RELEASES) if draw(st.booleans()) else None,
            assessed_release=draw(RELEASES) if draw(st.booleans()) else None,
            deductions=(Deduction(draw(CENTS), draw(st.booleans())),),
            move_stored_to_work=draw(st.booleans()),
        )
        for number in range(1, draw(st.integers(1, 4)) + 1)
    ]


@st.composite
def contracts(draw: st.DrawFn) -> tuple[Terms, list[ScheduledLine], list[ClaimEntry]]:
    terms = draw(terms_of())
    lines = draw(lines_of(terms))
    return terms, lines, draw(claims_of(terms, lines))


Contract = tuple[Terms, list[ScheduledLine], list[ClaimEntry]]


def _chain(contract: Contract) -> list[tuple[Position, Valuation]]:
    terms, lines, claims = contract
    found: list[tuple[Position, Valuation]] = []
    before = Position.empty()
    for entry in claims:
        valued = value_claim(terms, lines, entry, before)
        found.append((before, valued))
        before = valued.after
    return found


@given(contracts())
@settings(max_examples=80, deadline=None)
def test_every_cover_and_sheet_ties_by_itself(contract: Contract) -> None:
    for _, valued in _chain(contract):
        assert check_certificate(valued.cover, valued.lines) == ()
        claimed, cover = valued.claimed_cover, valued.cover
        for one in (claimed, cover):
            assert one.total_retention == one.retention_on_work + one.retention_on_materials
            assert one.total_earned_less_retention + one.total_retention == (
                one.total_completed_and_stored
            )
            assert one.payable == one.current_payment_due + one.deductions_this_period + one.tax
        assert cover.balance_to_finish_including_retention == (
            sum((line.balance_to_finish for line in valued.lines), D(0)) + cover.total_retention
        )
        assert claimed.less_previous_certificates == cover.less_previous_certificates
        assert claimed.total_completed_and_stored == sum((x.claimed for x in valued.lines), D(0))


@given(contracts())
@settings(max_examples=80, deadline=None)
def test_a_claim_continues_the_last_certificate(contract: Contract) -> None:
    claims = contract[2]
    certified = D(0)
    for (before, valued), entry in zip(_chain(contract), claims, strict=True):
        cover = valued.cover
        assert cover.less_previous_certificates == before.earned_less_retention
        certified += cover.current_payment_due
        assert certified == cover.total_earned_less_retention
        assert cover.deductions_to_date == before.deductions_to_date + cover.deductions_this_period
        for line in valued.lines:
            at = before.lines.get(line.item)
            work = at.work if at else D(0)
            stored = at.stored if at else D(0)
            moved = stored if entry.move_stored_to_work else D(0)
            assert line.work_previous == work + moved
            assert line.movement_this_period == (
                line.work_this_period + line.materials_stored - (stored - moved)
            )
            assert line.completed_and_stored - line.movement_this_period == work + stored


@given(contracts())
@settings(max_examples=80, deadline=None)
def test_retention_held_is_withheld_less_released(contract: Contract) -> None:
    rule = contract[0].retention
    for before, valued in _chain(contract):
        cover = valued.cover
        assert cover.total_retention >= 0
        assert cover.retention_released_this_period >= 0
        assert cover.total_retention == (
            before.total_retention
            + cover.retention_this_period
            - cover.retention_released_this_period
        )
        assert 0 <= valued.after.k <= before.k
        if rule is None:
            assert cover.total_retention == 0
        elif rule.cap is not None and rule.cap.amount is not None:
            adjusted = sum((at.adjustment for at in valued.after.lines.values()), D(0))
            assert cover.total_retention <= max(D(0), rule.cap.amount + adjusted)


@given(contracts())
@settings(max_examples=60, deadline=None)
def test_a_position_that_went_through_json_gives_the_same_claim(contract: Contract) -> None:
    terms, lines, claims = contract
    for (before, valued), entry in zip(_chain(contract), claims, strict=True):
        read = Position.from_json(json.loads(json.dumps(before.to_json())))
        assert read == before
        assert value_claim(terms, lines, entry, read) == valued


@given(contracts())
@settings(max_examples=60, deadline=None)
def test_the_order_of_lines_changes_no_total(contract: Contract) -> None:
    terms, lines, claims = contract
    shuffled = list(reversed(lines))
    one, other = _chain(contract), _chain((terms, shuffled, claims))
    for (_, valued), (_, again) in zip(one, other, strict=True):
        if terms.tax is None or all(line.tax_rate is None for line in lines):
            assert valued.cover == again.cover
        assert valued.cover.total_retention == again.cover.total_retention
        assert valued.cover.total_completed_and_stored == again.cover.total_completed_and_stored


@given(flat_rules(), st.lists(POSITIVE, min_size=2, max_size=4))
@settings(max_examples=60, deadline=None)
def test_the_same_cumulative_figures_hold_the_same_however_many_claims(
    rule: RetentionRule, works: list[Decimal]
) -> None:
    terms = Terms(KIND, retention=rule)
    lines = [ScheduledLine(key, D("9999.99")) for key in "AB"]

    def to_date(number: int, work: Decimal) -> ClaimEntry:
        entry = LineEntry(EntryMode.WORK_TO_DATE, work, materials_stored=D("77.77"))
        return ClaimEntry(number, lines={"A": entry, "B": entry})

    many = _chain((terms, lines, [to_date(n, work) for n, work in enumerate(works, 1)]))
    (_, once) = _chain((terms, lines, [to_date(1, works[-1])]))[0]
    assert many[-1][1].cover.total_retention == once.cover.total_retention
    due = sum((valued.cover.current_payment_due for _, valued in many), D(0))
    assert due == once.cover.current_payment_due


@given(CENTS, st.integers(0, 10_000))
@settings(max_examples=60, deadline=None)
def test_a_part_and_then_the_rest_is_all_of_it_at_once(value: Decimal, part: int) -> None:
    lines = [ScheduledLine("A", value)]
    steps = [D(part).scaleb(-4), D(1)]
    by_percent = [
        ClaimEntry(n, lines={"A": LineEntry(EntryMode.PERCENT_TO_DATE, step)})
        for n, step in enumerate(steps, 1)
    ]
    (_, first), (_, second) = _chain((Terms(KIND), lines, by_percent))
    moved = first.lines[0].work_this_period + second.lines[0].work_this_period
    assert moved == second.lines[0].completed_and_stored == value


@given(POSITIVE, POSITIVE, RATES)
@settings(max_examples=60, deadline=None)
def test_moving_stored_material_into_work_changes_nothing_at_equal_rates(
    work: Decimal, stored: Decimal, rate: Decimal
) -> None:
    rule = RetentionRule(RetentionBasis.COVER, RetentionKind.FLAT, rate, rate)
    terms, lines = Terms(KIND, retention=rule), [ScheduledLine("A", D("9999.99"))]
    entry = LineEntry(EntryMode.WORK_TO_DATE, work, materials_stored=stored)
    first = value_claim(terms, lines, ClaimEntry(1, lines={"A": entry}), Position.empty())
    moved = value_claim(terms, lines, ClaimEntry(2, move_stored_to_work=True), first.after)
    assert moved.cover.total_completed_and_stored == first.cover.total_completed_and_stored
    assert moved.cover.total_retention == first.cover.total_retention
    assert moved.cover.current_payment_due == 0
    assert moved.lines[0].movement_this_period == 0


@given(contracts(), CENTS)
@settings(max_examples=60, deadline=None)
def test_a_variation_and_its_reversal_restore_all(contract: Contract, amount: Decimal) -> None:
    terms, lines, claims = contract
    there = ScheduledLine("there", amount, variation="1")
    back = ScheduledLine("back", -amount, variation="2")
    plain, changed = _chain(contract), _chain((terms, [*lines, there, back], claims))
    for (_, one), (_, other) in zip(plain, changed, strict=True):
        assert one.cover == other.cover


@given(st.lists(POSITIVE, min_size=1, max_size=4), RATES, st.data())
@settings(max_examples=60, deadline=None)
def test_splitting_a_line_changes_no_total_of_a_cover(
    works: list[Decimal], rate: Decimal, data: st.DataObject
) -> None:
    rule = RetentionRule(RetentionBasis.COVER, RetentionKind.FLAT, rate, rate)
    terms = Terms(KIND, retention=rule)

    def valued(parts: list[Decimal]) -> Valuation:
        lines = [ScheduledLine(str(i), D("9999.99")) for i in range(len(parts))]
        entries = {str(i): LineEntry(EntryMode.WORK_TO_DATE, part) for i, part in enumerate(parts)}
        return value_claim(terms, lines, ClaimEntry(1, lines=entries), Position.empty())

    cut = data.draw(CENTS)
    whole, split = valued(works), valued([*works[:-1], works[-1] - cut, cut])
    assume(split.cover.total_completed_and_stored >= 0)
    assert whole.cover.total_retention == split.cover.total_retention
    assert whole.cover.current_payment_due == split.cover.current_payment_due


@given(banded_rules(), POSITIVE, POSITIVE)
@settings(max_examples=60, deadline=None)
def test_bands_ask_no_less_for_more_and_are_the_sum_of_their_bands(
    rule: RetentionRule, less: Decimal, more: Decimal
) -> None:
    assume(less <= more)
    bands = replace(rule, kind=RetentionKind.BANDS)
    lines = [ScheduledLine("A", D("5000.00"))]

    def held(work: Decimal, found: RetentionRule) -> Decimal:
        entry = ClaimEntry(1, lines={"A": LineEntry(EntryMode.WORK_TO_DATE, work)})
        terms = Terms(KIND, retention=found)
        return value_claim(terms, lines, entry, Position.empty()).cover.total_retention

    assert held(less, bands) <= held(more, bands)
    plain = replace(bands, cap=None, free_amount=None)
    apart = D(0)
    for index in range(len(plain.bands)):
        only = [replace(band, rate=band.rate if i == index else D(0))
                for i, band in enumerate(plain.bands)]  # fmt: skip
        apart += held(more, replace(plain, bands=tuple(only)))
    assert abs(apart - held(more, plain)) <= D("0.01") * len(plain.bands)


@given(contracts())
@settings(max_examples=50, deadline=None)
def test_a_final_claim_releases_everything(contract: Contract) -> None:
    terms, lines, _ = contract
    (*_, (_, last)) = _chain(contract)
    release = Release(share_of_held=D(1), event="end of defects")
    final = value_claim(terms, lines, ClaimEntry(9, release=release), last.after)
    assert final.cover.total_retention == 0
    assert final.after.k == 0
    assert [line.retention for line in final.lines] == [D(0)] * len(lines)
    assert final.cover.total_earned_less_retention == final.cover.total_completed_and_stored
