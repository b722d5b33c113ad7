"""What one hit changed in a profile: interests before it and after it, reckoned anew from the hits themselves. Pure.

The sums that the store keeps (`tallies`) are those of now. So the hits up to the one that is looked at are summed up
again, without it and with it, and both sums go through the same formula as the feed's (`profile.interests`), at the
moment of the hit.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pixel.profile.interests import Assortment, build_profile
from pixel.profile.vocabulary import Kind
from pixel.store.records import Event, Signal, Tally

MOST_SHOWN = 12


@dataclass(frozen=True)
class Change:
    """One interest's level before and after, 0 to 1."""

    kind: Kind
    slug: str
    before: float
    after: float

    @property
    def is_changed(self) -> bool:
        return abs(self.after - self.before) >= 0.0005


def tally_events(events: Iterable[Event]) -> list[Tally]:
    """The sums of some hits, as the store would have kept them: each counts for its contents, and for the empty one."""
    sums: dict[tuple[str, str, str, str], Tally] = {}
    for event in events:
        hit = event.hit
        for content in dict.fromkeys(("", *hit.content_ids)):
            key = hit.visitor_id, hit.pixel_id, content, hit.event
            known = sums.get(key)
            sums[key] = (
                known._replace(
                    hits=known.hits + 1,
                    first_at=min(known.first_at, hit.received_at),
                    last_at=max(known.last_at, hit.received_at),
                )
                if known
                else Tally(*key, 1, hit.received_at, hit.received_at)
            )
    return list(sums.values())


def compare_interests(
    earlier: Sequence[Event], event: Event, signals: Sequence[Signal], declared: Sequence[str], assortment: Assortment
) -> tuple[Change, ...]:
    """What `event` changed, the greatest change first, then the strongest; `earlier`: the person's hits before it."""
    now = event.hit.received_at
    until_then = [signal for signal in signals if signal.at <= now]
    before, after = (
        build_profile(tally_events(events), until_then, declared, assortment, now)
        for events in (earlier, [*earlier, event])
    )
    changes = [
        Change(interest.kind, interest.slug, before.level(interest.slug), interest.level)
        for interest in after.interests
    ]
    return tuple(sorted(changes, key=lambda change: (change.before - change.after, -change.after, change.slug)))[
        :MOST_SHOWN
    ]
