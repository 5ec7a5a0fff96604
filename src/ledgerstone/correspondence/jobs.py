"""Mails about signing in, as the worker sends them. Arguments are ids; each job goes into its own
account.

Sending again after a failure is safe: a link is the same each time, and a code takes the place of
the one before it.
"""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from ledgerstone.directory import invitations
from ledgerstone.directory.invitations import State, state_of_link
from ledgerstone.directory.models import Invitation, MailedLink
from ledgerstone.directory.operations import attempts, links
from ledgerstone.projects.formats import Formats
from ledgerstone.projects.terminology import DEFAULT_TERMINOLOGY
from ledgerstone.tenancy import clock, context
from ledgerstone.tenancy.models import Account, User

from .delivery import mail_jobs as mail_jobs
from .delivery.posting import QUEUE
from .letters.sending import address
from .letters.targets import named
from .planned import planned_jobs as planned_jobs
from .signing_in import letters
from .signing_in.sign_in_mail import send

# About half an hour in all: longer than a mail server takes to restart.
_AGAIN = RetryStrategy(max_attempts=8, exponential_wait=4)
# A code is of no use after ten minutes.
_SOON = RetryStrategy(max_attempts=4, exponential_wait=3)


@app.task(name="correspondence.invitation", queue=QUEUE, retry=_AGAIN)
def send_invitation(account_id: int, invitation_id: int) -> None:
    """Ask somebody to sign in."""
    with context.accounts([account_id]):
        invitation = (
            Invitation.objects.filter(account_id=account_id, pk=invitation_id)
            .select_related("person__user", "account")
            .first()
        )
        if invitation is None or invitation.is_void or invitation.accepted_at is not None:
            return
        user = invitation.person.user
        if user is None or not invitations.is_reachable(invitation.person):
            return
        letter = letters.invitation(
            account=invitation.account.name,
            day=_day(invitation.account, invitation),
            url=address(reverse("web:invitation", args=[invitations.link_word(invitation)])),
            email=user.email,
            has_password=user.has_usable_password(),
        )
        if send(letter, to=user.email, account=invitation.account, person=invitation.person):
            invitation.sent_at = clock.now()
            invitation.save(update_fields=["sent_at"])


@app.task(name="correspondence.link_code", queue=QUEUE, retry=_SOON)
def send_link_code(account_id: int, link_id: int) -> None:
    """Mail the code that opens a link."""
    with context.accounts([account_id]):
        link = _open_link(account_id, link_id)
        if link is None:
            return
        letter = letters.link_code(
            account=link.account.name,
            code=links.new_code(link),
            minutes=int(links.CODE_LASTS.total_seconds() // 60),
        )
        send(letter, to=link.person.email, account=link.account, person=link.person)


@app.task(name="correspondence.link", queue=QUEUE, retry=_AGAIN)
def send_link(account_id: int, link_id: int) -> None:
    """Mail a fresh link in place of one that opens nothing any more."""
    with context.accounts([account_id]):
        link = _open_link(account_id, link_id)
        if link is None:
            return
        letter = letters.link(
            account=link.account.name,
            what=named(link),
            day=_day(link.account, link),
            url=address(reverse("web:mailed_link", args=[links.link_word(link)])),
        )
        send(letter, to=link.person.email, account=link.account, person=link.person)


@app.task(name="correspondence.password_reset", queue=QUEUE, retry=_AGAIN)
def send_password_reset(user_id: int) -> None:
    """Mail the way to a new password. Asked for an address that nobody has, it does nothing."""
    # Imported late: the forms of the library are needed by the worker only.
    from allauth.account.forms import default_token_generator
    from allauth.account.utils import user_pk_to_url_str

    user = User.objects.filter(pk=user_id, is_active=True).first()
    if user is None or not user.has_usable_password():
        return
    key = {"uidb36": user_pk_to_url_str(user), "key": default_token_generator.make_token(user)}
    url = address(reverse("account_reset_password_from_key", kwargs=key))
    hours = settings.PASSWORD_RESET_TIMEOUT // 3600
    send(letters.password_reset(url=url, hours=hours), to=user.email)


@app.task(name="correspondence.notice", queue=QUEUE, retry=_AGAIN)
def send_notice(user_id: int, what: str) -> None:
    """Tell the owner of a login what happened to it."""
    user = User.objects.filter(pk=user_id, is_active=True).first()
    if user is None:
        return
    letter = letters.notice(
        what=what,
        reset_url=address(reverse("account_reset_password")),
        security_url=address(reverse("web:security")),
    )
    send(letter, to=user.email)


@app.periodic(cron="17 3 * * *")
@app.task(name="correspondence.forget_old_attempts", queue=QUEUE)
def forget_old_attempts(timestamp: int) -> None:
    """Once a night, tries that no limit counts any more are removed."""
    attempts.forget_old()


def _open_link(account_id: int, link_id: int) -> MailedLink | None:
    link = (
        MailedLink.objects.filter(account_id=account_id, pk=link_id)
        .select_related("person__user", "account")
        .first()
    )
    return link if link is not None and state_of_link(link) is State.OPEN else None


def _day(account: Account, until: Invitation | MailedLink) -> str:
    """The last day of an invitation or a link, where the account is."""
    formats = Formats(locale=DEFAULT_TERMINOLOGY, currency="", time_zone=account.time_zone)
    return formats.day(formats.local(until.expires_at).date())
