"""Work on documents that the worker does."""

from __future__ import annotations

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from ledgerstone.claims.exchange.sheet_uploads import remove_old_uploads
from ledgerstone.directory.operations.importing import remove_old_imports
from ledgerstone.tenancy import clock, context
from ledgerstone.tenancy.models import Account

from . import operations
from .packages import backup


@app.task(
    name="documents.make",
    queue="documents",
    retry=RetryStrategy(max_attempts=3, exponential_wait=5),
)
def make_document(account_id: int, document_id: int, actor_id: int) -> None:
    """Make a document that was asked for; doing it twice makes the same bytes."""
    operations.make_document(account_id=account_id, document_id=document_id, user_id=actor_id)


@app.task(
    name=backup.TASK,
    queue="documents",
    retry=RetryStrategy(max_attempts=3, exponential_wait=5),
)
def complete_backup(account_id: int, claim_id: int) -> None:
    """Make and attach what the backup of a claim lacks; doing it twice attaches it once."""
    backup.complete_backup(account_id=account_id, claim_id=claim_id)


@app.periodic(cron="37 3 * * *")
@app.task(name="documents.forget_imports", queue="documents")
def forget_old_imports(timestamp: int) -> None:
    """Once a night, files of companies and people that nobody accepted are removed, and sheets of
    claims that nobody took."""
    for account in Account.objects.order_by("pk"):
        with context.accounts([account.pk]):
            remove_old_imports(account.pk, clock.now())
            remove_old_uploads(account.pk, clock.now())
