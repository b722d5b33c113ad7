"""How to provoke each verdict from a command line, so that a reader believes the page by trying it.

Pure; the page of verdicts shows the commands, and a test sends what they send.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from pixel.collect.verdict import REASONS

VERDICTS = ("recorded", *REASONS)
TOO_LONG = 7_000

SiteUrl = Callable[[str, str], str]


@dataclass(frozen=True)
class Recipe:
    """A request that ends in one verdict: the query, and headers that curl would not send by itself."""

    query: str
    headers: Mapping[str, str] = field(default_factory=dict)


def write_recipes(site_url: SiteUrl) -> dict[str, Recipe]:
    """Recipes by verdict. One that needs a browser with a past, or a flood, has none: its own text tells how.
    `site_url(site, path)` writes addresses."""
    page_view = "id=soleil&ev=PageView"
    return {
        "recorded": Recipe(page_view),
        "too-large": Recipe(f"{page_view}&cd[note]={'x' * TOO_LONG}"),
        "malformed": Recipe("id=soleil"),
        "unknown-pixel": Recipe("id=discrete&ev=PageView"),
        "gpc": Recipe(page_view, {"Sec-GPC": "1"}),
        "no-consent": Recipe(f"{page_view}&consent=denied"),
        "wrong-origin": Recipe(page_view, {"Referer": site_url("nordet", "/")}),
        "bot": Recipe(page_view, {"User-Agent": ""}),
    }


def write_command(recipe: Recipe, endpoint: str) -> str:
    """The recipe as one line for any shell, Windows too: hence double quotes, and the image put into a file."""
    if len(recipe.query) > TOO_LONG:
        fields = recipe.query.replace("x" * TOO_LONG, "").split("&")
        options = " ".join(f"-d {pair}" for pair in fields[:-1])
        writer = f"python3 -c \"print('{fields[-1]}' + 'x' * {TOO_LONG})\""
        return f'{writer} | curl -s -D - -o pixel.gif {options} -d @- "{endpoint}"'
    options = "".join(f' -H "{name}: {text}"' if text else f' -H "{name}:"' for name, text in recipe.headers.items())
    return f'curl -s -D - -o pixel.gif{options} "{endpoint}?{recipe.query}"'
