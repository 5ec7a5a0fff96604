"""The certificate's self-check: do the printed figures tie among themselves?"""

from __future__ import annotations

from collections.abc import Sequence

from ledgerstone.core.valuation import Cover, ValuedLine


def check_certificate(cover: Cover, lines: Sequence[ValuedLine]) -> tuple[str, ...]:
    """The identities that do not hold, one sentence each; empty when it ties."""
    raise NotImplementedError
