"""An ad as HTML: the same for everybody whom it is shown to, but for the impression that its links name."""

from functools import lru_cache

from flask import render_template

from pixel.ads.serving import ShownAd
from pixel.networks.ad_slot import view_creative
from pixel.pages.kept_markup import RequestTraits, fill_slot, new_slot, request_traits
from pixel.store.records import AdReason, Campaign, Product

IMPRESSION = new_slot()


def write_ad(shown: ShownAd, *, is_cue: bool) -> bytes:
    """The ad in its place; `is_cue`: the page leads somebody who is on the walk to it."""
    impression = shown.impression
    kept = _write_ad(
        shown.campaign, shown.product, impression.content_id, impression.reason, request_traits(), is_cue=is_cue
    )
    return fill_slot(kept, IMPRESSION, impression.id)


@lru_cache(maxsize=1024)  # some 2 kB each
def _write_ad(
    campaign: Campaign,
    product: Product | None,
    content_id: str,
    reason: AdReason,
    traits: RequestTraits,
    *,
    is_cue: bool,
) -> bytes:
    """All that the template takes from the request is in `traits`; a catalogue that changed has other records."""
    view = view_creative(campaign, product, IMPRESSION, content_id, reason, traits.language)
    return render_template("networks/_ad.html", view=view, cue=IMPRESSION if is_cue else None).encode()
