"""Whom mails are for: the rules that the catalogue names, each as the records stand now.

A rule names everybody it is meant for, also those whom nothing reaches; the gate says who gets it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.db.models import Q, QuerySet
from django.db.models.functions import Lower

from ledgerstone.access.levels import Level
from ledgerstone.contracts import policy
from ledgerstone.contracts.models import HEAD_CONTRACT, Contract, ContractPerson, Distribution
from ledgerstone.directory.models import Person
from ledgerstone.projects.queries import words

from .kind import Named
from .models import BLIND, COPY, TO, Mail

# Of what ``facts`` of a mail say: the login of whoever asked for what it is about.
ASKED_BY = "asked_by"


def contacts(mail: Mail) -> Sequence[Named]:
    """The claim contacts of the contract, for its company. One query."""
    contract = mail.contract
    assert contract is not None  # noqa: S101 - only for kinds that are about a contract
    named = (
        ContractPerson.objects.filter(
            account_id=mail.account_id, contract_id=contract.pk, is_contact=True
        )
        .select_related("person__company", "person__user")
        .order_by(Lower("person__name"), "id")
    )
    terms, _ = words(contract.project)
    because = f"you are {terms.claim_contact} of {contract.number}"
    return [Named(one.person, because, contract.company_id) for one in named]


def distribution(purpose: str) -> Callable[[Mail], Sequence[Named]]:
    """The people on a distribution of the mail's project. One query."""

    def rule(mail: Mail) -> Sequence[Named]:
        assert mail.project_id is not None  # noqa: S101 - distributions are a project's
        rows = (
            Distribution.objects.filter(
                account_id=mail.account_id, project_id=mail.project_id, purpose=purpose
            )
            .select_related("person__company", "person__user")
            .order_by(Lower("person__name"), "person_id")
        )
        because = "you are on the project's distribution for it"
        return [Named(row.person, because) for row in rows]

    return rule


# Whom a project names to be told of the claims of its commitments.
on_claims = distribution("commitment_claims")


def chosen(mail: Mail) -> Sequence[Named]:
    """The people whom the sender chose: ``facts`` has their ids under the way they are addressed.
    One query."""
    ways: dict[int, str] = {}
    for way in (TO, COPY, BLIND):
        for pk in mail.facts.get(way, ()):
            ways.setdefault(pk, way)
    people = Person.objects.filter(account_id=mail.account_id, pk__in=ways)
    by_id = {person.pk: person for person in people.select_related("company", "user")}
    because = f"{mail.sender_name} sent it to you"
    return [Named(by_id[pk], because, way=way) for pk, way in ways.items() if pk in by_id]


def whoever_asked(mail: Mail) -> Sequence[Named]:
    """Whoever asked for what the mail is about. One query."""
    found = Person.objects.filter(account_id=mail.account_id, user_id=mail.facts[ASKED_BY])
    return [Named(one, "you asked for it") for one in found.select_related("company", "user")]


def may_get_claims_of(contract: Contract) -> QuerySet[Person]:
    """Whom claims of a contract may be sent to, by name: its claim contacts, and the people of the
    project who work for no other company that claims there; of a head contract besides everybody of
    the owner and the certifier. Of a private contract, people of the project are its administrators
    and who is on its private list, where that shows them the figures."""
    parties = [pk for pk in (contract.company_id, contract.certifier_id) if pk is not None]
    here = Contract.objects.filter(account_id=contract.account_id, project_id=contract.project_id)
    owners = here.filter(kind=HEAD_CONTRACT).values("company_id")
    rivals = here.exclude(kind=HEAD_CONTRACT).filter(company__is_own=False)
    rivals = rivals.exclude(company_id__in=parties).exclude(company_id__in=owners)
    claims_elsewhere = Q(company_id__in=rivals.values("company_id"))
    on_project = {"memberships__project_id": contract.project_id}
    if contract.is_private:
        tool = policy.tool_of(contract.kind)
        runs_it = Q(**on_project, **{f"memberships__template__{tool}": Level.ADMIN})
        whom = runs_it
        if contract.shows_schedule_to_listed:
            whom |= Q(contracts__contract_id=contract.pk)
    else:
        whom = Q(**on_project)
    whom &= ~claims_elsewhere
    if contract.kind == HEAD_CONTRACT:
        whom |= Q(company_id__in=parties)
    else:
        whom |= Q(contracts__contract_id=contract.pk, contracts__is_contact=True)
    return (
        Person.objects.filter(whom, account_id=contract.account_id, is_active=True)
        .select_related("company")
        .distinct()
        .order_by(Lower("name"), "id")
    )
