"""Builds frozen rows quickly, for sheets of many thousand lines.

A frozen dataclass sets each field through ``object.__setattr__``, which for a row of fourteen
figures costs more than its arithmetic. The trick: fill an open twin of the same slots, then
make it an instance of the frozen class: ``row = Open(...)``, ``row.__class__ = Frozen``.

A sheet is also tens of thousands of new values at once and not one cycle among them, so the
cycle collector, which would walk over all of them again and again, rests meanwhile.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import fields, make_dataclass
from typing import Any


def open_twin(shape: type[Any]) -> Callable[..., Any]:
    """A class of the same slots whose instances may be filled, every field by position.

    ``shape`` is a frozen dataclass with slots and no base class.
    """
    return make_dataclass(f"Open{shape.__name__}", [f.name for f in fields(shape)], slots=True)


@contextmanager
def without_collecting_cycles() -> Iterator[None]:
    """Let the cycle collector rest; it is never left off that was on before."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()
