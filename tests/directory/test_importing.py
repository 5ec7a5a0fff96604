"""Files of companies and people: what each row would do, and that nothing is stored unseen."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ledgerstone.directory.imports import FileRow, ImportPlan, Outcome, PlannedRow
from ledgerstone.directory.models import COMPANIES, PEOPLE, Company, Person, StagedImport
from ledgerstone.directory.operations import (
    accept_import,
    change_company,
    create_company,
    create_person,
    discard_import,
    stage_import,
)
from ledgerstone.directory.staged import get_staged, plan_of
from ledgerstone.history.models import Event, RowChange
from ledgerstone.tenancy import clock
from ledgerstone.tenancy.models import Membership
from ledgerstone.tenancy.refusals import Invalid, NotAllowed, NotThere, Stale
from tests.directory.test_companies import reader_of
from tests.directory.test_people import administrator
from tests.support.scene import Scene, build_scene

Cells = dict[str, str]


def stage(scene: Scene, kind: str, rows: Sequence[Cells]) -> StagedImport:
    numbered = [FileRow(number, cells) for number, cells in enumerate(rows, start=2)]
    return stage_import(actor=scene.actor, kind=kind, filename="list.csv", rows=numbered)


def plan(scene: Scene, kind: str, *rows: Cells) -> ImportPlan:
    return plan_of(scene.actor, stage(scene, kind, rows))


def only(scene: Scene, kind: str, row: Cells) -> PlannedRow:
    [planned] = plan(scene, kind, row).rows
    return planned


def accept(scene: Scene, kind: str, *rows: Cells) -> Any:
    staged = stage(scene, kind, rows)
    digest = plan_of(scene.actor, staged).digest
    return accept_import(actor=scene.actor, import_id=staged.pk, expected=digest)


@pytest.fixture
def keel(scene: Scene) -> Company:
    return change_company(
        actor=scene.actor, company_id=scene.subcontractor.pk, country="AU",
        identifier="51 824 753 556", email="office@keel.example", phone="1",
    )  # fmt: skip


@pytest.mark.parametrize(
    "row",
    [
        {"name": "Keel Steel Holdings", "identifier": "ABN 51824753556", "phone": "2"},
        {"name": "Keel Holdings", "email": "OFFICE@keel.example", "phone": "2"},
        {"name": "KEEL STEEL", "phone": "2"},
    ],
)
def test_a_company_is_known_by_number_else_address_else_name(
    scene: Scene, keel: Company, row: Cells
) -> None:
    planned = only(scene, COMPANIES, row)
    assert (planned.outcome, planned.target_id) == (Outcome.CHANGED, keel.pk)
    assert ("Phone", "1", "2") in [(d.label, d.before, d.after) for d in planned.differences]


def test_a_row_that_says_what_is_known_is_the_same(scene: Scene, keel: Company) -> None:
    row = {"name": "Keel Steel", "country": "Australia", "identifier": "51-824-753-556",
           "phone": "1", "is_active": "yes", "tags": ""}  # fmt: skip
    assert only(scene, COMPANIES, row).outcome is Outcome.SAME


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({"phone": "1"}, "Give the company's name."),
        ({"name": "Vane", "country": "AU", "identifier": "1"}, "1 is not a valid ABN."),
        ({"name": "Vane", "is_active": "maybe"}, "Active is “maybe”: write yes or no."),
        ({"name": "Vane", "email": "x"}, "This is not an e-mail address."),
        ({"name": "Harbour Trust", "email": "office@keel.example"}, "Say one of the two."),
        (
            {"name": "Keel Steel", "identifier": "53 004 085 616", "country": "AU"},
            "Keel Steel has another business number in the directory, 51824753556.",
        ),
        ({"name": "Northbridge Construction", "is_active": "no"}, "it stays in use"),
    ],
)
def test_a_faulty_row_says_why(scene: Scene, keel: Company, row: Cells, reason: str) -> None:
    planned = only(scene, COMPANIES, row)
    assert planned.outcome is Outcome.FAULTY
    assert reason in planned.reason
    assert planned.number == 2


def test_several_companies_of_one_number_are_told_apart_by_name(
    scene: Scene, keel: Company
) -> None:
    branch = create_company(
        actor=scene.actor, name="Keel North", country="AU", identifier="51824753556"
    )
    first, second = plan(
        scene, COMPANIES, {"identifier": "51824753556", "phone": "9"},
        {"name": "keel north", "identifier": "51824753556", "phone": "9"},
    ).rows  # fmt: skip
    assert first.outcome is Outcome.FAULTY
    assert "2 companies have this business number" in first.reason
    assert (second.outcome, second.target_id) == (Outcome.CHANGED, branch.pk)


def test_the_second_row_of_one_record_is_faulty(scene: Scene, keel: Company) -> None:
    rows = plan(
        scene, COMPANIES, {"name": "Vane"}, {"name": "VANE"},
        {"name": "Keel Steel", "phone": "3"}, {"email": "office@keel.example", "phone": "4"},
    ).rows  # fmt: skip
    assert [row.outcome.value for row in rows] == ["new", "faulty", "changed", "faulty"]
    assert "This is the company of row 2 once more." in rows[1].reason


def test_what_was_accepted_is_stored_and_the_rest_left_out(scene: Scene, keel: Company) -> None:
    done = accept(
        scene, COMPANIES, {"name": "Vane", "tags": "steel; crane", "country": "NZ"},
        {"name": "Keel Steel", "phone": "2"}, {"name": "Harbour Trust"}, {"email": "x@y.example"},
    )  # fmt: skip
    assert (done.created, done.changed, done.left_out) == (1, 1, 1)
    vane = Company.objects.get(name="Vane")
    assert (vane.tags, vane.country, vane.is_active, vane.version) == (
        ["steel", "crane"], "NZ", True, 1,
    )  # fmt: skip
    changed = Company.objects.get(pk=keel.pk)
    assert (changed.phone, changed.email, changed.version) == ("2", keel.email, keel.version + 1)
    assert not StagedImport.objects.exists()
    event = Event.objects.order_by("-id")[0]
    assert event.summary == "imported companies from list.csv: 1 added, 1 changed"
    assert RowChange.objects.filter(row_id=vane.pk, actor_name="Robin Hale").exists()


def test_nothing_is_stored_where_the_directory_changed_meanwhile(
    scene: Scene, keel: Company
) -> None:
    staged = stage(scene, COMPANIES, [{"name": "Keel Steel", "phone": "2"}, {"name": "Vane"}])
    shown = plan_of(scene.actor, staged).digest
    change_company(actor=scene.actor, company_id=keel.pk, phone="7")
    with pytest.raises(Stale, match="The directory changed since this was shown"):
        accept_import(actor=scene.actor, import_id=staged.pk, expected=shown)
    assert not Company.objects.filter(name="Vane").exists()


def test_people_are_known_by_address_else_by_name_at_their_company(scene: Scene) -> None:
    given = {"actor": scene.actor, "company_id": scene.subcontractor.pk}
    kim = create_person(**given, name="Kim Lee", email="kim@keel.example")
    pat = create_person(**given, name="Pat Doe")
    rows = plan(
        scene, PEOPLE,
        {"name": "Kim Lee", "email": "KIM@keel.example", "company": "harbour trust"},
        {"name": "pat doe", "company": "Keel Steel", "job_title": "Foreman"},
        {"name": "Ana", "email": "ana@keel.example", "company": "Keel Steel"},
        {"name": "Kim Lee", "company": "Keel Steel", "email": "kim2@keel.example"},
        {"name": "Ode"}, {"name": "Ode", "company": "Nowhere"},
    ).rows  # fmt: skip
    assert [row.outcome.value for row in rows] == [
        "changed", "changed", "new", "new", "faulty", "faulty",
    ]  # fmt: skip
    assert (rows[0].target_id, rows[1].target_id) == (kim.pk, pat.pk)
    [moved] = rows[0].differences
    assert (moved.label, moved.before, moved.after) == ("Company", "Keel Steel", "Harbour Trust")
    assert rows[4].reason == "Say which company the person works for."
    assert "There is no company “Nowhere” in the directory." in rows[5].reason


def test_a_company_is_named_by_its_number_too(scene: Scene, keel: Company) -> None:
    row = {"name": "Ana", "company_identifier": "51 824 753 556"}
    assert only(scene, PEOPLE, row).values["company_id"] == keel.pk
    assert only(scene, PEOPLE, {**row, "company_identifier": "1"}).outcome is Outcome.FAULTY
    mixed = only(scene, PEOPLE, {**row, "company": "Harbour Trust"})
    assert "is not that of one company" in mixed.reason


def test_people_move_and_lose_their_way_in_as_by_hand(scene: Scene) -> None:
    ana = administrator(scene)
    kim = create_person(actor=scene.actor, company_id=scene.subcontractor.pk, name="Kim")
    change_company(actor=scene.actor, company_id=scene.subcontractor.pk, primary_contact_id=kim.pk)
    accept(
        scene, PEOPLE, {"name": "Ana Diaz", "email": ana.email, "is_active": "no"},
        {"name": "Kim", "company": "Keel Steel", "messages": "not at all"},
    )  # fmt: skip
    assert not Membership.objects.filter(user_id=ana.user_id).exists()
    kim.refresh_from_db()
    assert (kim.messages, kim.is_primary_contact) == ("none", True)
    Person.objects.filter(pk=kim.pk).update(email="kim@keel.example")
    accept(scene, PEOPLE, {"email": "kim@keel.example", "company": "Harbour Trust"})
    kim.refresh_from_db()
    assert (kim.company, kim.is_primary_contact) == (scene.owner, False)


def test_a_file_does_not_do_what_its_author_may_not(scene: Scene) -> None:
    ana = administrator(scene)
    editor = replace(scene, actor=reader_of(scene, "edit_people"))
    row = {"name": "Ana Diaz", "email": ana.email, "is_active": "no"}
    assert "may do more in this account than you" in only(editor, PEOPLE, row).reason
    robin = {"name": "Robin Hale", "email": scene.user.email, "is_active": "no"}
    assert "You cannot take yourself out of use." in only(scene, PEOPLE, robin).reason
    with pytest.raises(NotAllowed):
        stage(editor, COMPANIES, [{"name": "Vane"}])


def test_the_last_administrator_stays_whatever_a_file_says(scene: Scene) -> None:
    ana = administrator(scene)
    acting_ana = replace(scene, actor=replace(scene.actor, person_id=ana.pk, user_id=ana.user_id))
    Person.objects.filter(pk=ana.pk).update(account_template=None)
    row = {"name": "Robin Hale", "email": scene.user.email, "is_active": "no"}
    with pytest.raises(Invalid, match="is the last person who administers the account"):
        accept(acting_ana, PEOPLE, row)
    assert Person.objects.get(email=scene.user.email).is_active


def test_a_file_waits_a_day_and_for_its_own_author_only(scene: Scene) -> None:
    staged = stage(scene, PEOPLE, [{"name": "Kim"}])
    with pytest.raises(NotThere):
        get_staged(replace(scene.actor, user_id=0), staged.pk)
    other = build_scene("Southgate Civil")
    with pytest.raises(NotThere):
        get_staged(other.actor, staged.pk)
    with clock.fixed(staged.created_at + dt.timedelta(hours=25)):
        with pytest.raises(NotThere):
            get_staged(scene.actor, staged.pk)
        stage(scene, PEOPLE, [{"name": "Lee"}])
    assert not StagedImport.objects.filter(pk=staged.pk).exists()
    kept = StagedImport.objects.get()
    discard_import(actor=scene.actor, import_id=kept.pk)
    assert not StagedImport.objects.exists()
    with pytest.raises(Invalid, match="There are no rows below the headings"):
        stage(scene, PEOPLE, [])


def people(count: int, start: int = 0) -> list[Cells]:
    return [
        {
            "name": f"Person {number}", "email": f"p{number}@keel.example",
            "company": "Keel Steel", "job_title": "Fitter", "phone": f"0400 {number}",
        }
        for number in range(start, start + count)
    ]  # fmt: skip


def test_forty_faulty_rows_of_five_thousand_are_listed_and_the_rest_stored(scene: Scene) -> None:
    rows = people(5000)
    for place in range(0, 5000, 125):
        rows[place]["email"] = "not an address"
    planned = plan(scene, PEOPLE, *rows)
    wrong = planned.of(Outcome.FAULTY)
    assert [row.number for row in wrong] == list(range(2, 5002, 125))
    assert {row.reason for row in wrong} == {
        "This is not an e-mail address. Type one such as name@example.com."
    }
    assert Person.objects.count() == 1
    done = accept(scene, PEOPLE, *rows)
    assert (done.created, done.left_out) == (4960, 40)
    assert Person.objects.count() == 4961


def test_many_rows_take_as_many_queries_as_few(scene: Scene) -> None:
    counts = []
    for start, size in ((0, 5), (5, 500)):
        accept(scene, PEOPLE, *people(2, start + 10_000))
        changed = [{**row, "phone": "9"} for row in people(2, start + 10_000)]
        staged = stage(scene, PEOPLE, [*people(size, start), *changed])
        digest = plan_of(scene.actor, staged).digest
        with CaptureQueriesContext(connection) as captured:
            accept_import(actor=scene.actor, import_id=staged.pk, expected=digest)
        counts.append(len(captured))
    assert counts == [19, 19]
