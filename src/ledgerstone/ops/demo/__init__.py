"""The demonstration: one account with one project in its third month, on real figures.

It is told through the same operations that people use, at the times at which they would have.
Loading it twice changes nothing.
"""

from __future__ import annotations

from .story import load_demo

__all__ = ["load_demo"]
