"""The form of how claims work on a project: every setting of it, in groups."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

from ledgerstone.access.words import said
from ledgerstone.claims.fields.field_sets import Offered
from ledgerstone.contracts.contacts import ContactSettings
from ledgerstone.contracts.settings.setting_words import Worded
from ledgerstone.projects.acts import USUAL_WORDING, act_of
from ledgerstone.projects.models import InvoicingSettings
from ledgerstone.projects.operations.settings import (
    LONGEST_FOOTER,
    LONGEST_INVITATION,
    LONGEST_WORDING,
)
from ledgerstone.web.forms import lines_field, words_field
from ledgerstone.web.settings.worded import WordedForm

from .invoicing_words import AS_ACCOUNT, INVOICING, NOTHING, TOGETHER

_DAYS = frozenset({"period_start_day", "period_end_day", "period_due_day"})
_INHERITED = frozenset({"contacts_may_claim", "contacts_may_fill_schedule"})
# What a form says, and what is kept.
_KEPT: Mapping[str, Any] = {AS_ACCOUNT: None, "on": True, "off": False, NOTHING: ""}
_SAID = {None: AS_ACCOUNT, True: "on", False: "off"}
_FIELD_SET = "field_set"
_WORDINGS = {
    made: f"Left empty, they say: “{usual}” Write {{act}} where its title is to stand."
    for made, usual in (
        ("claim_wording", USUAL_WORDING["claim"]),
        ("schedule_wording", USUAL_WORDING["schedule"]),
    )
}


class InvoicingForm(WordedForm):
    """The settings of a project's claims, and which set of fields they have."""

    def __init__(
        self,
        *args: Any,
        record: InvoicingSettings,
        account: ContactSettings,
        field_sets: list[Offered],
        **kwargs: Any,
    ) -> None:
        self._account = account
        self._jurisdiction = record.project.jurisdiction
        kept = {name: _SAID[getattr(record, name)] for name in _INHERITED}
        initial = {**kept, "default_claim_type": record.default_claim_type or NOTHING}
        super().__init__(*args, groups=INVOICING, record=record, initial=initial, **kwargs)
        if field_sets:
            self.fields[_FIELD_SET] = self._sets(field_sets)
            used = [one.id for one in field_sets if one.is_used]
            self.initial[_FIELD_SET] = used[0] if used else ""

    def _field(self, one: Worded) -> forms.Field:
        words: dict[str, Any] = {
            "label": said(one.label, self.terms),
            "help_text": said(one.help, self.terms),
        }
        if one.name in _DAYS:
            widget = forms.NumberInput(attrs={"min": 1, "max": 31, "inputmode": "numeric"})
            unreadable = {"invalid": "Type a day from 1 to 31."}
            return forms.IntegerField(widget=widget, error_messages=unreadable, **words)
        if one.name == "invitation_text":
            return lines_field(rows=4, length=LONGEST_INVITATION, required=False, **words)
        if one.name == "document_footer":
            return words_field(length=LONGEST_FOOTER, required=False, **words)
        if one.name == "names_act":
            words["help_text"] += f" {self._act()}"
        if one.name in _WORDINGS:
            words["help_text"] += f" {_WORDINGS[one.name]}"
            return lines_field(rows=2, length=LONGEST_WORDING, required=False, **words)
        if one.name in _INHERITED or one.name == "default_claim_type":
            return forms.TypedChoiceField(
                choices=[(value, self._called(one, value, label)) for value, label in one.choices],
                coerce=lambda given: _KEPT.get(given, given),
                error_messages={"invalid_choice": "Choose one from the list."},
                **words,
            )
        field = super()._field(one)
        field.help_text = words["help_text"]
        return field

    def _act(self) -> str:
        """Which Act that is, and whether anybody has read it for this."""
        act = act_of(self._jurisdiction)
        if act is None:
            return "None is known for the place of this project, so none is named."
        if act.is_verified:
            return f"Here: {act.title}."
        return (
            f"Here: {act.title}. What this needs ({act.claim_section}, {act.schedule_section}) was "
            "not checked against the Act yet: have the wording checked before you rely on it."
        )

    def _called(self, one: Worded, value: str, label: str) -> str:
        """A choice by its words; what the account says is said with it."""
        words = said(label, self.terms)
        if value != AS_ACCOUNT:
            return words
        may = {
            "contacts_may_claim": self._account.may_claim,
            "contacts_may_fill_schedule": self._account.may_fill_schedule,
        }
        return f"{words} ({'on' if may[one.name].inherited else 'off'})"

    def _sets(self, field_sets: list[Offered]) -> forms.Field:
        return forms.TypedChoiceField(
            label="Set of fields",
            help_text=f"Which fields {self.terms.claim.plural} ask for besides their figures. The "
            "sets are kept in the settings of the account.",
            choices=[
                ("", "None: all are optional"),
                *((one.id, one.name) for one in field_sets),
            ],
            coerce=int,
            empty_value=None,
            required=False,
        )

    @property
    def has_field_sets(self) -> bool:
        """Whether the account has sets to choose from."""
        return _FIELD_SET in self.fields

    def drawn(self) -> list[dict[str, Any]]:
        """The groups as the page draws them: lines of one setting, or of some side by side."""
        groups = super().drawn()
        for group, words in zip(groups, self.groups, strict=True):
            rows = {one.name: row for one, row in zip(words.settings, group["rows"], strict=True)}
            group["lines"] = [
                [rows[name] for name in line if name in rows] for line in _lines(list(rows))
            ]
        if self.has_field_sets:
            groups[-1]["lines"].append([{"bound": self[_FIELD_SET]}])
        return groups


def _lines(names: list[str]) -> list[tuple[str, ...]]:
    """The settings of a group in order, those that stand together as one line."""
    together = {name: line for line in TOGETHER for name in line}
    return list(dict.fromkeys(together.get(name, (name,)) for name in names))
