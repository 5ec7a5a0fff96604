"""The page that an invitation's mail leads to: yes, start the claim; or nothing this time."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from ledgerstone.claims import operations, queries
from ledgerstone.claims.inviting.invitation_words import period_words
from ledgerstone.claims.inviting.invitations import get_invitation
from ledgerstone.claims.inviting.reminders import Schedule, next_reminder
from ledgerstone.claims.models import WITHDRAWN
from ledgerstone.claims.queries import last_certificate
from ledgerstone.contracts import queries as contracts
from ledgerstone.projects import policy as projects
from ledgerstone.projects.models import InvoicingSettings
from ledgerstone.tenancy import clock
from ledgerstone.tenancy.refusals import Invalid, NotAllowed, WrongState
from ledgerstone.web.entrance import enter
from ledgerstone.web.requests import ActorRequest, Done, act_once, shown, view
from ledgerstone.web.signing_in import restricted

from .prompt import Prompt, prompt_of


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure that the reader needs to decide, with its name."""

    label: str
    amount: Decimal
    is_total: bool = False


@dataclass(frozen=True, slots=True)
class LastTime:
    """What was claimed last, and what became of it."""

    title: str
    figures: list[Figure]


@view
@require_http_methods(["GET", "POST"])
def invitation_to_claim(request: ActorRequest, invitation_id: int) -> HttpResponse:
    """What is asked, by whom, by when; a post answers it."""
    found = get_invitation(request.actor, invitation_id)
    enter(request, found.contract.project)
    prompt = prompt_of(request.actor, found)
    if request.method == "POST":
        return _answer(request, prompt)
    request.tool = "web:my_contracts"
    context: dict[str, Any] = {
        "prompt": prompt,
        "invitation": found,
        "contract": found.contract,
        "span": prompt.formats.period(found.period.start, found.period.end),
        "invited_day": prompt.formats.short_day(prompt.formats.local(found.invited_at).date()),
        "figures": _figures(prompt),
        "last_time": _last_time(request, prompt),
        "reminded": "" if prompt.is_contact else _reminded(prompt),
        "may_see_list": restricted.opens(request, "web:my_contracts"),
        "sees_project": projects.may_see(request.actor, found.contract.project_id),
    }
    return shown(request, "invitations/page.html", context)


def _answer(request: ActorRequest, prompt: Prompt) -> HttpResponse:
    said = request.POST.get("answer", "")
    acts = {"start": _start, "later": _accept, "no": _decline}
    if said not in acts:
        raise Invalid("Say yes or no.")
    return act_once(request, lambda: acts[said](request, prompt))


def _start(request: ActorRequest, prompt: Prompt) -> Done:
    """Say yes and start the claim; where it cannot be started now, the yes stands all the same."""
    invitation = prompt.invitation
    operations.answer_invitation(actor=request.actor, invitation_id=invitation.pk, accepts=True)
    try:
        claim = operations.start_claim(actor=request.actor, contract_id=invitation.contract_id)
    except (Invalid, NotAllowed, WrongState) as refusal:
        return Done(prompt.href, _YES, warnings=[refusal.message])
    return Done(reverse("web:claim_as_list", args=[claim.pk]))


def _accept(request: ActorRequest, prompt: Prompt) -> Done:
    operations.answer_invitation(
        actor=request.actor, invitation_id=prompt.invitation.pk, accepts=True
    )
    return Done(prompt.href, _YES)


def _decline(request: ActorRequest, prompt: Prompt) -> Done:
    operations.answer_invitation(
        actor=request.actor,
        invitation_id=prompt.invitation.pk,
        accepts=False,
        reason=request.POST.get("reason", ""),
    )
    account = request.account.name
    return Done(prompt.href, f"{account} is told that there is nothing to {prompt.terms.to_claim}.")


_YES = "Your yes is kept."


def _figures(prompt: Prompt) -> list[Figure]:
    """What the contract comes to, as the mail says it."""
    contract, terms = prompt.invitation.contract, prompt.terms
    kept = contracts.figures(contract)
    total = kept.original + kept.approved
    certificate = last_certificate(contract)
    certified = "Certified to date"
    if certificate is not None:
        last, short = certificate.claim.number, terms.claim_short
        certified += f", {short.plural} 1 to {last}" if last > 1 else f", {short} 1"
    return [
        Figure(f"{terms.contract_sum.capitalised} to date", total),
        Figure(certified, kept.certified),
        Figure(f"{terms.retention.capitalised} held", kept.retained),
        Figure(f"Left to {terms.to_claim}", total - kept.certified, is_total=True),
    ]


def _last_time(request: ActorRequest, prompt: Prompt) -> LastTime | None:
    """The claim before this one; None where there is none, or it is for this period."""
    contract, terms = prompt.invitation.contract, prompt.terms
    last = queries.of_contract(request.actor, contract.pk).exclude(status=WITHDRAWN).first()
    if last is None or last.period_id == prompt.invitation.period_id:
        return None
    name = period_words(last.period, prompt.formats)
    title = f"Last time: {terms.claim_short} {last.number}, {name}"
    figures = [Figure("Claimed", last.claimed_this_period)]
    if last.certificate is not None:
        figures.append(Figure("Certified", last.assessed_this_period))
    return LastTime(title, figures)


def _reminded(prompt: Prompt) -> str:
    """For those who invite: how often the contacts were reminded, and when they are next."""
    invitation, formats = prompt.invitation, prompt.formats
    times = invitation.reminders
    said = ["not yet" if times == 0 else "once" if times == 1 else f"{times} times"]
    if invitation.reminded_at is not None:
        last = formats.short_day(formats.local(invitation.reminded_at).date())
        said.append(f"last on {last}")
    settings = InvoicingSettings.objects.get(
        account_id=invitation.account_id, project_id=invitation.contract.project_id
    )
    if settings.reminds_contacts and not prompt.why_not and not prompt.is_declined:
        schedule = Schedule(
            invitation.invited_at,
            invitation.reminded_at,
            prompt.due,
            settings.reminder_days,
            formats.time_zone,
        )
        if prompt.claim is None or prompt.is_draft:
            day = next_reminder(schedule, clock.now())
            said += [] if day is None else [f"next on {formats.short_day(day)}"]
    return ", ".join(said)
