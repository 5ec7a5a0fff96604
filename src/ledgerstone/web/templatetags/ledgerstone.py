"""What pages are made of: figures as the project writes them, icons, status pills, fields, boxes.

Figures are written by the project's `Formats`, which a page has as `formats`: `{{ sum|money:formats
}}`. The other tags draw the partials of `templates/components/`; each says its parameters there.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from decimal import Decimal
from functools import cache
from typing import Any

from django import forms, template
from django.template.context import Context
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from ledgerstone.web import meanwhile

register = template.Library()

NO_FIGURE = "–"
STATUS_FAMILIES = ("neutral", "them", "you", "problem", "done")

# Filter name in templates, method of `Formats`. Each is used as `{{ value|name:formats }}`.
_FIGURES = {
    "money": "money",
    "money_with_sign": "money_with_sign",
    "percent": "percent",
    "page_percent": "page_percent",
    "rate": "rate",
    "quantity": "quantity",
    "unit_price": "unit_price",
    "day": "day",
    "weekday": "weekday",
    "short_day": "short_day",
    "month": "month",
    "time_of_day": "time",
    "moment": "moment",
}


def _written_by(method: str) -> Callable[[object, object], str]:
    def written(value: object, formats: object) -> str:
        """Write a value by the project's formats; what is not known yet is a dash."""
        if value is None or value == "":
            return NO_FIGURE
        return str(getattr(formats, method)(value))

    return written


for _name, _method in _FIGURES.items():
    register.filter(_name, _written_by(_method))


@register.filter
def figure_class(value: Decimal | None) -> str:
    """The class of a difference: negative, zero, unknown, or nothing."""
    if value is None or value == "":
        return "is-unknown"
    if value == 0:
        return "is-zero"
    return "is-negative" if value < 0 else ""


@register.simple_tag(takes_context=True)
def difference(context: Context, value: Decimal | None, signed: bool = False) -> SafeString:
    """A difference in its colour; with `signed`, a gain has a plus and is green."""
    if value is None:
        return format_html('<span class="is-unknown">{}</span>', NO_FIGURE)
    written = context["formats"].money(value)
    if signed and value > 0:
        return format_html('<span class="is-gain">+{}</span>', written)
    return format_html('<span class="{}">{}</span>', figure_class(value), written)


@register.simple_tag(takes_context=True)
def theme(context: Context) -> str:
    """The theme this browser was told to keep: `light`, `dark`, or nothing to follow the system."""
    request = context.get("request")
    chosen = request.COOKIES.get("theme", "") if request is not None else ""
    return chosen if chosen in ("light", "dark") else ""


@register.simple_tag
def icon(name: str, size: int = 16) -> SafeString:
    """An icon of the sprite (`frontend/icons.txt`), 16 or 18 px. It never speaks alone."""
    return format_html(
        '<svg class="icon{}" aria-hidden="true" focusable="false"><use href="{}#{}"/></svg>',
        " icon-18" if size == 18 else "",
        _sprite(),
        name,
    )


@cache
def _sprite() -> str:
    """Where the icons are. Asked once: a long page has thousands, and what is served is read when
    a process starts."""
    return static("ledgerstone/icons.svg")


@register.simple_tag
def idempotency_key() -> SafeString:
    """A hidden field that lets the server recognise a second sending of the same form."""
    return format_html('<input type="hidden" name="idempotency_key" value="{}">', uuid.uuid4())


@register.inclusion_tag("components/status.html")
def status(family: str, word: str) -> dict[str, str]:
    """A status pill: one of the five families, and always the word."""
    if family not in STATUS_FAMILIES:
        known = ", ".join(STATUS_FAMILIES)
        raise template.TemplateSyntaxError(f"There is no status family “{family}”: {known}.")
    return {"family": family, "word": word}


