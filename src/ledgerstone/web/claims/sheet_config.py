"""A claim's sheet as the page's script reads it: columns, groups, lines and totals."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from decimal import Decimal
from typing import Any

from django.urls import reverse

from ledgerstone.claims import policy
from ledgerstone.claims.columns import columns_for, money
from ledgerstone.claims.models import Claim
from ledgerstone.claims.reason_words import REASON_WORDS
from ledgerstone.claims.sheet import ClaimSheet, SheetLine
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
)

VARIATIONS = "variations"
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
    """A claim's sheet in one mode; the page and the answers to its saves are drawn alike."""

    def __init__(
        self, actor: Actor, claim: Claim, sheet: ClaimSheet, terms: Terms, columns: str = ""
    ) -> None:
        self.claim = claim
        self.sheet = sheet
        self.terms = terms
        self.mode = mode_of(actor, claim)
        self.columns: list[SheetColumn] = columns_of(
            sheet, self.mode, terms, is_release=claim.type == "retention_release",
            is_full=columns == FULL, may_adjust=policy.may_override_retention(actor, claim),
            has_stored=claims_stored(claim, sheet), has_retention=holds_back(claim, sheet),
        )  # fmt: skip
        self._chosen = f"?columns={FULL}" if columns == FULL else ""
        self._keys: dict[str, str] = {}
        self._groups = self._name_groups()
        keys, rows = self._keys.get, [line.row for line in sheet.lines]
        # The group of every line.
        self._places = [
            keys(row.section, "") if row.variation is None else VARIATIONS for row in rows
        ]
        self._typed = [column.key for column in self.columns if column.editable]

    def config(
        self, formats: Formats, sign_in: str, at: tuple[int, str] | None = None
    ) -> dict[str, Any]:
        """Everything that the script needs to draw the sheet; ``at`` is the cell to begin at."""
        claim, can_edit = self.claim, self.mode != READ
        return {
            "claim": claim.pk,
            "version": self.sheet.version,
            "mode": self.mode,
            "locale": formats.locale,
            "currency": claim.contract.currency,
            "label": f"Lines of {self.terms.claim_short} {claim.number}",
            "urls": {
                "save": reverse("web:claim_cells", args=[claim.pk]) + self._chosen,
                "reason": reverse("web:claim_reasons", args=[claim.pk]) + self._chosen,
                "sign_in": sign_in,
            },
            "columns": [column.drawn(can_edit=can_edit) for column in self.columns],
            "groups": [{"key": key, "label": label} for key, label in self._groups],
            "lines": [self._line(line) for line in self._ordered()],
            "reasons": [{"code": code, "label": label} for code, label in REASON_WORDS.items()],
            "reason_note": f"{claim.contract.company.name} will see this",
            "can_edit": can_edit,
            "at": {"line": at[0], "column": at[1]} if at is not None else None,
            **self.totals(),
        }

    def answer(self, line_ids: Collection[int]) -> dict[str, Any]:
        """What a save changed: these lines, the sheet's totals, and those of the lines' groups.

        An id that is not on the sheet is left out. Groups without such a line stand as the page
        has them, except where retention is shown: that of every line hangs on the whole sheet.
        """
        wanted = set(line_ids)
        lines = [line for line in self.sheet.lines if line.row.line_id in wanted]
        groups = {self._group_of(line) for line in lines}
        is_shared = any(column.adds is RETENTION for column in self.columns)
        drawn = [self._line(line) for line in lines]
        return {"lines": drawn, **self.totals(None if is_shared else groups)}

    def totals(self, groups: Collection[str] | None = None) -> dict[str, Any]:
        """The totals of the sheet and of these groups, or of every one."""
        columns = [column for column in self.columns if column.adds is not None]
        amounts = [SCHEDULED, *(column.adds for column in columns if column.adds is not None)]
        lines = self.sheet.lines
        by_group: dict[str, list[SheetLine]] = defaultdict(list)
        for line, key in zip(lines, self._places, strict=True):
            if key and (groups is None or key in groups):
                by_group[key].append(line)
        return {
            "totals": _shown(columns, added_up(amounts, lines)) if lines else {},
            "group_totals": {
                key: _shown(columns, added_up(amounts, within)) for key, within in by_group.items()
            },
        }

    def _line(self, line: SheetLine) -> dict[str, Any]:
        takes = set(columns_for(line, assessed=self.mode == REVIEW))
        cells = {column.key: column.read(line) for column in self.columns[2:]}
        if "reason" in cells:
            cells["reason"] = REASON_WORDS.get(line.reason_code, "")
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

    def _name_groups(self) -> list[tuple[str, str]]:
        """Keys and labels of the groups, in the order of the lines; variations come last.

        Where there are groups, lines without a section have one too: the contract's own.
        """
        rows = [line.row for line in self.sheet.lines]
        sections = [row.section for row in rows if row.variation is None]
        own, has_variations = dict.fromkeys(sections), len(sections) < len(rows)
        if list(own) == [""] and not has_variations:
            return []
        contract = self.terms[self.claim.contract.kind].capitalised
        groups = [(f"s{n}", section or contract) for n, section in enumerate(own)]
        self._keys = dict(zip(own, (key for key, _ in groups), strict=True))
        if has_variations:
            groups.append((VARIATIONS, self.terms.variation.plural_capitalised))
        return groups

    def _group_of(self, line: SheetLine) -> str:
        if line.variation is not None:
            return VARIATIONS
        return self._keys.get(line.section, "")

    def _ordered(self) -> list[SheetLine]:
        """Lines group by group: those without one first, each group in order of position."""
        order = {"": -1} | {key: n for n, (key, _) in enumerate(self._groups)}
        return sorted(self.sheet.lines, key=lambda line: order[self._group_of(line)])


def _shown(columns: Sequence[SheetColumn], sums: Sequence[Decimal]) -> dict[str, str | None]:
    """Sums as the columns write them. The first is what the lines are worth together."""
    worth, *parts = sums
    return {
        column.key: f"{percent(part, worth):f}" if column.is_share else money(part)
        for column, part in zip(columns, parts, strict=True)
    }


def _flags(line: SheetLine, mode: str) -> list[str]:
    flags = []
    if mode == REVIEW and line.needs_reason:
        flags.append("needs_reason")
    if line.is_over_billed:
        flags.append("over_billed")
    if line.claimed_movement or line.row.claimed_released:
        flags.append("changed")
    return flags
