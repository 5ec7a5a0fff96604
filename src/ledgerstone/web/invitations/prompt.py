"""What an invitation asks of the person who looks at it, wherever it is shown."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.urls import reverse

from ledgerstone.access.actions import Action
from ledgerstone.access.automation import automation
from ledgerstone.claims.inviting.due import is_over
from ledgerstone.claims.inviting.invitation_round import standings
from ledgerstone.claims.inviting.invitation_words import STATUS_WORDS, period_words, type_words
from ledgerstone.claims.inviting.invitations import invitation_of, why_not_answerable
from ledgerstone.claims.models import REVISE_AND_RESUBMIT, Claim, Invitation
from ledgerstone.claims.models.round import ACCEPTED, DECLINED, INVITED
from ledgerstone.contracts import policy
from ledgerstone.contracts.models import Contract
from ledgerstone.projects.formats import Formats
from ledgerstone.projects.models import BillingPeriod
from ledgerstone.projects.queries import words
from ledgerstone.projects.terminology import Terms
from ledgerstone.tenancy.actor import Actor
from ledgerstone.web.claims.head import Status, status_of

FAMILIES = {INVITED: "them", ACCEPTED: "them", DECLINED: "neutral"}


@dataclass(frozen=True, slots=True)
class Prompt:
    """An invitation, where it stands, and what this person may still do with it.

    ``why_not`` says why nobody answers any more.
    """

    invitation: Invitation
    terms: Terms
    formats: Formats
    due: dt.date
    claim: Claim | None
    is_contact: bool  # the answer is this person's to give
    why_not: str

    @property
    def may_answer(self) -> bool:
        return self.is_contact and self.claim is None and not self.why_not

    @property
    def href(self) -> str:
        return reverse("web:claim_invitation", args=[self.invitation.pk])

    @property
    def status(self) -> Status:
        """The word that stands for it: the claim's own, once there is one."""
        if self.claim is not None:
            return status_of(self.claim, self.terms)
        status = self.invitation.status
        return Status(FAMILIES[status], STATUS_WORDS[status])

    @property
    def period(self) -> str:
        """For when: `October`."""
        return period_words(self.invitation.period, self.formats)

    @property
    def claim_name(self) -> str:
        """What is asked for: `October claim`."""
        return f"{self.period} {self.terms.claim_short}"

    @property
    def types(self) -> str:
        """What may be claimed, in words."""
        return type_words(self.invitation.type, self.terms)

    @property
    def is_declined(self) -> bool:
        return self.invitation.status == DECLINED

    @property
    def is_accepted(self) -> bool:
        return self.invitation.status == ACCEPTED

    @property
    def is_extended(self) -> bool:
        return self.due != self.invitation.period.due_date

    @property
    def is_late(self) -> bool:
        """Whether its day is over."""
        return is_over(self.due, self.invitation.contract.project)

    @property
    def starts(self) -> str:
        """The words of the button that says yes."""
        return (
            f"Start the {self.claim_name}"
            if self.is_accepted
            else f"Yes, start the {self.claim_name}"
        )

    @property
    def refuses(self) -> str:
        """The words of the way to say no."""
        period = self.invitation.period
        is_month = period.start.day == 1 and (period.end + dt.timedelta(days=1)).day == 1
        return f"No, nothing this {'month' if is_month else 'time'}"

    @property
    def is_draft(self) -> bool:
        """Whether the claim is started and was never sent."""
        return self.claim is not None and self.claim.submitted_at is None

    @property
    def is_returned(self) -> bool:
        """Whether the claim came back, to be put right and sent again."""
        return self.claim is not None and self.claim.status == REVISE_AND_RESUBMIT

    @property
    def continues(self) -> str:
        """The words of the way to the claim."""
        if self.is_contact and self.is_returned:
            return f"Revise the {self.claim_name}"
        does = "Continue" if self.is_contact and self.is_draft else "See"
        return f"{does} the {self.claim_name}"

    @property
    def claim_href(self) -> str:
        """Where the claim goes on: a line at a time while it is theirs to fill in."""
        if self.claim is None:
            return ""
        is_theirs = self.is_contact and (self.is_draft or self.is_returned)
        page = "claim_as_list" if is_theirs else "claim"
        return reverse(f"web:{page}", args=[self.claim.pk])

    @property
    def answered_day(self) -> str:
        """When it was answered."""
        at = self.invitation.answered_at
        return "" if at is None else self.formats.short_day(self.formats.local(at).date())

    @property
    def waits_for(self) -> str:
        """What is told to those whose answer it is not."""
        if self.is_contact or self.claim is not None or self.why_not:
            return ""
        contacts = self.terms.claim_contact.plural
        return f"The {contacts} of this contract answer. You need not wait for them."


def prompt_of(actor: Actor, invitation: Invitation) -> Prompt:
    """The prompt of an invitation that came with its contract, project and period."""
    contract, period = invitation.contract, invitation.period
    terms, formats = words(contract.project)
    at = standings(automation(actor.account_id, contract.project_id), period, [contract])[
        contract.pk
    ]
    mine = policy.may(actor, contract, Action.ANSWER_INVITATION)
    why_not = why_not_answerable(invitation, due=at.due, has_claim=at.claim is not None)
    return Prompt(
        invitation=invitation,
        terms=terms,
        formats=formats,
        due=at.due,
        claim=at.claim,
        is_contact=mine,
        why_not=why_not if at.claim is None else "",
    )


def prompt_for_contract(actor: Actor, contract: Contract, period: BillingPeriod) -> Prompt | None:
    """The prompt of the invitation for a period; None where nobody was invited."""
    found = invitation_of(period, contract)
    if found is None:
        return None
    found.contract, found.period = contract, period
    return prompt_of(actor, found)
