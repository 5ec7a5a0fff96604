"""What was mailed: of itself, so that nobody gets it twice, and what people wrote."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from ledgerstone.claims.models import Invitation
from ledgerstone.contracts.models import Contract
from ledgerstone.directory.models import Person
from ledgerstone.tenancy import clock
from ledgerstone.tenancy.fields import AccountField, AccountForeignKey

QUEUED = "queued"
SENDING = "sending"
SENT = "sent"
NOT_SENT = "not_sent"


class InsuranceNotice(models.Model):
    """That a person is told, on a day where the insurance is, which policies end.

    One a person and day, whatever runs twice. ``not_sent`` says in ``why_not`` what kept it back:
    the person cannot be reached, the day was over, or there was nothing left to tell.
    """

    account = AccountField()
    person = AccountForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    day = models.DateField()
    policies = ArrayField(models.BigIntegerField())
    state = models.CharField(max_length=8, default=QUEUED)
    why_not = models.TextField(blank=True)
    made_at = models.DateTimeField(default=clock.now)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "person", "day"], name="correspondence_insurancenotice_once"
            ),
            models.CheckConstraint(
                condition=Q(state__in=[QUEUED, SENDING, SENT, NOT_SENT]),
                name="correspondence_insurancenotice_state",
            ),
            models.CheckConstraint(
                condition=~Q(state=NOT_SENT) | ~Q(why_not=""),
                name="correspondence_insurancenotice_says_why",
            ),
        ]
        indexes = [models.Index(fields=["account", "-day"], name="correspondence_notice_of_day")]

    def __str__(self) -> str:
        return f"{self.person} on {self.day:%Y-%m-%d}"


class Message(models.Model):
    """A mail that somebody wrote about a contract, as it was sent.

    A private one is seen by its sender, the people it went to, and administrators.
    """

    account = AccountField()
    contract = AccountForeignKey(Contract, on_delete=models.CASCADE, related_name="messages")
    subject = models.CharField(max_length=200)
    text = models.TextField()
    is_private = models.BooleanField("private", default=False)
    sender = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    sender_name = models.CharField(max_length=200)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes = [
            models.Index(fields=["account", "contract", "-id"], name="correspondence_message_list"),
        ]

    def __str__(self) -> str:
        return self.subject


class MessageRecipient(models.Model):
    """Somebody whom a message goes to, at the address they had then, and how far it got."""

    account = AccountField()
    message = AccountForeignKey(Message, on_delete=models.CASCADE, related_name="recipients")
    person = AccountForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    is_copy = models.BooleanField(default=False)
    address = models.CharField(max_length=254)
    state = models.CharField(max_length=8, default=QUEUED)
    why_not = models.TextField(blank=True)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "message", "person"],
                name="correspondence_messagerecipient_once",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[QUEUED, SENDING, SENT, NOT_SENT]),
                name="correspondence_messagerecipient_state",
            ),
        ]
        indexes = [models.Index(fields=["account", "person"], name="correspondence_recipient_of")]

    def __str__(self) -> str:
        return self.address


class InvitationMail(models.Model):
    """That a person is written to about an invitation to claim, and how far that got.

    ``at`` is the moment of what the mail is about: of the invitation, of a reminder, or of the
    answer. So nobody gets the same one twice, and one that a later one overtook is not sent.
    """

    INVITED = "invited"
    REMINDED = "reminded"
    ANSWERED = "answered"

    account = AccountField()
    invitation = AccountForeignKey(Invitation, on_delete=models.CASCADE, related_name="mails")
    person = AccountForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    about = models.CharField(max_length=8)
    at = models.DateTimeField()
    address = models.CharField(max_length=254)
    state = models.CharField(max_length=8, default=QUEUED)
    why_not = models.TextField(blank=True)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "invitation", "person", "about", "at"],
                name="correspondence_invitationmail_once",
            ),
            models.CheckConstraint(
                condition=Q(about__in=["invited", "reminded", "answered"]),
                name="correspondence_invitationmail_about",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[QUEUED, SENDING, SENT, NOT_SENT]),
                name="correspondence_invitationmail_state",
            ),
            models.CheckConstraint(
                condition=~Q(state=NOT_SENT) | ~Q(why_not=""),
                name="correspondence_invitationmail_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.about} {self.address}"
