"""Counts tries, in the database, and refuses one too many."""

from __future__ import annotations

import datetime as dt

from django.db import connection, transaction
from django.utils.crypto import salted_hmac

from ledgerstone.directory.limits import Limit, TooOften
from ledgerstone.directory.models import Attempt
from ledgerstone.tenancy import clock

KEPT = dt.timedelta(days=1)


def spend(limit: Limit, key: str) -> int:
    """Count one try before it is made, so that many at once are not more than the limit.

    Returns the try, to be given back where it was right. Raises TooOften, counting nothing.
    """
    digest = _digest(limit, key)
    now = clock.now()
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [digest])
        tries = Attempt.objects.filter(scope=limit.scope, key=digest, at__gt=now - limit.within)
        earlier = list(tries.order_by("-at").values_list("at", flat=True)[: limit.amount])
        if len(earlier) >= limit.amount:
            raise TooOften(limit, earlier[-1] + limit.within)
        return Attempt.objects.create(scope=limit.scope, key=digest, at=now).pk


def give_back(*tries: int) -> None:
    """Forget tries that turned out to be right."""
    Attempt.objects.filter(pk__in=tries).delete()


def clear(limit: Limit, key: str) -> None:
    """Forget all tries for a key: its owner has shown otherwise who they are."""
    Attempt.objects.filter(scope=limit.scope, key=_digest(limit, key)).delete()


def forget_old() -> None:
    """Remove tries that no limit counts any more."""
    Attempt.objects.filter(at__lt=clock.now() - KEPT).delete()


def _digest(limit: Limit, key: str) -> str:
    """What is kept of a key: people type passwords where their address belongs."""
    typed = key.strip().lower()
    return salted_hmac(f"ledgerstone.{limit.scope}", typed, algorithm="sha256").hexdigest()
