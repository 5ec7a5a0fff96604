"""What was mailed without anybody asking for it, so that nobody gets it twice."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

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
