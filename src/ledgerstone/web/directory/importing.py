"""Bringing in companies or people from a file: choose it, see what it would do, accept."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from ledgerstone.directory import operations, policy
from ledgerstone.directory.imports import COLUMNS, HEADINGS, ImportPlan, Outcome, PlannedRow
from ledgerstone.directory.models import COMPANIES, StagedImport
from ledgerstone.directory.staged import get_staged, plan_of
from ledgerstone.documents.spreadsheets.directory_files import (
    directory_table,
    directory_template,
    read_directory,
)
from ledgerstone.documents.spreadsheets.file_tables import LARGEST_FILE
from ledgerstone.web.changes import page_asked
from ledgerstone.web.directory.frame import crumbs, enter_to_edit
from ledgerstone.web.directory.lists import file_answer, form_asked
from ledgerstone.web.forms import FileForm
from ledgerstone.web.requests import ActorRequest, Done, act_once, shown, submit, view

PAGE = 100
_LIST = {COMPANIES: "web:company_list"}
_FAMILIES = {
    Outcome.NEW: ("done", "New"),
    Outcome.CHANGED: ("them", "Changed"),
    Outcome.SAME: ("neutral", "Same"),
    Outcome.FAULTY: ("problem", "Faulty"),
}
_REPORT = (
    ("row", "Row"), ("outcome", "Outcome"), ("name", "Name"), ("email", "E-mail"),
    ("changes", "Changes"), ("reason", "Reason"),
)  # fmt: skip


@view
def new_import(request: ActorRequest, kind: str) -> HttpResponse:
    """Choose a file of companies or people."""
    enter_to_edit(request, policy.may_import(request.actor, kind))
    form = FileForm(request.POST or None, request.FILES or None)

    def stage() -> Done:
        file = form.cleaned_data["file"]
        staged = operations.stage_import(
            actor=request.actor,
            kind=kind,
            filename=file.name,
            rows=read_directory(file.read(LARGEST_FILE + 1), file.name, kind),
        )
        return Done(reverse("web:import_preview", args=[staged.pk]))

    if request.method == "POST" and (answer := submit(request, form, stage)) is not None:
        return answer
    context = _around(kind) | {
        "crumbs": crumbs((f"Import {_what(kind)}", "")),
        "columns": [HEADINGS[key] for key in COLUMNS[kind]],
        "template": reverse("web:company_template" if kind == COMPANIES else "web:person_template"),
    }
    return shown(request, "directory/import_new.html", context, form=form)


@view
@require_safe
def template(request: ActorRequest, kind: str) -> HttpResponse:
    """An empty file with the columns that are understood."""
    enter_to_edit(request, policy.may_import(request.actor, kind))
    return file_answer(request, _what(kind), directory_template(kind, form_asked(request)))


@view
@require_safe
def import_preview(request: ActorRequest, import_id: int) -> HttpResponse:
    """What a file would do, row by row. Nothing is stored yet."""
    staged, plan = _staged(request, import_id)
    counts = plan.counts
    shown_outcome = _outcome(request.GET.get("show", ""))
    if shown_outcome is None and "show" not in request.GET and counts[Outcome.FAULTY]:
        shown_outcome = Outcome.FAULTY
    rows = plan.of(shown_outcome) if shown_outcome else list(plan.rows)
    page = Paginator(rows, PAGE).get_page(page_asked(request.GET.get("page")))
    here = reverse("web:import_preview", args=[staged.pk])
    context = _around(staged.kind) | {
        "staged": staged,
        "plan": plan,
        "page": page,
        "rows": [_row(row) for row in page],
        "good": counts[Outcome.NEW] + counts[Outcome.CHANGED],
        "new": counts[Outcome.NEW],
        "changed": counts[Outcome.CHANGED],
        "faulty": counts[Outcome.FAULTY],
        "groups": _counts(plan, shown_outcome, here),
        "earlier": _paged(here, shown_outcome, page.number - 1) if page.number > 1 else "",
        "later": _paged(here, shown_outcome, page.number + 1) if page.has_next() else "",
        "crumbs": crumbs(
            (f"Import {_what(staged.kind)}", _new_address(staged.kind)), (staged.filename, "")
        ),
    }
    return shown(request, "directory/import_preview.html", context)


@view
@require_safe
def import_report(request: ActorRequest, import_id: int) -> HttpResponse:
    """What becomes of each row, as a file."""
    staged, plan = _staged(request, import_id)
    rows = [
        [
            str(row.number), _FAMILIES[row.outcome][1], row.name, row.email,
            "; ".join(f"{one.label}: {one.before} → {one.after}" for one in row.differences),
            row.reason,
        ]
        for row in plan.rows
    ]  # fmt: skip
    title = f"Import of {_what(staged.kind)}"
    return file_answer(request, title, directory_table(title, _REPORT, rows, form_asked(request)))


@view
@require_POST
def import_accept(request: ActorRequest, import_id: int) -> HttpResponse:
    """Store the good rows."""

    def act() -> Done:
        done = operations.accept_import(
            actor=request.actor, import_id=import_id, expected=request.POST.get("plan", "")
        )
        left = f" {done.left_out} faulty rows were left out." if done.left_out else ""
        what = _what(done.kind)
        return Done(
            reverse(_LIST.get(done.kind, "web:person_list")),
            f"The {what} are in the directory: {done.created} added, {done.changed} changed.{left}",
        )

    return act_once(request, act)


@view
@require_POST
def import_discard(request: ActorRequest, import_id: int) -> HttpResponse:
    """Throw the file away."""

    def act() -> Done:
        kind = operations.discard_import(actor=request.actor, import_id=import_id)
        return Done(reverse(_LIST.get(kind, "web:person_list")), "Nothing was stored of the file.")

    return act_once(request, act)


def _staged(request: ActorRequest, import_id: int) -> tuple[StagedImport, ImportPlan]:
    staged = get_staged(request.actor, import_id)
    enter_to_edit(request, policy.may_import(request.actor, staged.kind))
    return staged, plan_of(request.actor, staged)


def _row(row: PlannedRow) -> dict[str, Any]:
    family, word = _FAMILIES[row.outcome]
    return {"row": row, "family": family, "word": word}


def _counts(plan: ImportPlan, chosen: Outcome | None, here: str) -> list[dict[str, Any]]:
    """The strip of outcomes, which are filters."""
    counts = plan.counts

    def item(outcome: Outcome) -> dict[str, Any]:
        family, word = _FAMILIES[outcome]
        return {"count": counts[outcome], "word": word, "family": family,
                "href": f"{here}?show={outcome.value}", "current": chosen is outcome}  # fmt: skip

    everything = {"count": len(plan.rows), "word": "All", "family": "",
                  "href": f"{here}?show=all", "current": chosen is None}  # fmt: skip
    return [
        {"title": "Show", "items": [everything]},
        {"title": "Would be stored", "items": [item(Outcome.NEW), item(Outcome.CHANGED)]},
        {"title": "Left as they are", "items": [item(Outcome.SAME)]},
        {"title": "Left out", "items": [item(Outcome.FAULTY)]},
    ]


def _outcome(given: str) -> Outcome | None:
    return Outcome(given) if given in list(Outcome) else None


def _paged(here: str, chosen: Outcome | None, number: int) -> str:
    return f"{here}?{urlencode({'show': chosen.value if chosen else 'all', 'page': number})}"


def _around(kind: str) -> dict[str, Any]:
    return {
        "kind": kind,
        "what": _what(kind),
        "list_href": reverse(_LIST.get(kind, "web:person_list")),
    }


def _what(kind: str) -> str:
    return "companies" if kind == COMPANIES else "people"


def _new_address(kind: str) -> str:
    return reverse("web:company_import" if kind == COMPANIES else "web:person_import")
