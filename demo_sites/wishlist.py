"""The wish list: destination ids in a cookie of the agency's own, the latest last. Pure; `basket` calls it."""

from demo_sites.catalogue import Agency, Destination

WISHLIST_COOKIE = "wishlist"
WISHLIST_SECONDS = 30 * 24 * 3600

# Says, to the one page after a form without scripts, which destination was just saved.
SAVED_COOKIE = "saved"
SAVED_SECONDS = 60


def read_wishes(written: str, agency: Agency) -> tuple[Destination, ...]:
    """What the cookie names and the agency has, each once."""
    found = (agency.find(part) for part in dict.fromkeys(written.split(".")))
    return tuple(destination for destination in found if destination)


def write_wishes(wishes: tuple[Destination, ...]) -> str:
    return ".".join(destination.id for destination in wishes)


def add(wishes: tuple[Destination, ...], wanted: Destination) -> tuple[Destination, ...]:
    return wishes if wanted in wishes else (*wishes, wanted)


def remove(wishes: tuple[Destination, ...], unwanted: Destination) -> tuple[Destination, ...]:
    return tuple(destination for destination in wishes if destination != unwanted)
