"""People: added, changed, and taken out of use with their way into the account."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import Any

from ledgerstone.access import queries as templates
from ledgerstone.access.events import TemplateChanged
from ledgerstone.access.levels import Level, Scope, Tool
from ledgerstone.access.models import PermissionTemplate
from ledgerstone.directory import policy, queries
from ledgerstone.directory.events import PersonChanged, PersonCreated
from ledgerstone.directory.models import Person
from ledgerstone.directory.particulars import person_values
from ledgerstone.tenancy import clock
from ledgerstone.tenancy.acting import acting
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.events import publish
from ledgerstone.tenancy.models import Membership
from ledgerstone.tenancy.refusals import Invalid, NotThere
from ledgerstone.tenancy.taken import refused_at

from .allowed import locked_person, refuse_beyond, refuse_unless

TAKEN_EMAIL = "Somebody in the directory has this e-mail address already."
_TAKEN_USER = "This person is in the directory already."
_NOT_YOURS = "Nobody gives rights that they do not hold. Ask an account administrator."
_ABOVE_YOU = "{} may do more in this account than you. Ask an account administrator."
_NOT_ONESELF = "You cannot take yourself out of use. Ask another administrator."
_NOBODY = "Nobody would administer the account any more. Give somebody another template first."
_LAST = "{} is the last person who administers the account. Name another one first."

# Whoever may do more than the actor keeps these.
_GUARDED = frozenset({"email", "is_active", "company_id", "account_template_id"})
# What decides whether somebody administers the account.
_RIGHTS = frozenset({"is_active", "account_template_id"})
_TEMPLATES = {"account_template_id": Scope.ACCOUNT, "default_template_id": Scope.PROJECT}


def create_person(
    *,
    actor: Actor,
    company_id: int,
    name: str,
    user_id: int | None = None,
    account_template_id: int | None = None,
    default_template_id: int | None = None,
    **given: Any,
) -> Person:
    """Add somebody to a company, with or without a login.

    ``given`` may hold email, phone, job_title, messages and is_insurance_manager.
    """
    refuse_unless(actor, policy.may_edit_people(actor))
    values = person_values({"name": name, **given})
    with acting(actor):
        company = queries.get_company(actor, company_id)
        _refuse_out_of_use(company.name, company.is_active)
        person = Person(
            account_id=actor.account_id,
            company=company,
            user_id=user_id,
            admitted_at=None if user_id is None else clock.now(),
            **values,
        )
        for key, template_id in (
            ("account_template_id", account_template_id),
            ("default_template_id", default_template_id),
        ):
            setattr(person, key.removesuffix("_id"), _given(actor, key, template_id))
        with person_refusals():
            person.save(force_insert=True)
        keep_memberships([person])
        publish(
            PersonCreated(
                actor=actor,
                person_id=person.pk,
                summary=f"added {person.name} of {company.name}",
            )
        )
    return person


def change_person(
    *, actor: Actor, person_id: int, expected_version: int | None = None, **changes: Any
) -> Person:
    """Change what ``create_person`` takes, company_id and is_active among it.

    Who leaves a company is no longer named for it. The login stays what it is, whatever becomes of
    the e-mail address; who is not active has no way into the account.
    """
    refuse_unless(actor, policy.may_edit_people(actor))
    with acting(actor):
        administrators = [] if _RIGHTS.isdisjoint(changes) else locked_administrators(actor)
        person = locked_person(actor, person_id, expected_version)
        values = _values(actor, person, changes)
        changed = [key for key, value in values.items() if getattr(person, key) != value]
        if not changed:
            return person
        _refuse_out_of_reach(actor, person, values, changed)
        for key in changed:
            setattr(person, key, values[key])
        if "company_id" in changed:
            person.is_primary_contact = person.is_default_claim_contact = False
            changed += ["is_primary_contact", "is_default_claim_contact"]
        person.version += 1
        with person_refusals():
            person.save(update_fields=[*changed, "version"])
        keep_memberships([person])
        refuse_without_administrator(actor, administrators, person.name)
        publish(
            PersonChanged(
                actor=actor,
                person_id=person.pk,
                changed=tuple(changed),
                version=person.version,
                summary=_summary(person, changed),
            )
        )
    return person


def person_of(*, actor: Actor) -> Person:
    """The actor's own record in the directory."""
    return Person.objects.get(account_id=actor.account_id, user_id=actor.user_id, is_active=True)


