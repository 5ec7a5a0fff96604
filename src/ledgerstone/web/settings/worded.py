"""A form of settings from the words for them: a tick box for a yes or no, else a list.

What can no longer be changed has no control; it is shown as it stands, with the reason.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django import forms
from django.db import models

from ledgerstone.access.words import said
from ledgerstone.contracts.settings.setting_words import Group, Worded
from ledgerstone.projects.terminology import Terms
from ledgerstone.web.forms import RegionalForm


class WordedForm(RegionalForm):
    """The settings of one record, in groups. ``fixed`` says why some cannot be changed."""

    def __init__(
        self,
        *args: Any,
        groups: Sequence[Group],
        record: models.Model,
        terms: Terms,
        fixed: Mapping[str, str] | None = None,
        **kwargs: Any,
    ) -> None:
        self.groups, self.record, self.fixed = groups, record, dict(fixed or {})
        open_ones = [one for one in self._settings() if one.name not in self.fixed]
        kwargs["initial"] = {one.name: getattr(record, one.name) for one in open_ones} | (
            kwargs.get("initial") or {}
        )
        super().__init__(*args, terms=terms, **kwargs)
        fields = {one.name: self._field(one) for one in open_ones}
        self.fields = {**fields, **self.fields}

    def _settings(self) -> list[Worded]:
        return [one for group in self.groups for one in group.settings]

    def _field(self, one: Worded) -> forms.Field:
        words: dict[str, Any] = {
            "label": said(one.label, self.terms),
            "help_text": said(one.help, self.terms),
        }
        if not one.choices:
            return forms.BooleanField(required=False, **words)
        kept: Callable[[Any], Any] = type(getattr(self.record, one.name))
        return forms.TypedChoiceField(
            choices=[(value, said(label, self.terms)) for value, label in one.choices],
            coerce=kept,
            error_messages={"invalid_choice": "Choose one from the list."},
            **words,
        )

    def changes(self) -> dict[str, Any]:
        """The settings as chosen, by name; what is fixed is left out."""
        return {
            one.name: self.cleaned_data[one.name]
            for one in self._settings()
            if one.name in self.cleaned_data
        }

    def drawn(self) -> list[dict[str, Any]]:
        """The groups as a page draws them: a control, or what stands and why it stays."""
        return [
            {
                "title": said(group.title, self.terms),
                "rows": [self._row(one) for one in group.settings],
            }
            for group in self.groups
        ]

    def _row(self, one: Worded) -> dict[str, Any]:
        if one.name not in self.fixed:
            return {"bound": self[one.name]}
        return {
            "label": said(one.label, self.terms),
            "help": said(one.help, self.terms),
            "value": self._standing(one),
            "why": self.fixed[one.name],
        }

    def _standing(self, one: Worded) -> str:
        value = getattr(self.record, one.name)
        if not one.choices:
            return "On" if value else "Off"
        return said(dict(one.choices)[str(value)], self.terms)
