"""People with some right or other, who open the pages of insurance."""

from __future__ import annotations

from django.test import Client

from ledgerstone.access.models import PermissionTemplate
from ledgerstone.directory.models import Company, Person
from ledgerstone.projects.models import ProjectMember
from tests.correspondence.insured import Insured
from tests.support.people import worker


def of_company(company: Company) -> str:
    return f"/companies/{company.pk}/insurance/"


def signed_in_as(person: Person) -> Client:
    client = Client()
    assert person.user is not None
    client.force_login(person.user)
    return client


def reader(insured: Insured, **levels: int) -> Client:
    """Somebody with these levels in the account's tools and nothing else."""
    given = PermissionTemplate.objects.create(
        account=insured.account, scope="account", name=f"Reader {levels}", **levels
    )
    return signed_in_as(
        worker(insured.scene, insured.scene.own, "Rita Reader", account_template=given)
    )


def on_project(insured: Insured, **levels: int) -> Client:
    """Somebody with these levels in the project's tools and nothing else."""
    given = PermissionTemplate.objects.create(
        account=insured.account, scope="project", name=f"On project {levels}", **levels
    )
    person = worker(insured.scene, insured.scene.own, "Pia Project")
    ProjectMember.objects.create(
        account=insured.account, project=insured.scene.project, person=person, template=given
    )
    return signed_in_as(person)
