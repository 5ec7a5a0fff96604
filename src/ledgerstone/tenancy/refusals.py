"""Refusals: what an operation would not do, why, and what would be accepted.

A refusal is part of an operation's interface. Its message is a sentence for a person; ``fields``
names the places it concerns, so that a page can show it there and keep what was typed.
"""

from __future__ import annotations

from collections.abc import Mapping


class Refusal(Exception):  # noqa: N818 - a refusal is not an error of the program
    """An act that was not done, with a sentence for the person who asked."""

    def __init__(self, message: str, *, fields: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.fields: Mapping[str, str] = dict(fields or {})

    @property
    def sentences(self) -> tuple[str, ...]:
        """Everything it says, each once: a message that joins its fields' adds nothing."""
        placed = list(self.fields.values())
        told = list(dict.fromkeys(placed))
        if self.message in (" ".join(placed), " ".join(told)):
            return tuple(told)
        return tuple(dict.fromkeys([self.message, *told]))


class NotAllowed(Refusal):
    """The person may see the record but not do this to it."""


class NotThere(Refusal):
    """For this person the record does not exist."""

    def __init__(self, message: str = "There is nothing here.") -> None:
        super().__init__(message)


class Invalid(Refusal):
    """What was given cannot be taken; ``fields`` says where and why."""


class Stale(Refusal):
    """The record changed since the person looked; ``changes`` says what."""

    def __init__(self, message: str, *, changes: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.changes = changes


class WrongState(Refusal):
    """The record is not in a state in which this can be done."""
