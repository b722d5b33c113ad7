"""What came of a step, in words: hits with their verdicts, the cookie's outcome, ads. Pure; `player` calls it."""

from collections.abc import Sequence

from pixel.stories.actions.base import PersonalStep, Step
from pixel.stories.drivers.driver import Seen, SeenAd, SeenHit
from pixel.stories.server.client import Row


def tell_outcome(step: Step, seen: Seen, rows: Sequence[Row]) -> str:
    """What came of it; `rows`: those that were kept of the hits."""
    told = []
    if seen.hits:
        cookies = ", ".join(dict.fromkeys(str(row["cookie"]) for row in rows))
        told.append(list_hits(seen.hits) + (f"; cookie {cookies}" if cookies else ""))
    elif isinstance(step, PersonalStep) and step.meets_pixel:
        told.append("nothing was sent")
    if seen.ads:
        told.append(f"ads: {list_ads(seen.ads)}")
    return "; ".join(told)


def list_hits(hits: Sequence[SeenHit]) -> str:
    """Hits as one reads them: «PageView recorded, ViewContent recorded»; many alike are counted."""
    told: dict[str, int] = {}
    for hit in hits:
        text = f"{hit.event or 'a hit'} {hit.verdict or 'unanswered'}"
        told[text] = told.get(text, 0) + 1
    return ", ".join(text if count == 1 else f"{count} × {text}" for text, count in told.items()) or "nothing was sent"


def list_ads(ads: Sequence[SeenAd]) -> str:
    """Ads as one reads them: «bahamas by soleil (retargeting)»."""
    told = dict.fromkeys(f"{ad.content or ad.campaign} by {ad.advertiser} ({ad.reason})" for ad in ads)
    return ", ".join(told) or "no ad"
