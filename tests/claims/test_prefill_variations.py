"""Prefill through variations: bundles, what was approved since the draft began, and markups."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from ledgerstone.contracts.models import CommitmentSettings, Contract, Variation
from ledgerstone.contracts.operations import (
    NewMarkup,
    bundle_variations,
    change_variation_status,
    create_variation,
    define_markups,
)
from tests.claims.desk import Desk
from tests.claims.prefill_site import WORK, Site, site
from tests.support.scene import raw_rows

__all__ = ["site"]


def approved(
    desk: Desk, text: str, *, tiers: int = 1, recovered_by: Variation | None = None
) -> Variation:
    """An approved variation of one line, on so many tiers."""
    link = {} if recovered_by is None else {"head_variation_id": recovered_by.pk}
    low = "variation" if tiers == 1 else "potential"
    made = create_variation(
        actor=desk.actor,
        contract_id=desk.contract.pk,
        kind=low,
        title="Bracing",
        lines=raw_rows([("", "Bracing", text)]),
        **(link if tiers == 1 else {}),
    )
    if tiers > 1:
        part = made
        made = create_variation(
            actor=desk.actor,
            contract_id=desk.contract.pk,
            kind="variation",
            title="Bracing",
            **link,
        )
        bundle_variations(
            actor=desk.actor, variation_id=made.pk, part_ids=[part.pk], expected_version=1
        )
    return change_variation_status(
        actor=desk.actor,
        variation_id=made.pk,
        status="approved",
        approved_on=dt.date(2026, 9, 2),
        expected_version=Variation.objects.get(pk=made.pk).version,
    )


def test_what_was_approved_since_the_draft_began_is_added_with_it(site: Site) -> None:
    claim = site.head_claim()
    CommitmentSettings.objects.update_or_create(
        account=site.scene.account, project=site.scene.project, defaults={"variation_tiers": 2}
    )
    above = approved(site.head, "1000", tiers=2)
    unused = approved(site.head, "50", tiers=2)
    approved(site.steel, "400", tiers=2, recovered_by=above)
    site.steel.certified({"PV1.1": {WORK: "300"}})
    preview = site.preview(claim)
    (line,) = [line for line in preview.lines if line.is_added]
    assert (line.line.item, line.after) == ("PV1.1", Decimal("300.00"))
    assert "PV1.1" not in {one.item for one in site.head.sheet(claim)}
    site.fill(claim)
    assert site.billed(claim) == {"PV1.1": "300.00"}
    assert unused.number == "V2"
    assert "PV2.1" not in {one.item for one in site.head.sheet(claim)}


def test_a_cost_is_carried_to_lines_of_work_and_their_markup_takes_its_rate(site: Site) -> None:
    contract = Contract.objects.get(pk=site.head.contract.pk)
    contract.markups_enabled = True
    contract.save(update_fields=["markups_enabled"])
    define_markups(
        actor=site.head.actor,
        contract_id=contract.pk,
        markups=[NewMarkup("Margin", "vertical", Decimal("0.1"))],
        expected_version=contract.version,
    )
    above = approved(site.head, "1000", tiers=2)
    approved(site.steel, "1050", recovered_by=above)
    site.steel.certified({"V1.1": {WORK: "1050"}})
    claim = site.head_claim()
    site.fill(claim)
    assert site.billed(claim) == {"PV1.1": "1000.00", "PV1.M1": "100.00"}
    (left,) = site.preview(claim).not_carried
    assert left.amount.total == Decimal("50.00")
