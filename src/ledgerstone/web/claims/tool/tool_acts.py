"""Acts on ticked rows of a period's claims: each is done or refused by itself, with its reason.

What was refused is kept with the act that refused it, so that the page can show it row by row for
as long as somebody needs it, with these rows ticked and what was typed in its place.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST

from ledgerstone.claims import operations
from ledgerstone.claims.inviting.invitation_words import type_words
from ledgerstone.claims.many import Outcome, Refused
from ledgerstone.claims.models import DRAFT, STATUSES, WITHDRAWN, Claim
from ledgerstone.claims.models.claim import CLAIM_TYPES
from ledgerstone.claims.operations.inviting import MOST
from ledgerstone.contracts import queries as contracts
from ledgerstone.projects.models import BillingPeriod, Project
from ledgerstone.projects.terminology import Terms
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.models import IdempotencyKey
from ledgerstone.tenancy.refusals import Invalid
from ledgerstone.tenancy.typed_text import several_lines
from ledgerstone.web import posted
from ledgerstone.web.claims.head import status_of
from ledgerstone.web.claims.periods.period_rows import Desk, ToolRow
from ledgerstone.web.entrance import words
from ledgerstone.web.requests import ActorRequest, once, view

from .tool_asked import asked_of
from .tool_columns import SORTABLE
from .tool_reading import enter_tool, period_asked, periods_of

# What an act returns ids of, and so by what its refusals find their rows.
_BY_CLAIM = frozenset({"approve", "status"})
_USUAL_TYPE = "work_materials_retention"


@dataclass(frozen=True, slots=True)
class Ticked:
    """The rows that were ticked: their contracts, and the claims of those that have one."""

    contract_ids: Sequence[int]
    versions: Mapping[int, int]  # by claim
    without_claim: Sequence[int]  # contracts


@dataclass(frozen=True, slots=True)
class Round:
    """An act under way: who does it where, with what was ticked and typed."""

    actor: Actor
    project: Project
    period: BillingPeriod
    terms: Terms
    ticked: Ticked
    given: QueryDict


@view
@require_POST
def claims_tool_act(request: ActorRequest, project_id: int) -> HttpResponse:
    """Do something to the ticked rows, or to the one whose own button was pressed."""
    project = enter_tool(request, project_id)
    terms, _ = words(request)
    asked = asked_of(request.GET, terms, SORTABLE)
    given = request.POST.get("period", "")
    wanted = int(given) if given.isdecimal() and len(given) < 19 else asked.period_id
    period = period_asked(periods_of(request, project), wanted)
    name, keys = _what(request.POST)
    if period is None or name not in _ACTS:
        raise Invalid("Choose what to do with the ticked rows.")
    if not keys:
        raise Invalid("Tick the rows first.")
    if len(keys) > MOST:
        raise Invalid(f"Tick at most {MOST} rows.")
    under_way = Round(request.actor, project, period, terms, _ticked(keys), request.POST)
    place = reverse("web:claims_tool", args=[project.pk])
    here = f"{place}{asked.address(page=asked.page)}" if asked.given else place
    answer, repeated = once(request, lambda: _answer(under_way, name, here))
    return _go(request, answer, repeated=repeated)


def _go(request: ActorRequest, answer: dict[str, Any], *, repeated: bool) -> HttpResponse:
    """Back to the list, with what was done said and what was refused shown."""
    key = posted.key(request)
    if answer["message"] and not repeated:
        messages.success(request, answer["message"])
    where: str = answer["url"]
    if answer["refused"] and key is None:
        for named, why in answer["refused"]:
            messages.warning(request, f"{named}: {why}")
    elif answer["refused"]:
        where += f"{'&' if '?' in where else '?'}{urlencode({'outcome': str(key)})}"
    return HttpResponseRedirect(where)


def _what(given: QueryDict) -> tuple[str, list[str]]:
    """The act and the rows: those of a row's own button, else those that are ticked."""
    name, _, key = given.get("one", "").partition(":")
    if name:
        return name, [key]
    return given.get("act", ""), given.getlist("row")


