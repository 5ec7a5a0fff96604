"""What several operations on a claim have in common: telling the history, checking figures."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from ledgerstone import core
from ledgerstone.projects.queries import words
from ledgerstone.projects.terminology import Terms
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.events import publish
from ledgerstone.tenancy.refusals import Invalid, WrongState
from ledgerstone.tenancy.typed_text import required

from .events import ClaimEvent
from .models import OPEN_STATUSES, WITHDRAWN, Claim
from .retention.retention_limits import refuse_event_again
from .sheets.sheet import ClaimSheet
from .sheets.typed import explain, is_over_billing, over_billing, place_of
from .sheets.valuation import Inputs, load, valued
from .transitions import State, state_words


def tell(event: type[ClaimEvent], actor: Actor, claim: Claim, summary: str, **noted: Any) -> None:
    """Publish an act on a claim."""
    publish(
        event(
            actor=actor,
            project_id=claim.contract.project_id,
            contract_id=claim.contract_id,
            claim_id=claim.pk,
            is_upstream=claim.is_upstream,
            summary=summary,
            noted={"version": claim.version, **noted},
        )
    )


def value_or_refuse(inputs: Inputs) -> ClaimSheet:
    """Value a claim; what cannot stand is refused at its place."""
    with refused_in_place(inputs):
        return valued(inputs)


@contextmanager
def refused_in_place(inputs: Inputs) -> Iterator[None]:
    """What the engine refuses inside the block, as a sentence at the field that it is about."""
    try:
        yield
    except core.Refusal as refusal:
        terms, _ = words(inputs.claim.contract.project)
        message = explain(inputs, terms, refusal)
        named = message if refusal.line is None else f"Line {refusal.line}: {message}"
        raise Invalid(named, fields={place_of(inputs, refusal): message}) from None


def checked(claim: Claim) -> tuple[Inputs, ClaimSheet]:
    """A claim valued before it is handed in or decided: nothing over-billed where that is off, and
    no event released a second time."""
    refuse_event_again(claim)
    inputs = load(claim)
    sheet = value_or_refuse(inputs)
    if not inputs.may_over_bill:
        _refuse_over_billing(claim, sheet)
    return inputs, sheet


def _refuse_over_billing(claim: Claim, sheet: ClaimSheet) -> None:
    _, formats = words(claim.contract.project)
    column = "work_to_date" if claim.status in OPEN_STATUSES else "assessed"
    fields: dict[str, str] = {}
    items: list[str] = []
    for line in sheet.lines:
        if is_over_billing(line.row, line.assessed, line.completed_previous):
            items.append(line.item)
            fields[f"line:{line.line_id}:{column}"] = over_billing(formats, line.row, line.assessed)
    if fields:
        listed = ", ".join(items[:20])
        raise Invalid(
            f"Billing beyond the scheduled value is switched off here: see {listed}.",
            fields=fields,
        )


def refuse_other_open(claim: Claim) -> None:
    """At most one claim of a contract is with the claimant."""
    other = (
        _others(claim).filter(status__in=OPEN_STATUSES).only("number", "status", "is_upstream")
    ).first()
    if other is not None:
        terms, _ = words(claim.contract.project)
        named = f"{terms.claim_short.capitalised} {other.number}"
        raise WrongState(
            f"{named} is {state_words(State.of(other), terms)} already, and only one may be at a "
            f"time. Finish it first, or assess {terms.claim_short} {claim.number} instead."
        )


def why_unfinished(claim: Claim, terms: Terms) -> str:
    """That a claim which is with the claimant comes before the next one of its contract."""
    return (
        f"{terms.claim_short.capitalised} {claim.number} is {state_words(State.of(claim), terms)}: "
        "finish it before you start the next."
    )


def refuse_out_of_order(claim: Claim) -> None:
    """Certificates are issued in the order of the claims."""
    earlier = first_uncertified_before(claim)
    if earlier is not None:
        terms, _ = words(claim.contract.project)
        named = f"{terms.claim_short.capitalised} {earlier.number}"
        raise WrongState(
            f"{named} is {state_words(State.of(earlier), terms)} and comes first: "
            f"certify it before {terms.claim_short} {claim.number}, or withdraw it."
        )


def first_uncertified_before(claim: Claim) -> Claim | None:
    """The first earlier claim that has no certificate and may still get one."""
    return (
        _others(claim).filter(number__lt=claim.number, certificate=None).order_by("number").first()
    )


def refuse_if_later_certified(claim: Claim) -> None:
    """What a later certificate was built on is not changed beneath it."""
    later = _others(claim).filter(number__gt=claim.number).exclude(certificate=None).first()
    if later is not None:
        terms, _ = words(claim.contract.project)
        raise WrongState(
            f"{terms.claim_short.capitalised} {later.number} is certified on the figures of "
            f"{terms.claim_short} {claim.number}: reopen that one first."
        )


def _others(claim: Claim) -> Any:
    return (
        Claim.objects.filter(account_id=claim.account_id, contract_id=claim.contract_id)
        .exclude(pk=claim.pk)
        .exclude(status=WITHDRAWN)
    )


def given_reason(text: str, field: str = "reason") -> str:
    """A reason that must be given."""
    return required(text, field=field, what="a reason", longest=1000)
