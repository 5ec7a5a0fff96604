"""Markup lines of a head contract: each takes its rate on what it marks up, to date."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from ledgerstone import core
from ledgerstone.claims.models import Claim
from ledgerstone.claims.prefill.fillings import LineFilling
from ledgerstone.claims.prefill.head_lines import HeadLine
from ledgerstone.claims.prefill.markups import with_markups
from ledgerstone.contracts.models import Contract, ScheduleLine, Variation
from ledgerstone.contracts.opening import Stood, StoodLine
from ledgerstone.contracts.operations import NewMarkup, create_variation, define_markups
from ledgerstone.contracts.operations.opening import set_opening
from tests.claims.prefill_site import WORK, Site, site
from tests.support.scene import raw_rows

__all__ = ["site"]
OVERHEADS = NewMarkup("Overheads", "horizontal", Decimal("0.10"))
MARGIN = NewMarkup("Margin", "vertical", Decimal("0.05"), compounds=True)


def marked_up(site: Site, *values: str) -> Variation:
    """An approved head contract variation of these lines, with overheads and margin."""
    contract = Contract.objects.get(pk=site.head.contract.pk)
    contract.markups_enabled = True
    contract.save(update_fields=["markups_enabled"])
    define_markups(
        actor=site.head.actor,
        contract_id=contract.pk,
        markups=[OVERHEADS, MARGIN],
        expected_version=contract.version,
    )
    return create_variation(
        actor=site.head.actor,
        contract_id=contract.pk,
        kind="variation",
        title="Canopy",
        status="approved",
        approved_on=dt.date(2026, 9, 2),
        lines=raw_rows([("", f"Part {n}", value) for n, value in enumerate(values, 1)]),
    )


def recovered(site: Site, above: Variation, value: str) -> None:
    create_variation(
        actor=site.concrete.actor,
        contract_id=site.concrete.contract.pk,
        kind="variation",
        title="Canopy",
        status="approved",
        approved_on=dt.date(2026, 9, 2),
        lines=raw_rows([("", "Canopy", value)]),
        head_variation_id=above.pk,
    )


def test_markups_follow_the_work_to_date_and_end_in_full(site: Site) -> None:
    above = marked_up(site, "1000.00", "333.33")
    recovered(site, above, "1333.33")
    site.concrete.certified({"V1.1": {WORK: "500.55"}})
    first = site.head_claim()
    site.fill(first)
    # 10 % of 500.55; 5 % of 550.61 (500.55 and 50.06)
    assert site.billed(first) == {"V1.1": "500.55", "V1.1.M1": "50.06", "V1.M2": "27.53"}
    assert site.fill(first).changed == 0
    site.head.issue(first)

    site.scene.period(2026, 10)
    site.concrete.certified({"V1.1": {WORK: "832.78"}})
    second = site.head_claim()
    site.fill(second)
    for line in site.head.sheet(second):
        if line.variation is not None:
            assert line.claimed == line.scheduled_value
    assert sum(Decimal(one) for one in site.billed(second).values()) == Decimal("961.85")


def test_a_typed_markup_is_kept_and_typed_work_is_marked_up(site: Site) -> None:
    marked_up(site, "1000.00")
    claim = site.head_claim()
    site.head.type(claim, {"V1.1": {WORK: "200"}, "V1.M2": {WORK: "3"}})
    site.fill(claim)
    assert site.billed(claim) == {"V1.1": "200.00", "V1.1.M1": "20.00", "V1.M2": "3.00"}


def test_what_is_marked_up_and_taken_away_takes_its_markup_with_it(site: Site) -> None:
    marked_up(site, "1000.00")
    claim = site.head_claim()
    site.head.type(claim, {"V1.1": {WORK: "200"}})
    site.fill(claim)
    assert site.billed(claim)["V1.1.M1"] == "20.00"
    site.head.type(claim, {"V1.1": {WORK: ""}})
    site.fill(claim)
    assert site.billed(claim) == {}


def line(identity: int, value: str, markup: int | None = None, **given: object) -> HeadLine:
    zero = Decimal("0.00")
    return HeadLine(
        identity, str(identity), "", "", Decimal(value), None, 1, False, zero, zero, zero, zero,
        False, False, markup, **given,  # type: ignore[arg-type]
    )  # fmt: skip


def billed(identity: int, amount: str) -> LineFilling:
    figure = Decimal(amount)
    return LineFilling(identity, "work_to_date", figure, None, figure, is_prefilled=True)


@pytest.mark.parametrize(
    ("done", "expected"), [("100.00", "12.50"), ("33.33", "4.17"), ("0.00", None)]
)
def test_after_its_rate_was_changed_a_markup_takes_the_same_share_as_its_work(
    done: str, expected: str | None
) -> None:
    lines = [line(1, "100.00"), line(2, "12.50", markup=7)]
    rules = {7: core.MarkupRule(core.MarkupKind.HORIZONTAL, Decimal("0.2"))}
    found = {one.line_id: one.after for one in with_markups(lines, [billed(1, done)], rules)}
    assert found.get(2) == (None if expected is None else Decimal(expected))


def test_a_line_that_stood_elsewhere_is_filled_from_there(site: Site) -> None:
    """A head contract taken over in mid-job: what was billed elsewhere is no balance any more."""
    lines = {one.item: one for one in ScheduleLine.objects.filter(contract=site.head.contract)}
    stood = Stood(3, Decimal(950), lines={lines["01"].pk: StoodLine(work=Decimal(950))})
    set_opening(actor=site.scene.actor, contract_id=site.head.contract.pk, opening=stood)
    site.concrete.certified({"1": {WORK: "400"}})
    claim: Claim = site.head_claim()
    preview = site.fill(claim)
    balances = {row.line.item: str(row.line.balance) for row in preview.lines}
    assert balances["01"] == "50.00"
    assert site.billed(claim) == {"01": "50.00", "02": "350.00"}
    assert str(site.head.line(claim, "01").claimed) == "1000.00"
