"""How far away a due date is, as people say it."""

from __future__ import annotations


def days_sentence(days: int) -> str:
    """How far away a due date is."""
    if days == 0:
        return "today"
    if days > 0:
        return "tomorrow" if days == 1 else f"in {days} days"
    return "yesterday" if days == -1 else f"{-days} days ago"