def _ticked(keys: Sequence[str]) -> Ticked:
    contract_ids: list[int] = []
    versions: dict[int, int] = {}
    without: list[int] = []
    for key in keys:
        parts = key.split(".")
        are_ids = all(part.isdecimal() and len(part) < 19 for part in parts)
        if not are_ids or len(parts) not in (1, 3):
            raise Invalid("A row of this page is damaged. Reload it and tick them again.")
        contract_ids.append(int(parts[0]))
        if len(parts) == 3:
            versions[int(parts[1])] = int(parts[2])
        else:
            without.append(int(parts[0]))
    return Ticked(list(dict.fromkeys(contract_ids)), versions, without)


# --- the acts ------------------------------------------------------------------------------------


def _answer(under_way: Round, name: str, here: str) -> dict[str, Any]:
    """What came of it, as it is kept and shown."""
    by_claim = name in _BY_CLAIM
    try:
        outcome, said = _ACTS[name](under_way)
    except Invalid as refusal:
        # What was asked cannot be done to any row: they stay ticked, and what was typed stays.
        outcome, said, by_claim = _none_of_them(under_way, refusal.message), "", False
    ids = [one.id for one in outcome.refused]
    refused, ticked = list(outcome.refused), {"claims": [], "contracts": ids}
    if by_claim:
        refused += _without_claim(under_way)
        ticked = {"claims": ids, "contracts": list(under_way.ticked.without_claim)}
    return {
        "url": here,
        "message": said if outcome.done else "",
        "warnings": [],
        "done": len(outcome.done),
        "refused": [(one.named, one.why) for one in refused],
        "act": name,
        "ticked": ticked,
        "typed": {field: several_lines(under_way.given.get(field, "")) for field in _TYPED},
    }


def _without_claim(under_way: Round) -> list[Refused]:
    """The ticked rows that have no claim to do anything to."""
    if not under_way.ticked.without_claim:
        return []
    why = f"It has no {under_way.terms.claim_short} in this {under_way.terms.billing_period} yet."
    return _refused(under_way, under_way.ticked.without_claim, why)


def _none_of_them(under_way: Round, why: str) -> Outcome:
    return Outcome(refused=_refused(under_way, under_way.ticked.contract_ids, why))


def _refused(under_way: Round, contract_ids: Sequence[int], why: str) -> list[Refused]:
    """These rows, for one reason, as far as the person sees their contracts."""
    seen = contracts.visible_to(under_way.actor).filter(
        project_id=under_way.project.pk, pk__in=contract_ids
    )
    return [Refused(one.pk, str(one), why) for one in seen.order_by("number", "id")]


def _invite(under_way: Round) -> tuple[Outcome, str]:
    outcome = operations.invite_contacts(
        actor=under_way.actor,
        project_id=under_way.project.pk,
        period_id=under_way.period.pk,
        contract_ids=under_way.ticked.contract_ids,
        type=under_way.given.get("type") or _USUAL_TYPE,
        text=under_way.given.get("text", ""),
    )
    word = under_way.terms.invitation
    return outcome, f"{_counted(len(outcome.done), word, word.plural)} sent."


def _remind(under_way: Round) -> tuple[Outcome, str]:
    outcome = operations.remind_contacts(
        actor=under_way.actor,
        project_id=under_way.project.pk,
        period_id=under_way.period.pk,
        contract_ids=under_way.ticked.contract_ids,
    )
    return outcome, f"{_counted(len(outcome.done), 'reminder', 'reminders')} sent."


def _start(under_way: Round) -> tuple[Outcome, str]:
    outcome = operations.start_claims(
        actor=under_way.actor,
        project_id=under_way.project.pk,
        period_id=under_way.period.pk,
        contract_ids=under_way.ticked.contract_ids,
    )
    return outcome, f"{_counted(len(outcome.done), 'draft', 'drafts')} started."


