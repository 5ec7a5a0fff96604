"""What of a contract can no longer be changed, as it stands now."""

from __future__ import annotations

from ledgerstone.projects.terminology import Terms

from . import policy, queries, tool_settings
from .models import Contract


def why_schedule_is_fixed(contract: Contract, words: Terms) -> str | None:
    """Why the schedule of values can no longer be replaced; None while it can. Three queries."""
    return policy.why_schedule_is_fixed(
        contract,
        tool_settings.rules_for(contract),
        is_billed=queries.is_billed(contract),
        words=words,
    )


def why_lines_are_fixed(contract: Contract, words: Terms) -> str | None:
    """Why no line may be changed or added; None while one may. Two queries."""
    return policy.why_lines_are_fixed(contract, tool_settings.rules_for(contract), words=words)


def why_company_is_fixed(contract: Contract) -> str | None:
    """Why settings of the account keep the company; None while they do not. Two queries."""
    return policy.why_company_is_fixed(contract, tool_settings.rules_for(contract))
