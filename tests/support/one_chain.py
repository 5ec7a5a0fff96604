"""The chain of middleware, built once for a process as a server does, not for each test client.

Building it reads the list of static files. Whoever changes a setting gets a chain of its own.
"""

from typing import Any

from django.core.signals import setting_changed
from django.test.client import ClientHandler

_build = ClientHandler.load_middleware
_built: dict[bool, dict[str, Any]] = {}


def keep() -> None:
    """From here on, clients of this process share what the first of them built."""
    ClientHandler.load_middleware = _shared
    setting_changed.connect(_forget)


def _shared(handler: ClientHandler, is_async: bool = False) -> None:
    if is_async in _built:
        vars(handler).update(_built[is_async])
        return
    before = set(vars(handler))
    _build(handler, is_async)
    made = {name: value for name, value in vars(handler).items() if name not in before}
    _built[is_async] = made


def _forget(**_: object) -> None:
    _built.clear()
