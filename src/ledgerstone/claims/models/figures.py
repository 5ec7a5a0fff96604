"""Columns of money, rates and quantities, as the claims tables use them."""

from __future__ import annotations

from typing import Any

from django.db import models


def money(**kwargs: Any) -> Any:
    """An amount in the contract's currency."""
    return models.DecimalField(max_digits=18, decimal_places=2, **kwargs)


def figure(**kwargs: Any) -> Any:
    """What a person entered: an amount, a quantity, or a share of one (0.45 is 45 %)."""
    return models.DecimalField(max_digits=20, decimal_places=8, **kwargs)