def _approve(under_way: Round) -> tuple[Outcome, str]:
    versions = under_way.ticked.versions
    outcome = operations.approve_claims(
        actor=under_way.actor, claim_ids=list(versions), versions=versions
    )
    short = under_way.terms.claim_short
    return outcome, f"{_counted(len(outcome.done), short, short.plural)} approved."


def _status(under_way: Round) -> tuple[Outcome, str]:
    status, versions = under_way.given.get("status", ""), under_way.ticked.versions
    outcome = operations.change_statuses(
        actor=under_way.actor,
        claim_ids=list(versions),
        status=status,
        reason=under_way.given.get("reason", ""),
        versions=versions,
    )
    short = under_way.terms.claim_short
    word = dict(_status_choices(under_way.terms)).get(status, status)
    return outcome, f"{_counted(len(outcome.done), short, short.plural)} now “{word}”."


def _counted(count: int, one: str, many: str) -> str:
    return f"{count} {one if count == 1 else many}"


_ACTS: dict[str, Callable[[Round], tuple[Outcome, str]]] = {
    "invite": _invite,
    "remind": _remind,
    "start": _start,
    "approve": _approve,
    "status": _status,
}
_TYPED = ("type", "text", "status", "reason")


# --- what the page shows of them -----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Shown:
    """What an act refused, shown above the list until it is dismissed."""

    act: str
    done: int
    refused: Sequence[tuple[str, str]]
    claims: frozenset[int]
    contracts: frozenset[int]
    typed: Mapping[str, str]
    dismiss: str

    @property
    def total(self) -> int:
        """How many rows the act was asked of."""
        return self.done + len(self.refused)

    def is_ticked(self, row: ToolRow) -> bool:
        """Whether a row is one of those that were refused."""
        if row.contract.pk in self.contracts:
            return True
        return row.claim is not None and row.claim.pk in self.claims


def outcome_asked(request: ActorRequest, desk: Desk) -> Shown | None:
    """What the act refused that the address names; only the one who did it is shown it."""
    try:
        key = UUID(request.GET["outcome"])
    except (KeyError, ValueError):
        return None
    answer = (
        IdempotencyKey.objects.filter(
            account_id=request.actor.account_id,
            user_id=request.actor.user_id,
            key=key,
            path=reverse("web:claims_tool_act", args=[desk.project.pk]),
            answer__isnull=False,
        )
        .values_list("answer", flat=True)
        .first()
    )
    if answer is None:
        return None
    return Shown(
        act=answer["act"],
        done=answer["done"],
        refused=[(named, why) for named, why in answer["refused"]],
        claims=frozenset(answer["ticked"]["claims"]),
        contracts=frozenset(answer["ticked"]["contracts"]),
        typed=answer["typed"],
        dismiss=answer["url"],
    )


def bulk_choices(desk: Desk, outcome: Shown | None) -> dict[str, Any]:
    """What the acts ask for, with what was typed into one that refused something."""
    typed = outcome.typed if outcome is not None else {}
    type_ = typed.get("type") or _USUAL_TYPE
    return {
        "types": [
            (one, _capitalised(type_words(one, desk.terms)), one == type_) for one in CLAIM_TYPES
        ],
        "text": typed.get("text", ""),
        "statuses": [
            (value, word, value == typed.get("status"))
            for value, word in _status_choices(desk.terms)
        ],
        "reason": typed.get("reason", ""),
    }


def _status_choices(terms: Terms) -> list[tuple[str, str]]:
    """The statuses that claims can be taken to, in words: nothing leads back to a draft, and
    withdrawing is for the claimant."""
    return [
        (status, status_of(Claim(is_upstream=False, status=status), terms).word)
        for status in STATUSES
        if status not in {DRAFT, WITHDRAWN}
    ]


def _capitalised(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]
