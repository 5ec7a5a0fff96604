"""Two records of one company become one, with everything that named the second."""

from __future__ import annotations

import pytest
from django.db import models

from ledgerstone.contracts.models import Contract
from ledgerstone.directory import queries
from ledgerstone.directory.listing import Asked, find_companies
from ledgerstone.directory.models import Company, InsurancePolicy, Person
from ledgerstone.directory.operations import (
    change_company,
    create_company,
    create_person,
    merge_companies,
)
from ledgerstone.directory.references import counted, references
from ledgerstone.history.models import Event, RowChange
from ledgerstone.projects.models import ProjectCompany
from ledgerstone.tenancy.refusals import Invalid, NotAllowed, NotThere, Stale, WrongState
from tests.directory.test_companies import reader_of
from tests.support.scene import Scene, build_scene


@pytest.fixture
def duplicate(scene: Scene) -> Company:
    """A second record of the subcontractor that everything which can name a company names."""
    company = create_company(
        actor=scene.actor, name="Keel Steel Pty Ltd", trading_name="Keel", country="AU",
        identifier="51 824 753 556", phone="1", tags="steel, crane",
    )  # fmt: skip
    scene.contract(
        "head_contract",
        company_id=company.pk,
        certifier_id=company.pk,
        contractor_id=company.pk,
    )
    scene.contract(company_id=company.pk)
    create_person(actor=scene.actor, company_id=company.pk, name="Kim")
    project = scene.project
    ProjectCompany.objects.get_or_create(account=scene.account, project=project, company=company)
    ProjectCompany.objects.get_or_create(
        account=scene.account, project=project, company=scene.subcontractor
    )
    InsurancePolicy.objects.create(account=scene.account, company=company, kind="Liability")
    earlier = create_company(actor=scene.actor, name="Keel")
    merge_companies(actor=scene.actor, company_id=company.pk, duplicate_id=earlier.pk)
    company.refresh_from_db()
    return company


def merge(scene: Scene, duplicate: Company, **given: int) -> Company:
    return merge_companies(
        actor=scene.actor, company_id=scene.subcontractor.pk, duplicate_id=duplicate.pk, **given
    ).company


def test_every_table_that_names_a_company_is_in_this_test(scene: Scene, duplicate: Company) -> None:
    """A new table fails here until ``duplicate`` has a row of it, and then below if need be."""
    named = {one for one, _ in counted(scene.account.pk, duplicate.pk)}
    assert named == {one for one in references() if not one.is_a_fact}


def test_rules_that_a_merge_cannot_keep_by_itself_are_known() -> None:
    """A row that is there once by a condition is not dropped: somebody has to decide."""
    conditional = {
        rule.name
        for one in references()
        for rule in one.model._meta.constraints
        if isinstance(rule, models.UniqueConstraint)
        and rule.condition is not None
        and one.column in rule.fields
    }
    assert conditional == {"directory_person_one_primary"}
    facts = {(one.model.__name__, one.column) for one in references() if one.is_a_fact}
    assert facts == {("TaxInvoice", "buyer"), ("TaxInvoice", "seller")}


def test_everything_that_named_the_duplicate_names_the_company(
    scene: Scene, duplicate: Company
) -> None:
    company = merge(scene, duplicate)
    for reference in references():
        left = set(reference.rows(scene.account.pk, duplicate.pk))
        assert left == set(), reference
    assert Contract.objects.filter(company=company).count() == 2
    assert Contract.objects.filter(certifier=company).count() == 1
    assert ProjectCompany.objects.filter(company=company).count() == 1
    assert [person.name for person in queries.people(scene.actor, company.pk)] == ["Kim"]
    assert set(Company.objects.filter(merged_into=company).values_list("name", flat=True)) == {
        "Keel", "Keel Steel Pty Ltd",
    }  # fmt: skip


def test_the_company_keeps_what_it_says_and_takes_over_what_it_does_not(
    scene: Scene, duplicate: Company
) -> None:
    change_company(actor=scene.actor, company_id=scene.subcontractor.pk, phone="2", tags="Crane")
    company = merge(scene, duplicate)
    assert (company.name, company.phone, company.trading_name) == ("Keel Steel", "2", "Keel")
    assert (company.country, company.identifier) == ("AU", "51824753556")
    assert company.tags == ["Crane", "steel"]


def test_numbers_of_another_country_are_left_behind(scene: Scene, duplicate: Company) -> None:
    change_company(
        actor=scene.actor, company_id=scene.subcontractor.pk, country="US", identifier="911144442"
    )
    company = merge(scene, duplicate)
    assert (company.country, company.identifier, company.registration_number) == (
        "US", "911144442", "",
    )  # fmt: skip


def test_a_company_has_one_primary_contact_afterwards(scene: Scene, duplicate: Company) -> None:
    kim = Person.objects.get(company=duplicate)
    lee = create_person(actor=scene.actor, company_id=scene.subcontractor.pk, name="Lee")
    change_company(actor=scene.actor, company_id=duplicate.pk, primary_contact_id=kim.pk)
    change_company(actor=scene.actor, company_id=scene.subcontractor.pk, primary_contact_id=lee.pk)
    merge(scene, duplicate)
    assert list(Person.objects.filter(is_primary_contact=True)) == [lee]


def test_the_duplicate_is_gone_from_lists_and_its_name_is_free(
    scene: Scene, duplicate: Company
) -> None:
    company = merge(scene, duplicate)
    for state in ("", "active", "retired"):
        assert duplicate not in find_companies(scene.actor, Asked(state=state))
    assert queries.get_company(scene.actor, duplicate.pk).merged_into == company
    change_company(actor=scene.actor, company_id=company.pk, name="Keel Steel Pty Ltd")
    with pytest.raises(WrongState, match="was merged into another record"):
        change_company(actor=scene.actor, company_id=duplicate.pk, is_active=True)


def test_it_is_in_the_history_with_every_row_that_moved(scene: Scene, duplicate: Company) -> None:
    before = RowChange.objects.count()
    merge(scene, duplicate)
    event = Event.objects.order_by("-id")[0]
    assert event.summary == "merged the company Keel Steel Pty Ltd into Keel Steel"
    assert event.details["merged_id"] == duplicate.pk
    moved = RowChange.objects.order_by("id")[before:]
    assert {row.actor_name for row in moved} == {"Robin Hale"}
    assert {row.table_name for row in moved} >= {
        "contracts_contract", "directory_person", "directory_insurancepolicy", "directory_company",
    }  # fmt: skip


def test_a_pair_that_cannot_be_merged_is_refused(scene: Scene, duplicate: Company) -> None:
    given = {"actor": scene.actor, "company_id": scene.subcontractor.pk}
    with pytest.raises(Invalid, match="not merged with itself"):
        merge_companies(**given, duplicate_id=scene.subcontractor.pk)
    with pytest.raises(WrongState, match="the account's own company, so it stays"):
        merge_companies(**given, duplicate_id=scene.own.pk)
    with pytest.raises(Stale):
        merge_companies(**given, duplicate_id=duplicate.pk, expected_duplicate_version=0)
    with pytest.raises(NotAllowed):
        merge_companies(
            **{**given, "actor": reader_of(scene, "edit_companies")}, duplicate_id=duplicate.pk
        )
    other = build_scene("Southgate Civil")
    with pytest.raises(NotThere):
        merge_companies(**given, duplicate_id=other.owner.pk)
    change_company(actor=scene.actor, company_id=scene.subcontractor.pk, is_active=False)
    with pytest.raises(WrongState, match="Keel Steel is not in use"):
        merge_companies(**given, duplicate_id=duplicate.pk)
