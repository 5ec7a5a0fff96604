"""A claim's sheet as the page's script reads it: columns, groups, lines and totals."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Any

from django.urls import reverse

from ledgerstone.claims import policy
from ledgerstone.claims.columns import columns_for
from ledgerstone.claims.models import Claim
from ledgerstone.claims.sheet import ClaimSheet, SheetLine
from ledgerstone.projects.formats import Formats
from ledgerstone.projects.terminology import Terms
from ledgerstone.tenancy.actor import Actor

from .sheet_columns import ENTRY, READ, REVIEW, SheetColumn, columns_of

REASONS = {
    "not_complete": "Not complete",
    "defective": "Defective",
    "evidence_missing": "Evidence missing",
    "not_in_contract": "Not in contract",
    "rate_or_quantity": "Rate or quantity",
    "other": "Other",
}
VARIATIONS = "variations"


def mode_of(actor: Actor, claim: Claim) -> str:
    """What this person may do to the sheet: fill it in, assess it, or read it."""
    if policy.may_edit_claimed(actor, claim):
        return ENTRY
    if policy.may_edit_assessed(actor, claim):
        return REVIEW
    return READ


class SheetDrawing:
    """A claim's sheet in one mode; the page and the answers to its saves are drawn alike."""

    def __init__(self, actor: Actor, claim: Claim, sheet: ClaimSheet, terms: Terms) -> None:
        self.claim = claim
        self.sheet = sheet
        self.terms = terms
        self.mode = mode_of(actor, claim)
        self.columns: list[SheetColumn] = columns_of(
            sheet, self.mode, terms, is_release=claim.type == "retention_release"
        )
        self._group_keys = self._name_groups()
        self._typed = [column.key for column in self.columns if column.editable]

    def config(self, formats: Formats, sign_in: str) -> dict[str, Any]:
        """Everything that the script needs to draw the sheet."""
        claim, can_edit = self.claim, self.mode != READ
        return {
            "claim": claim.pk,
            "version": self.sheet.version,
            "mode": self.mode,
            "locale": formats.locale,
            "currency": claim.contract.currency,
            "label": f"Lines of {self.terms.claim_short} {claim.number}",
            "urls": {
                "save": reverse("web:claim_cells", args=[claim.pk]),
                "reason": reverse("web:claim_reasons", args=[claim.pk]),
                "sign_in": sign_in,
            },
            "columns": [column.drawn(can_edit=can_edit) for column in self.columns],
            "groups": [
                {"key": key, "label": label} for label, key in self._group_keys.items() if label
            ],
            "lines": [self._line(line) for line in self._ordered()],
            "reasons": [{"code": code, "label": label} for code, label in REASONS.items()],
            "reason_note": f"{claim.contract.company.name} will see this",
            "can_edit": can_edit,
            **self.totals(),
        }

    def changed(self, line_ids: Collection[int]) -> list[dict[str, Any]]:
        """The lines with these ids, drawn."""
        return [self._line(line) for line in self.sheet.lines if line.line_id in line_ids]

    def totals(self) -> dict[str, Any]:
        """The totals of the sheet and of each group."""
        groups: dict[str, list[SheetLine]] = defaultdict(list)
        for line in self.sheet.lines:
            groups[self._group_of(line)].append(line)
        return {
            "totals": self._sums(self.sheet.lines),
            "group_totals": {key: self._sums(lines) for key, lines in groups.items() if key},
        }

    def _sums(self, lines: Sequence[SheetLine]) -> dict[str, str | None]:
        found = list(lines)
        return {column.key: column.total(found) for column in self.columns if column.total}

    def _line(self, line: SheetLine) -> dict[str, Any]:
        takes = set(columns_for(line, assessed=self.mode == REVIEW))
        cells = {column.key: column.read(line) for column in self.columns[2:]}
        if "reason" in cells:
            cells["reason"] = REASONS.get(line.reason_code, "")
        return {
            "id": line.line_id,
            "item": line.item,
            "description": line.description,
            "group": self._group_of(line) or None,
            "cells": cells,
            "locked": [key for key in self._typed if key not in takes],
            "flags": _flags(line, self.mode),
            "reason": {"code": line.reason_code, "text": line.reason} if line.reason_code else None,
        }

    def _name_groups(self) -> dict[str, str]:
        """Group keys by label, in the order of the lines; variations come last."""
        names: dict[str, str] = {}
        for line in self.sheet.lines:
            if line.variation is None and line.section and line.section not in names:
                names[line.section] = f"s{len(names)}"
        if any(line.variation is not None for line in self.sheet.lines):
            names[self.terms.variation.plural_capitalised] = VARIATIONS
        return names

    def _group_of(self, line: SheetLine) -> str:
        if line.variation is not None:
            return VARIATIONS
        return self._group_keys.get(line.section, "")

    def _ordered(self) -> list[SheetLine]:
        """Lines group by group: those without one first, each group in order of position."""
        order = {"": -1} | {key: n for n, key in enumerate(self._group_keys.values())}
        return sorted(self.sheet.lines, key=lambda line: order[self._group_of(line)])


def _flags(line: SheetLine, mode: str) -> list[str]:
    flags = []
    if mode == REVIEW and line.needs_reason:
        flags.append("needs_reason")
    if line.is_over_billed:
        flags.append("over_billed")
    if line.claimed_movement or line.row.claimed_released:
        flags.append("changed")
    return flags
