"""The page "Taken over from elsewhere": where a contract stood before its first claim here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from ledgerstone.claims import queries as claims
from ledgerstone.contracts import policy
from ledgerstone.contracts.models import HEAD_CONTRACT, Contract, ScheduleLine
from ledgerstone.contracts.opening import Stood, opening_lines, opening_of, stood, untied
from ledgerstone.contracts.operations.opening import remove_opening, set_opening
from ledgerstone.core.rounding import ZERO
from ledgerstone.documents.spreadsheets.opening_files import (
    ReadOpening,
    read_opening,
    read_pasted_opening,
)
from ledgerstone.tenancy.refusals import Invalid, NotAllowed, Stale, WrongState
from ledgerstone.web.contracts.openings.opening_form import (
    OpeningForm,
    OpeningRow,
    initial_of,
    placed,
    read_rows,
    rows_of,
    typed_rows,
)
from ledgerstone.web.contracts.schedules.schedule_form import LARGEST_FILE
from ledgerstone.web.entrance import enter_contract, words
from ledgerstone.web.requests import (
    ActorRequest,
    Done,
    act_once,
    first_answer,
    place,
    shown,
    view,
)

_LISTED = 25


@view
@require_http_methods(["GET", "POST"])
def contract_opening(request: ActorRequest, contract_id: int) -> HttpResponse:
    """See where the contract stood, and while there is no claim here, type, paste or read it."""
    contract = _entered(request, contract_id)
    terms, formats = words(request)
    opening = opening_of(contract)
    before = None if opening is None else stood(opening)
    first = claims.of_contract(request.actor, contract.pk).order_by("number").first()
    lines = opening_lines(contract)
    may_configure = policy.may_configure(request.actor, contract)
    if request.method == "POST" and not may_configure:
        raise NotAllowed("Ask an administrator of the project to take the contract over.")
    if first is not None or not may_configure:
        return _fixed(request, contract, lines, before, first)
    form = OpeningForm(
        request.POST or None,
        initial=initial_of(before, contract.version, formats),
        terms=terms,
        formats=formats,
    )
    rows = rows_of(lines, {} if before is None else before.lines, formats)
    read: ReadOpening | None = None
    if request.method == "POST":
        rows = typed_rows(request.POST, lines)
        if request.POST.get("act") == "read":
            form.errors.clear()
            read = _read(request, form, lines)
            if read is not None and not read.problems:
                by_id = {
                    line.pk: read.lines[line.item] for line in lines if line.item in read.lines
                }
                rows = rows_of(lines, by_id, formats)
        else:
            answer, rows = _saved(request, contract, form, rows)
            if answer is not None:
                return answer
    return _page(request, contract, form, rows, read, is_opened=before is not None)


@view
@require_POST
def contract_opening_remove(request: ActorRequest, contract_id: int) -> HttpResponse:
    """Take back that the contract was claimed on elsewhere."""
    contract = _entered(request, contract_id)

    def act() -> Done:
        remove_opening(actor=request.actor, contract_id=contract.pk)
        terms, _formats = words(request)
        said = f"{contract.number} starts with {terms.claim_short} 1."
        return Done(reverse("web:contract_claims", args=[contract.pk]), said)

    return act_once(request, act)


def _entered(request: ActorRequest, contract_id: int) -> Contract:
    contract = enter_contract(request, contract_id)
    is_head = contract.kind == HEAD_CONTRACT
    request.tool = "web:head_contract_list" if is_head else "web:commitment_list"
    if not policy.may_see_schedule(request.actor, contract):
        raise NotAllowed("Ask an administrator of the project to show you this contract's figures.")
    return contract


def _saved(
    request: ActorRequest, contract: Contract, form: OpeningForm, typed: list[OpeningRow]
) -> tuple[HttpResponse | None, list[OpeningRow]]:
    """Keep what was typed; else the rows with what is wrong at each."""
    terms, formats = words(request)
    lines, rows = read_rows(typed, formats.locale)
    valid = form.is_valid()
    if any(row.error for row in rows):
        form.add_error(None, "Some lines could not be read. Nothing you typed is lost.")
        valid = False
    if not valid:
        return first_answer(request), rows

    def act() -> Done:
        done = set_opening(
            actor=request.actor,
            contract_id=contract.pk,
            opening=form.stood(lines),
            expected_version=form.cleaned_data["version"],
        )
        number = form.cleaned_data["last_number"] + 1
        said = f"{contract.number} goes on with {terms.claim_short} {number}."
        claims_tab = reverse("web:contract_claims", args=[contract.pk])
        return Done(claims_tab, said, list(done.warnings[:_LISTED]))

    try:
        return act_once(request, act), rows
    except (Invalid, WrongState, Stale) as refusal:
        rows = placed(rows, refusal) if isinstance(refusal, Invalid) else rows
        _place(form, refusal)
        return first_answer(request), rows


def _place(form: OpeningForm, refusal: Invalid | WrongState | Stale) -> None:
    """What is wrong with a line stands beside it, and the first above the form."""
    if isinstance(refusal, Invalid) and any(one.startswith("line:") for one in refusal.fields):
        form.add_error(None, refusal.message)
        return
    place(form, refusal)


def _read(
    request: ActorRequest, form: OpeningForm, lines: Sequence[ScheduleLine]
) -> ReadOpening | None:
    """The rows of a file, or of what was pasted; None where neither can be read."""
    _terms, formats = words(request)
    items = [line.item for line in lines]
    upload = request.FILES.get("opening_file")
    try:
        if upload is None:
            pasted = request.POST.get("pasted", "")
            if not pasted.strip():
                raise Invalid("Choose a file, or paste rows from a spreadsheet.")
            return read_pasted_opening(pasted, items, formats.locale)
        if upload.size is not None and upload.size > LARGEST_FILE:
            raise Invalid("The file is larger than 8 MB. Leave out pictures and other sheets.")
        return read_opening(upload.read(), upload.name or "the file", items, formats.locale)
    except Invalid as refusal:
        form.add_error(None, refusal.message)
        return None


def _page(
    request: ActorRequest,
    contract: Contract,
    form: OpeningForm,
    rows: list[OpeningRow],
    read: ReadOpening | None,
    *,
    is_opened: bool,
) -> HttpResponse:
    problems = [] if read is None else read.problems
    context = {
        "contract": contract,
        "rows": rows,
        "has_units": any(row.is_unit for row in rows),
        "is_opened": is_opened,
        "read": None if read is None or problems else read,
        "problems": problems[:_LISTED],
        "unlisted": max(0, len(problems) - _LISTED),
        "pasted": request.POST.get("pasted", "") if problems or form.errors else "",
        **_sums(request, form, rows),
    }
    answer = shown(request, "contracts/opening.html", context, form=form)
    if problems and answer.status_code == 200:
        answer.status_code = 422
    return answer


def _sums(request: ActorRequest, form: OpeningForm, rows: list[OpeningRow]) -> dict[str, Any]:
    """The running tie-out, as far as what was typed can be read."""
    terms, formats = words(request)
    lines, _ = read_rows(rows, formats.locale)

    def figure(name: str) -> Any:
        bound = form[name]
        try:
            value = form.fields[name].clean(str(bound.value() or "0"))
        except Exception:
            return ZERO
        return ZERO if value is None else value

    now = Stood(1, figure("less_previous_certificates"), figure("retention_held"), lines=lines)
    return {"now": now, "earned_less": now.earned - now.retention_held,
            "untied": untied(now, terms, formats) if now.difference else ""}  # fmt: skip


def _fixed(
    request: ActorRequest,
    contract: Contract,
    lines: Sequence[ScheduleLine],
    before: Stood | None,
    first: Any,
) -> HttpResponse:
    """The page once it stays as it is: what it says, and why."""
    terms, formats = words(request)
    why = "Ask an administrator of the project to enter it."
    if first is not None:
        why = (
            f"{terms.claim_short.capitalised} {first.number} stands on this, so it stays as it is."
            if before is not None
            else f"{terms.claim_short.capitalised} {first.number} was made here, so there is "
            "nothing to take over."
        )
    kept = {} if before is None else before.lines
    rows = rows_of([line for line in lines if line.pk in kept], kept, formats)
    context = {"contract": contract, "before": before, "rows": rows, "why": why,
               "has_units": any(row.is_unit for row in rows)}  # fmt: skip
    return shown(request, "contracts/opening_fixed.html", context)
