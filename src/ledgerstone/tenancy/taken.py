"""Turns "this is taken" from the database into a refusal at the field that it concerns."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import IntegrityError, transaction

from .refusals import Invalid


@contextmanager
def refused_at(**places: tuple[str, str]) -> Iterator[None]:
    """Refuse what breaks a named constraint: ``constraint=(field, sentence)``.

    The database decides, so that two people who do the same at once are told the same. Anything
    else that breaks is passed on.
    """
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        broken = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None)
        if broken not in places:
            raise
        field, sentence = places[broken]
        raise Invalid(sentence, fields={field: sentence}) from error
