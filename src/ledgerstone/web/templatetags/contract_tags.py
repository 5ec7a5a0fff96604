"""How templates say what a contract is and stands at."""

from __future__ import annotations

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from ledgerstone.projects.terminology import Terms
from ledgerstone.web.contracts.particulars import particular_groups
from ledgerstone.web.contracts.words import status_word

register = template.Library()


@register.simple_tag
def contract_status(status: str, terms: Terms) -> SafeString:
    """A contract's status as a pill."""
    said = status_word(status, terms)
    return render_to_string("components/status.html", {"family": said.family, "word": said.word})


@register.filter
def is_wide(name: str) -> bool:
    """Whether a field of a contract's particulars takes a line of its own."""
    return particular_groups.is_wide(name)
