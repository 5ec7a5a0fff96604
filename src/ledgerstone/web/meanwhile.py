"""A form whose record somebody else changed while it was being filled in.

Its fields carry what they showed when the page was opened. So what the person did not touch is
shown as it is now, and is not put back to what it was; what both changed is told at its field.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict

VERSION = "version"
SEEN = "seen-"

_SHOWN_AS_NOW = "Somebody else changed this meanwhile; it is shown as it is now."
_WITHOUT_TEXT = (forms.SelectMultiple, forms.CheckboxSelectMultiple, forms.FileInput)


def seen(bound: forms.BoundField) -> str | None:
    """What the page carries of a field: as it was opened. None where the form knows no version."""
    if VERSION not in bound.form.fields:
        return None
    if bound.form.is_bound:
        kept = bound.form.data.get(SEEN + bound.html_name)
        return None if kept is None else str(kept)
    return _now(bound)


def catch_up(form: forms.BaseForm) -> None:
    """Show a refused form so that sending it again changes only what the person changed."""
    data = form.data.copy()  # type: ignore[attr-defined]  # a QueryDict, or a dict of ours
    if VERSION in form.fields and VERSION in form.initial:
        data[VERSION] = str(form.initial[VERSION])
    told = {}
    for bound in form:
        was, now = data.get(SEEN + bound.html_name), _now(bound)
        if was is None or now is None or _same(was, now):
            continue
        typed = _typed(bound, data)
        data[SEEN + bound.html_name] = now
        if _same(typed, was):
            data[bound.html_name] = now
            if now == "" and isinstance(bound.field.widget, forms.CheckboxInput):
                del data[bound.html_name]
            told[bound.name] = _SHOWN_AS_NOW
        elif not _same(typed, now):
            told[bound.name] = f"Somebody else {_changed_to(bound, now)} meanwhile."
    form.data = data
    for name, sentence in told.items():
        form.add_error(name, sentence)


def _now(bound: forms.BoundField) -> str | None:
    """What the record says, as a browser would send it."""
    widget, value = bound.field.widget, bound.initial
    if widget.is_hidden or isinstance(widget, _WITHOUT_TEXT):
        return None
    if isinstance(widget, forms.CheckboxInput):
        return "on" if value else ""
    if not isinstance(widget, forms.Select | forms.RadioSelect):
        value = widget.format_value(bound.field.prepare_value(value))
    return "" if value is None else str(value)


def _typed(bound: forms.BoundField, data: Any) -> str:
    if isinstance(bound.field.widget, forms.CheckboxInput):
        ticked = bound.field.widget.value_from_datadict(data, MultiValueDict(), bound.html_name)
        return "on" if ticked else ""
    return str(data.get(bound.html_name, ""))


def _same(one: str, other: str) -> bool:
    return one.replace("\r\n", "\n").strip() == other.replace("\r\n", "\n").strip()


def _changed_to(bound: forms.BoundField, now: str) -> str:
    if isinstance(bound.field.widget, forms.CheckboxInput):
        return "ticked this" if now else "took this tick away"
    choices = dict(getattr(bound.field, "choices", ()))
    label = next((str(text) for value, text in choices.items() if str(value) == now), now)
    if not label:
        return "emptied this"
    return f"changed this to “{label if len(label) <= 60 else f'{label[:59]}…'}”"
