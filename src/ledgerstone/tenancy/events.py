"""What happens in one room and is heard in others.

A room publishes an event; rooms above subscribe when their application is ready. Handlers run at
once, in the same transaction, so that an event and all it causes stand or fall together.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar

from .actor import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that a person did. ``summary`` says it in words for the history."""

    kind: ClassVar[str] = ""

    actor: Actor
    project_id: int | None = None
    contract_id: int | None = None
    claim_id: int | None = None
    summary: str = ""

    def details(self) -> dict[str, Any]:
        """What else is worth keeping, as plain values."""
        return {}


_handlers: list[tuple[type[Event], Callable[[Any], None]]] = []


def subscribe(event_type: type[Event], handler: Callable[[Any], None]) -> None:
    """Have ``handler`` called for every event of this type, once however often asked."""
    if (event_type, handler) not in _handlers:
        _handlers.append((event_type, handler))


def publish(event: Event) -> None:
    """Tell everybody who subscribed, in the order in which they did."""
    for event_type, handler in _handlers:
        if isinstance(event, event_type):
            handler(event)
