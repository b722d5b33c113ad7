"""How a person's browser is set up: what a story says of it, and what every driver is asked to imitate."""

from typing import Literal

from pixel.data_files.base_model import Part

Cookies = Literal["allowed", "blocked", "per-site"]
Device = Literal["computer", "phone"]


class Browser(Part):
    """How a person's browser is set up."""

    cookies: Cookies = "allowed"
    """Third-party cookies: allowed, blocked, or kept in one jar per site (as Firefox does by default)."""
    gpc: bool = False
    """Whether it sends Global Privacy Control."""
    scripts: bool = True
    """Whether it runs scripts."""
    language: Literal["fr", "en"] = "fr"
    device: Device = "computer"
