"""Sentences that mails of several families say."""

from __future__ import annotations

OVERTAKEN = "It was overtaken by what happened since."
BY_LINK = (
    "The button opens this contract only, without a password: a code is mailed to you when you "
    "open it."
)
