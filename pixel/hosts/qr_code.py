"""QR codes: an address as a picture that a phone reads, for pages (SVG) and for the terminal."""

from functools import lru_cache
from io import StringIO

import segno

QUIET_ZONE = 4  # modules around the code, as ISO/IEC 18004 wants it
WHITE_ON_BLACK, RESET = "\x1b[97;40m", "\x1b[0m"


@lru_cache(maxsize=64)
def draw_svg(text: str) -> str:
    """An SVG element that grows to whatever it stands in; black on white, in the dark too."""
    code = segno.make(text, error="m", micro=False)
    return code.svg_inline(omitsize=True, border=QUIET_ZONE, light="#fff", svgclass="qr", lineclass=None)


def draw_for_terminal(text: str) -> str:
    """Lines of half blocks, in colours of their own: the terminal's may be dark on light."""
    drawn = StringIO()
    segno.make(text, error="l", micro=False).terminal(out=drawn, border=2, compact=True)
    return "\n".join(f"{WHITE_ON_BLACK}{line}{RESET}" for line in drawn.getvalue().splitlines())
