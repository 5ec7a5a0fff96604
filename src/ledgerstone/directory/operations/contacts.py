"""Who is named for a company: its primary contact, and those its new commitments start with.

Both are flags of its people, so nobody else can be named. Each tells whether anything changed; the
caller holds the company's row.
"""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import QuerySet

from ledgerstone.directory.models import Company, Person
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.refusals import Invalid

_NOT_THEIRS = "Choose somebody who works for the company."


def name_primary_contact(actor: Actor, company: Company, person_id: int | None) -> bool:
    """Name one of its people, or nobody."""
    people = _people(actor, company)
    before = people.filter(is_primary_contact=True).values_list("pk", flat=True).first()
    if before == person_id:
        return False
    if person_id is not None:
        _refuse_strangers(people, {person_id}, "primary_contact_id")
    # First the old one: a company has one primary contact at most.
    people.filter(is_primary_contact=True).update(is_primary_contact=False)
    if person_id is not None:
        people.filter(pk=person_id).update(is_primary_contact=True)
    return True


def name_claim_contacts(actor: Actor, company: Company, person_ids: Collection[int]) -> bool:
    """Name any number of its people; a new commitment with the company starts with them."""
    people = _people(actor, company)
    wanted = set(person_ids)
    before = set(people.filter(is_default_claim_contact=True).values_list("pk", flat=True))
    if before == wanted:
        return False
    _refuse_strangers(people, wanted, "claim_contact_ids")
    people.filter(pk__in=before - wanted).update(is_default_claim_contact=False)
    people.filter(pk__in=wanted - before).update(is_default_claim_contact=True)
    return True


def _people(actor: Actor, company: Company) -> QuerySet[Person]:
    return Person.objects.filter(account_id=actor.account_id, company_id=company.pk)


def _refuse_strangers(people: QuerySet[Person], wanted: set[int], field: str) -> None:
    if people.filter(pk__in=wanted).count() != len(wanted):
        raise Invalid(_NOT_THEIRS, fields={field: _NOT_THEIRS})
