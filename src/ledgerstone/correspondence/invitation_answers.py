"""What administrators are told when a contact answers an invitation to claim.

It goes to whoever sent the invitation, and to the project's distribution of claims; to each of them
who sees the contract, and not to whoever answered.
"""

from __future__ import annotations

from django.urls import reverse

from ledgerstone.claims.invitation_words import period_words
from ledgerstone.claims.models import Invitation
from ledgerstone.claims.models.round import ACCEPTED
from ledgerstone.contracts import policy, tool_settings
from ledgerstone.contracts.actors import actor_for
from ledgerstone.directory.models import Person
from ledgerstone.directory.reach import why_unreachable
from ledgerstone.projects.queries import words
from ledgerstone.tenancy.models import Account

from .models import InvitationMail
from .sending import Letter, address
from .wrapping import wrapped

_DISTRIBUTION = "commitment_claims"


def recipients(invitation: Invitation) -> list[Person]:
    """Who is told of an answer, each once. Three queries."""
    account_id = invitation.account_id
    inviter = Person.objects.filter(account_id=account_id, user_id=invitation.invited_by_id)
    listed = tool_settings.recipients(account_id, invitation.contract.project_id, _DISTRIBUTION)
    ids = [*inviter.values_list("pk", flat=True), *(person.pk for person in listed)]
    found = Person.objects.filter(account_id=account_id, pk__in=ids).select_related("company")
    answerer = invitation.answered_by_id
    return [one for one in found.order_by("name", "pk") if one.user_id != answerer]


def letter(account: Account, mail: InvitationMail) -> Letter | str:
    """What was answered; else why this person is not told."""
    invitation, person = mail.invitation, mail.person
    contract, answerer = invitation.contract, invitation.answered_by
    why_not = why_unreachable(person)
    if why_not:
        return why_not
    actor = None if person.user is None else actor_for(person.user, account)
    if actor is None or not policy.may_see(actor, contract):
        return f"{person.name} does not see {contract.number}."
    if answerer is None:
        return "The answer was taken back."
    terms, formats = words(contract.project)
    period = period_words(invitation.period, formats)
    which = f"{contract.number} {contract.title}"
    who = f"{answerer.name or answerer.email} of {contract.company.name}"
    if invitation.status == ACCEPTED:
        did = f"accepted to {terms.to_claim} for {period}"
        means = (
            f"The {period} {terms.claim_short} comes from them; there is nothing to do until then."
        )
    else:
        did = f"declined to {terms.to_claim} for {period}"
        means = f"No {terms.claim_short} comes from them for {period}. You can invite them again."
    paragraphs = [wrapped(f"{who} {did}, for {which} at {contract.project.name}. {means}")]
    if invitation.decline_reason:
        said = [wrapped(line) for line in invitation.decline_reason.split("\n")]
        paragraphs.append("\n".join(["They wrote:", *said]))
    url = address(reverse("web:contract", args=[contract.pk]))
    paragraphs += [f"Open the contract:\n{url}", wrapped(_why_you(account, terms.claim.plural))]
    subject = f"{contract.project.name}: {contract.company.name} {did}, {which}"
    return Letter(subject, tuple(paragraphs))


def _why_you(account: Account, claims: str) -> str:
    return (
        f"You get this from {account.name} because you sent the invitation, or are on the "
        f"project's distribution of {claims}."
    )
