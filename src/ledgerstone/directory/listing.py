"""Lists of the directory: found by any part of what is known, filtered, in pages.

Every word that is typed must be found somewhere in a record. The account comes first in every
condition; within it ten thousand records are looked through faster than an index would be kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Count, F, Func, Max, Q, QuerySet, TextField, Value
from django.db.models.functions import Lower

from ledgerstone.tenancy.actor import Actor

from . import policy
from .identifiers import compact
from .models import Company, Person
from .queries import visible_to

ACTIVE = "active"
RETIRED = "retired"
STATES = (ACTIVE, RETIRED)

_MOST_WORDS = 8
# A number as a whole, with its marks and perhaps the word that it is known by.
_NUMBER = re.compile(r"^\D{0,14}?[\d][\d\s./-]{2,}")

_OF_COMPANY = ("name", "trading_name", "email", "identifier", "registration_number", "tag_words")
_OF_PERSON = ("name", "email", "job_title", "phone", "company__name", "company__trading_name")


@dataclass(frozen=True, slots=True)
class Asked:
    """What a list is asked for. ``state``: active, retired, or both where it is empty."""

    words: str = ""
    state: str = ACTIVE
    tag: str = ""


@dataclass(frozen=True, slots=True)
class PeopleOf:
    """What a list says of the people of a company."""

    count: int = 0
    primary: str = ""


def find_companies(actor: Actor, asked: Asked) -> QuerySet[Company]:
    """Companies by name, those merged into others left out."""
    found = visible_to(actor).filter(merged_into__isnull=True).filter(_state(asked))
    words = asked.words.split()[:_MOST_WORDS]
    if words:
        found = found.alias(
            tag_words=Func(
                F("tags"), Value(" "), function="array_to_string", output_field=TextField()
            )
        ).filter(_everywhere(words, _OF_COMPANY) | _number(asked.words, ""))
    if asked.tag:
        found = found.filter(tags__contains=[asked.tag])
    return found.order_by(Lower("name"), "id")


def find_people(actor: Actor, asked: Asked) -> QuerySet[Person]:
    """People by name, with their company."""
    found = Person.objects.filter(account_id=actor.account_id).filter(_state(asked))
    if not policy.may_see(actor):
        found = found.none()
    words = asked.words.split()[:_MOST_WORDS]
    if words:
        found = found.filter(_everywhere(words, _OF_PERSON) | _number(asked.words, "company__"))
    if asked.tag:
        found = found.filter(company__tags__contains=[asked.tag])
    return found.select_related("company").order_by(Lower("name"), "id")


def tags(actor: Actor) -> list[str]:
    """The tags that companies of the account have, in order."""
    found = (
        visible_to(actor)
        .filter(merged_into__isnull=True)
        .annotate(tag=Func(F("tags"), function="unnest", output_field=TextField()))
        .values_list("tag", flat=True)
        .distinct()
    )
    return sorted(found, key=str.casefold)


def people_of(actor: Actor, company_ids: Iterable[int]) -> Mapping[int, PeopleOf]:
    """How many active people companies have, and who is their primary contact. One query."""
    rows = (
        Person.objects.filter(
            account_id=actor.account_id, company_id__in=list(company_ids), is_active=True
        )
        .order_by()
        .values("company_id")
        .annotate(count=Count("id"), primary=Max("name", filter=Q(is_primary_contact=True)))
    )
    return {row["company_id"]: PeopleOf(row["count"], row["primary"] or "") for row in rows}


def _state(asked: Asked) -> Q:
    return Q(is_active=asked.state == ACTIVE) if asked.state in STATES else Q()


def _everywhere(words: Iterable[str], columns: Iterable[str]) -> Q:
    condition = Q()
    for word in words:
        condition &= Q(*((f"{name}__icontains", word) for name in columns), _connector=Q.OR)
    return condition


def _number(typed: str, prefix: str) -> Q:
    """A number is found however its marks are typed: 51 824 753 556 and ABN 51-824-753-556."""
    if not _NUMBER.match(typed):
        return Q(pk__in=[])
    digits = re.sub(r"^\D+", "", compact(typed))
    return Q(**{f"{prefix}identifier__icontains": digits}) | Q(
        **{f"{prefix}registration_number__icontains": digits}
    )
