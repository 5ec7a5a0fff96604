"""The lines of a schedule on their way between the editor's sheet and the operations.

Lines travel as arrays under one list of columns: a schedule of 5,000 lines is half the size and
is read in slices.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ledgerstone.contracts import queries
from ledgerstone.contracts.models import Contract, TaxCode, Variation
from ledgerstone.contracts.operations.editing import uses_tax_codes
from ledgerstone.contracts.schedules.schedule_edits import (
    COLUMNS,
    AddedLine,
    CellChange,
    LinesConflict,
    Place,
    SavedLines,
)
from ledgerstone.contracts.schedules.schedule_lines import StoredLine, cells_of, read_lines
from ledgerstone.contracts.variations import variations
from ledgerstone.projects import policy as project_policy
from ledgerstone.projects import queries as projects
from ledgerstone.projects.formats import Formats
from ledgerstone.projects.terminology import Terms
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.refusals import Invalid

# What stands before the cells of a line in its array.
HEAD = ("id", "variation", "billed")
NOT_UNDERSTOOD = "The page sent something that cannot be read. Reload it; what you typed is kept."
_MEASURED = ("quantity", "unit", "unit_price")
_MORE = ("tax_code", "retention_work", "retention_materials", "exempt")
_MOST = 20_000


def columns(contract: Contract, terms: Terms, *, is_full: bool, may_edit: bool) -> list[Any]:
    """The columns of the sheet. The full set has tax and retention of each line."""
    by_unit = contract.accounting_method == "unit"
    labels = {
        "item": ("Item", "text", 64),
        "description": ("Description", "text", 230),
        "section": ("Section", "text", 150),
        "budget_code": (terms.budget_code.capitalised, "text", 120),
        "quantity": ("Quantity", "quantity", 96),
        "unit": ("Unit", "text", 60),
        "unit_price": ("Unit price", "price", 110),
        "scheduled_value": ("Scheduled value", "money", 134),
        "tax_code": (f"{terms.tax} code", "text", 90),
        "retention_work": (f"{terms.retention.capitalised}, work", "percent", 120),
        "retention_materials": ("Materials", "percent", 92),
        "exempt": ("Exempt", "text", 74),
    }
    left_out: set[str] = set() if by_unit else set(_MEASURED)
    if not is_full:
        left_out |= set(_MORE)
    elif not uses_tax_codes(contract):
        left_out |= {"tax_code"}
    shown = [
        {
            "key": key,
            "label": label,
            "kind": kind,
            "width": width,
            "editable": may_edit,
            "frozen": key in ("item", "description"),
            "grow": key == "description",
        }
        for key, (label, kind, width) in labels.items()
        if key not in left_out
    ]
    shown.append({"key": "billed", "label": "Billed", "kind": "money", "width": 118})
    return shown


def everything(actor: Actor, contract: Contract) -> dict[str, Any]:
    """All that the sheet draws, besides its columns. Six queries at most.

    What is dropped, and what others prepare, is on the tab of variations for who sees it.
    """
    lines = read_lines(contract)
    shown = variations.shown_in_schedule(actor, contract) if _has_variations(lines) else {}
    places = {pk: place for place, pk in enumerate(shown)}
    seen = {None, *shown}
    codes = projects.budget_codes(actor, contract.project_id)
    taxes = []
    if uses_tax_codes(contract):
        found = TaxCode.objects.filter(account_id=contract.account_id, is_active=True)
        taxes = list(found.order_by("code").values_list("code", "description"))
    return {
        "version": contract.version,
        "columns": [*HEAD, *COLUMNS],
        "lines": [row(line, places) for line in lines if line.variation_id in seen],
        "variations": [_variation(one) for one in shown.values()],
        "codes": [list(one) for one in codes.values_list("code", "name")],
        "tax_codes": [list(one) for one in taxes],
        "may_create_codes": project_policy.may_administer(actor, contract.project_id),
    }


def _has_variations(lines: Sequence[StoredLine]) -> bool:
    return bool(lines) and lines[-1].variation_id is not None


def _variation(variation: Variation) -> dict[str, Any]:
    return {
        "label": f"{variation.number} {variation.title}",
        "counts": variation.status == "approved",
        "status": variation.status.replace("_", " "),
    }


def row(line: StoredLine, variations: Mapping[int, int]) -> list[Any]:
    """A line as the sheet takes it."""
    cells = cells_of(line)
    billed = max(line.claimed, line.certified, key=abs)
    place = -1 if line.variation_id is None else variations[line.variation_id]
    return [line.line_id, place, str(billed) if billed else "", *(cells[key] for key in COLUMNS)]


def answer(actor: Actor, saved: SavedLines, formats: Formats) -> dict[str, Any]:
    """What a save answers: what is new since the page last heard, its own lines included."""
    contract = saved.contract
    told: dict[str, Any] = {
        "version": saved.version,
        "saved_at": formats.time(saved.saved_at),
        "ids": dict(saved.ids),
        "removed": sorted(saved.removed),
        "contract_sum": formats.money(queries.sums(contract).total),
    }
    if saved.is_all_new:
        return told | {"everything": everything(actor, contract)}
    if saved.order is not None:
        told["order"] = list(saved.order)
    lines = read_lines(contract, saved.changed) if saved.changed else []
    return told | {"lines": [row(line, {}) for line in lines if line.variation_id is None]}


def conflicts(refusal: LinesConflict) -> dict[str, Any]:
    """Cells that somebody else changed meanwhile."""
    return {
        "message": refusal.message,
        "conflicts": [
            {
                "line": one.line_id,
                "column": one.column,
                "theirs": one.theirs,
                "by": one.by,
                "message": one.message,
            }
            for one in refusal.conflicts
        ],
    }


# What a page sends


def read_changes(body: Mapping[str, Any]) -> list[CellChange]:
    """Typed cells: line, column, text, and what stood there."""
    found = []
    for item in _list(body, "changes"):
        if not isinstance(item, list) or len(item) != 4:
            raise Invalid(NOT_UNDERSTOOD)
        line, column, text, was = item
        known = None if was is None else str(was)
        found.append(CellChange(_int(line), str(column), str(text), known))
    return found


def read_added(body: Mapping[str, Any]) -> list[AddedLine]:
    """New lines: the page's name for each, what it stands behind, its cells."""
    found = []
    for item in _list(body, "added"):
        if not isinstance(item, dict) or not isinstance(item.get("cells"), dict):
            raise Invalid(NOT_UNDERSTOOD)
        cells = {str(key): str(text) for key, text in item["cells"].items()}
        after = item.get("after")
        found.append(
            AddedLine(_ref(item.get("ref")), cells, None if after is None else _place(after))
        )
    return found


def read_ids(body: Mapping[str, Any], name: str) -> list[int]:
    """Ids of lines."""
    return [_int(one) for one in _list(body, name)]


def read_order(body: Mapping[str, Any]) -> list[Place] | None:
    """Lines and new ones in their order; None where it stays."""
    if body.get("order") is None:
        return None
    return [_place(one) for one in _list(body, "order")]


def read_int(body: Mapping[str, Any], name: str) -> int:
    """One number."""
    return _int(body.get(name))


def _list(body: Mapping[str, Any], name: str) -> Iterable[Any]:
    found = body.get(name, [])
    if not isinstance(found, list) or len(found) > _MOST:
        raise Invalid(NOT_UNDERSTOOD)
    return found


def _place(value: object) -> Place:
    return _ref(value) if isinstance(value, str) else _int(value)


def _ref(value: object) -> str:
    """A page's name for a new line; never a number, which is the id of a line."""
    if not isinstance(value, str) or not value or value.isdecimal() or len(value) > 40:
        raise Invalid(NOT_UNDERSTOOD)
    return value


def _int(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise Invalid(NOT_UNDERSTOOD)
    return value
