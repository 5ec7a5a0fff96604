"""What a browser sent: a page's form or a script's JSON, its key, and what a person typed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, QueryDict

from ledgerstone.tenancy.refusals import Invalid

KEY_FIELD = "idempotency_key"
KEY_HEADER = "Idempotency-Key"
_DIGITS = 19
NOT_TYPED = frozenset({"csrfmiddlewaretoken", KEY_FIELD})


def wants_json(request: HttpRequest) -> bool:
    """Whether the request is a script's, to be answered with JSON instead of a page."""
    if request.content_type == "application/json":
        return True
    accept = request.headers.get("Accept", "")
    return "application/json" in accept and "text/html" not in accept


def read_json(request: HttpRequest) -> dict[str, Any]:
    """The object that a script sent."""
    try:
        sent = json.loads(request.body)
    except (ValueError, RecursionError):
        sent = None
    if not isinstance(sent, dict):
        raise Invalid("The request is not a JSON object.")
    return sent


def key(request: HttpRequest) -> UUID | None:
    """The key under which this post happens once, where it has one."""
    given = request.headers.get(KEY_HEADER) or request.POST.get(KEY_FIELD)
    if not given:
        return None
    try:
        return UUID(given)
    except ValueError:
        raise Invalid("The form has a damaged key. Reload the page and send it again.") from None


def contents(request: HttpRequest) -> bytes:
    """What was sent, without what differs each time the same form is shown."""
    if request.content_type == "application/json":
        return request.body
    fields = sorted((name, values) for name, values in typed(request.POST).lists())
    files = [
        (name, upload.name, _digest(upload), upload.seek(0))
        for name, uploads in sorted(request.FILES.lists())
        for upload in uploads
    ]
    return json.dumps([fields, files]).encode()


def _digest(upload: UploadedFile) -> str:
    """What an upload holds, in short; read piece by piece, for nobody has looked at its size."""
    found = hashlib.sha256()
    for piece in upload.chunks():
        found.update(piece)
    return found.hexdigest()


def is_whole(text: str) -> bool:
    """Whether a text of a form or an address is a number that a record may have: digits, and no
    more of them than a number is read from."""
    return text.isdecimal() and len(text) < _DIGITS


def record_asked(text: str) -> int | None:
    """The id of the record that was chosen: None where none was, and 0, which no record has, where
    what was sent is no id."""
    if not text:
        return None
    return int(text) if is_whole(text) else 0


def records_asked(texts: Iterable[str]) -> list[int]:
    """The ids of the records that were chosen, without what is no id."""
    return [int(text) for text in texts if is_whole(text)]


def typed(post: QueryDict) -> QueryDict:
    """The fields of a post that a person filled, without the form's own."""
    kept = post.copy()
    for name in NOT_TYPED:
        kept.pop(name, None)
    return kept


def same_origin(request: HttpRequest) -> bool:
    """Whether the browser says that one of our own pages sent the request."""
    sender = request.headers.get("Origin") or request.headers.get("Referer") or ""
    return urlsplit(sender).netloc == request.get_host()
