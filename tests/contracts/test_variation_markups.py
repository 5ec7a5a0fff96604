"""Markups of a contract as lines of its variations, worked out anew until they are approved."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from ledgerstone.contracts.models import Contract, Markup
from ledgerstone.contracts.operations import NewMarkup, define_markups
from ledgerstone.contracts.schedules.schedule import RawRow
from ledgerstone.projects.operations import add_budget_codes
from ledgerstone.tenancy.refusals import Invalid, WrongState
from tests.contracts.variation_site import Site
from tests.support.scene import Scene


def site_of(scene: Scene, kind: str = "head_contract", **given: Any) -> Site:
    site = Site.at(scene, kind, **given)
    Contract.objects.filter(pk=site.contract.pk).update(markups_enabled=True)
    return site


def define(site: Site, *markups: NewMarkup) -> None:
    contract = Contract.objects.get(pk=site.contract.pk)
    define_markups(
        actor=site.actor,
        contract_id=contract.pk,
        markups=markups,
        expected_version=contract.version,
    )


def overheads(rate: str = "0.1", **given: Any) -> NewMarkup:
    return NewMarkup("Overheads", "horizontal", Decimal(rate), **given)


def margin(rate: str = "0.05", **given: Any) -> NewMarkup:
    return NewMarkup("Margin", "vertical", Decimal(rate), **given)


def test_each_line_is_followed_by_its_markup_and_the_sum_comes_last(scene: Scene) -> None:
    site = site_of(scene)
    define(site, overheads(), margin(compounds=True))
    made = site.make("variation", "1000", "333.33")
    assert site.lines(made) == [
        ("V1.1", "1000.00"), ("V1.1.M1", "100.00"), ("V1.2", "333.33"), ("V1.2.M1", "33.33"),
        ("V1.M2", "73.33"),
    ]  # fmt: skip
    assert site.sums()["draft"] == "1539.99"
    told = list(made.lines.order_by("position").values_list("description", "markup__name"))
    assert told[1] == ("Overheads, 10% on V1.1", "Overheads")
    assert told[4] == ("Margin, 5%", "Margin")


def test_a_markup_bears_what_its_line_bears(scene: Scene) -> None:
    site = site_of(scene)
    define(site, overheads(), margin())
    add_budget_codes(actor=scene.actor, project_id=scene.project.pk, codes={"05-100": "Steel"})
    row = RawRow(
        description="Bracing", section="North", budget_code="05-100", scheduled_value="100"
    )
    made = site.make("variation", lines=[row])
    found = made.lines.order_by("position").values_list("budget_code__code", "section")
    assert list(found) == [("05-100", "North"), ("05-100", "North"), (None, "")]


def test_they_follow_lines_and_markups_until_the_approval(scene: Scene) -> None:
    site = site_of(scene)
    approved, open_one = site.make("variation", "50"), site.make("variation", "200")
    define(site, overheads())
    site.to(approved, "approved")
    mark = open_one.lines.get(item="V2.1.M1").pk
    site.relined(open_one, ("V2.1", "Work", "300"), ("V2.7", "More", "-10"))
    assert site.lines(open_one) == [
        ("V2.1", "300.00"), ("V2.1.M1", "30.00"), ("V2.7", "-10.00"), ("V2.7.M1", "-1.00"),
    ]  # fmt: skip
    assert open_one.lines.get(item="V2.1.M1").pk == mark
    kept = Markup.objects.get().pk
    define(site, overheads("0.2", id=kept), margin())
    assert [amount for _, amount in site.lines(open_one)] == [
        "300.00", "60.00", "-10.00", "-2.00", "14.50",
    ]  # fmt: skip
    assert site.lines(approved) == [("V1.1", "50.00"), ("V1.1.M1", "5.00")]
    with pytest.raises(WrongState, match="Overheads stands on V1, which is approved"):
        define(site, margin())


def test_one_that_is_used_nowhere_goes_with_its_lines(scene: Scene) -> None:
    site = site_of(scene)
    define(site, overheads(), margin())
    made = site.make("variation", "100")
    define(site)
    assert site.lines(made) == [("V1.1", "100.00")]
    assert not Markup.objects.exists()


def test_each_part_of_a_bundle_is_marked_up(scene: Scene) -> None:
    site = site_of(scene, tiers=2)
    define(site, margin("0.1"))
    part = site.make("potential", "100")
    whole = site.make("variation", parts=[part])
    site.to(whole, "approved")
    assert site.lines(part) == [("PV1.1", "100.00"), ("PV1.M1", "10.00")]
    assert site.sums()["approved"] == "110.00"


def test_commitments_have_markups_where_they_are_enabled(scene: Scene) -> None:
    site = Site.at(scene)
    with pytest.raises(WrongState, match="Markups are switched off"):
        define(site, overheads())
    Contract.objects.filter(pk=site.contract.pk).update(markups_enabled=True)
    define(site, overheads())
    assert len(site.lines(site.make("variation", "100"))) == 2


def test_what_is_wrong_is_said_at_its_place(scene: Scene) -> None:
    site = site_of(scene)
    with pytest.raises(Invalid) as refused:
        define(site, NewMarkup(" ", "diagonal", Decimal("-1")), overheads("10.5"))
    assert set(refused.value.fields) == {
        "markup:1:name", "markup:1:kind", "markup:1:rate", "markup:2:rate",
    }  # fmt: skip


def test_an_item_that_is_taken_is_not_used_again(scene: Scene) -> None:
    site = site_of(scene)
    site.make("variation", lines=[RawRow(item="V2.1.M1", description="x", scheduled_value="1")])
    define(site, overheads())
    made = site.make("variation", "100")
    assert [item for item, _ in site.lines(made)] == ["V2.1", "V2.1.M1-2"]
