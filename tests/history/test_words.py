"""Changes in words: labels, choices, figures, references, lists, records that are gone."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.apps import apps
from django.db import connection, models
from django.test.utils import CaptureQueriesContext

from ledgerstone.access.models import PermissionTemplate
from ledgerstone.contracts.models import Contract, ContractPerson
from ledgerstone.directory.models import Company, InsurancePolicy, Person
from ledgerstone.directory.operations import create_company, create_person
from ledgerstone.history.queries import changes_of, records_under
from ledgerstone.history.said import NOTHING, Said
from ledgerstone.history.words import description
from ledgerstone.projects.models import InvoicingSettings, Project, ProjectMember
from ledgerstone.projects.terminology import TERMINOLOGIES, terms
from ledgerstone.tenancy import context
from ledgerstone.tenancy.acting import acting
from ledgerstone.tenancy.models import Account, User
from ledgerstone.tenancy.tables import tracked_tables
from tests.history.changed import words
from tests.support.scene import Scene, build_scene

TRACKED = [model for model in apps.get_models() if model._meta.db_table in tracked_tables()]


def change(scene: Scene, record: models.Model, **values: object) -> dict[str, tuple[Said, Said]]:
    """Change a record, and what its history says of it: field to before and after."""
    seen = len(words(scene, record))
    with acting(scene.actor):
        type(record)._base_manager.filter(pk=record.pk).update(**values)
    told = words(scene, record)
    return {one.field: (one.before, one.after) for one in told[: len(told) - seen]}


def said(text: str) -> Said:
    return Said("text", text)


def person(scene: Scene, name: str = "Kim Lau") -> Person:
    return create_person(
        actor=scene.actor, company_id=scene.subcontractor.pk, name=name,
        email=f"{name.split()[0].lower()}@keel.example",
    )  # fmt: skip


def test_texts_booleans_and_blanks(scene: Scene) -> None:
    assert change(scene, scene.subcontractor, phone="03 5550 0146", is_active=False) == {
        "Phone": (NOTHING, said("03 5550 0146")),
        "Active": (said("Yes"), said("No")),
    }
    assert change(scene, scene.subcontractor, phone="") == {
        "Phone": (said("03 5550 0146"), NOTHING)
    }


def test_who_when_and_what(scene: Scene) -> None:
    change(scene, scene.subcontractor, phone="1")
    latest = words(scene, scene.subcontractor)[0]
    assert (latest.who, latest.kind, latest.what) == (
        "Robin Hale",
        "changed",
        "Company Keel Steel",
    )
    assert latest.at.tzinfo is not None


def test_choices_and_levels(scene: Scene) -> None:
    someone = person(scene)
    assert change(scene, someone, messages="none") == {
        "Send this user messages": (said("Via Email"), said("Not at all"))
    }
    template = PermissionTemplate.objects.get(key="administrator")
    assert change(scene, template, commitments=1) == {
        "Commitments": (said("Admin"), said("Read only"))
    }


def test_codes_that_a_room_put_into_words(scene: Scene) -> None:
    contract = scene.contract()
    assert change(scene, contract, status="out_for_bid", tax_base="gross") == {
        "Status": (said("Draft"), Said("phrase", "Out for {tender}")),
        "{tax.capitalised} is on the amount": (
            Said("phrase", "After {retention}"),
            Said("phrase", "Before {retention}"),
        ),
    }


def test_what_the_level_above_decides(scene: Scene) -> None:
    settings = InvoicingSettings.objects.get(project=scene.project)
    ((before, after),) = change(scene, settings, contacts_may_claim=False).values()
    assert (before, after) == (said("As the account says"), said("No"))


def test_money_rates_numbers_and_days(scene: Scene) -> None:
    policy = InsurancePolicy.objects.create(
        account=scene.account, company=scene.subcontractor, kind="Public liability"
    )
    day = dt.date(2027, 6, 30)
    assert change(scene, policy, limit_amount=Decimal("20000000"), expiration_date=day) == {
        "Limit": (NOTHING, Said("money", Decimal("20000000.00"))),
        "Expiration date": (NOTHING, Said("day", day)),
    }
    contract = scene.contract()
    assert change(scene, contract, tax_rate=Decimal("0.1"), payment_days=0) == {
        "{tax.capitalised} rate": (NOTHING, Said("rate", Decimal("0.10000000"))),
        "Days until payment": (NOTHING, Said("number", 0)),
    }


def test_lists_say_what_came_and_what_went(scene: Scene) -> None:
    company = scene.subcontractor
    assert change(scene, company, tags=["steel", "crane"]) == {
        "Tags": (NOTHING, Said("added", ("steel", "crane")))
    }
    assert change(scene, company, tags=["crane", "erection"]) == {
        "Tags": (Said("removed", ("steel",)), Said("added", ("erection",)))
    }
    assert change(scene, company, tags=["erection", "crane"]) == {
        "Tags": (
            Said("entries", ("crane", "erection")),
            Said("entries", ("erection", "crane")),
        )
    }
    template = PermissionTemplate.objects.get(key="read_only")
    assert change(scene, template, grants=["edit_people"]) == {
        "Grants": (NOTHING, Said("added", ("Edit people",)))
    }


def test_references_are_said_by_name(scene: Scene) -> None:
    someone = person(scene)
    login = User.objects.create(email="kim@keel.example", name="Kim Lau")
    assert change(scene, someone, company_id=scene.owner.pk, user_id=login.pk) == {
        "Company": (said("Keel Steel"), said("Harbour Trust")),
        "Login": (NOTHING, said("Kim Lau")),
    }
    template = PermissionTemplate.objects.get(key="read_only")
    assert change(scene, someone, default_template_id=template.pk) == {
        "Default permission template": (NOTHING, said("Read only"))
    }


def test_a_record_that_is_gone_keeps_its_last_name(scene: Scene) -> None:
    someone = person(scene)
    other = create_company(actor=scene.actor, name="Tern Glazing")
    change(scene, someone, company_id=other.pk)
    change(scene, someone, company_id=scene.subcontractor.pk)
    with acting(scene.actor):
        Company.objects.filter(pk=other.pk).update(name="Tern Facades")
        Company.objects.filter(pk=other.pk)._raw_delete("default")
    latest = words(scene, someone)[0]
    assert (latest.before, latest.after) == (said("Tern Facades"), said("Keel Steel"))
    removed = words(scene, other)[0]
    assert (removed.kind, removed.what) == ("removed", "Company Tern Facades")
    assert {one.field: one.value for one in removed.given}["Name"] == said("Tern Facades")


def test_a_record_that_nobody_knows(scene: Scene) -> None:
    change(scene, scene.subcontractor, phone="1")
    with context.accounts([]):
        latest = changes_of(scene.actor, [("directory_company", scene.subcontractor.pk)])
    assert latest.changes == ()
    member = scene.project.members.get()
    other = build_scene("Southgate Civil")
    told = changes_of(other.actor, [("projects_projectmember", member.pk)])
    assert told.changes == ()


def test_a_record_that_was_added_says_what_it_held(scene: Scene) -> None:
    someone = person(scene)
    (added,) = words(scene, someone)
    assert (added.kind, added.what, added.field) == ("created", "Person Kim Lau", "")
    held = {one.field: one.value for one in added.given}
    assert held["Company"] == said("Keel Steel")
    assert held["E-mail"] == said("kim@keel.example")
    assert "Job title" not in held
    assert list(held)[:3] == ["Company", "Name", "E-mail"]


def test_records_that_are_called_after_others(scene: Scene) -> None:
    contract = scene.contract()
    someone = person(scene)
    with acting(scene.actor):
        designated = ContractPerson.objects.create(
            account=scene.account, contract=contract, person=someone, is_contact=True
        )
        policy = InsurancePolicy.objects.create(
            account=scene.account, company=scene.subcontractor, kind="Public liability"
        )
    member = scene.project.members.get()
    assert words(scene, designated)[0].what == "Person Kim Lau on SU-001 Structural steel"
    assert words(scene, policy)[0].what == "Insurance policy Public liability of Keel Steel"
    assert words(scene, member)[0].what == "Member Robin Hale on Marlow Road Depot"
    settings = InvoicingSettings.objects.get(project=scene.project)
    assert words(scene, settings)[0].what == "Invoicing settings of Marlow Road Depot"


def test_members_who_left_are_found_by_their_project(scene: Scene) -> None:
    someone = person(scene)
    template = PermissionTemplate.objects.get(key="read_only")
    with acting(scene.actor):
        member = ProjectMember.objects.create(
            account=scene.account, project=scene.project, person=someone, template=template
        )
        ProjectMember.objects.filter(pk=member.pk).delete()
    found = records_under(
        scene.actor, "projects_projectmember", "project_id", scene.project.pk
    )  # fmt: skip
    assert ("projects_projectmember", member.pk) in found
    assert len(found) == 2
    told = changes_of(scene.actor, found).changes
    assert [one.kind for one in told] == ["removed", "created", "created"]
    assert told[0].what == "Member Kim Lau on Marlow Road Depot"


def test_fifty_a_page_latest_first(scene: Scene) -> None:
    company = scene.subcontractor
    for number in range(60):
        Company.objects.filter(pk=company.pk).update(phone=str(number))
    record = [("directory_company", company.pk)]
    first = changes_of(scene.actor, record)
    second = changes_of(scene.actor, record, page=2)
    third = changes_of(scene.actor, record, page=3)
    assert [len(page.changes) for page in (first, second, third)] == [50, 11, 0]
    assert [page.has_older for page in (first, second, third)] == [True, False, False]
    assert first.changes[0].after == said("59")
    assert second.changes[-1].kind == "created"


def test_as_many_queries_for_many_changes_as_for_few(scene: Scene) -> None:
    def taken(count: int) -> int:
        people = [person(scene, f"P{count}x{number} Lau") for number in range(count)]
        for one in people:
            Person.objects.filter(pk=one.pk).update(company_id=scene.owner.pk)
        records = [("directory_person", one.pk) for one in people]
        records += [("projects_projectmember", scene.project.members.get().pk)]
        with CaptureQueriesContext(connection) as captured:
            told = changes_of(scene.actor, records).changes
        assert len(told) == 2 * count + 1
        return len(captured)

    # The changes; names of people, companies, members, projects and templates.
    assert taken(1) == taken(20) == 6


@pytest.mark.parametrize("model", TRACKED, ids=[model.__name__ for model in TRACKED])
def test_what_rooms_say_of_their_records_fits_them(model: type[models.Model]) -> None:
    told = description(model)
    known = {field.name for field in model._meta.concrete_fields}
    assert known >= {*told.naming_fields, *told.labels, *told.words, *told.kinds, *told.unsaid}
    assert told.naming_fields
    phrases = [*told.labels.values(), *(word for of in told.words.values() for word in of.values())]
    for terminology in TERMINOLOGIES:
        filled = [phrase.format_map(terms(terminology)) for phrase in phrases]
        assert not any("{" in one for one in filled)


def test_these_records_are_tracked() -> None:
    assert set(TRACKED) >= {
        Account, Company, Contract, ContractPerson, InsurancePolicy, InvoicingSettings,
        PermissionTemplate, Person, Project, ProjectMember,
    }  # fmt: skip
    assert "projects_projectcompany" in tracked_tables()
