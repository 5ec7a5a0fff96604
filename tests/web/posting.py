"""What the tests of forms have in common: reading a page, and posting what its form holds."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from django.http import HttpResponse
from lxml import html


def text_of(answer: HttpResponse) -> str:
    """The words of a page, with single spaces."""
    words = re.sub(r"<(script|style)\b.*?</\1>", " ", answer.content.decode(), flags=re.S)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", words)).split())


def form_values(answer: HttpResponse, marker: str) -> dict[str, Any]:
    """What a browser without script would send of the form that has a field of this name."""
    tree = html.fromstring(answer.content.decode())
    for form in tree.forms:
        if marker in form.fields:
            # A browser leaves out the line break with which a text area begins.
            values: dict[str, Any] = {
                name: (given or "").removeprefix("\n")
                if given is None or isinstance(given, str)
                else list(given)
                for name, given in form.fields.items()
            }
            values.pop("act", None)
            return values
    raise AssertionError(f"There is no form with a field {marker}.")


def error_at(answer: HttpResponse, name: str) -> str:
    """The error that stands at a field."""
    tree = html.fromstring(answer.content.decode())
    found = tree.xpath(f'//*[@id="id_{name}_error"]')
    return " ".join(found[0].text_content().split()) if found else ""
