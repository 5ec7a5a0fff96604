"""Measures everything and prints one table. Run `python -m benchmarks [name …]`.

Names: lines, documents, claims, prefill, lists, month-end, reports, schedule, sheet, memory.
Without one, all of them.
"""

from __future__ import annotations

import sys
from collections.abc import Callable

from benchmarks.place import database_url, interrupt_on_end, private_installation
from benchmarks.processor import how_busy
from benchmarks.report import Figure, table

NAMES = (
    "lines", "documents", "claims", "prefill", "lists", "month-end", "reports", "schedule", "sheet",
    "memory",
)  # fmt: skip


def main(names: list[str]) -> int:
    interrupt_on_end()
    unknown = set(names) - set(NAMES)
    if unknown:
        print(f"There is no measurement {', '.join(sorted(unknown))}: choose of {', '.join(NAMES)}")
        return 2
    wanted = names or list(NAMES)
    busy = how_busy()
    figures: list[Figure] = []
    with private_installation() as state:
        from django.db import connections

        from benchmarks import measurements

        for name in wanted:
            tell(f"measuring {name}")
            measure: Callable[..., list[Figure]] = measurements.BY_NAME[name]
            found = measure(database_url(), state)
            tell("\n" + table(found))
            figures += found
        connections.close_all()
    print(f"\n{busy}; medians; measured and floor took turns\n")
    print(table(figures))
    return 0


def tell(what: str) -> None:
    print(f"» {what}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
