"""The cells of a list of contracts."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import template
from django.template.context import RequestContext
from django.template.loader import get_template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from ledgerstone.contracts.listing import ListedContract, Totals
from ledgerstone.contracts.status_words import kind_word
from ledgerstone.projects.formats import Formats
from ledgerstone.projects.terminology import Terms
from ledgerstone.web.contracts.lists.list_columns import Column
from ledgerstone.web.contracts.words import status_word

from .ledgerstone import figure_class, icon

register = template.Library()


@register.simple_tag(takes_context=True)
def contract_cells(context: RequestContext, row: dict[str, Any]) -> SafeString:
    """The cells of one row, in the columns that are shown."""
    one: ListedContract = row["of"]
    terms, formats = context["terms"], context["formats"]
    pill, people = _pill(one.status, terms), _people(context, row)
    cells = [
        _cell(one, head["column"], terms, formats, pill, people) for head in context["columns"]
    ]
    return mark_safe("".join(cells))  # noqa: S308 - of escaped cells


@register.simple_tag
def sum_of(totals: Totals, key: str, formats: Formats) -> str:
    """The sum of a column over the whole list."""
    return formats.money(totals.sums[key])


def _pill(status: str, terms: Terms) -> SafeString:
    said = status_word(status, terms)
    return _drawn("components/status.html", {"family": said.family, "word": said.word})


def _drawn(name: str, given: dict[str, Any]) -> SafeString:
    """A component of the pages; its template escapes."""
    return mark_safe(get_template(name).render(given))  # noqa: S308


def _people(context: RequestContext, row: dict[str, Any]) -> SafeString:
    """The claim contacts of a row, where the list shows them."""
    if "contacts" not in row:
        return SafeString("")
    given = {
        "people": row["contacts"],
        "of": row["contract"],
        "may_name": row["may_name"],
        "brief": True,
        "request": context["request"],
    }
    return _drawn("components/contacts.html", given)


def _cell(
    one: ListedContract,
    column: Column,
    terms: Terms,
    formats: Formats,
    pill: SafeString,
    people: SafeString,
) -> SafeString:
    if column.key == "title":
        return _title(one, pill, people)
    if column.is_number:
        return _figure(one, column, formats)
    content = {
        "number": one.number,
        "company": one.company,
        "contacts": people,
        "kind": kind_word(one.kind, terms).capitalize(),
        "status": pill,
        "executed": _executed(one, formats),
        "contract_date": formats.day(one.contract_date) if one.contract_date else "–",
        "private": "Yes" if one.is_private else "No",
    }[column.key]
    classes = "code" if column.key == "number" else column.classes
    return format_html('<td class="{}">{}</td>', classes, content)


def _executed(one: ListedContract, formats: Formats) -> str:
    if not one.is_executed:
        return "No"
    return formats.day(one.executed_date) if one.executed_date else "Yes"


def _title(one: ListedContract, pill: SafeString, people: SafeString) -> SafeString:
    """The name of the contract, with what narrow pages move under it."""
    lock = ""
    if one.is_private:
        lock = format_html(
            '<span class="ls-private" title="Private">{}<span class="ls-sr">private</span></span>',
            icon("lock"),
        )
    under = format_html("{}, {}", one.company, people) if people else one.company
    return format_html(
        '<th scope="row" class="name"><a href="{}">{}</a>{}<span class="moved-under">{}</span>'
        '<span class="d-md-none">{}</span></th>',
        reverse("web:contract", args=[one.pk]),
        one.title,
        lock,
        under,
        pill,
    )


def _figure(one: ListedContract, column: Column, formats: Formats) -> SafeString:
    value: Decimal | None = None if one.figures is None else getattr(one.figures, column.key)
    if column.key == "percent_paid":
        written = "–" if value is None else formats.percent(value * 100)
    else:
        written = formats.money(value)
    return format_html('<td class="{} {}">{}</td>', column.classes, figure_class(value), written)
