"""A QR code as a drawing that a page holds."""

from __future__ import annotations

from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString

_QUIET = 4


def qr_code(text: str, label: str) -> SafeString:
    """The drawing: dark squares on white, whatever the theme, for cameras to read."""
    # Imported late: it takes 5 MB, and few requests draw one.
    from qrcode.main import QRCode

    drawn: Any = QRCode(border=_QUIET)
    drawn.add_data(text)
    drawn.make()
    rows = drawn.get_matrix()
    path = "".join(
        f"M{x},{y}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark
    )
    return format_html(
        '<svg class="ls-qr" role="img" aria-label="{}" viewBox="0 0 {} {}" '
        'shape-rendering="crispEdges"><path fill="#fff" d="M0,0h{}v{}h-{}z"/>'
        '<path fill="#000" d="{}"/></svg>',
        label,
        len(rows),
        len(rows),
        len(rows),
        len(rows),
        len(rows),
        path,
    )
