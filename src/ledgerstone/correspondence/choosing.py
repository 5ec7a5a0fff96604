"""What a person wants of mails: each kind at once, in a daily summary, or never.

A person says it on their own page, or with the word that a mail carries, without signing in. What
needs an act of them is never turned off.
"""

from __future__ import annotations

from collections.abc import Mapping

from ledgerstone.directory.models import Person
from ledgerstone.tenancy import clock
from ledgerstone.tenancy.acting import acting
from ledgerstone.tenancy.actor import NOBODY, Actor
from ledgerstone.tenancy.events import publish
from ledgerstone.tenancy.refusals import Invalid, NotThere

from . import catalogue
from .events import MailChosen
from .kind import Kind
from .letters.unsubscribing import Stop
from .models import DAILY, NEVER, MailChoice

AT_ONCE = "at_once"
WORDS: Mapping[str, str] = {AT_ONCE: "At once", DAILY: "Daily summary", NEVER: "Never"}


def open_to(kind: Kind) -> tuple[str, ...]:
    """What may be chosen for a kind of mail."""
    waits = (DAILY,) if kind.may_wait else ()
    return (AT_ONCE, *waits, *((NEVER,) if kind.may_be_off else ()))


def choices_of(account_id: int, person_id: int) -> dict[str, str]:
    """What a person chose, by kinds; those that are missing come at once. One query."""
    rows = MailChoice.objects.filter(account_id=account_id, person_id=person_id)
    return dict(rows.values_list("kind", "choice"))


def choose_mails(*, actor: Actor, choices: Mapping[str, str]) -> int:
    """Keep what the actor wants of each kind that is named; how many were changed."""
    if actor.person_id is None:
        raise NotThere
    person = Person.objects.get(account_id=actor.account_id, pk=actor.person_id)
    return _choose(actor, person, choices)


def choose_by_word(*, stop: Stop, choice: str) -> Person:
    """Keep what the recipient of a mail wants of its kind; the account is in context."""
    person = recipient_of(stop)
    actor = Actor(person.account_id, person.user_id or NOBODY, person.name, person.pk)
    _choose(actor, person, {stop.kind: choice})
    return person


def recipient_of(stop: Stop) -> Person:
    """Whose mails a word is about; the account is in context."""
    found = Person.objects.filter(account_id=stop.account_id, pk=stop.person_id)
    person = found.select_related("account").first()
    if person is None or stop.kind not in catalogue.KINDS:
        raise NotThere
    return person


def _choose(actor: Actor, person: Person, choices: Mapping[str, str]) -> int:
    for name, choice in choices.items():
        _refuse_unless_open(name, choice)
    with acting(actor):
        Person.objects.select_for_update().only("pk").get(
            account_id=person.account_id, pk=person.pk
        )
        before = choices_of(person.account_id, person.pk)
        changed = {
            name: choice for name, choice in choices.items() if before.get(name, AT_ONCE) != choice
        }
        if not changed:
            return 0
        _keep(person, changed)
        publish(
            MailChosen(
                actor=actor,
                person_id=person.pk,
                choices=changed,
                summary=_said(changed),
            )
        )
    return len(changed)


def _refuse_unless_open(name: str, choice: str) -> None:
    kind = catalogue.KINDS.get(name)
    if kind is None:
        raise NotThere
    if choice not in open_to(kind):
        sentence = (
            f"“{kind.title}” cannot be turned off. {kind.fixed_because}".strip()
            if choice == NEVER
            else f"“{kind.title}” does not wait for a daily summary."
            if choice == DAILY
            else "Choose at once, daily summary or never."
        )
        raise Invalid(sentence, fields={name: sentence})


def _keep(person: Person, changed: Mapping[str, str]) -> None:
    """Write the choices down; at once is no row. Two statements."""
    of_person = MailChoice.objects.filter(account_id=person.account_id, person_id=person.pk)
    of_person.filter(kind__in=list(changed)).delete()
    MailChoice.objects.bulk_create(
        MailChoice(
            account_id=person.account_id,
            person_id=person.pk,
            kind=name,
            choice=choice,
            chosen_at=clock.now(),
        )
        for name, choice in changed.items()
        if choice != AT_ONCE
    )


def _said(changed: Mapping[str, str]) -> str:
    if len(changed) > 1:
        return f"chose anew what comes of {len(changed)} kinds of mail"
    [(name, choice)] = changed.items()
    return f"chose “{catalogue.KINDS[name].title}”: {WORDS[choice].lower()}"
