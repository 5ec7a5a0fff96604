"""A request that carries a key happens once, however often it is sent.

The key's row is inserted first, in the transaction of the act: a second request with the same key
waits for the first, then gets its answer. If the first fails, its row goes with it and the second
one acts.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from contextlib import nullcontext
from contextvars import ContextVar
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.transaction import Atomic

from . import clock, planned
from .actor import Actor
from .models import IdempotencyKey
from .refusals import WrongState

_CLAIM_KEY = """
    INSERT INTO tenancy_idempotencykey (account_id, user_id, key, path, fingerprint, created_at)
    VALUES (%s, %s, %s, %s, %s, %s)
    ON CONFLICT (account_id, user_id, key) DO NOTHING
"""
_ANSWER = """
    UPDATE tenancy_idempotencykey SET answer = %s
     WHERE account_id = %s AND user_id = %s AND key = %s
"""


# Whether the act under way catches no refusal of what it does: whatever fails, fails it all.
_is_one_whole: ContextVar[bool] = ContextVar("ledgerstone_one_whole", default=False)


def atomic() -> Atomic:
    """A transaction; inside an act that is one whole a part of it, without a savepoint."""
    return transaction.atomic(savepoint=not _is_one_whole.get())


def once(
    *,
    actor: Actor,
    key: UUID,
    path: str,
    body: bytes,
    act: Callable[[], dict[str, Any]],
    is_one_whole: bool = False,
) -> tuple[dict[str, Any], bool]:
    """Act, or give the answer of the first time.

    Returns the answer (plain values that JSON can hold) and whether it is a repetition. The same
    key with another address or another body is refused: it is a mistake, not a repetition.
    An act ``is_one_whole`` where it lets every refusal through.
    """
    fingerprint = hashlib.sha256(body).hexdigest()
    with transaction.atomic():
        of = [actor.account_id, actor.user_id, key]
        if not planned.write(_CLAIM_KEY, [*of, path[:300], fingerprint, clock.now()]):
            return _first_answer(actor, key, path, fingerprint), True
        token = _is_one_whole.set(is_one_whole)
        try:
            # What an act that is one whole writes last goes out with its answer.
            with planned.together() if is_one_whole else nullcontext():
                answer = act()
                planned.write(_ANSWER, [json.dumps(answer), *of])
        finally:
            _is_one_whole.reset(token)
        return answer, False


def _first_answer(actor: Actor, key: UUID, path: str, fingerprint: str) -> dict[str, Any]:
    first = IdempotencyKey.objects.get(account_id=actor.account_id, user_id=actor.user_id, key=key)
    if first.path != path[:300] or first.fingerprint != fingerprint or first.answer is None:
        raise WrongState(
            "This form was already sent with other contents. Reload the page and send it again."
        )
    answer: dict[str, Any] = first.answer
    return answer
