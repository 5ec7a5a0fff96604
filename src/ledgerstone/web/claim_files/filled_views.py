"""Filling in a draft away from the browser: the sheet to fill in, and what a filled-in one says."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from ledgerstone.claims import queries
from ledgerstone.claims.exchange.sheet_planning import Outcome, SheetPlan
from ledgerstone.claims.exchange.sheet_uploads import (
    discard_sheet,
    get_upload,
    plan_of,
    stage_sheet,
    take_sheet,
)
from ledgerstone.claims.locking import require
from ledgerstone.claims.models import Claim
from ledgerstone.claims.transitions import Action
from ledgerstone.documents.entry_sheets.entry_sheet_reading import SheetRefused, read_filled
from ledgerstone.documents.entry_sheets.entry_sheet_writing import entry_workbook
from ledgerstone.documents.spreadsheets.file_tables import LARGEST_FILE
from ledgerstone.documents.typesetting.plain_text import one_line
from ledgerstone.web.changes import page_asked
from ledgerstone.web.claim_files.rows import drawn, measures
from ledgerstone.web.claim_files.views import file_answer, refuse_unless_exported
from ledgerstone.web.claims.crumbs import page_crumbs, tool_of
from ledgerstone.web.entrance import enter, words
from ledgerstone.web.forms import FileForm
from ledgerstone.web.posted import is_whole
from ledgerstone.web.requests import ActorRequest, Done, act_once, shown, submit, view

PAGE = 200
_LISTED_FAULTS = 100


@view
def fill_in(request: ActorRequest, claim_id: int) -> HttpResponse:
    """Get the sheet of a draft, and bring it back filled in."""
    claim = _open_claim(request, claim_id)
    form = FileForm(request.POST or None, request.FILES or None)
    faults: list[object] = []

    def stage() -> Done:
        file = form.cleaned_data["file"]
        try:
            read = read_filled(file.read(LARGEST_FILE + 1), named(file.name))
        except SheetRefused as refused:
            faults.extend(refused.faults)
            raise
        upload = stage_sheet(
            actor=request.actor,
            claim_id=claim.pk,
            filename=named(file.name),
            of_claim=read.claim_id,
            version=read.version,
            entered=read.entered,
        )
        return Done(reverse("web:filled_sheet", args=[upload.pk]))

    if request.method == "POST" and (answer := submit(request, form, stage)) is not None:
        return answer
    context = {
        "claim": claim,
        "crumbs": _crumbs(request, claim),
        "faults": faults[:_LISTED_FAULTS],
        "more_faults": max(0, len(faults) - _LISTED_FAULTS),
    }
    return shown(request, "claim_files/fill_in.html", context, form=form)


@view
@require_safe
def entry_sheet(request: ActorRequest, claim_id: int) -> HttpResponse:
    """The sheet of the draft as it is now, to be filled in."""
    claim = _open_claim(request, claim_id)
    refuse_unless_exported(request, claim)
    sheet = queries.sheet_for(request.actor, claim)
    content = entry_workbook(request.actor, claim, sheet)
    return file_answer(content, claim, "xlsx", " to fill in")


@view
@require_safe
def filled_sheet(request: ActorRequest, filled_id: int) -> HttpResponse:
    """What a filled-in sheet would change, entry by entry. Nothing is stored yet."""
    upload = get_upload(request.actor, filled_id)
    claim, plan = plan_of(request.actor, upload)
    _enter(request, claim)
    terms, formats = words(request)
    page = Paginator(plan.cells, PAGE).get_page(page_asked(request.GET.get("page")))
    here = reverse("web:filled_sheet", args=[upload.pk])
    context = {
        "claim": claim,
        "upload": upload,
        "page": page,
        "rows": drawn(page.object_list, terms, formats),
        "ready": len(plan.of(Outcome.CHANGE)),
        "meanwhile": len(plan.of(Outcome.MEANWHILE)),
        "refused": len(plan.of(Outcome.REFUSED)),
        "same": len(plan.of(Outcome.SAME)),
        "measures": measures(plan, terms),
        "earlier": f"{here}?page={page.number - 1}" if page.number > 1 else "",
        "later": f"{here}?page={page.number + 1}" if page.has_next() else "",
        "crumbs": _crumbs(request, claim, upload.filename),
    }
    return shown(request, "claim_files/filled_sheet.html", context)


@view
@require_POST
def take(request: ActorRequest, filled_id: int) -> HttpResponse:
    """Save all entries that changed, or those that are ticked."""
    asked = request.POST.getlist("place")
    version = request.POST.get("version", "")

    def act() -> Done:
        places = {int(one) for one in asked if is_whole(one)}
        if request.POST.get("act") == "all":
            upload = get_upload(request.actor, filled_id)
            places = _ready(plan_of(request.actor, upload)[1])
        done = take_sheet(
            actor=request.actor,
            upload_id=filled_id,
            expected_version=int(version) if is_whole(version) else -1,
            places=places,
        )
        entries = "1 entry is" if done.cells == 1 else f"{done.cells:,} entries are"
        told = [one.message for one in done.problems[:5]]
        place = reverse("web:claim", args=[done.claim.pk])
        if done.left:
            place = reverse("web:filled_sheet", args=[filled_id])
        return Done(place, f"{entries} taken over.", told)

    return act_once(request, act)


def named(filename: str) -> str:
    """The name of a file as a page can say it."""
    return one_line(filename) or "sheet.xlsx"


def _ready(plan: SheetPlan) -> set[int]:
    return {one.place for one in plan.of(Outcome.CHANGE)}


@view
@require_POST
def discard(request: ActorRequest, filled_id: int) -> HttpResponse:
    """Throw a file away."""

    def act() -> Done:
        claim_id = discard_sheet(actor=request.actor, upload_id=filled_id)
        return Done(reverse("web:claim", args=[claim_id]), "The file is thrown away.")

    return act_once(request, act)


def _open_claim(request: ActorRequest, claim_id: int) -> Claim:
    """A claim that can be filled in by whoever asks."""
    claim = queries.get_claim(request.actor, claim_id)
    _enter(request, claim)
    require(request.actor, claim, Action.EDIT_CLAIMED)
    return claim


def _enter(request: ActorRequest, claim: Claim) -> None:
    enter(request, claim.contract.project)
    request.tool = tool_of(request.actor, claim)


def _crumbs(request: ActorRequest, claim: Claim, file: str = "") -> list[dict[str, str]]:
    terms, formats = words(request)
    found = page_crumbs(request.actor, claim, terms, formats, "Fill in a spreadsheet")
    if file:
        found[-1]["href"] = reverse("web:claim_fill_in", args=[claim.pk])
        found.append({"label": file, "href": ""})
    return found
