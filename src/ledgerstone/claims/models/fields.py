"""Which fields a claim has besides its figures: sets of the account, one for each project."""

from __future__ import annotations

from django.db import models

from ledgerstone.projects.models import Project
from ledgerstone.tenancy.constraints import Tracked
from ledgerstone.tenancy.fields import AccountField, AccountForeignKey

from .claim import Claim


class FieldSet(models.Model):
    """A named set: which of a claim's own fields it asks for, and the account's own ones.

    ``rules`` are by the field's name; what is not in it is optional. ``custom`` are the account's
    own fields in their order. ``claims.fields`` reads both.
    """

    account = AccountField()
    name = models.CharField(max_length=100)
    rules = models.JSONField(default=dict, blank=True)
    custom = models.JSONField(default=list, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            Tracked(name="claims_fieldset_tracked"),
            models.UniqueConstraint(fields=["account", "name"], name="claims_fieldset_name_once"),
        ]

    def __str__(self) -> str:
        return self.name


class ProjectFieldSet(models.Model):
    """The set that the claims of a project have; without one all is optional."""

    account = AccountField()
    project = AccountForeignKey(Project, on_delete=models.CASCADE, related_name="+")
    field_set = AccountForeignKey(FieldSet, on_delete=models.PROTECT, related_name="projects")

    class Meta:
        constraints = [
            Tracked(name="claims_projectfieldset_tracked"),
            models.UniqueConstraint(
                fields=["account", "project"], name="claims_projectfieldset_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.field_set} for {self.project}"


class FilledFields(models.Model):
    """What a claim says in the account's own fields, by the key of each."""

    account = AccountField()
    claim = AccountForeignKey(Claim, on_delete=models.CASCADE, related_name="filled_fields")
    values = models.JSONField(default=dict, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "claim"], name="claims_filledfields_once"),
        ]
        verbose_name_plural = "filled fields"

    def __str__(self) -> str:
        return f"Fields of {self.claim}"
