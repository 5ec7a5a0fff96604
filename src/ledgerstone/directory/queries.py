"""Reads of the company directory."""

from __future__ import annotations

from django.db.models import QuerySet
from django.db.models.functions import Lower

from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.refusals import NotThere

from . import policy
from .models import Company, Person


def visible_to(actor: Actor) -> QuerySet[Company]:
    """The companies that the person may see, retired ones included."""
    companies = Company.objects.filter(account_id=actor.account_id)
    return companies if policy.may_see(actor) else companies.none()


def companies(actor: Actor) -> QuerySet[Company]:
    """The companies in use, by name in any case."""
    return visible_to(actor).filter(is_active=True).order_by(Lower("name"), "id")


def get_company(actor: Actor, company_id: int) -> Company:
    """One company; NotThere where the person may not see it."""
    company = visible_to(actor).filter(pk=company_id).first()
    if company is None:
        raise NotThere
    return company


def own_company(actor: Actor) -> Company | None:
    """The account's own company; None until its record exists."""
    return Company.objects.filter(account_id=actor.account_id, is_own=True).first()


def people(actor: Actor, company_id: int) -> QuerySet[Person]:
    """The people of a company who are there, by name in any case."""
    found = Person.objects.filter(account_id=actor.account_id, company_id=company_id)
    if not policy.may_see(actor):
        return found.none()
    return found.filter(is_active=True).order_by(Lower("name"), "id")


def all_people(actor: Actor, company_id: int) -> list[Person]:
    """Everybody of a company with their company, those who are out of use last."""
    found = Person.objects.filter(account_id=actor.account_id, company_id=company_id)
    if not policy.may_see(actor):
        return []
    return list(found.select_related("company").order_by("-is_active", Lower("name"), "id"))


def get_person(actor: Actor, person_id: int) -> Person:
    """One person with company, login and templates; NotThere where the actor may not see them."""
    people = Person.objects.filter(account_id=actor.account_id, pk=person_id)
    person = people.select_related(
        "company", "user", "account_template", "default_template"
    ).first()
    if person is None or not policy.may_see(actor):
        raise NotThere
    return person
