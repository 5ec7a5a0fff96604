"""A claim's sheet as the page's script reads it: columns, groups, lines and totals."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.urls import reverse

from ledgerstone.claims import policy
from ledgerstone.claims.models import Claim
from ledgerstone.claims.papers.papers import Marks, line_marks
from ledgerstone.claims.sheets.claimed_shown import compares
from ledgerstone.claims.sheets.columns import columns_for, money
from ledgerstone.claims.sheets.reason_words import REASON_WORDS
from ledgerstone.claims.sheets.sheet import ClaimSheet, SheetLine
from ledgerstone.core.rounding import percent
from ledgerstone.projects.formats import Formats
from ledgerstone.projects.terminology import Terms
from ledgerstone.tenancy.actor import Actor

from .sheet_columns import (
    ENTRY,
    READ,
    RETENTION,
    REVIEW,
    SCHEDULED,
    SheetColumn,
    added_up,
    columns_of,
    parts_of,
)
from .sheet_groups import BY_SECTION, Grouping, groupings_of

# The set of columns that has everything; any other word means the usual set.
FULL = "full"


def mode_of(actor: Actor, claim: Claim) -> str:
    """What this person may do to the sheet: fill it in, assess it, or read it."""
    if policy.may_edit_claimed(actor, claim):
        return ENTRY
    if policy.may_edit_assessed(actor, claim):
        return REVIEW
    return READ


def claims_stored(claim: Claim, sheet: ClaimSheet) -> bool:
    """Whether stored materials have columns: where the contract says so, or some are there."""
    return claim.contract.bills_materials_separately or any(
        line.row.claimed_materials or line.valued.materials_stored for line in sheet.lines
    )


def holds_back(claim: Claim, sheet: ClaimSheet) -> bool:
    """Whether retention has columns: where the contract retains, or something is held."""
    contract = claim.contract
    return (
        contract.retains_on_work
        or contract.retains_on_materials
        or any(line.valued.retention or line.row.claimed_released for line in sheet.lines)
    )


class SheetDrawing:
    """A claim's sheet in one mode; the page and the answers to its saves are drawn alike.

    ``columns``: the set that the page opens with; ``grouping``: how its lines are gathered.
    """

    def __init__(
        self,
        actor: Actor,
        claim: Claim,
        sheet: ClaimSheet,
        terms: Terms,
        columns: str = "",
        grouping: str = BY_SECTION,
    ) -> None:
        self.actor = actor
        self.claim = claim
        self.sheet = sheet
        self.terms = terms
        self.mode = mode_of(actor, claim)
        self.columns: list[SheetColumn] = columns_of(
            sheet, self.mode, terms, is_release=claim.type == "retention_release",
            may_adjust=policy.may_override_retention(actor, claim),
            has_stored=claims_stored(claim, sheet), has_retention=holds_back(claim, sheet),
        )  # fmt: skip
        if not compares(actor, claim):
            self.columns = [column for column in self.columns if column.key != "difference"]
        self._opens_full = columns == FULL
        contract = terms[claim.contract.kind].capitalised
        ways = groupings_of([line.row for line in sheet.lines], contract, terms)
        self._groupings = ways
        self._grouping = next((way for way in ways if way.key == grouping), ways[0])
        self._typed = [column.key for column in self.columns if column.editable]

    @property
    def saved(self) -> str:
        """What was saved when the sheet says so: what is certified is not a draft any more."""
        if self.mode == ENTRY:
            return "Draft saved"
        return "Saved" if self.claim.certificate_id else "Draft assessment saved"

    def config(
        self, formats: Formats, sign_in: str, at: tuple[int, str] | None = None
    ) -> dict[str, Any]:
        """Everything that the script needs to draw the sheet; ``at`` is the cell to begin at."""
        claim, can_edit = self.claim, self.mode != READ
        return {
            "claim": claim.pk,
            "contract": claim.contract_id,
            "version": self.sheet.version,
            "mode": self.mode,
            "saved": self.saved,
            "locale": formats.locale,
            "currency": claim.contract.currency,
            "label": f"Lines of {self.terms.claim_short} {claim.number}",
            "urls": {
                "save": reverse("web:claim_cells", args=[claim.pk]),
                "reason": reverse("web:claim_reasons", args=[claim.pk]),
                "group": reverse("web:claim_group", args=[claim.pk]),
                "line": reverse("web:claim_line", args=[claim.pk, 0]),
                "present": reverse("web:claim_present", args=[claim.pk]),
                "sign_in": sign_in,
            },
            "columns": [column.drawn(can_edit=can_edit) for column in self.columns],
            "set": FULL if self._opens_full else "usual",
            "parts": [
                {"key": key, "label": label}
                for key, label in parts_of(self.columns, self.terms)
            ],
            "groups": _named(self._grouping),
            "groupings": [self._other_way(way) for way in self._groupings if way.groups],
            "lines": self._drawn(self._ordered(), line_marks(claim, actor=self.actor)),
            "reasons": [{"code": code, "label": label} for code, label in REASON_WORDS.items()],
            "reason_note": f"{claim.contract.company.name} will see this",
            "can_edit": can_edit,
            "at": {"line": at[0], "column": at[1]} if at is not None else None,
            **self.totals(),
        }  # fmt: skip

    def _other_way(self, way: Grouping) -> dict[str, Any]:
        """A way to gather the lines, with which of its groups each stands in, in their order."""
        drawn: dict[str, Any] = {"key": way.key, "label": way.label}
        if way is self._grouping:
            return drawn
        keys = [key for key, _ in way.groups]
        at = {key: n for n, key in enumerate(keys)}
        places = [at[way.places[index]] for index in self._ordered()]
        totals = self.group_totals(way)
        return drawn | {"groups": _named(way), "places": places, "group_totals": totals}

    def answer(self, line_ids: Collection[int], *, every_group: bool = False) -> dict[str, Any]:
        """What a save changed: these lines, the sheet's totals, and those of the lines' groups.

        An id that is not on the sheet is left out. Groups without such a line stand as the page
        has them, except where retention is shown: that of every line hangs on the whole sheet.
        """
        wanted = set(line_ids)
        lines = [n for n, line in enumerate(self.sheet.lines) if line.row.line_id in wanted]
        groups = {self._grouping.places[index] for index in lines}
        is_shared = every_group or any(column.adds is RETENTION for column in self.columns)
        return {"lines": self._drawn(lines), **self.totals(None if is_shared else groups)}

    def totals(self, groups: Collection[str] | None = None) -> dict[str, Any]:
        """The totals of the sheet and of these groups, or of every one."""
        lines = self.sheet.lines
        return {
            "totals": self._added(lines) if lines else {},
            "group_totals": self.group_totals(self._grouping, groups),
        }

    def group_totals(
        self, way: Grouping, groups: Collection[str] | None = None
    ) -> dict[str, dict[str, str | None]]:
        """The totals of these groups, or of every one, where lines are gathered this way."""
        by_group: dict[str, list[SheetLine]] = defaultdict(list)
        for line, key in zip(self.sheet.lines, way.places, strict=True):
            if key and (groups is None or key in groups):
                by_group[key].append(line)
        return {key: self._added(within) for key, within in by_group.items()}

    def _added(self, lines: Sequence[SheetLine]) -> dict[str, str | None]:
        columns = [column for column in self.columns if column.adds is not None]
        amounts = [SCHEDULED, *(column.adds for column in columns if column.adds is not None)]
        return _shown(columns, added_up(amounts, lines))

    def _drawn(
        self, places: Sequence[int], marks: Mapping[int, Marks] | None = None
    ) -> list[dict[str, Any]]:
        """The lines at these places of the sheet."""
        marks = marks or {}
        lines, of = self.sheet.lines, self._grouping.places
        return [
            self._line(lines[index], of[index], marks.get(lines[index].line_id)) for index in places
        ]

    def _line(self, line: SheetLine, group: str, marks: Marks | None) -> dict[str, Any]:
        takes = set(columns_for(line, assessed=self.mode == REVIEW))
        cells = {column.key: column.read(line) for column in self.columns[2:]}
        if "reason" in cells:
            cells["reason"] = REASON_WORDS.get(line.reason_code, "")
        drawn = {
            "id": line.line_id,
            "item": line.item,
            "description": line.description,
            "group": group or None,
            "cells": cells,
            "locked": [key for key in self._typed if key not in takes],
            "flags": _flags(line, self.mode, upstream=self.claim.is_upstream),
            "reason": {"code": line.reason_code, "text": line.reason} if line.reason_code else None,
        }
        if marks is not None:
            drawn["marks"] = {"comments": marks[0], "files": marks[1]}
        return drawn

    def _ordered(self) -> list[int]:
        """The places of the lines group by group: those without one first, each group in order of
        position."""
        order = {"": -1} | {key: n for n, (key, _) in enumerate(self._grouping.groups)}
        places = self._grouping.places
        return sorted(range(len(places)), key=lambda index: order[places[index]])


def _named(way: Grouping) -> list[dict[str, str]]:
    return [{"key": key, "label": label} for key, label in way.groups]


def _shown(columns: Sequence[SheetColumn], sums: Sequence[Decimal]) -> dict[str, str | None]:
    """Sums as the columns write them. The first is what the lines are worth together."""
    worth, *parts = sums
    return {
        column.key: f"{percent(part, worth):f}" if column.is_share else money(part)
        for column, part in zip(columns, parts, strict=True)
    }


def _flags(line: SheetLine, mode: str, *, upstream: bool) -> list[str]:
    flags = []
    if mode == REVIEW and line.asks_reason(upstream=upstream):
        flags.append("needs_reason")
    if line.is_over_billed:
        flags.append("over_billed")
    if line.claimed_movement or line.row.claimed_released:
        flags.append("changed")
    return flags
