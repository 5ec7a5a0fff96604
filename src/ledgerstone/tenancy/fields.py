"""The two fields that make a table a tenant's: its account, and references that stay within it."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models.lookups import Exact

from .constraints import AccountReference, RowLevelSecurity


def _add_constraint(
    model: type[models.Model], constraint: models.constraints.BaseConstraint
) -> None:
    """Declare a constraint on a model as if its Meta had named it, so that migrations see it."""
    if any(existing.name == constraint.name for existing in model._meta.constraints):
        return
    model._meta.constraints = [*model._meta.constraints, constraint]
    model._meta.original_attrs["constraints"] = model._meta.constraints


def _is_declared(model: type[models.Model]) -> bool:
    """Whether this is a model of ours, not an abstract base or a migration's replica of one."""
    return not model._meta.abstract and model.__module__ != "__fake__"


class AccountField(models.ForeignKey):
    """The account that a row belongs to; brings row-level security with it.

    Without ``db_constraint`` where a reference that is always there names the account as well: it
    proves that there is such an account, and rows that come by the ten thousand are checked once
    less. ``is_referred_to`` off, where no other table's rows refer to these, leaves out the key
    that such references need.
    """

    def __init__(self, *, is_referred_to: bool = True, **kwargs: Any) -> None:
        self.is_referred_to = is_referred_to
        kwargs["to"] = "tenancy.Account"
        kwargs["on_delete"] = models.PROTECT
        # The unique key (account_id, id) serves as the index.
        kwargs["db_index"] = False
        kwargs.setdefault("related_name", "+")
        super().__init__(**kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        for given in ("to", "on_delete", "db_index"):
            kwargs.pop(given, None)
        return name, path, args, kwargs

    def contribute_to_class(self, cls: type[models.Model], name: str, **kwargs: Any) -> None:  # type: ignore[override]
        super().contribute_to_class(cls, name, **kwargs)
        if _is_declared(cls):
            table = cls._meta.db_table or f"{cls._meta.app_label}_{cls._meta.model_name}"
            if self.is_referred_to:
                key = models.UniqueConstraint(fields=[name, "id"], name=f"{table}_key")
                _add_constraint(cls, key)
            _add_constraint(cls, RowLevelSecurity(name=f"{table}_scope"))


def _goes_before(collector: Any, field: Any, found: Any, using: str) -> None:
    """As CASCADE; but rows whose reference may be empty are deleted before what they refer to, too.

    Django leaves their order to constraints that wait for the end of the transaction. Ours do not.
    """
    model = field.remote_field.model
    collector.collect(
        found,
        source=model,
        source_attr=field.name,
        nullable=field.null and model is field.model,
        fail_on_restricted=False,
    )


class AccountForeignKey(models.ForeignKey):
    """A reference between tenant tables, held within one account by joins and by the database."""

    def __init__(self, to: Any, on_delete: Any = models.PROTECT, **kwargs: Any) -> None:
        kwargs["db_constraint"] = False
        super().__init__(to, _goes_before if on_delete is models.CASCADE else on_delete, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("db_constraint", None)
        if kwargs["on_delete"] is _goes_before:
            kwargs["on_delete"] = models.CASCADE
        return name, path, args, kwargs

    def contribute_to_class(self, cls: type[models.Model], name: str, **kwargs: Any) -> None:  # type: ignore[override]
        super().contribute_to_class(cls, name, **kwargs)
        if _is_declared(cls):
            models.fields.related.lazy_related_operation(
                self._declare_reference, cls, self.remote_field.model
            )

    def _declare_reference(self, model: type[models.Model], related: type[models.Model]) -> None:
        _add_constraint(
            model,
            AccountReference(
                name=f"{model._meta.db_table}_{self.name}_ref",
                column=self.attname and f"{self.name}_id",
                to=related._meta.db_table,
            ),
        )

    def get_extra_restriction(self, alias: str | None, related_alias: str | None) -> Any:
        """Joins equate the accounts too."""
        remote: Any = self.remote_field.model._meta.get_field("account")
        local: Any = self.model._meta.get_field("account")
        return Exact(remote.get_col(alias), local.get_col(related_alias))

    def get_extra_descriptor_filter(self, instance: Any) -> dict[str, Any]:
        return {"account_id": instance.account_id}
