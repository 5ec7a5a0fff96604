"""Permission templates: a level on each tool, and single tasks granted on top."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from ledgerstone.tenancy.actor import Rights
from ledgerstone.tenancy.constraints import Tracked
from ledgerstone.tenancy.fields import AccountField

from .levels import TOOLS, Grant, Level, Scope, Tool

_LEVELS = [(int(level), level.name.replace("_", " ").capitalize()) for level in Level]
_WITHIN = [int(level) for level in Level]
_NOTHING_ELSEWHERE = Q(
    *[
        Q(
            scope=scope.value,
            **{tool.value: 0 for tool in Tool if tool not in own},
        )
        for scope, own in TOOLS.items()
    ],
    _connector=Q.OR,
)


def _level(words: str) -> models.PositiveSmallIntegerField:
    return models.PositiveSmallIntegerField(words, choices=_LEVELS, default=0)


class PermissionTemplate(models.Model):
    """What people may do who hold it: across the account, or on the project they hold it on.

    ``key`` names the ones that the product itself looks for. A locked one cannot be edited.
    """

    account = AccountField()
    scope = models.CharField(max_length=7, choices=[(s.value, s.value.title()) for s in Scope])
    name = models.CharField(max_length=80)
    key = models.CharField(max_length=40, blank=True)
    is_locked = models.BooleanField(default=False)
    company_directory = _level("company directory")
    admin = _level("account settings")
    directory = _level("project directory")
    commitments = _level("commitments")
    head_contracts = _level("head contracts")
    invoicing_settings = _level("invoicing settings")
    grants = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            Tracked(name="access_permissiontemplate_tracked"),
            models.UniqueConstraint(
                "account", "scope", Lower("name"), name="access_permissiontemplate_name_once"
            ),
            models.UniqueConstraint(
                fields=["account", "key"],
                condition=~Q(key=""),
                name="access_permissiontemplate_key_once",
            ),
            models.CheckConstraint(
                condition=Q(scope__in=[s.value for s in Scope]),
                name="access_permissiontemplate_known_scope",
            ),
            models.CheckConstraint(
                condition=Q(**{f"{tool.value}__in": _WITHIN for tool in Tool}),
                name="access_permissiontemplate_levels",
            ),
            models.CheckConstraint(
                condition=_NOTHING_ELSEWHERE, name="access_permissiontemplate_tools_of_scope"
            ),
            models.CheckConstraint(
                condition=Q(grants__contained_by=[g.value for g in Grant]),
                name="access_permissiontemplate_grants",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def rights(self) -> Rights:
        """What the template gives."""
        return Rights(
            levels={tool.value: getattr(self, tool.value) for tool in TOOLS[Scope(self.scope)]},
            grants=frozenset(self.grants),
        )
