"""What axe finds on a page, in light and in dark."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Page

AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
EVERYTHING = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# What the theme has a say in.
OF_COLOURS = ["color-contrast", "link-in-text-block"]


@cache
def _axe() -> str:
    return AXE.read_text(encoding="utf-8")


def assert_accessible(page: Page) -> None:
    """axe finds nothing, whatever the theme; in the dark each page is looked at once a window."""
    # What fades in is there at once, and not looked at halfway.
    page.emulate_media(reduced_motion="reduce")
    found = findings_in_the_light(page)
    if _is_new_in_the_dark(page):
        page.emulate_media(color_scheme="dark")
        found += findings_in_the_dark(page)
        page.emulate_media(color_scheme="light")
    assert not found, "\n".join([page.url, *found])


def findings_in_the_light(page: Page) -> list[str]:
    """What axe finds, of anything."""
    return _findings(page, "light", {"type": "tag", "values": EVERYTHING})


def findings_in_the_dark(page: Page) -> list[str]:
    """What axe finds of colours, since all else is as in the light."""
    return _findings(page, "dark", {"type": "rule", "values": OF_COLOURS})


_seen_in_the_dark: set[tuple[str, int]] = set()


def _is_new_in_the_dark(page: Page) -> bool:
    """Whether a page of this kind was not yet looked at in the dark in a window of this width."""
    width = (page.viewport_size or {"width": 0})["width"]
    kind = (re.sub(r"\d+", "N", urlsplit(page.url).path), width)
    is_new = kind not in _seen_in_the_dark
    _seen_in_the_dark.add(kind)
    return is_new


def _findings(page: Page, theme: str, only: dict[str, Any]) -> list[str]:
    # The browser reads it as long as it looks at a short page: once a document.
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(_axe())
    asked = json.dumps({"preload": False, "resultTypes": ["violations"], "runOnly": only})
    answer = page.evaluate(f"() => axe.run(document, {asked})")
    return [f"{theme}: {_line(one)}" for one in answer["violations"]]


def _line(violation: dict[str, Any]) -> str:
    nodes = "; ".join(
        f"{node['target']} {node['html'][:160]} {node['failureSummary'][:200]}"
        for node in violation["nodes"][:3]
    )
    return f"{violation['id']}: {nodes}"
