"""The form of the terms of retention: a choice of rule, and the fields of each.

Fields of a rule that is not chosen keep what was typed and are not looked at. What a rule cannot
be is said here in words, at its field; the engine checks the whole once more.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms

from ledgerstone import core
from ledgerstone.contracts.retention.retention import RetentionTerms, scale
from ledgerstone.core.sliding import MOST_STEPS, LimitOf, SlidingStep
from ledgerstone.projects.formats import Formats
from ledgerstone.projects.terminology import Terms
from ledgerstone.tenancy.refusals import Invalid
from ledgerstone.web.contracts.retention.retention_fields import (
    Form,
    Row,
    ShareField,
    TypedFigure,
    add_rows,
    read,
)
from ledgerstone.web.contracts.retention.retention_typed import initial_of
from ledgerstone.web.forms import WholeNumberField

MOST_BANDS = 6
_NONE, _FLAT, _SLIDING = "none", "flat", "sliding"


class RetentionForm(Form):
    """What is held back under a contract."""

    kind = forms.ChoiceField(
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how much is held back."},
    )
    work = ShareField(required=False)
    materials = ShareField(required=False)
    basis = forms.ChoiceField(required=False, label="Worked out")
    measure = forms.ChoiceField(required=False, label="The limits are")
    cap_of = forms.ChoiceField(required=False, label="Held at most")
    cap = TypedFigure(required=False)
    free_amount = TypedFigure(required=False)
    version = WholeNumberField()

    def __init__(self, *args: Any, original_sum: Decimal, change_rows: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.original_sum = original_sum
        self.retention: RetentionTerms | None = None
        self.steps = add_rows(self, "step", MOST_STEPS, {
            "rate": "Step {} holds", "limit": "until this is held", "limit_of": "which is",
        })  # fmt: skip
        self.bands = add_rows(self, "band", MOST_BANDS, {"up_to": "{}. Up to", "rate": "Rate"})
        self.changes = add_rows(self, "change", change_rows, {
            "from_claim": f"From {self.terms.claim_short}", "applies_to": "On",
            "work": "Of work", "materials": f"Of {self.terms.stored_materials}",
        })  # fmt: skip
        self._used: dict[str, list[int]] = {}
        self._name_fields()

    @classmethod
    def of(
        cls,
        kept: RetentionTerms | None,
        terms: Terms,
        formats: Formats,
        given: Any = None,
        **more: Any,
    ) -> RetentionForm:
        """The form with what holds now, or with what was typed."""
        rows = (0 if kept is None else len(kept.changes)) + 2
        if given is not None:
            typed = (int(name.split("_")[1]) for name in given if _is_change(name))
            rows = min(max([rows, *typed]), 200)
        return cls(
            given,
            initial=initial_of(kept, formats) | {"version": more.pop("version")},
            terms=terms,
            formats=formats,
            change_rows=rows,
            **more,
        )

    def _name_fields(self) -> None:
        terms = self.terms
        sum_word, claim = terms.contract_sum, terms.claim_short
        self.call("kind", "How much is held back")
        self.choose("kind", [
            (_NONE, "Nothing"),
            (_FLAT, "One rate of work and one of materials"),
            (_SLIDING, "A sliding scale: a rate until so much is held, then the next"),
            ("bands", "Bands: each part of the work at its own rate"),
            ("steps", "Steps: the whole at the rate of the stage that it has reached"),
        ])  # fmt: skip
        self.call("work", "Of work")
        self.call("materials", f"Of {terms.stored_materials}")
        self.choose("basis", [
            ("per_line", "Line by line"), ("cover", f"On the whole {claim}"),
        ])  # fmt: skip
        self.choose("measure", [
            ("percent_complete", "Percentages complete"), ("amount", "Amounts earned"),
        ])  # fmt: skip
        self.choose("cap_of", [
            ("", "No limit"),
            ("original_sum", f"A share of the original {sum_word}"),
            ("revised_sum", f"A share of the revised {sum_word}"),
            ("amount", "An amount"),
        ])  # fmt: skip
        self.call("cap", "How much", "A percentage, or the amount.")
        self.call("free_amount", "Bears none", "An amount of work that nothing is held of.")
        limits = [
            ("original_sum", f"of the original {sum_word}"),
            ("revised_sum", f"of the revised {sum_word}"),
            ("amount", f"in {self.formats.currency}"),
        ]
        for row in self.steps:
            self.choose(row.name("limit_of"), limits)
        scopes = [("new_work", "New work only"), ("everything", "All work")]
        for row in self.changes:
            self.choose(row.name("applies_to"), scopes)

    # --- what was typed ------------------------------------------------------------------------

    def clean(self) -> dict[str, Any]:
        """Read the fields of the chosen rule; those of others are left alone."""
        given = super().clean() or {}
        kind = given.get("kind", "")
        for name in [name for name in self.errors if name not in self._fields_of(kind)]:
            del self.errors[name]
        if self.errors:
            return given
        reading = {
            _NONE: lambda: None,
            _FLAT: self._flat,
            _SLIDING: self._scale,
            "bands": self._banded,
            "steps": self._banded,
        }
        found = reading[kind]()
        self.retention = None if self.errors else found
        return given

    def _fields_of(self, kind: str) -> set[str]:
        shared = {"kind", "version", "__all__"}
        limited = {"cap_of", "cap", "free_amount"}
        if kind == _FLAT:
            rows = {row.name(part) for row in self.changes for part in row.parts}
            return shared | limited | {"work", "materials", "basis"} | rows
        if kind == _SLIDING:
            return shared | {row.name(part) for row in self.steps for part in row.parts}
        if kind in ("bands", "steps"):
            rows = {row.name(part) for row in self.bands for part in row.parts}
            return shared | limited | {"measure"} | rows
        return shared

    def _flat(self) -> RetentionTerms:
        given = self.cleaned_data
        for name in ("work", "materials"):
            if given.get(name) is None:
                self.add_error(name, "Type a percentage, 0 for none.")
        basis = core.RetentionBasis(given.get("basis") or "per_line")
        free = self._free_amount()
        if free is not None and basis is not core.RetentionBasis.COVER:
            self.add_error(
                "free_amount",
                f"This is worked out on the whole {self.terms.claim_short} only: choose that.",
            )
        rule = core.RetentionRule(
            basis,
            core.RetentionKind.FLAT,
            given.get("work"),
            given.get("materials"),
            cap=self._cap(),
            free_amount=free,
        )
        return RetentionTerms(rule, tuple(self._changes()))

    def _changes(self) -> Sequence[core.RetentionChange]:
        found: list[core.RetentionChange] = []
        for row in self._rows("change", self.changes, but=("applies_to",)):
            typed = row.of(self.cleaned_data)
            for part, sentence in (
                ("from_claim", f"From which {self.terms.claim_short} on?"),
                ("work", "Type a percentage, 0 for none."),
                ("materials", "Type a percentage, 0 for none."),
            ):
                if typed[part] is None and row.name(part) not in self.errors:
                    self.add_error(row.name(part), sentence)
            number = typed["from_claim"]
            if number is not None and any(one.from_claim == number for one in found):
                sentence = f"There are other rates from {self.terms.claim_short} {number} on."
                self.add_error(row.name("from_claim"), sentence)
            scope = core.ChangeScope(typed["applies_to"] or "new_work")
            found.append(core.RetentionChange(number, scope, typed["work"], typed["materials"]))
        return found

    def _cap(self) -> core.RetentionCap | None:
        of, typed = self.cleaned_data["cap_of"], self.cleaned_data["cap"]
        if not of:
            if typed:
                self.add_error("cap_of", "Choose what this is a limit of, or leave it empty.")
            return None
        if not typed:
            self.add_error("cap", "How much is held at most?")
            return None
        figure = read(self, "cap", typed, is_amount=of == "amount")
        if figure is None or of == "amount":
            return core.RetentionCap(amount=figure)
        return core.RetentionCap(rate=figure, of=core.CapOf(of))

    def _free_amount(self) -> Decimal | None:
        typed = self.cleaned_data["free_amount"]
        return read(self, "free_amount", typed, is_amount=True) if typed else None

    def _scale(self) -> RetentionTerms | None:
        steps: list[SlidingStep] = []
        for row in self._rows("sliding", self.steps, but=("limit_of",)):
            typed = row.of(self.cleaned_data)
            of = LimitOf(typed["limit_of"] or LimitOf.ORIGINAL_SUM.value)
            limit = None
            if typed["rate"] is None:
                self.add_error(row.name("rate"), "Type the percentage that is held.")
            if typed["limit"]:
                limit = read(
                    self, row.name("limit"), typed["limit"], is_amount=of is LimitOf.AMOUNT
                )
            else:
                self.add_error(row.name("limit"), "Until how much is held?")
            if typed["rate"] is not None and limit is not None:
                steps.append(SlidingStep(typed["rate"], of, limit))
        if not steps and not self.errors:
            self.add_error(self.steps[0].name("rate"), "Type the first step.")
        if self.errors:
            return None
        try:
            return scale(steps, self.original_sum)
        except Invalid as refused:
            for name, sentence in self.placed(refused).fields.items():
                self.add_error(name, sentence)
        return None

    def _banded(self) -> RetentionTerms:
        given = self.cleaned_data
        measure = core.BandMeasure(given["measure"] or "percent_complete")
        rows = self._rows("bands", self.bands)
        bands: list[core.Band] = []
        for place, row in enumerate(rows, 1):
            typed = row.of(given)
            up_to = self._limit(row, typed["up_to"], measure, bands, is_last=place == len(rows))
            if typed["rate"] is None:
                self.add_error(row.name("rate"), "Type a percentage, 0 for none.")
            bands.append(core.Band(up_to, typed["rate"]))
        if not bands:
            self.add_error(self.bands[0].name("rate"), "Type the first rate.")
        rule = core.RetentionRule(
            core.RetentionBasis.COVER,
            core.RetentionKind(given["kind"]),
            bands=tuple(bands),
            bands_of=measure,
            cap=self._cap(),
            free_amount=self._free_amount(),
        )
        return RetentionTerms(rule)

    def _limit(
        self,
        row: Row,
        typed: str,
        measure: core.BandMeasure,
        before: Sequence[core.Band],
        *,
        is_last: bool,
    ) -> Decimal | None:
        """Where a band ends; only the last one may be without end."""
        name = row.name("up_to")
        if not typed:
            if not is_last:
                self.add_error(name, "Only the last one is without end.")
            return None
        is_amount = measure is core.BandMeasure.AMOUNT
        limit = read(self, name, typed, is_amount=is_amount, most=Decimal(10))
        below = before[-1].up_to if before else Decimal(0)
        if limit is not None and below is not None and limit <= below:
            what = self.formats.money(below) if is_amount else self.formats.rate(below)
            self.add_error(name, f"Limits go up: this one is above {what}.")
        return limit

    def _rows(self, name: str, rows: Sequence[Row], but: Sequence[str] = ()) -> list[Row]:
        """The rows in which anything is typed, besides choices that always stand."""
        used = [row for row in rows if row.is_typed(self.cleaned_data, but)]
        self._used[name] = [row.number for row in used]
        return used

    # --- refusals ------------------------------------------------------------------------------

    def placed(self, refused: Invalid) -> Invalid:
        """A refusal of the operation, with the names that fields have here."""
        fields = {self._name_of(field): text for field, text in refused.fields.items()}
        return Invalid(refused.message, fields=fields)

    def _name_of(self, field: str) -> str:
        for begins, rows, prefix in (
            ("sliding[", "sliding", "step"),
            ("retention.bands[", "bands", "band"),
            ("retention_changes[", "change", "change"),
        ):
            if field.startswith(begins):
                index, _, part = field.removeprefix(begins).partition("].")
                numbers = self._used.get(rows, [])
                number = numbers[int(index)] if int(index) < len(numbers) else 1
                return f"{prefix}_{number}_{part}"
        return _PLACES.get(field, field)


_PLACES = {
    "retention.work": "work",
    "retention.materials": "materials",
    "retention.basis": "basis",
    "retention.rule": "kind",
    "retention.free_amount": "free_amount",
    "retention.cap": "cap",
    "retention.cap.rate": "cap",
    "retention.cap.amount": "cap",
    "retention_changes": "change_1_from_claim",
    "sliding": "step_1_rate",
}


def _is_change(name: str) -> bool:
    parts = name.split("_")
    return len(parts) > 2 and parts[0] == "change" and parts[1].isdecimal() and len(parts[1]) < 4
