"""Refusals: what the engine answers when figures or rules cannot stand.

A refusal names the line and the field it concerns and says in one sentence what
would be accepted, so that a screen, an API or the command line can show it in place.
"""

from __future__ import annotations


class Refusal(ValueError):  # noqa: N818 - "refusal" is the house word
    """Input that the engine does not accept.

    ``line`` is the key of the schedule line concerned, or None for the sheet;
    ``field`` is the name of the field, dotted where it is nested
    (``assessed.work_to_date``, ``release_retention.amount``);
    ``sentence`` says in plain English what was refused and what would be accepted.
    """

    def __init__(self, sentence: str, *, field: str, line: str | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.field = field
        self.line = line

    def __str__(self) -> str:
        place = self.field if self.line is None else f"line {self.line}, {self.field}"
        return f"{place}: {self.sentence}"


class TermsRefused(Refusal):
    """The contract's terms do not go together; ``field`` starts at the terms."""


class ScheduleRefused(Refusal):
    """A line of the schedule of values or of a variation cannot stand."""


class EntryRefused(Refusal):
    """A figure entered in a claim, on a line or on its cover, cannot stand."""


class OpeningRefused(EntryRefused):
    """An opening position is malformed or stands where none may stand."""
