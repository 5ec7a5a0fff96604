"""Opening a page as a person does."""

from __future__ import annotations

import time

from tests.support.visitor import Visitor


def opened(visitor: Visitor, address: str) -> float:
    """The seconds until a page has come; RuntimeError where it did not."""
    begun = time.perf_counter()
    answer = visitor.get(address)
    taken = time.perf_counter() - begun
    if answer.status != 200:
        raise RuntimeError(f"{address} answered {answer.status}.")
    return taken