@register.inclusion_tag("components/field.html")
def field(
    bound: forms.BoundField,
    hint: str = "",
    prefix: str = "",
    suffix: str = "",
    width: str = "",
    optional: str = "optional",
) -> dict[str, Any]:
    """A form's field with label, input, hint, and its error where it happened.

    `width` is a Bootstrap width class such as `w-25`; `optional` is the word that marks fields
    which may stay empty (give "" to leave it out).
    """
    widget = bound.field.widget
    hint = hint or str(bound.help_text)
    grouped = isinstance(widget, (forms.RadioSelect, forms.CheckboxSelectMultiple))
    ticked = isinstance(widget, forms.CheckboxInput) and not grouped
    described = [f"{bound.auto_id}_hint"] if hint else []
    described += [f"{bound.auto_id}_error"] if bound.errors else []
    attrs: dict[str, Any] = {"class": _input_class(widget)}
    if described:
        attrs["aria-describedby"] = " ".join(described)
    if bound.errors:
        attrs["aria-invalid"] = "true"
    return {
        "bound": bound,
        "control": bound if grouped else bound.as_widget(attrs=attrs),
        "described": " ".join(described),
        "grouped": grouped,
        "ticked": ticked,
        "hint": hint,
        "prefix": prefix,
        "suffix": suffix,
        "width": width,
        "optional": "" if bound.field.required else optional,
        "seen": meanwhile.seen(bound),
        "seen_name": meanwhile.SEEN + bound.html_name,
    }


def _input_class(widget: forms.Widget) -> str:
    """The class of a widget, after those that the form gave it."""
    given = str(widget.attrs.get("class", ""))
    if isinstance(widget, forms.CheckboxInput):
        own = "form-check-input"
    elif isinstance(widget, forms.Select):
        own = "form-select"
    else:
        own = "form-control"
    return f"{own} {given}".strip()


@register.inclusion_tag("components/form_errors.html")
def form_errors(*given: Any) -> dict[str, Any]:
    """The summary at the top of one or more forms: each error leads to its field."""
    entries: list[dict[str, str]] = []
    for form in given:
        if not form:
            continue
        entries += [{"text": str(text), "href": ""} for text in form.non_field_errors()]
        for bound in form:
            for text in bound.errors:
                entries.append({"text": f"{bound.label}: {text}", "href": f"#{bound.id_for_label}"})
    return {"entries": entries}


@register.simple_block_tag
def card(
    content: str,
    title: str = "",
    count: Any = None,
    aside: str = "",
    extra: str = "",
    tag: str = "section",
) -> SafeString:
    """A card: `{% card title="Messages" count=2 %}…{% endcard %}`; see components/card.html."""
    return render_to_string(
        "components/card.html",
        {
            "content": content,
            "title": title,
            "count": count,
            "aside": aside,
            "extra": extra,
            "tag": tag,
        },
    )


@register.simple_block_tag
def dialog(content: str, id: str, title: str, wide: bool = False) -> SafeString:
    """A dialog, opened by any button with `data-dialog="<id>"`; see components/dialog.html."""
    return render_to_string(
        "components/dialog.html", {"content": content, "id": id, "title": title, "wide": wide}
    )


@register.simple_block_tag
def popover(content: str, id: str, title: str, figure: str = "", text: str = "") -> SafeString:
    """A popover, opened by a button with `popovertarget="<id>"`; see components/popover.html."""
    return render_to_string(
        "components/popover.html",
        {"content": content, "id": id, "title": title, "figure": figure, "text": text},
    )


@register.simple_block_tag
def menu(
    content: str,
    label: str,
    icon: str = "",
    kind: str = "",
    hide_label: bool = False,
    place: str = "",
) -> SafeString:
    """A button that unfolds a list of acts; see components/menu.html."""
    return render_to_string(
        "components/menu.html",
        {
            "content": content,
            "label": label,
            "icon_name": icon,
            "kind": kind,
            "hide_label": hide_label,
            "place": place,
        },
    )
