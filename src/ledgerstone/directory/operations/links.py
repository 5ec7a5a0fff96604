"""Links in mails that open one thing for one person, once, with a code mailed to them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from ledgerstone.directory import limits, tokens
from ledgerstone.directory.events import LinkCodeAsked, LinkOpened, LinkRenewed
from ledgerstone.directory.invitations import State, as_actor, state_of_link
from ledgerstone.directory.models import MailedLink, Person
from ledgerstone.tenancy import clock, context
from ledgerstone.tenancy.acting import acting, acting_as_system
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.events import publish
from ledgerstone.tenancy.models import Account
from ledgerstone.tenancy.refusals import Invalid, NotThere, WrongState

from .attempts import give_back, spend
from .inviting import admit, link_login

LASTS = dt.timedelta(days=14)
CODE_LASTS = dt.timedelta(minutes=10)
CODE_TRIES = 5
SESSION_LASTS = dt.timedelta(hours=2)
CONTRACT = "contract"


@dataclass(frozen=True, slots=True)
class Found:
    """A mailed link, for whom, from whom, and what it is good for."""

    link: MailedLink
    person: Person
    account: Account
    state: State


def create_link(
    *,
    actor: Actor | None,
    account_id: int,
    person_id: int,
    purpose: str,
    target_id: int,
    target_kind: str = CONTRACT,
) -> MailedLink:
    """A link for a person to one thing; ``link_word`` gives the word to put into the mail.

    ``actor`` is None where nobody in person sends the mail. The account is in context.
    """
    with acting(actor) if actor is not None else acting_as_system():
        person = (
            Person.objects.select_for_update(of=("self",))
            .filter(account_id=account_id, pk=person_id)
            .first()
        )
        if person is None:
            raise NotThere
        link_login(person)
        return _create(person, purpose, target_kind, target_id)


def link_word(link: MailedLink) -> str:
    """The word in a link."""
    return tokens.make(link.purpose, account_id=link.account_id, pk=link.pk, nonce=link.nonce)


@contextmanager
def opened_by(token: str) -> Iterator[Found]:
    """The mailed link that a word names, its account in context. NotThere for any other word."""
    named = tokens.named(token)
    if named is None:
        raise NotThere
    with context.accounts([named.account_id]):
        link = (
            MailedLink.objects.filter(account_id=named.account_id, pk=named.pk)
            .select_related("person__user", "account")
            .first()
        )
        if link is None or not tokens.is_genuine(token, link.purpose, nonce=link.nonce):
            raise NotThere
        yield Found(link, link.person, link.account, state_of_link(link))


def ask_for_code(*, token: str, address: str = "") -> None:
    """Have a code mailed to the person that the link is for."""
    with opened_by(token) as found:
        if found.state is not State.OPEN:
            raise WrongState("This link does not open anything any more.")
        if address:
            spend(limits.MAIL_FROM, limits.network(address))
        spend(limits.CODE_MAIL, f"{found.link.account_id}-{found.link.pk}")
        actor = as_actor(found.person)
        with acting(actor):
            publish(
                LinkCodeAsked(
                    actor=actor,
                    person_id=found.person.pk,
                    link_id=found.link.pk,
                    contract_id=_contract(found.link),
                    summary=f"{found.person.name} asked for a code to open a link",
                )
            )


def new_code(link: MailedLink) -> str:
    """Make the code that is about to be mailed; the one before it opens nothing any more."""
    code = tokens.new_code()
    link.code_digest = tokens.code_digest(code, link.nonce)
    link.code_sent_at = clock.now()
    link.code_tries = 0
    link.save(update_fields=["code_digest", "code_sent_at", "code_tries"])
    return code


def enter_code(*, token: str, code: str) -> MailedLink:
    """Open a link with the code that was mailed. A wrong code is counted, then refused.

    Each code may be tried a few times, and all codes of a person so often in a day: whoever has a
    link could go on asking for codes and guess at every one.
    """
    with opened_by(token) as found:
        attempt = spend(limits.LINK_CODE, f"{found.person.account_id}-{found.person.pk}")
        actor = as_actor(found.person)
        with acting(actor):
            link = MailedLink.objects.select_for_update().get(
                account_id=found.account.pk, pk=found.link.pk
            )
            link.person = found.person
            refusal = _try_code(link, code)
            if refusal is None:
                admit(found.person)
                publish(
                    LinkOpened(
                        actor=actor,
                        person_id=found.person.pk,
                        link_id=link.pk,
                        contract_id=_contract(link),
                        summary=f"{found.person.name} opened a link with a code",
                    )
                )
        # Raised out here, so that the try stays counted.
        if not isinstance(refusal, Invalid):
            give_back(attempt)
        if refusal is not None:
            raise refusal
        return link


def renew_link(*, token: str, address: str = "") -> None:
    """Mail a fresh link for the same to the same person, where theirs opens nothing any more."""
    with opened_by(token) as found:
        if found.state in (State.OPEN, State.CLOSED):
            return
        if address:
            spend(limits.MAIL_FROM, limits.network(address))
        spend(limits.NEW_LINK, f"{found.person.account_id}-{found.person.pk}")
        actor = as_actor(found.person)
        with acting(actor):
            old = found.link
            MailedLink.objects.filter(
                account_id=old.account_id,
                person=found.person,
                purpose=old.purpose,
                target_kind=old.target_kind,
                target_id=old.target_id,
            ).update(is_void=True)
            link = _create(found.person, old.purpose, old.target_kind, old.target_id)
            publish(
                LinkRenewed(
                    actor=actor,
                    person_id=found.person.pk,
                    link_id=link.pk,
                    contract_id=_contract(link),
                    summary=f"{found.person.name} asked for a new link",
                )
            )


def live_session(account_id: int, link_id: int) -> MailedLink | None:
    """The link of a session that it opened, while that may go on. The account is in context."""
    link = (
        MailedLink.objects.filter(
            account_id=account_id, pk=link_id, session_until__gt=clock.now(), person__is_active=True
        )
        .select_related("person__user", "account")
        .first()
    )
    return link if link is not None and link.person.user is not None else None


def end_session(*, account_id: int, link_id: int) -> None:
    """End the session that a link opened. The account is in context."""
    now = clock.now()
    MailedLink.objects.filter(account_id=account_id, pk=link_id, session_until__gt=now).update(
        session_until=now
    )


def _create(person: Person, purpose: str, target_kind: str, target_id: int) -> MailedLink:
    now = clock.now()
    return MailedLink.objects.create(
        account_id=person.account_id,
        person=person,
        purpose=purpose,
        target_kind=target_kind,
        target_id=target_id,
        made_at=now,
        expires_at=now + LASTS,
    )


def _try_code(link: MailedLink, code: str) -> Invalid | WrongState | None:
    """Try a code on a locked link, and keep what came of it."""
    if state_of_link(link) is not State.OPEN:
        return WrongState("This link does not open anything any more.")
    now = clock.now()
    if not link.code_digest or link.code_sent_at is None or link.code_sent_at + CODE_LASTS <= now:
        return _at_code("This code is too old. Ask for a new one.")
    if link.code_tries >= CODE_TRIES:
        return _at_code("There were too many wrong codes. Ask for a new one.")
    if not tokens.is_code(code, link.nonce, link.code_digest):
        link.code_tries += 1
        link.save(update_fields=["code_tries"])
        left = CODE_TRIES - link.code_tries
        if left == 0:
            return _at_code("This code is not right, and it was the last try. Ask for a new one.")
        tries = "one more try" if left == 1 else f"{left} more tries"
        return _at_code(f"This code is not right. You have {tries}.")
    link.used_at, link.session_until, link.code_digest = now, now + SESSION_LASTS, ""
    link.save(update_fields=["used_at", "session_until", "code_digest"])
    return None


def _at_code(sentence: str) -> Invalid:
    return Invalid(sentence, fields={"code": sentence})


def _contract(link: MailedLink) -> int | None:
    return link.target_id if link.target_kind == CONTRACT else None
