"""What every write to the directory asks first: may the person, and is it what they looked at."""

from __future__ import annotations

from ledgerstone.access import policy as access
from ledgerstone.access.models import PermissionTemplate
from ledgerstone.directory import policy, queries
from ledgerstone.directory.models import Company, Person
from ledgerstone.history.models import Event
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.refusals import NotAllowed, NotThere, Stale, WrongState


def refuse_unless(actor: Actor, is_allowed: bool) -> None:
    """Refuse whoever may not do this: openly where they see the directory, else as not there."""
    if is_allowed:
        return
    if policy.may_see(actor):
        raise NotAllowed("Ask an administrator of the directory to do this.")
    raise NotThere


def locked_company(actor: Actor, company_id: int, expected_version: int | None = None) -> Company:
    """Lock a company for a change. Stale where it is not of the version that was looked at."""
    company = queries.visible_to(actor).select_for_update().filter(pk=company_id).first()
    if company is None:
        raise NotThere
    if company.merged_into_id is not None:
        raise WrongState(f"{company.name} was merged into another record. Change that one.")
    if expected_version is not None and expected_version != company.version:
        raise _stale(actor, "company_id", company.pk, expected_version, company.name)
    return company


def locked_person(actor: Actor, person_id: int, expected_version: int | None = None) -> Person:
    """Lock a person for a change, with company and permissions. Stale as for a company."""
    people = Person.objects.filter(account_id=actor.account_id, pk=person_id)
    person = (
        people.select_related("company", "account_template", "default_template", "user")
        .select_for_update(of=("self",))
        .first()
    )
    if person is None or not policy.may_see(actor):
        raise NotThere
    if expected_version is not None and expected_version != person.version:
        raise _stale(actor, "person_id", person.pk, expected_version, person.name)
    return person


def refuse_beyond(actor: Actor, template: PermissionTemplate | None, message: str) -> None:
    """Refuse to touch rights that the person does not hold themselves."""
    if template is not None and not access.may_assign(actor, template.rights):
        raise NotAllowed(message)


def _stale(actor: Actor, key: str, pk: int, since: int, name: str) -> Stale:
    events = Event.objects.filter(
        account_id=actor.account_id, details__contains={key: pk}, details__version__gt=since
    ).order_by("-id")
    return Stale(
        f"Somebody changed {name} since you opened it. Look at what changed and try again.",
        changes=tuple(f"{event.actor_name} {event.summary}" for event in events[:10]),
    )
