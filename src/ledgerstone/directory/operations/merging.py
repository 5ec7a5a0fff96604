"""Making one company record of two."""

from __future__ import annotations

from dataclasses import dataclass

from ledgerstone.directory import policy
from ledgerstone.directory.events import CompanyMerged
from ledgerstone.directory.models import Company, Person
from ledgerstone.directory.particulars import MOST_TAGS, tags_of
from ledgerstone.directory.references import CompanyReference, move, references
from ledgerstone.tenancy.acting import acting
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.events import publish
from ledgerstone.tenancy.refusals import Invalid, WrongState

from .allowed import locked_company, refuse_unless

# What the record that stays takes over where it says nothing itself.
FILLED = ("trading_name", "address", "postal_address", "phone", "email", "website")
_NUMBERS = ("country", "identifier", "registration_number")


@dataclass(frozen=True, slots=True)
class Merged:
    """The record that stays, and how many rows came to it, by what named the other."""

    company: Company
    moved: tuple[tuple[CompanyReference, int], ...]


def merge_companies(
    *,
    actor: Actor,
    company_id: int,
    duplicate_id: int,
    expected_version: int | None = None,
    expected_duplicate_version: int | None = None,
) -> Merged:
    """Give everything that names the duplicate to the company, and retire the duplicate.

    The company keeps what it says of itself and takes over what it does not say. The duplicate is
    no longer listed and says what it was merged into.
    """
    refuse_unless(actor, policy.may_merge(actor))
    with acting(actor):
        company, duplicate = _locked(
            actor, (company_id, expected_version), (duplicate_id, expected_duplicate_version)
        )
        _refuse_pair(company, duplicate)
        _keep_one_primary_contact(company, duplicate)
        moved = []
        for reference in references():
            count = move(reference, actor.account_id, source=duplicate.pk, target=company.pk)
            if count:
                moved.append((reference, count))
        values = taken_over(company, duplicate)
        for key, value in values.items():
            setattr(company, key, value)
        company.version += 1
        company.save(update_fields=[*values, "version"])
        duplicate.is_active = False
        duplicate.merged_into = company
        duplicate.version += 1
        duplicate.save(update_fields=["is_active", "merged_into", "version"])
        publish(
            CompanyMerged(
                actor=actor,
                company_id=company.pk,
                merged_id=duplicate.pk,
                moved=sum(count for _, count in moved),
                summary=f"merged the company {duplicate.name} into {company.name}",
            )
        )
    return Merged(company, tuple(moved))


def taken_over(company: Company, duplicate: Company) -> dict[str, object]:
    """What the company takes over from its duplicate: where it says nothing itself.

    Numbers go by their country: those of another one are left behind.
    """
    values: dict[str, object] = {
        key: getattr(duplicate, key)
        for key in FILLED
        if not getattr(company, key) and getattr(duplicate, key)
    }
    has_numbers = company.identifier or company.registration_number
    if company.country == duplicate.country or not (company.country or has_numbers):
        values |= {
            key: getattr(duplicate, key)
            for key in _NUMBERS
            if not getattr(company, key) and getattr(duplicate, key)
        }
    tags = tags_of([*company.tags, *duplicate.tags][:MOST_TAGS])
    if tags != company.tags:
        values["tags"] = tags
    return values


def _locked(
    actor: Actor, company: tuple[int, int | None], duplicate: tuple[int, int | None]
) -> tuple[Company, Company]:
    """Both records, locked in the order of their ids."""
    if company[0] == duplicate[0]:
        raise Invalid("A record is not merged with itself. Choose another one.")
    found = {pk: locked_company(actor, pk, version) for pk, version in sorted((company, duplicate))}
    return found[company[0]], found[duplicate[0]]


def _refuse_pair(company: Company, duplicate: Company) -> None:
    if duplicate.is_own:
        raise WrongState(
            f"{duplicate.name} is the account's own company, so it stays. Merge the other record "
            "into it."
        )
    if not company.is_active:
        raise WrongState(f"{company.name} is not in use. Take it into use again first.")


def _keep_one_primary_contact(company: Company, duplicate: Company) -> None:
    """The company's own primary contact stays the one, where it has one."""
    named = Person.objects.filter(account_id=company.account_id, is_primary_contact=True)
    if named.filter(company_id=company.pk).exists():
        named.filter(company_id=duplicate.pk).update(is_primary_contact=False)
