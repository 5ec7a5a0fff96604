"""Every mail there was: what it followed, whom it went to, and how far it got with each of them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from ledgerstone.claims.models import Claim, Invitation
from ledgerstone.contracts.models import Contract
from ledgerstone.directory.models import Person
from ledgerstone.projects.models import Project
from ledgerstone.tenancy import clock
from ledgerstone.tenancy.fields import AccountField, AccountForeignKey

# What becomes of a mail to one person.
QUEUED = "queued"  # it waits for the worker, or for its next try
HELD = "held"  # it waits for the person's daily summary
SENDING = "sending"  # a worker has taken it; the mail server has nothing of it yet
HANDING = "handing"  # it is being handed to the mail server: only the server knows how far it got
SENT = "sent"  # the mail server took it
SUMMED = "summed"  # it went as a part of a daily summary
NOT_SENT = "not_sent"  # nothing was sent on purpose; why_not says why
FAILED = "failed"  # the mail server did not take it; server_words says what it said
UNKNOWN = "unknown"  # the worker or the connection ended while it was handed over
STATES = (QUEUED, HELD, SENDING, HANDING, SENT, SUMMED, NOT_SENT, FAILED, UNKNOWN)

# How a person is addressed.
TO = "to"
COPY = "copy"
BLIND = "blind"

# What a person chose for a kind of mail.
DAILY = "daily"
NEVER = "never"


class Mail(models.Model):
    """One mail, written in the transaction of its cause; the same cause never has a second one.

    ``kind`` is a row of the catalogue, ``cause`` names what it follows. What the records say is
    read when it is sent; ``facts`` keeps what they may not say any more by then. ``subject`` and
    ``text`` are what a person wrote, empty where nobody did. ``recipients_at`` is when it was
    settled who gets it. A private one is seen by its sender, the people it went to, and
    administrators.
    """

    account = AccountField()
    kind = models.CharField(max_length=40)
    cause = models.CharField(max_length=200)
    project = AccountForeignKey(Project, on_delete=models.CASCADE, related_name="+", null=True)
    contract = AccountForeignKey(
        Contract, on_delete=models.CASCADE, related_name="mails", null=True
    )
    claim = AccountForeignKey(Claim, on_delete=models.CASCADE, related_name="mails", null=True)
    invitation = AccountForeignKey(
        Invitation, on_delete=models.CASCADE, related_name="letters", null=True
    )
    facts = models.JSONField(default=dict)
    subject = models.CharField(max_length=200, blank=True)
    text = models.TextField(blank=True)
    is_private = models.BooleanField("private", default=False)
    sender = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True
    )
    sender_name = models.CharField(max_length=200, blank=True)
    made_at = models.DateTimeField(default=clock.now)
    recipients_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "cause"], name="correspondence_mail_once"),
        ]
        indexes = [
            models.Index(
                fields=["account", "contract", "-id"], name="correspondence_mail_contract"
            ),
            models.Index(
                fields=["account", "claim", "-id"],
                condition=Q(claim__isnull=False),
                name="correspondence_mail_claim",
            ),
            models.Index(
                fields=["account", "made_at"],
                condition=Q(recipients_at__isnull=True),
                name="correspondence_mail_open",
            ),
        ]

    def __str__(self) -> str:
        return self.subject or self.cause


class MailRecipient(models.Model):
    """Somebody whom a mail is for, why, and how far it got.

    ``because`` ends the sentence "You get this because". ``subject``, ``text`` and ``address`` are
    as they were sent, with the person's own link left out of the text. ``due_at`` is when the next
    try is due; ``taken_at`` is when a worker took it last.
    """

    account = AccountField()
    mail = AccountForeignKey(Mail, on_delete=models.CASCADE, related_name="recipients")
    person = AccountForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    way = models.CharField(max_length=5, default=TO)
    because = models.CharField(max_length=300, blank=True)
    # The company that the person is written to for; who left it is not reached for it.
    asked_for = models.BigIntegerField(null=True)
    state = models.CharField(max_length=8, default=QUEUED)
    why_not = models.TextField(blank=True)
    server_words = models.TextField(blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(default=clock.now)
    taken_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    address = models.CharField(max_length=254, blank=True)
    subject = models.CharField(max_length=400, blank=True)
    text = models.TextField(blank=True)
    message_id = models.CharField(max_length=200, blank=True)
    # The daily summary that it went in.
    summary = AccountForeignKey(Mail, on_delete=models.CASCADE, related_name="parts", null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "mail", "person"], name="correspondence_recipient_once"
            ),
            models.CheckConstraint(
                condition=Q(state__in=STATES), name="correspondence_recipient_state"
            ),
            models.CheckConstraint(
                condition=Q(way__in=[TO, COPY, BLIND]), name="correspondence_recipient_way"
            ),
            models.CheckConstraint(
                condition=~Q(state=NOT_SENT) | ~Q(why_not=""),
                name="correspondence_recipient_says_why",
            ),
            models.CheckConstraint(
                condition=~Q(state=FAILED) | ~Q(server_words=""),
                name="correspondence_recipient_says_words",
            ),
            models.CheckConstraint(
                condition=~Q(state=SENT) | Q(sent_at__isnull=False),
                name="correspondence_recipient_sent_when",
            ),
        ]
        indexes = [
            models.Index(fields=["account", "person", "-id"], name="correspondence_mails_of"),
            models.Index(
                fields=["account", "due_at"],
                condition=Q(state__in=[QUEUED, HELD, SENDING, HANDING]),
                name="correspondence_recipient_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.mail_id} to {self.person_id}: {self.state}"


class MailChoice(models.Model):
    """That a person wants a kind of mail in a daily summary, or not at all. None: at once."""

    account = AccountField()
    person = AccountForeignKey(Person, on_delete=models.CASCADE, related_name="mail_choices")
    kind = models.CharField(max_length=40)
    choice = models.CharField(max_length=5)
    chosen_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "person", "kind"], name="correspondence_mailchoice_once"
            ),
            models.CheckConstraint(
                condition=Q(choice__in=[DAILY, NEVER]), name="correspondence_mailchoice_choice"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.kind}: {self.choice}"
