"""One line of a file: a person says which claims it pays, and whose credit the rest is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.http import HttpResponse, QueryDict
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from ledgerstone.core.rounding import ZERO
from ledgerstone.payments.importing.matching import Part
from ledgerstone.payments.importing.plan import ImportPlan, PlannedLine, why_not
from ledgerstone.payments.importing.staging import choose_parts, plan_of
from ledgerstone.payments.importing.targets import PayableClaim, PayableContract
from ledgerstone.payments.importing.words import refusal_of
from ledgerstone.projects.formats import FigureError, Formats, parse_figure
from ledgerstone.tenancy.refusals import Invalid, NotThere, WrongState
from ledgerstone.web.entrance import words
from ledgerstone.web.payments_import.rows import shown_line
from ledgerstone.web.posted import record_asked
from ledgerstone.web.requests import (
    ActorRequest,
    Done,
    act_once,
    first_answer,
    first_of_ours,
    shown,
    view,
)

from .views import entered

# So many claims are offered at once; a search finds the others.
MOST = 60


@dataclass(slots=True)
class OfferedClaim:
    """A claim that the line may pay, and what was typed for it."""

    claim: PayableClaim
    contract: PayableContract
    open: Decimal
    typed: str = ""
    error: str = ""

    @property
    def name(self) -> str:
        return f"claim_{self.claim.claim_id}"


@dataclass(slots=True)
class _Typed:
    """What was typed of a line: amounts by claim, and the contract whose credit the rest is."""

    amounts: dict[int, str] = field(default_factory=dict)
    rest: int | None = None


@view
@require_http_methods(["GET", "POST"])
def line(request: ActorRequest, payment_file_id: int, sequence: int) -> HttpResponse:
    """What a line is for, chosen by hand."""
    staged = entered(request, payment_file_id)
    plan = plan_of(request.actor, staged)
    one = plan.line(sequence)
    if one is None:
        raise NotThere
    if not one.can_be_chosen:
        raise WrongState("This line cannot be recorded, so there is nothing to choose for it.")
    back = _back(request, staged.pk)
    if request.method != "POST":
        return _page(request, plan, one, _of_parts(one, words(request)[1]), back)
    typed = _typed(request.POST)
    if request.POST.get("act") == "again":
        typed = _Typed()

    def act() -> Done:
        parts = [] if not (typed.amounts or typed.rest) else _parts(request, plan, one, typed)
        if request.POST.get("act") != "again" and not parts:
            raise Invalid("Say what this line is for.", fields={"rest": "nothing"})
        choose_parts(actor=request.actor, staged_id=staged.pk, number=one.number, parts=parts)
        return Done(back)

    try:
        return act_once(request, act)
    except Invalid as refusal:
        repeated = first_answer(request)
        return repeated or _page(request, plan, one, typed, back, refusal)


def _typed(post: QueryDict) -> _Typed:
    amounts = {}
    for name, text in post.items():
        claim_id = record_asked(name.removeprefix("claim_")) if name.startswith("claim_") else None
        if claim_id and str(text).strip():
            amounts[claim_id] = str(text).strip()
    return _Typed(amounts, record_asked(post.get("rest", "")))


def _of_parts(one: PlannedLine, formats: Formats) -> _Typed:
    """The fields as the file fills them."""
    amounts = {
        part.claim_id: formats.money(part.amount) for part in one.parts if part.claim_id is not None
    }
    return _Typed(amounts, next((p.contract_id for p in one.parts if p.claim_id is None), None))


def _parts(request: ActorRequest, plan: ImportPlan, one: PlannedLine, typed: _Typed) -> list[Part]:
    """What was typed as parts of the line; what is left of it is credit of the contract that was
    chosen for that."""
    terms, formats = words(request)
    parts, problems = [], {}
    for claim_id, text in typed.amounts.items():
        claim = plan.targets.claims.get(claim_id)
        try:
            figure = parse_figure(text, formats.locale)
        except FigureError as error:
            problems[f"claim_{claim_id}"] = str(error)
            continue
        if claim is None or (figure is not None and figure.kind == "percent"):
            problems[f"claim_{claim_id}"] = "Type an amount."
        elif figure is not None and figure.value != 0:
            if figure.value != round(figure.value, 2):
                problems[f"claim_{claim_id}"] = "An amount has at most 2 decimals."
            parts.append(Part(claim.contract_id, claim_id, figure.value))
    if problems:
        raise Invalid("Look at the amounts below.", fields=problems)
    _add_rest(plan, one, typed, parts)
    refused = why_not(parts, one.line, plan.targets, _open_for(plan, one))
    if refused:
        chosen = formats.money(sum((part.amount for part in parts), ZERO))
        said = formats.money(abs(_amount(one)))
        raise Invalid(refusal_of(refused, terms, chosen=chosen, line=said))
    return parts


def _add_rest(plan: ImportPlan, one: PlannedLine, typed: _Typed, parts: list[Part]) -> None:
    contract = plan.targets.contracts.get(typed.rest or 0)
    if contract is None:
        return
    left = _amount(one) * contract.sign - sum((part.amount for part in parts), ZERO)
    if left != 0:
        parts.append(Part(contract.contract_id, None, left))


def _open_for(plan: ImportPlan, one: PlannedLine) -> Any:
    """What a line may take of each claim: what is open but for lines chosen by hand."""
    taken: dict[int, Decimal] = {}
    for other in plan.taken:
        if other.is_chosen and other.number != one.number:
            for part in other.parts:
                if part.claim_id is not None:
                    taken[part.claim_id] = taken.get(part.claim_id, ZERO) + part.amount
    return lambda claim_id: plan.targets.claims[claim_id].open - taken.get(claim_id, ZERO)


def _page(
    request: ActorRequest,
    plan: ImportPlan,
    one: PlannedLine,
    typed: _Typed,
    back: str,
    refusal: Invalid | None = None,
) -> HttpResponse:
    terms, formats = words(request)
    asked = request.GET.get("q", "").strip()[:200]
    errors = refusal.fields if refusal is not None else {}
    offered = _offered(plan, one, typed, asked.casefold(), errors)
    for claim in offered:
        claim.typed = typed.amounts.get(claim.claim.claim_id, "")
    context = {
        "one": shown_line(plan, one, terms, formats),
        "amount": abs(_amount(one)),
        "came_in": _amount(one) > 0,
        "offered": offered[:MOST],
        "unlisted": max(len(offered) - MOST, 0),
        "contracts": _ways(plan, one),
        "rest": typed.rest,
        "asked": asked,
        "back": back,
        "refusal": refusal.message if refusal is not None else "",
        "is_chosen": one.match.reason == "by_hand",
        "here": request.path,
    }
    status = 422 if refusal is not None else 200
    answer = shown(request, "payments_import/line.html", context)
    answer.status_code = status
    return answer


def _offered(
    plan: ImportPlan, one: PlannedLine, typed: _Typed, asked: str, errors: Mapping[str, str]
) -> list[OfferedClaim]:
    """The open claims that the line may pay: first those that it is for now, then those of the
    amount, then those of contracts and companies that it is for, then the others."""
    open_for = _open_for(plan, one)
    own = {part.contract_id for part in one.parts}
    found = []
    for contract in _ways(plan, one):
        says = f"{contract.number} {contract.title} {contract.company}".casefold()
        for claim in contract.claims:
            open_ = open_for(claim.claim_id)
            is_typed = claim.claim_id in typed.amounts
            if is_typed or (open_ != 0 and (not asked or asked in says)):
                name = f"claim_{claim.claim_id}"
                offered = OfferedClaim(claim, contract, open_, error=errors.get(name, ""))
                found.append((not is_typed, open_ != abs(_amount(one)),
                              contract.contract_id not in own, offered))  # fmt: skip
    found.sort(key=lambda row: row[:3])
    return [row[3] for row in found]


def _ways(plan: ImportPlan, one: PlannedLine) -> Sequence[PayableContract]:
    """The contracts that a line may be for: its money went out, or came in. What goes back the
    other way is for a contract that it names."""
    came_in = _amount(one) > 0
    own = {part.contract_id for part in one.parts}
    return [
        contract
        for contract in plan.targets.contracts.values()
        if contract.is_upstream == came_in
        or contract.contract_id in own
        or any((claim.open < 0) for claim in contract.claims)
    ]


def _amount(one: PlannedLine) -> Decimal:
    """What came in by a line that can be chosen for, less what went out."""
    return ZERO if one.line.amount is None else one.line.amount


def _back(request: ActorRequest, staged_id: int) -> str:
    asked = request.POST.get("back") or request.GET.get("back")
    return first_of_ours(request, asked) or reverse("web:payment_file", args=[staged_id])
