"""Log lines as JSON: what happened, in which request, for which account and by which actor.

Only ids are written. A message of an exception can quote what a person typed (a database error
quotes whole rows), so of an exception the line holds its type and where it was raised, no more.
"""

import json
import logging
import secrets
import traceback
from collections.abc import Callable
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse

request_id: ContextVar[str | None] = ContextVar("request_id", default=None)
_request: ContextVar[HttpRequest | None] = ContextVar("request", default=None)


class JsonLines(logging.Formatter):
    """Formats a record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": _message(record),
            "request": request_id.get(),
            "accounts": _accounts(),
            "actor": _actor(),
        }
        request = getattr(record, "request", None)
        if isinstance(request, HttpRequest):
            line["method"] = request.method
            line["route"] = getattr(request.resolver_match, "route", None)
            line["status"] = getattr(record, "status_code", None)
        if record.exc_info and record.exc_info[0] is not None:
            line["exception"] = record.exc_info[0].__qualname__
            line["raised_at"] = [
                f"{frame.filename}:{frame.lineno} {frame.name}"
                for frame in traceback.extract_tb(record.exc_info[2])
            ]
        return json.dumps(line, ensure_ascii=False, default=str)


def _message(record: logging.LogRecord) -> str:
    """What happened, without the address of the page: an address can hold a key to sign in with."""
    if isinstance(getattr(record, "request", None), HttpRequest):
        return str(record.args[0]) if isinstance(record.args, tuple) and record.args else ""
    return record.getMessage() if record.exc_info is None else str(record.msg)


def _accounts() -> list[int]:
    # Imported late: logging is configured before Django's applications are loaded.
    from ledgerstone.tenancy import context

    chosen = getattr(_request.get(), "account", None)
    return list(context.current()) or ([chosen.pk] if chosen is not None else [])


def _actor() -> int | None:
    return getattr(getattr(_request.get(), "actor", None), "user_id", None)


class RequestIdMiddleware:
    """Gives every request an id that its log lines and its answer carry."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # Not taken back afterwards: Django logs a refused request when its answer is complete.
        request_id.set(secrets.token_hex(8))
        _request.set(request)
        response = self.get_response(request)
        response["X-Request-Id"] = request_id.get() or ""
        return response


def logging_configuration() -> dict[str, Any]:
    """The logging of every process: JSON lines on standard error."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"json": {"()": "ledgerstone.ops.log_lines.JsonLines"}},
        "handlers": {"lines": {"class": "logging.StreamHandler", "formatter": "json"}},
        "root": {"handlers": ["lines"], "level": "WARNING"},
        "loggers": {
            "ledgerstone": {"level": "INFO"},
            "django": {"handlers": ["lines"], "level": "WARNING", "propagate": False},
            # The queries of a request are quoted there with their values.
            "django.db.backends": {"level": "ERROR"},
            "procrastinate": {"level": "WARNING"},
        },
    }
