"""Changing the lines of a schedule one by one: cells, new lines, lines that go, and their order.

A batch is done whole or not at all, every problem at its cell. It is merged with what others did
since: only a cell that somebody else changed meanwhile, or a line that they took away, is a
conflict. The contract's lock is held throughout, so nothing is merged with what nobody saw.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from ledgerstone.contracts import fixed, policy, queries, tool_settings
from ledgerstone.contracts.models import HEAD_CONTRACT, Contract
from ledgerstone.contracts.schedules.schedule_edits import (
    COLUMNS,
    FIGURES,
    AddedLine,
    CellChange,
    LineConflict,
    LinesConflict,
    Place,
    SavedLines,
)
from ledgerstone.contracts.schedules.schedule_lines import (
    NOT_BROKEN_DOWN,
    Billed,
    StoredLine,
    arranged,
    billed_details,
    cells_of,
    of_contract,
    own_order,
    read_lines,
    why_not,
    with_added,
)
from ledgerstone.projects import policy as project_policy
from ledgerstone.projects import queries as projects
from ledgerstone.projects.formats import FigureError, Formats, parse_figure
from ledgerstone.projects.operations import add_budget_codes
from ledgerstone.projects.terminology import Terms
from ledgerstone.tenancy import clock
from ledgerstone.tenancy.acting import acting
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.refusals import NotAllowed, WrongState
from ledgerstone.tenancy.typed_text import one_line

from .editing_reading import LineReader, Problems, ReadLine, next_items, texts_of
from .editing_since import Since, changes_since
from .editing_telling import tell_changed, tell_leaving
from .editing_writing import columns_of, delete_lines, insert_lines, renumber, update_lines
from .locking import locked_contract


def change_lines(
    *,
    actor: Actor,
    contract_id: int,
    since: int,
    changes: Sequence[CellChange] = (),
    added: Sequence[AddedLine] = (),
    removed: Collection[int] = (),
    order: Sequence[Place] | None = None,
    create_codes: bool = False,
) -> SavedLines:
    """Change cells of own lines, add lines, delete lines, and put them in order; all or nothing.

    ``since`` is the version of the contract that the author last heard of. ``order`` names own
    lines and new ones by their refs; lines that it leaves out stay behind their predecessor. New
    budget codes are refused unless ``create_codes``. Problems are at ``line:<id or ref>:<column>``;
    LinesConflict where somebody else changed the same cell meanwhile.
    """
    with acting(actor):
        contract = editable_contract(actor, contract_id)
        batch = Batch.of(actor, contract, since)
        batch.take_away(removed)
        batch.read(changes, added, create_codes=create_codes)
        batch.problems.refuse()
        if batch.conflicts:
            raise LinesConflict(tuple(batch.conflicts))
        return batch.done(order)


def editable_contract(actor: Actor, contract_id: int) -> Contract:
    """Lock a contract whose lines may be changed by this person now."""
    contract = locked_contract(actor, contract_id)
    words, _formats = projects.words(contract.project)
    if not policy.may_see_schedule(actor, contract):
        raise NotAllowed(
            f"Ask an administrator of the project to show you the {words.schedule_of_values}."
        )
    why = fixed.why_lines_are_fixed(contract, words)
    if why is not None:
        raise WrongState(why)
    return contract


def uses_tax_codes(contract: Contract) -> bool:
    """Whether lines of the contract have a tax code of their own. At most one query."""
    if contract.kind == HEAD_CONTRACT:
        return False
    return tool_settings.of_commitments(contract.account_id, contract.project_id).tax_codes_enabled


@dataclass(slots=True)
class Batch:
    """A batch at work: what is there, what is wanted, and what stands against it."""

    actor: Actor
    contract: Contract
    words: Terms
    formats: Formats
    since: Since
    problems: Problems = field(default_factory=Problems)
    conflicts: list[LineConflict] = field(default_factory=list)
    stored: dict[int, StoredLine] = field(default_factory=dict)
    touched: dict[int, set[str]] = field(default_factory=dict)
    read_lines: dict[Place, ReadLine] = field(default_factory=dict)
    added: list[AddedLine] = field(default_factory=list)
    removed: list[StoredLine] = field(default_factory=list)
    broken_down: dict[int, Billed] = field(default_factory=dict)

    @classmethod
    def of(cls, actor: Actor, contract: Contract, since: int) -> Batch:
        words, formats = projects.words(contract.project)
        return cls(actor, contract, words, formats, changes_since(actor, contract, since))

    # What is wanted

    def read(
        self, changes: Sequence[CellChange], added: Sequence[AddedLine], *, create_codes: bool
    ) -> None:
        """Read cells and new lines, and see what stands against them."""
        self.load({change.line_id for change in changes})
        typed = self._typed(changes)
        self.added = [line for line in added if any(text.strip() for text in line.cells.values())]
        typed |= self._with_items()
        if not typed:
            return
        if create_codes and not project_policy.may_administer(self.actor, self.contract.project_id):
            raise NotAllowed(
                f"Ask an administrator of the project to add {self.words.budget_code.plural}."
            )
        reader = LineReader(
            self.contract, uses_tax_codes(self.contract), create_codes, self.problems
        )
        taken = self._taken([texts["item"] for texts in typed.values()], typed)
        self.read_lines = reader.read(typed, stored=self.stored, taken_items=taken)
        for line_id in self.touched:
            if line_id in self.read_lines:
                self._refuse_what_is_billed(self.stored[line_id], self.read_lines[line_id])

    def load(self, ids: Collection[int]) -> None:
        """Read lines as they are. At most two queries."""
        wanted = set(ids) - self.stored.keys()
        if not wanted:
            return
        self.stored |= {
            line.line_id: line
            for line in read_lines(self.contract, wanted)
            if line.variation_id is None
        }
        self.broken_down |= billed_details(self.contract, wanted)

    def _typed(self, changes: Sequence[CellChange]) -> dict[Place, dict[str, str]]:
        """Of the lines that change, all cells with what was typed over them."""
        wanted: dict[int, dict[str, str]] = {}
        going = {line.line_id for line in self.removed}
        for change in changes:
            if change.line_id in going:
                continue
            line = self.stored.get(change.line_id)
            if line is None:
                self._refuse_missing(change.line_id)
            elif change.column not in COLUMNS:
                self.problems.add(
                    change.line_id, line.item, change.column, "this column takes nothing."
                )
            elif self._is_new(line, change):
                wanted.setdefault(line.line_id, {})[change.column] = change.text
        self.touched = {line_id: set(cells) for line_id, cells in wanted.items()}
        # Of two lines with one item, the one that took it is told.
        wanted = dict(sorted(wanted.items(), key=lambda line: "item" in line[1]))
        return {
            line_id: texts_of(cells_of(self.stored[line_id]), cells)
            for line_id, cells in wanted.items()
        }

    def _is_new(self, line: StoredLine, change: CellChange) -> bool:
        """Whether a change changes anything, and nobody else's work."""
        now = cells_of(line)[change.column]
        if self._says_the_same(now, change):
            return False
        if change.was is None or _same(change.column, now, change.was):
            return True
        who = self.since.changed.get(line.line_id, self.since.by or "Somebody else")
        self.conflicts.append(
            LineConflict(
                line.line_id,
                change.column,
                now,
                who,
                f"{who} changed this to {self._shown(now, change.column)} meanwhile.",
            )
        )
        return False

    def _says_the_same(self, now: str, change: CellChange) -> bool:
        """Whether what was typed is what stands there already."""
        if _same(change.column, now, change.text) or change.column not in FIGURES:
            return _same(change.column, now, change.text)
        try:
            parsed = parse_figure(change.text, self.contract.project.terminology)
        except FigureError:
            return False
        value = None if parsed is None or parsed.kind == "percent" else str(parsed.value)
        return value is not None and _same(change.column, now, value)

    def _shown(self, text: str, column: str) -> str:
        if not text:
            return "nothing"
        return self.formats.money(text) if column == "scheduled_value" else text

    def _refuse_missing(self, line_id: int) -> None:
        if any(conflict.line_id == line_id for conflict in self.conflicts):
            return
        who = self.since.removed.get(line_id)
        by = who or self.since.by or "Somebody else"
        said = f"{by} deleted this line meanwhile." if who else "This line is no longer here."
        self.conflicts.append(LineConflict(line_id, "", None, by, said))

    def _with_items(self) -> dict[Place, dict[str, str]]:
        """The cells of new lines; one without an item gets the next number."""
        blank = dict.fromkeys(COLUMNS, "")
        typed: dict[Place, dict[str, str]] = {
            line.ref: {**blank, **{c: t for c, t in line.cells.items() if c in COLUMNS}}
            for line in self.added
        }
        without = [cells for cells in typed.values() if not one_line(cells["item"])]
        if without:
            there = list(of_contract(self.contract).values_list("item", flat=True))
            there += [cells["item"].strip() for cells in typed.values()]
            for cells, item in zip(without, next_items(there, len(without)), strict=True):
                cells["item"] = item
        return typed

    def _taken(self, items: Collection[str], typed: Collection[Place]) -> set[str]:
        """Those of the items that other lines of the contract have."""
        wanted = [one_line(item) for item in items]
        there = of_contract(self.contract).filter(item__in=wanted)
        mine = [place for place in typed if isinstance(place, int)]
        mine += [line.line_id for line in self.removed]
        return set(there.exclude(pk__in=mine).values_list("item", flat=True))

    # What stands against it

    def _refuse_what_is_billed(self, line: StoredLine, read: ReadLine) -> None:
        """Of a line that was billed, its value keeps above that, and its item and price stay."""
        broken_down = self.broken_down.get(line.line_id, NOT_BROKEN_DOWN)
        why = why_not(line, read.line.scheduled_value, broken_down, self.formats)
        if why is not None:
            column = "quantity" if "quantity" in self.touched[line.line_id] else "scheduled_value"
            self.problems.add(line.line_id, line.item, column, why)
        if not line.is_billed:
            return
        claims = self.words.claim_short.plural
        if read.line.item != line.item:
            sentence = f"amounts of it were claimed, and {claims} know it as {line.item}. Leave it."
            self.problems.add(line.line_id, line.item, "item", sentence)
        if read.line.unit_price != line.unit_price:
            sentence = (
                "quantities of it were claimed at this price. Leave the price, and add a line for "
                "what is measured at another one."
                if line.unit_price is not None
                else "it was claimed by amount. Add a line for what is measured."
            )
            self.problems.add(line.line_id, line.item, "unit_price", sentence)

    def take_away(self, removed: Collection[int]) -> None:
        """Delete lines that nothing is billed on; what somebody else deleted is gone already."""
        self.load(removed)
        for line_id in dict.fromkeys(removed):
            line = self.stored.get(line_id)
            if line is None:
                continue
            broken_down = self.broken_down.get(line_id, NOT_BROKEN_DOWN)
            if line.is_billed or broken_down != NOT_BROKEN_DOWN:
                sentence = "amounts of it were claimed, so it stays. Lower its value instead."
                self.problems.add(line_id, line.item, "item", sentence)
            elif line_id in self.since.changed:
                who = self.since.changed[line_id]
                said = f"{who} changed this line meanwhile. Delete it again if it is to go."
                self.conflicts.append(LineConflict(line_id, "", None, who, said))
            else:
                self.removed.append(line)

    # Doing it

    def done(self, order: Sequence[Place] | None) -> SavedLines:
        """Write all of it, tell it, and answer with what else is new."""
        gone = {line.line_id for line in self.removed}
        changed = {pk: read for pk, read in self.read_lines.items() if isinstance(pk, int)}
        codes = self._codes()
        ids: dict[str, int] = {}
        before: list[int] | None = None
        after: list[int] = []
        if gone or self.added or order is not None:
            before = own_order(self.contract)
        if gone:
            tell_leaving(self.actor, self.contract, self.removed)
            delete_lines(self.contract, gone)
        update_lines(
            self.contract,
            {pk: columns_of(read, codes) for pk, read in changed.items() if pk not in gone},
            self.stored,
        )
        if before is not None:
            rows = [columns_of(self.read_lines[line.ref], codes) for line in self.added]
            new = insert_lines(self.contract, rows, after=len(before) + 1_000_000)
            ids = dict(zip((line.ref for line in self.added), new, strict=True))
            after = self._order([line for line in before if line not in gone], ids, order)
            if after != before:
                renumber(self.contract, after)
        return self._told(changed, ids, reordered=before is not None and after != before)

    def _order(
        self, kept: Sequence[int], ids: dict[str, int], order: Sequence[Place] | None
    ) -> list[int]:
        """Own lines in their new order."""

        def known(place: Place | None) -> int | None:
            return ids.get(place, -1) if isinstance(place, str) else place

        places = [(ids[line.ref], known(line.after)) for line in self.added]
        found = with_added(kept, places)
        if order is None:
            return found
        return arranged(found, [line for place in order if (line := known(place)) is not None])

    def _codes(self) -> dict[str, int]:
        """The ids of all budget codes of the lines; what the project lacks is made."""
        wanted = {read.line.budget_code for read in self.read_lines.values()} - {""}
        if not wanted:
            return {}
        codes = queries.budget_codes(self.contract)
        missing = dict.fromkeys(sorted(wanted - codes.keys()), "")
        if missing:
            made = add_budget_codes(
                actor=self.actor, project_id=self.contract.project_id, codes=missing
            )
            codes |= {code: made[code].pk for code in missing}
        return codes

    def _told(
        self, changed: dict[int, ReadLine], ids: dict[str, int], *, reordered: bool
    ) -> SavedLines:
        """Let the history and the rooms above know; the version goes up where anything was done."""
        gone = frozenset(line.line_id for line in self.removed)
        order: tuple[int, ...] | None = None
        if changed or ids or gone or reordered:
            revalued = {
                line_id
                for line_id, columns in self.touched.items()
                if line_id in changed and columns & FIGURES
            }
            tell_changed(
                self.actor,
                self.contract,
                changed={
                    pk: (self.stored[pk], read.line, self.touched[pk])
                    for pk, read in changed.items()
                },
                added=ids.values(),
                removed=gone,
                revalued=revalued,
                is_reordered=reordered,
            )
        if reordered or self.since.is_reordered or self.since.is_all_new:
            order = tuple(own_order(self.contract))
        return SavedLines(
            contract=self.contract,
            saved_at=clock.now(),
            ids=ids,
            changed=frozenset({*self.since.changed, *changed, *ids.values()}),
            removed=gone | frozenset(self.since.removed),
            order=order,
            is_all_new=self.since.is_all_new,
        )


def _same(column: str, one: str, other: str) -> bool:
    """Whether two texts say the same: as figures where the cell holds one. Item 1.1 is not 1.10."""
    if one.strip() == other.strip() or column not in FIGURES:
        return one.strip() == other.strip()
    try:
        return Decimal(one) == Decimal(other)
    except InvalidOperation:
        return False
