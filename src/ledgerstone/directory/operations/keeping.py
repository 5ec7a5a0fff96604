"""Writes to the company directory."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from ledgerstone.directory import policy, queries
from ledgerstone.directory.events import CompanyChanged, CompanyCreated, PersonCreated
from ledgerstone.directory.models import Company, Person
from ledgerstone.tenancy.acting import acting
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.events import publish
from ledgerstone.tenancy.refusals import Invalid, NotAllowed, NotThere
from ledgerstone.tenancy.taken import refused_at
from ledgerstone.tenancy.typed_text import fitting, one_line, optional, required, several_lines

_TAKEN_NAME = "There is a company of this name already. Choose it, or give another name."
_TAKEN_OWN = "The account has its own company already."
_TAKEN_EMAIL = "Somebody in the directory has this e-mail address already."
_TAKEN_USER = "This person is in the directory already."


def create_company(
    *,
    actor: Actor,
    name: str,
    address: str = "",
    identifier: str = "",
    trading_name: str = "",
    is_own: bool = False,
) -> Company:
    """Add a company. Names are unique in any case; one company is the account's own."""
    _refuse_unless_editor(actor, policy.may_edit_companies(actor))
    company = Company(
        account_id=actor.account_id,
        is_own=is_own,
        **_company_values(
            {
                "name": name,
                "address": address,
                "identifier": identifier,
                "trading_name": trading_name,
            }
        ),
    )
    with acting(actor):
        with _company_refusals():
            company.save(force_insert=True)
        publish(
            CompanyCreated(
                actor=actor, company_id=company.pk, summary=f"added the company {company.name}"
            )
        )
    return company


def change_company(*, actor: Actor, company_id: int, **changes: Any) -> Company:
    """Change name, trading_name, identifier, address or is_active of a company."""
    _refuse_unless_editor(actor, policy.may_edit_companies(actor))
    with acting(actor):
        company = queries.visible_to(actor).select_for_update().filter(pk=company_id).first()
        if company is None:
            raise NotThere
        is_active = changes.pop("is_active", None)
        values = _company_values(changes)
        if is_active is not None:
            values["is_active"] = bool(is_active)
        changed = tuple(key for key, value in values.items() if getattr(company, key) != value)
        if not changed:
            return company
        for key in changed:
            setattr(company, key, values[key])
        with _company_refusals():
            company.save(update_fields=changed)
        publish(
            CompanyChanged(
                actor=actor,
                company_id=company.pk,
                changed=changed,
                summary=f"changed the company {company.name}",
            )
        )
    return company


def create_person(
    *,
    actor: Actor,
    company_id: int,
    name: str,
    email: str = "",
    job_title: str = "",
    user_id: int | None = None,
) -> Person:
    """Add somebody to a company, with or without a login."""
    _refuse_unless_editor(actor, policy.may_edit_people(actor))
    person = Person(
        account_id=actor.account_id,
        user_id=user_id,
        name=required(name, field="name", what="the person's name", longest=200),
        email=_email(email),
        job_title=optional(job_title, field="job_title", what="the job title", longest=200),
    )
    with acting(actor):
        person.company = queries.get_company(actor, company_id)
        with refused_at(
            directory_person_email_once=("email", _TAKEN_EMAIL),
            directory_person_user_once=("user", _TAKEN_USER),
        ):
            person.save(force_insert=True)
        publish(
            PersonCreated(
                actor=actor,
                person_id=person.pk,
                summary=f"added {person.name} of {person.company.name}",
            )
        )
    return person


def person_of(*, actor: Actor) -> Person:
    """The actor's own record in the directory."""
    return Person.objects.get(account_id=actor.account_id, user_id=actor.user_id, is_active=True)


def _refuse_unless_editor(actor: Actor, is_editor: bool) -> None:
    if is_editor:
        return
    if policy.may_see(actor):
        raise NotAllowed("Ask an administrator of the directory to do this.")
    raise NotThere


def _company_values(given: dict[str, Any]) -> dict[str, Any]:
    """What was typed about a company, made fit to keep."""
    values: dict[str, Any] = {}
    for key, text in given.items():
        if key == "name":
            values[key] = required(text, field=key, what="the company's name", longest=200)
        elif key == "trading_name":
            values[key] = optional(text, field=key, what="the trading name", longest=200)
        elif key == "identifier":
            values[key] = optional(text, field=key, what="the business number", longest=40)
        elif key == "address":
            values[key] = fitting(several_lines(text), field=key, what="the address", longest=1000)
        else:
            raise TypeError(f"A company has no {key} to change.")
    return values


def _company_refusals() -> Any:
    return refused_at(
        directory_company_name_once=("name", _TAKEN_NAME),
        directory_company_one_own=("is_own", _TAKEN_OWN),
    )


def _email(text: str) -> str:
    address = one_line(text)
    if not address:
        return ""
    try:
        validate_email(address)
    except ValidationError:
        sentence = "This is not an e-mail address. Type one such as name@example.com."
        raise Invalid(sentence, fields={"email": sentence}) from None
    return fitting(address, field="email", what="the e-mail address", longest=254)
