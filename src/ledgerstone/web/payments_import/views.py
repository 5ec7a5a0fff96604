"""Bringing in payments from a file: choose it, see what every line would record."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from ledgerstone.documents.spreadsheets.list_files import list_file
from ledgerstone.documents.spreadsheets.payment_files import read_payment_file
from ledgerstone.payments.importing.plan import ImportPlan
from ledgerstone.payments.importing.reading import LARGEST_FILE
from ledgerstone.payments.importing.staging import (
    columns_of,
    get_staged,
    may_import,
    plan_of,
    rows_of,
    stage_payments,
)
from ledgerstone.payments.models import StagedPayments
from ledgerstone.tenancy.refusals import NotAllowed
from ledgerstone.web.changes import page_asked
from ledgerstone.web.directory.lists import file_answer, form_asked
from ledgerstone.web.entrance import enter, enter_project, words
from ledgerstone.web.forms import FileForm
from ledgerstone.web.requests import ActorRequest, Done, shown, submit, view

from .columns_form import ColumnsForm, named_columns
from .rows import counts, filter_asked, lines_shown, read_as, shown_line

PAGE = 100
TOOL = "web:payment_list"
_REPORT = (
    "Line", "Date", "What the line says", "Amount", "Status", "Recorded for", "Reason",
)  # fmt: skip


@view
def new_file(request: ActorRequest, project_id: int) -> HttpResponse:
    """Choose the file of a bank or a ledger."""
    project = enter_project(request, project_id)
    request.tool = TOOL
    if not may_import(request.actor, project.pk):
        raise NotAllowed("Ask an administrator of the project to record payments.")
    form = FileForm(request.POST or None, request.FILES or None)

    def stage() -> Done:
        file = form.cleaned_data["file"]
        staged = stage_payments(
            actor=request.actor,
            project_id=project.pk,
            filename=file.name,
            rows=read_payment_file(file.read(LARGEST_FILE + 1), file.name),
        )
        return Done(reverse("web:payment_file", args=[staged.pk]))

    if request.method == "POST" and (answer := submit(request, form, stage)) is not None:
        return answer
    return shown(request, "payments_import/new.html", {}, form=form)


@view
@require_safe
def preview(request: ActorRequest, payment_file_id: int) -> HttpResponse:
    """What a file would record, line by line. Nothing is recorded yet."""
    staged = entered(request, payment_file_id)
    return preview_page(request, staged)


@view
@require_safe
def report(request: ActorRequest, payment_file_id: int) -> HttpResponse:
    """What becomes of each line, as a file."""
    staged = entered(request, payment_file_id)
    terms, formats = words(request)
    plan = plan_of(request.actor, staged)
    rows = []
    for one in plan.lines:
        told = shown_line(plan, one, terms, formats)
        paid = "; ".join(
            f"{part.contract} {part.words}: {formats.money(part.amount)}" for part in told.parts
        )
        rows.append(
            [
                str(one.number), one.line.day, one.line.text, one.line.amount, told.word,
                paid if one.is_taken else "", told.reason,
            ]
        )  # fmt: skip
    title = "Import of payments"
    return file_answer(request, title, list_file(title, _REPORT, rows, form_asked(request)))


def entered(request: ActorRequest, payment_file_id: int) -> StagedPayments:
    """The file of a page, and with it its project."""
    staged = get_staged(request.actor, payment_file_id)
    enter(request, staged.project)
    request.tool = TOOL
    return staged


def preview_page(
    request: ActorRequest, staged: StagedPayments, form: ColumnsForm | None = None
) -> HttpResponse:
    """The page of a file; ``form`` where the columns that were chosen were refused."""
    terms, formats = words(request)
    regional: dict[str, Any] = {"terms": terms, "formats": formats}
    columns, rows = columns_of(staged), rows_of(staged)
    plan = plan_of(request.actor, staged)
    chosen = filter_asked(request.GET.get("show", ""))
    lines = lines_shown(plan, chosen)
    page = Paginator(lines, PAGE).get_page(page_asked(request.GET.get("page")))
    here = reverse("web:payment_file", args=[staged.pk])
    context: dict[str, Any] = {
        "staged": staged,
        "plan": plan,
        "page": page,
        "lines": [shown_line(plan, one, terms, formats) for one in page],
        "groups": counts(plan, chosen, here),
        "here": _paged(here, chosen, page.number),
        "earlier": _paged(here, chosen, page.number - 1) if page.number > 1 else "",
        "later": _paged(here, chosen, page.number + 1) if page.has_next() else "",
        "columns_form": form or ColumnsForm(rows=rows, columns=columns, **regional),
        "opens_columns": form is not None or not columns.are_enough,
        "read_as": read_as(columns, named_columns(rows, columns)),
        "every": chosen if any(one.can_be_taken for one in lines) else "",
        "figures": _figures(plan),
        "empty_text": _empty(plan, chosen),
    }
    return shown(request, "payments_import/preview.html", context, form=form)


def _figures(plan: ImportPlan) -> list[dict[str, Any]]:
    """What the ticked lines come to, each way that there is."""
    both = (("paid", plan.paid_out), ("received", plan.received))
    return [{"label": label, "amount": amount} for label, amount in both if amount != 0]


def _empty(plan: ImportPlan, chosen: str) -> str:
    if chosen:
        return "Choose another status above."
    return "Say above which columns hold the date and the amount." if not plan.lines else ""


def _paged(here: str, chosen: str, number: int) -> str:
    asked = {"show": chosen, "page": number if number > 1 else ""}
    query = urlencode({name: value for name, value in asked.items() if value})
    return f"{here}?{query}" if query else here
