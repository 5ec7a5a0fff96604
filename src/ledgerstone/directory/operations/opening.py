"""Opening an account: the business, its own company, and the first person who administers it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.utils.text import slugify

from ledgerstone.access.operations import add_built_in_templates
from ledgerstone.access.templates import ACCOUNT_ADMINISTRATOR
from ledgerstone.directory.models import Company, Person
from ledgerstone.tenancy import clock, context
from ledgerstone.tenancy.acting import acting, acting_as_system
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.models import Account, Membership, User
from ledgerstone.tenancy.taken import refused_at
from ledgerstone.tenancy.typed_text import required

_TAKEN = "There is an account of this name already. Give another name."


@dataclass(frozen=True, slots=True)
class Opened:
    """What a new account begins with. ``actor`` is its administrator at work."""

    account: Account
    company: Company
    person: Person
    actor: Actor


def open_account(
    *, name: str, user: User, slug: str = "", company: str = "", time_zone: str = "UTC"
) -> Opened:
    """Open an account that ``user`` administers, with its own ``company``, by default of its name.

    Asked by whoever runs the installation, not by a person at work in an account.
    """
    title = required(name, field="name", what="the account's name", longest=200)
    account = Account(
        name=title, slug=slug or slugify(title)[:60] or "account", time_zone=time_zone
    )
    with acting_as_system():
        with refused_at(tenancy_account_slug_key=("name", _TAKEN)):
            account.save(force_insert=True)
        with context.accounts([account.pk]):
            return _begin(account, user, company or title)


def _begin(account: Account, user: User, company_name: str) -> Opened:
    actor = Actor(account_id=account.pk, user_id=user.pk, name=user.name or user.email)
    with acting(actor):
        templates = add_built_in_templates(account.pk)
        company = Company.objects.create(account=account, name=company_name, is_own=True)
        template = templates[ACCOUNT_ADMINISTRATOR]
        person = Person.objects.create(
            account=account,
            company=company,
            user=user,
            name=actor.name,
            email=user.email,
            admitted_at=clock.now(),
            account_template=template,
        )
        Membership.objects.create(account=account, user=user)
    at_work = replace(actor, person_id=person.pk, account_rights=template.rights)
    return Opened(account, company, person, at_work)
