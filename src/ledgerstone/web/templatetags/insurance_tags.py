"""The status of a company's insurance as a pill."""

from __future__ import annotations

from django import template

from ledgerstone.directory.insurance import Summary
from ledgerstone.web.insurance.rows import FAMILIES

register = template.Library()


@register.inclusion_tag("components/status.html")
def insurance_status(summary: Summary) -> dict[str, str]:
    """The one status of a company's insurance: `{% insurance_status summary %}`."""
    return {"family": FAMILIES[summary.status], "word": summary.word}
