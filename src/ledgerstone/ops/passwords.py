"""How passwords are kept: Argon2id with the memory that a small machine can spare.

Django asks for 100 MiB a hash, which would be half of what a web process may take, and as often as
people sign in at once. The OWASP cheat sheet on password storage holds 46 MiB and one pass to be as
strong as its other choices; we make two passes, and one hash at a time in a process. Passwords kept
with other measures are taken, and kept anew with these when their owners next sign in.
"""

from threading import Lock

from django.contrib.auth.hashers import Argon2PasswordHasher

_ONE_AT_A_TIME = Lock()


class Argon2(Argon2PasswordHasher):
    """Argon2id, two passes over 46 MiB, one lane."""

    time_cost = 2
    memory_cost = 47_104  # KiB
    parallelism = 1

    def encode(self, password: str, salt: str) -> str:
        with _ONE_AT_A_TIME:
            return super().encode(password, salt)

    def verify(self, password: str, encoded: str) -> bool:
        with _ONE_AT_A_TIME:
            return super().verify(password, encoded)
