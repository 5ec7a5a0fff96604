"""Fields of forms: figures as people of the project's region type them, days, and words.

Forms are given the project's words and formats, so that labels speak its terms and figures are
read as its people write them. What was typed stays as typed when a form is shown again.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms

from ledgerstone.projects.formats import FigureError, Formats, parse_figure
from ledgerstone.projects.terminology import Terms

Choices = Iterable[tuple[str | int, str]]

_LARGEST = Decimal(10) ** 16


class RegionalForm(forms.Form):
    """A form that knows the words and formats of its project."""

    required_css_class = "is-required"

    def __init__(self, *args: Any, terms: Terms, formats: Formats, **kwargs: Any) -> None:
        self.terms = terms
        self.formats = formats
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, FigureField):
                field.locale = formats.locale
            if field.required:
                field.error_messages["required"] = "This cannot be empty."

    def call(self, name: str, label: str, hint: str = "") -> None:
        """Name a field in the project's words."""
        self.fields[name].label = label
        self.fields[name].help_text = hint or self.fields[name].help_text

    def choose(self, name: str, choices: Choices) -> None:
        """Give a field what can be chosen."""
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = list(choices)


class FigureField(forms.CharField):
    """An amount or a rate, typed with the marks of the project's region."""

    locale = "en-AU"
    unreadable = ""  # what to say instead of the sentence for figures of every kind

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "class": "num"}))
        super().__init__(max_length=200, **kwargs)

    def _read(self, value: str) -> tuple[str, Decimal] | None:
        try:
            figure = parse_figure(value or "", self.locale)
        except FigureError as refusal:
            raise forms.ValidationError(self.unreadable or str(refusal)) from None
        if figure is None:
            if self.required:
                raise forms.ValidationError("This cannot be empty.")
            return None
        if abs(figure.value) >= _LARGEST:
            raise forms.ValidationError("This figure is too large.")
        return figure.kind, figure.value


class MoneyField(FigureField):
    """An amount in the project's currency; nothing typed is None, zero is zero."""

    def clean(self, value: str) -> Decimal | None:
        read = self._read(value)
        if read is None:
            return None
        kind, figure = read
        if kind == "percent":
            raise forms.ValidationError("This is an amount, not a percentage.")
        return figure


class RateField(FigureField):
    """A percentage: 10 and 10% are both a tenth. Its value is a fraction."""

    unreadable = "Type a percentage such as 5 or 12.5."

    def clean(self, value: str) -> Decimal | None:
        read = self._read(value)
        if read is None:
            return None
        fraction = read[1].scaleb(-2)
        if not 0 <= fraction <= 1:
            raise forms.ValidationError("Give a percentage from 0 to 100.")
        return fraction


class DayField(forms.DateField):
    """A day, with the browser's own calendar."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
        kwargs.setdefault("input_formats", ["%Y-%m-%d", "%d/%m/%Y"])
        kwargs.setdefault("error_messages", {"invalid": "Give a day as year-month-day."})
        super().__init__(**kwargs)

    def clean(self, value: Any) -> date | None:
        day = super().clean(value)
        if day is not None and not 1950 <= day.year <= 2200:
            raise forms.ValidationError("This year cannot be right.")
        return day


def words_field(label: str = "", length: int = 200, **kwargs: Any) -> forms.CharField:
    """One line of text."""
    return forms.CharField(
        label=label,
        max_length=length,
        error_messages={
            "required": "This cannot be empty.",
            "max_length": f"At most {length} characters.",
        },
        **kwargs,
    )


def lines_field(
    label: str = "", rows: int = 3, length: int = 2000, **kwargs: Any
) -> forms.CharField:
    """Some lines of text."""
    return forms.CharField(
        label=label,
        max_length=length,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"max_length": f"At most {length} characters."},
        **kwargs,
    )


class FileForm(forms.Form):
    """A file to bring in."""

    file = forms.FileField(
        label="File", error_messages={"required": "Choose a file.", "empty": "The file is empty."}
    )


class WholeNumberField(forms.IntegerField):
    """A number that the page itself put into the form, such as a record's version."""

    widget = forms.HiddenInput
