"""The Chromium of this machine, for browser tests."""

import shutil

# The first is the same engine without windows around it, and starts at less cost.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
# A test browser talks to this machine only, and runs where sandboxes are not to be had.
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def path() -> str | None:
    """The program, or None where the machine has none."""
    return next((found for name in NAMES if (found := shutil.which(name))), None)
