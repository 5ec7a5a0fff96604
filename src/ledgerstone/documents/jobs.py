"""Work on documents that the worker does."""

from __future__ import annotations

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from . import operations


@app.task(
    name="documents.make",
    queue="documents",
    retry=RetryStrategy(max_attempts=3, exponential_wait=5),
)
def make_document(account_id: int, document_id: int, actor_id: int) -> None:
    """Make a document that was asked for; doing it twice makes the same bytes."""
    operations.make_document(account_id=account_id, document_id=document_id, user_id=actor_id)
