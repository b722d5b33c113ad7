"""A company's logo, drawn from a kit: a shape in a colour with a symbol on it. Ad manager and feed ask.

All of it is drawn by us; whoever founds a company chooses, and uploads nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass

SHAPES: Mapping[str, str] = {
    "disc": '<circle cx="32" cy="32" r="30"/>',
    "square": '<rect x="4" y="4" width="56" height="56" rx="12"/>',
    "shield": '<path d="M32 2 58 10v22c0 16-11 25-26 30C17 57 6 48 6 32V10Z"/>',
    "hexagon": '<path d="m32 2 26 15v30L32 62 6 47V17Z"/>',
    "drop": '<path d="M32 1c9 13 25 21 25 37a25 24 0 0 1-50 0C7 22 23 14 32 1Z"/>',
    "ticket": '<path d="M2 12h60v13a7 7 0 0 0 0 14v13H2V39a7 7 0 0 0 0-14Z"/>',
}
# White on each of them has a contrast of 4.5 or more.
COLOURS: Mapping[str, str] = {
    "red": "#b3261e",
    "orange": "#a84300",
    "green": "#1b6e3c",
    "teal": "#0b6b74",
    "blue": "#1f5fb0",
    "violet": "#6a3fb5",
    "pink": "#b0286f",
    "slate": "#3d4854",
}
SYMBOLS: Mapping[str, str] = {
    "star": '<path d="m32 14 5 13h13L39.5 35l4 13L32 40l-11.5 8 4-13L14 27h13Z"/>',
    "leaf": '<path d="M17 47c-3-18 8-30 31-30 1 22-11 33-25 27l13-15-19 18Z"/>',
    "mountain": '<path d="m11 47 15-27 8 13 5-7 14 21Z"/>',
    "wave": '<path d="M12 30q7-9 13 0t13 0 14 0v7q-8 9-14 0t-13 0-13 0Z"/>',
    "sun": '<circle cx="32" cy="32" r="9"/><path d="M30 13h4v7h-4zM30 44h4v7h-4zM13 30h7v4h-7zM44 30h7v4h-7z"/>',
    "cup": '<path d="M16 21h26v4h3a8 8 0 0 1 0 16h-5q-3 6-11 6-13 0-13-14Zm26 8v8h3a4 4 0 0 0 0-8Z"/>',
    "wheel": '<path d="M32 14a18 18 0 1 1 0 36 18 18 0 0 1 0-36Zm0 6a12 12 0 1 0 0 24 12 12 0 0 0 0-24Z"/>'
    '<circle cx="32" cy="32" r="5"/>',
    "house": '<path d="M32 13 51 30h-5v18h-9V36H27v12h-9V30h-5Z"/>',
    "heart": '<path d="M32 49C13 36 13 27 15 22c4-9 15-7 17 2 2-9 13-11 17-2 2 5 2 14-17 27Z"/>',
    "fish": '<path d="M11 32q12-15 28-7l12-7v28l-12-7q-16 8-28-7Z"/>',
}


@dataclass(frozen=True)
class Logo:
    """What was chosen of the kit."""

    shape: str = "disc"
    colour: str = "blue"
    symbol: str = "star"

    @property
    def is_of_kit(self) -> bool:
        return self.shape in SHAPES and self.colour in COLOURS and self.symbol in SYMBOLS


def read_logo(kept: Mapping[str, str]) -> Logo:
    """A company's logo as its row has it; what is not of the kit, or is missing, becomes the kit's first."""
    logo = Logo(**{part: kept[part] for part in ("shape", "colour", "symbol") if part in kept})
    return logo if logo.is_of_kit else Logo()


def draw_logo(logo: Logo) -> str:
    """The logo as SVG, 64 by 64; raises KeyError for what is not of the kit."""
    return _draw(SHAPES[logo.shape], COLOURS[logo.colour], SYMBOLS[logo.symbol])


def draw_part(kind: str, name: str) -> str:
    """One part of the kit by itself, as a form shows it (`shape`, `colour`, `symbol`); raises KeyError for no part."""
    match kind:
        case "shape":
            return _draw(SHAPES[name], COLOURS["slate"], "")
        case "colour":
            return _draw(SHAPES["disc"], COLOURS[name], "")
        case "symbol":
            return _draw(SHAPES["square"], COLOURS["slate"], SYMBOLS[name])
    raise KeyError(kind)


def _draw(shape: str, colour: str, symbol: str) -> str:
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64" width="64" height="64">'
        f'<g fill="{colour}">{shape}</g><g fill="#fff" fill-rule="evenodd">{symbol}</g></svg>'
    )
