"""The one gate through which every mail about the work goes: who may get it, and why not.

It is asked twice: when it is settled who gets a mail, and again right before each of them is sent.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ledgerstone.contracts import policy
from ledgerstone.contracts.actors import actor_for
from ledgerstone.contracts.models import ContractPerson
from ledgerstone.correspondence.kind import Kind, Named, Reader
from ledgerstone.correspondence.models import NEVER, Mail, MailChoice
from ledgerstone.directory.models import Person
from ledgerstone.directory.reach import why_unreachable
from ledgerstone.tenancy.models import Account


def reader_of(account: Account, person: Person, because: str = "") -> Reader:
    """A person as a reader of mail; the account is in context. One query if they have a login."""
    actor = None if person.user is None else actor_for(person.user, account)
    return Reader(person, actor, because)


def choices(kind: Kind, people: Sequence[Person]) -> dict[int, str]:
    """What these people of an account chose for a kind of mail, by person; who is missing gets it
    at once. One query, none where nothing can be chosen."""
    if not people or not (kind.may_be_off or kind.may_wait):
        return {}
    rows = MailChoice.objects.filter(
        account_id=people[0].account_id, person_id__in=[one.pk for one in people], kind=kind.name
    )
    return dict(rows.values_list("person_id", "choice"))


def why_not(kind: Kind, mail: Mail, named: Named, reader: Reader, chosen: Mapping[int, str]) -> str:
    """Why a person gets nothing of this mail, as sentences; empty where they may get it. ``chosen``
    is what they chose, among others.

    In this order: active, a valid address, mail by e-mail and still with the company that they are
    written to for; still entitled to see the thing; and not switched off by themselves.
    """
    unreachable = why_unreachable(named.person, named.asked_for)
    if unreachable:
        return unreachable
    if not kind.sees(mail, reader):
        return f"{named.person.name} may not see what it is about."
    if kind.may_be_off and chosen.get(named.person.pk) == NEVER:
        return f"{named.person.name} does not want mails of this kind."
    return ""


def sees_contract(mail: Mail, reader: Reader) -> bool:
    """Whether a reader sees the contract that a mail is about: as the pages say, or as one of its
    claim contacts without a login."""
    assert mail.contract is not None  # noqa: S101 - only for kinds that are about a contract
    if reader.actor is not None:
        return policy.may_see(reader.actor, mail.contract)
    return ContractPerson.objects.filter(
        account_id=mail.account_id,
        contract_id=mail.contract.pk,
        person_id=reader.person.pk,
        is_contact=True,
    ).exists()


def always(mail: Mail, reader: Reader) -> bool:
    """For mails about nothing that a right protects: the reader's own things."""
    return True
