"""The schedule of values a line at a time: for phones, for screen readers, and without script."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from ledgerstone.access.actions import Action
from ledgerstone.contracts import fixed, operations
from ledgerstone.contracts.models import Contract
from ledgerstone.contracts.operations import Part
from ledgerstone.contracts.schedules.schedule_edits import (
    COLUMNS,
    AddedLine,
    CellChange,
    LinesConflict,
)
from ledgerstone.contracts.schedules.schedule_lines import (
    StoredLine,
    cells_of,
    own_order,
    read_lines,
)
from ledgerstone.projects import policy as project_policy
from ledgerstone.projects import queries as projects
from ledgerstone.tenancy.refusals import Invalid, WrongState
from ledgerstone.web.contracts.schedules.schedule_views import administered
from ledgerstone.web.contracts.schedules.schedule_wire import columns
from ledgerstone.web.entrance import words
from ledgerstone.web.posted import is_whole
from ledgerstone.web.requests import ActorRequest, once, shown, view

NEW = "new"
_PARTS = 4
ACTS = ("save", "delete", "up", "down", "split", "move_amount")


@view
@require_http_methods(["GET", "POST"])
def schedule_as_list(request: ActorRequest, contract_id: int) -> HttpResponse:
    """The lines, one of them open; a post does one thing to it."""
    contract = administered(request, contract_id, Action.UPDATE)
    why = fixed.why_lines_are_fixed(contract, words(request)[0])
    if why is not None:
        raise WrongState(why)
    if request.method == "GET":
        return _page(request, contract, _asked(request.GET.get("line", "")))
    chosen = _asked(request.POST.get("line", ""))
    act = request.POST.get("act", "")
    if act not in ACTS or not chosen:
        raise Invalid("Reload the page and try again.")
    try:
        once(request, lambda: _done(request, contract, chosen, act))
    except LinesConflict as refusal:
        return _page(request, contract, chosen, {"": refusal.message}, status=409)
    except Invalid as refusal:
        errors = _at_fields(refusal, act)
        return _page(request, contract, chosen, errors, status=422)
    place = reverse("web:schedule_as_list", args=[contract.pk])
    stays = act in ("up", "down") and chosen != NEW
    return HttpResponseRedirect(f"{place}?line={chosen}#line-{chosen}" if stays else place)


def _asked(line: str) -> str:
    return line if line == NEW or is_whole(line) else ""


def _done(request: ActorRequest, contract: Contract, chosen: str, act: str) -> dict[str, Any]:
    post = request.POST
    since = post.get("version", "")
    given: dict[str, Any] = {
        "actor": request.actor,
        "contract_id": contract.pk,
        "since": int(since) if is_whole(since) else 0,
    }
    typed = {name: post[name] for name in COLUMNS if name in post}
    if chosen == NEW:
        there = own_order(contract)
        cells = {**typed, "description": typed.get("description") or " "}
        line = AddedLine(NEW, cells, there[-1] if there else None)
        if not any(text.strip() for text in typed.values()):
            sentence = "Give a description."
            raise Invalid(sentence, fields={f"line:{NEW}:description": sentence})
        operations.change_lines(**given, added=[line], create_codes="create_codes" in post)
        return {}
    line_id = int(chosen)
    if act == "save":
        changes = [
            CellChange(line_id, name, text, post.get(f"was_{name}")) for name, text in typed.items()
        ]
        codes = "create_codes" in post
        operations.change_lines(**given, changes=changes, create_codes=codes)
    elif act == "delete":
        operations.change_lines(**given, removed=[line_id])
    elif act == "split":
        operations.split_line(**given, line_id=line_id, parts=_parts(request))
    elif act == "move_amount":
        to = post.get("to", "")
        if not is_whole(to):
            sentence = "Choose the line to move it to."
            raise Invalid(sentence, fields={"to": sentence})
        operations.move_amount(
            **given, from_id=line_id, to_id=int(to), amount=post.get("amount", "")
        )
    else:
        _step(contract, line_id, act, given)
    return {}


def _parts(request: ActorRequest) -> list[Part]:
    """The parts that say anything; the first is what the line keeps."""
    post = request.POST
    parts = [
        Part(post.get(f"figure_{n}", ""), post.get(f"description_{n}", ""))
        for n in range(1, _PARTS + 1)
    ]
    return [parts[0], *(part for part in parts[1:] if (part.figure + part.description).strip())]


def _step(contract: Contract, line_id: int, act: str, given: dict[str, Any]) -> None:
    """One place up or down; at the end nothing happens."""
    order = own_order(contract)
    if line_id not in order:
        raise Invalid("This line is no longer here.")
    at = order.index(line_id) + (-1 if act == "up" else 1)
    if 0 <= at < len(order):
        rest = [line for line in order if line != line_id]
        operations.move_lines(**given, line_ids=[line_id], after=rest[at - 1] if at else None)


def _at_fields(refusal: Invalid, act: str) -> dict[str, str]:
    """Problems at the fields of the open line; the rest above them."""
    errors = {}
    for place, sentence in refusal.fields.items():
        name = place.rpartition(":")[2]
        if act == "split" and place.startswith("part:"):
            name = f"{name}_{place.split(':')[1]}"
        errors[name] = sentence
    return errors or {"": refusal.message}


def _page(
    request: ActorRequest,
    contract: Contract,
    chosen: str,
    errors: dict[str, str] | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    terms, _formats = words(request)
    lines = [line for line in read_lines(contract) if line.variation_id is None]
    found = next((line for line in lines if str(line.line_id) == chosen), None)
    is_open = found is not None or chosen == NEW
    asked = columns(contract, terms, is_full=True, may_edit=True)
    context = {
        "contract": contract,
        "lines": lines,
        "open_line": found,
        "is_new": chosen == NEW,
        "is_open": is_open,
        "fields": _fields(request, asked, found, errors or {}) if is_open else [],
        "errors": errors or {},
        "error": (errors or {}).get("", ""),
        "parts": _typed_parts(request, found, errors or {}),
        "others": [line for line in lines if line.quantity is None and line != found],
        "codes": projects.budget_codes(request.actor, contract.project_id),
        "may_create_codes": project_policy.may_administer(request.actor, contract.project_id),
        "total": sum(line.scheduled_value for line in lines),
        "back": reverse("web:contract_schedule", args=[contract.pk]),
    }
    page = shown(request, "contracts/schedule_list.html", context)
    page.status_code = status
    return page


def _fields(
    request: ActorRequest, asked: list[Any], found: StoredLine | None, errors: dict[str, str]
) -> list[dict[str, Any]]:
    """The cells of the open line, with what was typed where it was refused."""
    stored = dict.fromkeys(COLUMNS, "") if found is None else cells_of(found)
    return [
        {
            "name": column["key"],
            "label": column["label"],
            "is_figure": column["kind"] != "text",
            "value": request.POST.get(column["key"], stored[column["key"]]),
            "was": stored[column["key"]],
            "error": errors.get(column["key"], ""),
        }
        for column in asked
        if column["key"] in COLUMNS
    ]


def _typed_parts(
    request: ActorRequest, found: StoredLine | None, errors: dict[str, str]
) -> list[dict[str, Any]]:
    return [
        {
            "number": n,
            "figure": request.POST.get(f"figure_{n}", ""),
            "description": request.POST.get(f"description_{n}", ""),
            "error": errors.get(f"figure_{n}", "") or (errors.get("parts", "") if n == 1 else ""),
            "hint": found.description if found is not None else "",
        }
        for n in range(1, _PARTS + 1)
    ]
