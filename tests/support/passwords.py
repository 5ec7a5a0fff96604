"""Passwords hashed at the least cost: tests make and check hundreds, and guard none."""

from ledgerstone.ops.passwords import Argon2


class Quick(Argon2):
    """The installation's algorithm in one pass over what it needs at least.

    A live server takes such a hash too, and keeps the password anew with its own measures.
    """

    time_cost = 1
    memory_cost = 8  # KiB
