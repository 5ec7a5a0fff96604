"""Two workers that come to the same mail at the same moment."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection

from ledgerstone.correspondence import catalogue
from ledgerstone.correspondence.delivery import delivery, posting, settling
from ledgerstone.correspondence.kind import Cause
from ledgerstone.correspondence.models import MailRecipient
from ledgerstone.tenancy import context
from tests.support.people import worker
from tests.support.scene import Scene, build_scene

from .letterbox import Letterbox, letterbox

__all__ = ["letterbox"]

PATIENCE = 30.0


class Slow(Letterbox):
    """A letterbox that has a mail for a while before it says so."""

    has_it: threading.Event
    may_answer: threading.Event

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        answer = await super().handle_DATA(server, session, envelope)
        self.has_it.set()
        await server.loop.run_in_executor(None, self.may_answer.wait, PATIENCE)
        return answer


@pytest.fixture
def slow(letterbox: Letterbox) -> Slow:
    letterbox.__class__ = Slow
    assert isinstance(letterbox, Slow)
    letterbox.has_it, letterbox.may_answer = threading.Event(), threading.Event()
    return letterbox


@pytest.fixture
def scene(committed_db: str) -> Iterator[Scene]:
    built = build_scene()
    with context.accounts([built.account.pk]):
        yield built


@pytest.fixture
def mail_id(scene: Scene) -> int:
    """A mail to three people."""
    people = [worker(scene, scene.own, f"{name} Reyes") for name in ("Ana", "Ben", "Cai")]
    cause = Cause(
        key="contract_mail:1",
        project_id=scene.project.pk,
        contract_id=scene.contract(status="approved").pk,
        facts={"to": [one.pk for one in people]},
        subject="The steel",
        text="Please look.",
        sender_name="Alex Morgan",
    )
    [pk] = posting.post(scene.account.pk, catalogue.KINDS["contract_mail"], [cause])
    return pk


def _in_a_thread(scene: Scene, work: Callable[[], None]) -> threading.Thread:
    """Somebody else at work, on a connection of their own."""

    def run() -> None:
        try:
            with context.accounts([scene.account.pk]):
                work()
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def test_both_say_once_who_gets_it(scene: Scene, mail_id: int, letterbox: Letterbox) -> None:
    both = threading.Barrier(2)

    def settle() -> None:
        both.wait(PATIENCE)
        settling.settle_recipients(scene.account, mail_id)

    for thread in [_in_a_thread(scene, settle) for _ in range(2)]:
        thread.join(PATIENCE)
    assert MailRecipient.objects.filter(mail_id=mail_id).count() == 3


def test_only_one_hands_it_over(scene: Scene, mail_id: int, slow: Slow) -> None:
    settling.settle_recipients(scene.account, mail_id)
    recipient = MailRecipient.objects.order_by("id")[0]
    first = _in_a_thread(scene, lambda: delivery.deliver(scene.account, recipient.pk))
    assert slow.has_it.wait(PATIENCE)
    recipient.refresh_from_db()
    assert recipient.state == "handing"
    # Whoever comes now does not know what became of it, but that somebody does.
    delivery.deliver(scene.account, recipient.pk)
    recipient.refresh_from_db()
    assert recipient.state == "handing"
    slow.may_answer.set()
    first.join(PATIENCE)
    delivery.deliver(scene.account, recipient.pk)
    recipient.refresh_from_db()
    assert (recipient.state, recipient.tries, len(slow.got)) == ("sent", 1, 1)


def test_who_lost_the_database_meanwhile_says_what_became_of_it_all_the_same(
    scene: Scene, mail_id: int, slow: Slow
) -> None:
    """Another worker took it for dead; nothing is sent twice, and the answer counts."""
    settling.settle_recipients(scene.account, mail_id)
    recipient = MailRecipient.objects.order_by("id")[0]
    first = _in_a_thread(scene, lambda: delivery.deliver(scene.account, recipient.pk))
    assert slow.has_it.wait(PATIENCE)
    MailRecipient.objects.filter(pk=recipient.pk).update(state="unknown", server_words="Died.")
    slow.may_answer.set()
    first.join(PATIENCE)
    recipient.refresh_from_db()
    assert (recipient.state, recipient.server_words, len(slow.got)) == ("sent", "", 1)
