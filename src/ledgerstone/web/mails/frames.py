"""Answers a mail's HTML as the content of a frame in which nothing of it acts.

It runs no script, loads nothing but pictures that it carries itself, and its links lead nowhere.
The frame has to be a sandboxed one, and stands on a page of our own.
"""

from __future__ import annotations

from django.http import HttpResponse

_POLICY = (
    "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)


def framed(html: str) -> HttpResponse:
    """A mail to look at. A link of it would open a new page, which the sandbox refuses."""
    inert = html.replace("<head>", '<head><base target="_blank">', 1)
    answer = HttpResponse(inert)
    answer["Content-Security-Policy"] = _POLICY
    answer["X-Frame-Options"] = "SAMEORIGIN"
    answer["Referrer-Policy"] = "no-referrer"
    answer["X-Robots-Tag"] = "noindex, nofollow"
    return answer
