"""Projects, members, budget codes, periods and settings."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ledgerstone.access.levels import Level, Tool
from ledgerstone.access.policy import level
from ledgerstone.contracts.actors import actor_for, refreshed
from ledgerstone.directory.operations import create_person
from ledgerstone.history.models import Event
from ledgerstone.projects import queries
from ledgerstone.projects.models import BillingPeriod
from ledgerstone.projects.operations import (
    add_budget_codes,
    add_member,
    change_invoicing_settings,
    close_billing_period,
    create_project,
    open_billing_period,
    reopen_billing_period,
)
from ledgerstone.tenancy.actor import NO_RIGHTS
from ledgerstone.tenancy.models import User
from ledgerstone.tenancy.refusals import Invalid, NotAllowed, NotThere, WrongState
from tests.support.scene import Scene


def new_project(scene: Scene, **given: Any) -> Any:
    return create_project(
        **{
            "actor": scene.actor,
            "number": "24-018",
            "name": "Ferry Wharf",
            "currency": "AUD",
            "time_zone": "Australia/Sydney",
            "terminology": "en-AU",
            "paper": "a4",
            **given,
        }
    )


def test_its_creator_becomes_its_administrator(scene: Scene) -> None:
    project = new_project(scene)
    actor = refreshed(scene.actor)
    assert level(actor, Tool.COMMITMENTS, project.pk) is Level.ADMIN
    assert list(queries.visible_to(actor)) == [scene.project, project]
    assert queries.invoicing_settings(actor, project.pk).commitments_may_over_bill
    (member,) = queries.members(actor, project.pk)
    assert (member.person.name, member.person.company) == ("Robin Hale", scene.own)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"number": ""}, "number"),
        ({"number": "24-017"}, "number"),
        ({"name": " "}, "name"),
        ({"currency": "AUX"}, "currency"),
        ({"time_zone": "Sydney"}, "time_zone"),
        ({"terminology": "de-DE"}, "terminology"),
        ({"paper": "a3"}, "paper"),
    ],
)
def test_what_cannot_stand_is_told_at_its_field(
    scene: Scene, given: dict[str, Any], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        new_project(scene, **given)
    assert list(refused.value.fields) == [field]
    assert queries.visible_to(scene.actor).count() == 1


def test_only_administrators_of_the_account_set_projects_up(scene: Scene) -> None:
    with pytest.raises(NotAllowed):
        new_project(scene, actor=replace(scene.actor, account_rights=NO_RIGHTS))


def test_an_actor_is_found_in_one_query_and_nobody_else_is(scene: Scene) -> None:
    with CaptureQueriesContext(connection) as captured:
        actor = actor_for(scene.user, scene.account)
    assert actor == scene.actor
    assert len(captured) == 1
    stranger = User.objects.create(email="else@example.com", name="Somebody Else")
    assert actor_for(stranger, scene.account) is None


def test_budget_codes_are_added_once(scene: Scene) -> None:
    add = {"actor": scene.actor, "project_id": scene.project.pk}
    first = add_budget_codes(**add, codes={"03-300": "Concrete"})
    again = add_budget_codes(**add, codes={"03-300": "Other name", "05-100.s": "Steel"})
    assert again["03-300"] == first["03-300"]
    assert again["03-300"].name == "Concrete"
    assert add_budget_codes(**add, codes={"05-100.S": ""})["05-100.S"].code == "05-100.s"


def test_others_are_put_on_the_project(scene: Scene) -> None:
    user = User.objects.create(email="kim@example.com", name="Kim")
    person = create_person(actor=scene.actor, company_id=scene.own.pk, name="Kim", user_id=user.pk)
    add_member(actor=scene.actor, project_id=scene.project.pk, person_id=person.pk)
    names = [member.person.name for member in queries.members(scene.actor, scene.project.pk)]
    assert names == ["Kim", "Robin Hale"]


def test_opening_a_period_closes_the_one_that_was_open(scene: Scene) -> None:
    october, november = scene.period(month=10), scene.period(month=11)
    october.refresh_from_db()
    assert (october.status, november.status) == ("closed", "open")
    assert queries.open_period(scene.actor, scene.project.pk) == november
    assert list(queries.periods(scene.actor, scene.project.pk)) == [november, october]
    assert november.billing_date == dt.date(2026, 11, 30)
    assert list(Event.objects.order_by("-id").values_list("summary", flat=True)[:2]) == [
        "opened the period 1 to 30 November 2026",
        "closed the period 1 to 31 October 2026",
    ]


def test_the_same_dates_are_refused_and_overlaps_are_warned_about(scene: Scene) -> None:
    scene.period(month=10)
    with pytest.raises(Invalid) as refused:
        scene.period(month=10)
    assert refused.value.fields == {
        "start": "There is a period from 1 to 31 October 2026 already. Open that one, or give "
        "other dates."
    }
    assert queries.open_period(scene.actor, scene.project.pk) is not None
    opened = open_billing_period(
        actor=scene.actor,
        project_id=scene.project.pk,
        start=dt.date(2026, 10, 26),
        end=dt.date(2026, 11, 25),
        due_date=dt.date(2026, 11, 20),
    )
    assert opened.warnings == ("It shares days with the period 1 to 31 October 2026.",)


def test_dates_out_of_order_are_told_together(scene: Scene) -> None:
    with pytest.raises(Invalid) as refused:
        open_billing_period(
            actor=scene.actor,
            project_id=scene.project.pk,
            start=dt.date(2026, 10, 2),
            end=dt.date(2026, 10, 1),
            due_date=dt.date(2026, 10, 1),
        )
    assert set(refused.value.fields) == {"end", "due_date"}


def test_a_period_is_closed_and_reopened_while_no_other_is_open(scene: Scene) -> None:
    october = scene.period(month=10)
    close_billing_period(actor=scene.actor, period_id=october.pk)
    with pytest.raises(WrongState, match="is closed already"):
        close_billing_period(actor=scene.actor, period_id=october.pk)
    assert reopen_billing_period(actor=scene.actor, period_id=october.pk).status == "open"
    scene.period(month=11)
    with pytest.raises(WrongState) as refused:
        reopen_billing_period(actor=scene.actor, period_id=october.pk)
    assert refused.value.message == (
        "The period 1 to 30 November 2026 is open. Close it first; one period is open at a time."
    )
    assert BillingPeriod.objects.filter(status="open").count() == 1


def test_invoicing_settings_change_and_are_remembered(scene: Scene) -> None:
    change_invoicing_settings(
        actor=scene.actor,
        project_id=scene.project.pk,
        commitments_may_over_bill=False,
        document_footer=" Harbour\nTrust ",
    )
    settings = queries.invoicing_settings(scene.actor, scene.project.pk)
    assert (settings.commitments_may_over_bill, settings.document_footer) == (
        False,
        "Harbour Trust",
    )
    assert Event.objects.latest("id").details["commitments_may_over_bill"] is False


def test_who_is_not_on_the_project_finds_nothing(scene: Scene) -> None:
    period = scene.period()
    outsider = replace(scene.actor, projects={})
    assert not queries.visible_to(outsider).exists()
    assert not queries.periods(outsider, scene.project.pk).exists()
    for act in (
        lambda: queries.get_project(outsider, scene.project.pk),
        lambda: queries.invoicing_settings(outsider, scene.project.pk),
        lambda: close_billing_period(actor=outsider, period_id=period.pk),
        lambda: add_budget_codes(actor=outsider, project_id=scene.project.pk, codes={"1": ""}),
    ):
        with pytest.raises(NotThere):
            act()


def test_reads_take_as_many_queries_for_many_periods_as_for_few(scene: Scene) -> None:
    def taken() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert list(queries.periods(scene.actor, scene.project.pk))
            assert queries.open_period(scene.actor, scene.project.pk)
            assert [m.person.company for m in queries.members(scene.actor, scene.project.pk)]
        return len(captured)

    scene.period(month=1)
    few = taken()
    for month in range(2, 8):
        scene.period(month=month)
    assert few == taken() == 3
