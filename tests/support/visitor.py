"""Somebody at a web server over HTTP: signs in, keeps cookies, posts forms and JSON as pages do.

A connection that breaks raises ``OSError`` or ``http.client.HTTPException``: then nobody knows
whether the request happened. Each thread needs a visitor of its own; ``companion`` makes one.
"""

from __future__ import annotations

import http.client
import json
import select
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Any, Self
from urllib.parse import urlencode, urlsplit
from uuid import UUID

SIGN_IN = "/accounts/login/"
BREAKS = (OSError, http.client.HTTPException)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def location(self) -> str:
        """Where a redirect leads."""
        return self.headers.get("location", "")

    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Visitor:
    """One browser without script."""

    address: str
    cookies: dict[str, str] = field(default_factory=dict)
    _line: http.client.HTTPConnection | None = None

    def companion(self) -> Self:
        """The same person in another connection."""
        return type(self)(self.address, dict(self.cookies))

    def sign_in(self, email: str, password: str) -> None:
        self.get(SIGN_IN)
        answer = self.post(SIGN_IN, {"login": email, "password": password})
        assert answer.status == 302, answer.body.decode()

    def get(self, path: str) -> Answer:
        return self._send("GET", path, b"", {})

    def post(self, path: str, fields: Mapping[str, Any], key: UUID | None = None) -> Answer:
        """Post a form as a page holds it, with its token and its idempotency key."""
        sent = {**fields, "csrfmiddlewaretoken": self.cookies["csrftoken"]}
        if key is not None:
            sent["idempotency_key"] = str(key)
        kind = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "text/html"}
        return self._send("POST", path, urlencode(sent).encode(), kind)

    def post_json(self, path: str, contents: Any, key: UUID | None = None) -> Answer:
        """Post as a page's script does."""
        kind = {"Content-Type": "application/json", "X-CSRFToken": self.cookies["csrftoken"]}
        if key is not None:
            kind["Idempotency-Key"] = str(key)
        return self._send("POST", path, json.dumps(contents).encode(), kind)

    def close(self) -> None:
        if self._line is not None:
            self._line.close()
            self._line = None

    def _send(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> Answer:
        if self._line is not None and _was_closed(self._line):
            self.close()
        if self._line is None:
            place = urlsplit(self.address)
            self._line = http.client.HTTPConnection(place.hostname or "", place.port, timeout=60)
        headers = {"Accept": "*/*", "Referer": f"{self.address}/", **headers}
        headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        try:
            self._line.request(method, path, body or None, headers)
            response = self._line.getresponse()
            contents = response.read()
        except BREAKS:
            self.close()
            raise
        for value in response.headers.get_all("Set-Cookie", []):
            for name, morsel in SimpleCookie(value).items():
                self.cookies[name] = morsel.value
        lower = {name.lower(): value for name, value in response.headers.items()}
        return Answer(response.status, lower, contents)


def _was_closed(line: http.client.HTTPConnection) -> bool:
    """Whether the server ended an idle connection: then there is something to read on it."""
    return line.sock is not None and bool(select.select([line.sock], [], [], 0)[0])
