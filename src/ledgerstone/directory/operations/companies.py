"""Companies: added, changed, and taken out of use."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any

from ledgerstone.directory import policy
from ledgerstone.directory.events import CompanyChanged, CompanyCreated
from ledgerstone.directory.logos import CONTENT_TYPES, UnfitLogo, logo_kind
from ledgerstone.directory.models import Company
from ledgerstone.directory.particulars import NUMBERS, company_values
from ledgerstone.files.operations import store
from ledgerstone.tenancy.acting import acting
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.events import publish
from ledgerstone.tenancy.refusals import Invalid
from ledgerstone.tenancy.taken import refused_at

from .allowed import locked_company, refuse_unless
from .contacts import name_claim_contacts, name_primary_contact

TAKEN_NAME = "There is a company of this name already. Choose it, or give another name."
_TAKEN_OWN = "The account has its own company already."
_OWN_STAYS = "This is the account's own company: it stays in use."


def create_company(
    *, actor: Actor, name: str, is_own: bool = False, tags: Sequence[str] | str = (), **given: Any
) -> Company:
    """Add a company. Names are unique in any case; one company is the account's own.

    ``given`` may hold trading_name, country, identifier, registration_number, address,
    postal_address, phone, email and website, as typed.
    """
    refuse_unless(actor, policy.may_edit_companies(actor))
    values = company_values({"name": name, "tags": tags, **given})
    company = Company(account_id=actor.account_id, is_own=is_own, **values)
    with acting(actor):
        with company_refusals():
            company.save(force_insert=True)
        publish(
            CompanyCreated(
                actor=actor, company_id=company.pk, summary=f"added the company {company.name}"
            )
        )
    return company


def change_company(
    *, actor: Actor, company_id: int, expected_version: int | None = None, **changes: Any
) -> Company:
    """Change what ``create_company`` takes, is_active, and who is named for the company:
    primary_contact_id (None for nobody) and claim_contact_ids, both of its own people."""
    refuse_unless(actor, policy.may_edit_companies(actor))
    naming = {key: changes.pop(key) for key in _NAMING if key in changes}
    with acting(actor):
        company = locked_company(actor, company_id, expected_version)
        numbers: dict[str, str] = {which: getattr(company, which) for which in NUMBERS}
        values = company_values(changes, country=company.country, numbers=numbers)
        if company.is_own and values.get("is_active") is False:
            raise Invalid(_OWN_STAYS, fields={"is_active": _OWN_STAYS})
        changed = [key for key, value in values.items() if getattr(company, key) != value]
        for key in changed:
            setattr(company, key, values[key])
        changed += [key for key, given in naming.items() if _NAMING[key](actor, company, given)]
        if not changed:
            return company
        company.version += 1
        with company_refusals():
            company.save(update_fields=[*(key for key in changed if key in values), "version"])
        publish(
            CompanyChanged(
                actor=actor,
                company_id=company.pk,
                changed=tuple(changed),
                version=company.version,
                summary=_summary(company, changed),
            )
        )
    return company


def set_logo(
    *, actor: Actor, company_id: int, content: bytes | None, expected_version: int | None = None
) -> Company:
    """Keep a picture as the company's logo, in place of the one before; None takes it away."""
    refuse_unless(actor, policy.may_edit_companies(actor))
    file_id = None
    if content is not None:
        try:
            kind = logo_kind(content)
        except UnfitLogo as unfit:
            raise Invalid(str(unfit), fields={"logo": str(unfit)}) from None
        kept = store(account_id=actor.account_id, content=content, content_type=CONTENT_TYPES[kind])
        file_id = kept.pk
    with acting(actor):
        company = locked_company(actor, company_id, expected_version)
        if company.logo_id == file_id:
            return company
        company.logo_id = file_id
        company.version += 1
        company.save(update_fields=["logo", "version"])
        done = "took away the logo of" if file_id is None else "changed the logo of"
        publish(
            CompanyChanged(
                actor=actor,
                company_id=company.pk,
                changed=("logo",),
                version=company.version,
                summary=f"{done} {company.name}",
            )
        )
    return company


def company_refusals() -> AbstractContextManager[None]:
    """What the database refuses of a company, at its field."""
    return refused_at(
        directory_company_name_once=("name", TAKEN_NAME),
        directory_company_one_own=("is_own", _TAKEN_OWN),
    )


def _summary(company: Company, changed: Sequence[str]) -> str:
    if list(changed) == ["is_active"]:
        done = "took {} into use again" if company.is_active else "took {} out of use"
        return done.format(company.name)
    return f"changed the company {company.name}"


_NAMING: Mapping[str, Callable[[Actor, Company, Any], bool]] = {
    "primary_contact_id": name_primary_contact,
    "claim_contact_ids": name_claim_contacts,
}
