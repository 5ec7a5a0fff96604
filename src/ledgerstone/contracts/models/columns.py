"""The kinds of columns that contracts, schedules and variations are made of."""

from __future__ import annotations

from typing import Any

from django.db import models


def money_column(**kwargs: Any) -> Any:
    """An amount in the contract's currency."""
    return models.DecimalField(max_digits=18, decimal_places=2, **kwargs)


def rate_column(**kwargs: Any) -> Any:
    """Rates and shares are fractions; 0.05 is 5 %."""
    return models.DecimalField(max_digits=18, decimal_places=8, **kwargs)


def quantity_column(**kwargs: Any) -> Any:
    """Quantities and unit prices."""
    return models.DecimalField(max_digits=18, decimal_places=6, **kwargs)
