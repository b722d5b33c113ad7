"""Which posts stand on which page of the feed, and where the ads go between them. Pure."""

from collections.abc import Sequence
from itertools import zip_longest

from pixel.networks.content import Post
from pixel.networks.network import this_network

POSTS_A_PAGE = 9
FIRST_AD_AFTER = 1
POSTS_BETWEEN_ADS = 3
ADS_A_PAGE = POSTS_A_PAGE // POSTS_BETWEEN_ADS
OWN_ON_TOP = 5  # posts of one's own and of friends, on the first page
OF_TOWN_BETWEEN = 4  # posts of the town between those of known members, from the second page on


def page_of_posts(page: int) -> tuple[Sequence[Post], int | None]:
    """The posts of known members on a page (from 1), and the next page's number if there is one with more of them."""
    posts = this_network().content.posts
    end = page * POSTS_A_PAGE
    return posts[end - POSTS_A_PAGE : end], page + 1 if end < len(posts) else None


def town_range(page: int) -> tuple[int, int]:
    """From which of the town's newest posts to which a page shows: some between those of known members, and once these
    are at their end a page of its own."""
    known_pages = -(-len(this_network().content.posts) // POSTS_A_PAGE)
    before = OF_TOWN_BETWEEN * (min(page, known_pages + 1) - 2)
    if page == 1 or page > known_pages + 1:
        return 0, 0
    return before, before + (OF_TOWN_BETWEEN if page <= known_pages else POSTS_A_PAGE)


def mix(known: Sequence[bytes], of_town: Sequence[bytes]) -> list[bytes]:
    """The markup of posts: after every two of known members one of the town."""
    items: list[bytes] = []
    for first, second, town in zip_longest(known[::2], known[1::2], of_town, fillvalue=b""):
        items += filter(None, (first, second, town))
    return items


def weave(posts: Sequence[bytes], ads: Sequence[bytes]) -> list[bytes]:
    """The markup of posts in order, an ad after the first and then after every third."""
    waiting = iter(ads)
    items: list[bytes] = []
    for number, post in enumerate(posts, 1):
        items.append(post)
        if number % POSTS_BETWEEN_ADS == FIRST_AD_AFTER and (ad := next(waiting, None)):
            items.append(ad)
    return items
