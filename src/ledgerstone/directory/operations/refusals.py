"""That a mail server refused a person's address, and trying it again."""

from __future__ import annotations

from ledgerstone.directory import policy
from ledgerstone.directory.events import PersonChanged
from ledgerstone.directory.models import Person
from ledgerstone.tenancy.acting import acting, acting_as_system
from ledgerstone.tenancy.actor import NOBODY, Actor
from ledgerstone.tenancy.events import publish
from ledgerstone.tenancy.refusals import WrongState

from .allowed import locked_person, refuse_unless

_KEPT = ("refused_address", "refused_words")


def note_refusal(*, account_id: int, person_id: int, address: str, words: str) -> None:
    """Keep that the mail server refuses an address for good; the account is in context.

    Nothing is sent to the person until the address is another one, or somebody has it tried again.
    """
    actor = Actor(account_id, NOBODY, "Ledgerstone")
    with acting_as_system():
        person = Person.objects.select_for_update(of=("self",)).get(
            account_id=account_id, pk=person_id
        )
        person.refused_address, person.refused_words = address, words[:500]
        _keep(actor, person, f"the mail server refused {address}: {words[:200]}")


def try_address_again(*, actor: Actor, person_id: int) -> Person:
    """Forget that a person's address was refused, so that the next mail is sent to it."""
    refuse_unless(actor, policy.may_edit_people(actor))
    with acting(actor):
        person = locked_person(actor, person_id)
        if not person.refused_address:
            raise WrongState(f"The address of {person.name} was not refused.")
        person.refused_address = person.refused_words = ""
        _keep(actor, person, f"had the address of {person.name} tried again")
    return person


def _keep(actor: Actor, person: Person, summary: str) -> None:
    person.version += 1
    person.save(update_fields=[*_KEPT, "version"])
    publish(
        PersonChanged(
            actor=actor,
            person_id=person.pk,
            changed=_KEPT,
            version=person.version,
            summary=summary,
        )
    )
