"""A schedule of values from a file and to a file."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.text import slugify

from ledgerstone.access.actions import Action
from ledgerstone.contracts import fixed, operations, policy, queries
from ledgerstone.contracts.schedules.schedule import NewLine
from ledgerstone.contracts.schedules.schedule_edits import AddedLine
from ledgerstone.contracts.schedules.schedule_lines import own_order, read_lines
from ledgerstone.contracts.variations import variations
from ledgerstone.documents.spreadsheets.schedule_export import schedule_file
from ledgerstone.documents.spreadsheets.spreadsheet_text import FORMS
from ledgerstone.tenancy.refusals import NotAllowed, WrongState
from ledgerstone.web.contracts.schedules.schedule_form import TypedSchedule
from ledgerstone.web.contracts.schedules.schedule_views import (
    ReplacementForm,
    administered,
    with_schedule,
)
from ledgerstone.web.entrance import enter_contract, words
from ledgerstone.web.requests import ActorRequest, Done, view


@view
def export(request: ActorRequest, contract_id: int) -> HttpResponse:
    """The schedule as its tab shows it, variations included, to be worked on in a spreadsheet."""
    contract = enter_contract(request, contract_id)
    if not policy.may_see_schedule(request.actor, contract):
        raise NotAllowed("Ask an administrator of the project to show you the lines.")
    form = request.GET.get("as", "xlsx")
    if form not in FORMS:
        raise Http404
    seen = {None, *variations.shown_in_schedule(request.actor, contract)}
    lines = (line for line in read_lines(contract) if line.variation_id in seen)
    answer = HttpResponse(schedule_file(lines, form), content_type=FORMS[form])
    name = slugify(f"{contract.number} schedule of values") or "schedule-of-values"
    answer["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    return answer


@view
def add_from_file(request: ActorRequest, contract_id: int) -> HttpResponse:
    """Lines from a file or a paste, seen before they are kept, behind those that are there."""
    contract = administered(request, contract_id, Action.UPDATE)
    terms, formats = words(request)
    why = fixed.why_lines_are_fixed(contract, terms)
    if why is not None:
        raise WrongState(why)
    form = ReplacementForm(
        request.POST or None, initial={"version": contract.version}, terms=terms, formats=formats
    )

    def put(typed: TypedSchedule) -> Done:
        lines = typed.checked.lines if typed.checked is not None else ()
        there = own_order(contract)
        operations.change_lines(
            actor=request.actor,
            contract_id=contract.pk,
            since=form.cleaned_data["version"],
            added=_behind(lines, there[-1] if there else None),
            create_codes=typed.create_codes,
        )
        said = f"{len(lines)} {'line is' if len(lines) == 1 else 'lines are'} on the "
        where = reverse("web:contract_schedule", args=[contract.pk])
        return Done(where, f"{said}{terms.schedule_of_values} of {contract.number}.")

    return with_schedule(
        request,
        form,
        "contracts/schedule_import.html",
        {"contract": contract, "may_replace": fixed.why_schedule_is_fixed(contract, terms) is None},
        put,
        method=contract.accounting_method,
        taken_items={line.item for line in queries.lines(contract)},
    )


def _behind(lines: tuple[NewLine, ...], last: int | None) -> list[AddedLine]:
    """Lines that were checked, each behind the one before."""
    added: list[AddedLine] = []
    for number, line in enumerate(lines):
        cells = {
            "item": line.item,
            "description": line.description,
            "section": line.section,
            "budget_code": line.budget_code,
            "scheduled_value": f"{line.scheduled_value:f}",
            "quantity": "" if line.quantity is None else f"{line.quantity:f}",
            "unit": line.unit,
            "unit_price": "" if line.unit_price is None else f"{line.unit_price:f}",
        }
        added.append(AddedLine(f"row-{number}", cells, f"row-{number - 1}" if number else last))
    return added
