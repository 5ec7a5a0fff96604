"""What releases retention: the planned events of a contract, and how their kinds are called."""

from __future__ import annotations

from ledgerstone.contracts import models
from ledgerstone.contracts.models import ReleaseEvent
from ledgerstone.projects.terminology import Terms


def of_contract(contract: models.Contract) -> list[ReleaseEvent]:
    """The events that were planned, in their order. One query."""
    rows = ReleaseEvent.objects.filter(account_id=contract.account_id, contract_id=contract.pk)
    return list(rows.order_by("position"))


def name_of(event: str, words: Terms) -> str:
    """What an event is called that was given no name of its own; nothing for one by hand."""
    if event == "practical_completion":
        return words.practical_completion.capitalised
    if event == "end_of_defects_liability":
        return f"End of the {words.defects_period}"
    return ""


def event_choices(words: Terms) -> list[tuple[str, str]]:
    """The kinds of events, as they are chosen from."""
    return [
        (event, name_of(event, words) or "By hand, at any time") for event in ReleaseEvent.EVENTS
    ]