def keep_memberships(people: Sequence[Person]) -> None:
    """See to it that those who took up a login may enter exactly while they are active."""
    gone = [person.user_id for person in people if person.user_id and not person.is_active]
    if gone:
        Membership.objects.filter(account_id=people[0].account_id, user_id__in=gone).delete()
    there = [
        Membership(account_id=person.account_id, user_id=person.user_id)
        for person in people
        if person.user_id and person.is_active and person.admitted_at is not None
    ]
    if there:
        Membership.objects.bulk_create(there, ignore_conflicts=True)


def locked_administrators(actor: Actor) -> list[int]:
    """Lock everybody who administers the account and can sign in to do so.

    Asked before a change that might leave none, so that two who remove each other wait.
    """
    people = Person.objects.select_for_update().filter(
        account_id=actor.account_id,
        is_active=True,
        user__isnull=False,
        account_template__company_directory=Level.ADMIN,
    )
    return list(people.order_by("pk").values_list("pk", flat=True))


def refuse_without_administrator(actor: Actor, before: Sequence[int], name: str) -> None:
    """Refuse to leave an account to nobody. Asked after a change, with who administered before."""
    if before and not locked_administrators(actor):
        sentence = _LAST.format(name)
        raise Invalid(sentence, fields={"account_template_id": sentence, "is_active": sentence})


def keep_an_administrator(event: TemplateChanged) -> None:
    """Refuse a change of a template that takes the account from the last who administer it."""
    if not templates.account_templates(event.actor).filter(pk=event.template_id).exists():
        return
    if not locked_administrators(event.actor):
        raise Invalid(_NOBODY, fields={Tool.COMPANY_DIRECTORY.value: _NOBODY})


def person_refusals() -> AbstractContextManager[None]:
    """What the database refuses of a person, at its field."""
    return refused_at(
        directory_person_email_once=("email", TAKEN_EMAIL),
        directory_person_user_once=("user", _TAKEN_USER),
    )


def _values(actor: Actor, person: Person, changes: dict[str, Any]) -> dict[str, Any]:
    """The changes as they are kept, references checked."""
    own = {key: given for key, given in changes.items() if key not in (*_TEMPLATES, "company_id")}
    values = person_values(own)
    if changes.get("company_id", person.company_id) != person.company_id:
        company = queries.get_company(actor, changes["company_id"])
        _refuse_out_of_use(company.name, company.is_active)
        values["company_id"] = company.pk
    for key in _TEMPLATES:
        if changes.get(key, getattr(person, key)) != getattr(person, key):
            given = _given(actor, key, changes[key])
            values[key] = None if given is None else given.pk
    return values


def _given(actor: Actor, key: str, template_id: int | None) -> PermissionTemplate | None:
    """A template to be given to somebody: of the right scope, and nothing beyond one's own."""
    if template_id is None:
        return None
    try:
        template = templates.get_template(actor, template_id)
    except NotThere:
        template = None
    if template is None or template.scope != _TEMPLATES[key]:
        sentence = "Choose one of the permission templates."
        raise Invalid(sentence, fields={key: sentence})
    refuse_beyond(actor, template, _NOT_YOURS)
    return template


def _refuse_out_of_reach(
    actor: Actor, person: Person, values: dict[str, Any], changed: Sequence[str]
) -> None:
    """Who may do more than the actor is not theirs to remove, rename at the door, or demote."""
    if not _GUARDED.isdisjoint(changed):
        refuse_beyond(actor, person.account_template, _ABOVE_YOU.format(person.name))
    if "default_template_id" in changed:
        refuse_beyond(actor, person.default_template, _NOT_YOURS)
    if values.get("is_active") is False and person.pk == actor.person_id:
        raise Invalid(_NOT_ONESELF, fields={"is_active": _NOT_ONESELF})


def _refuse_out_of_use(company: str, is_active: bool) -> None:
    if not is_active:
        sentence = f"{company} is no longer in use. Choose another company."
        raise Invalid(sentence, fields={"company_id": sentence})


def _summary(person: Person, changed: Sequence[str]) -> str:
    if list(changed) == ["is_active"]:
        done = "took {} into use again" if person.is_active else "took {} out of use"
        return done.format(person.name)
    return f"changed the record of {person.name}"
