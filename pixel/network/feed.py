"""The feed as the templates take it: posts with their comments, and the ad after every few. Pure but for addresses."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from babel.numbers import format_currency
from flask import url_for

from pixel.network.content import Member, Post, load_content
from pixel.network.placements import Shown
from pixel.network.session import Me
from pixel.pages import ago, site_url
from pixel.store.network import OwnComment

POSTS_A_PAGE = 9
FIRST_AD_AFTER = 2
POSTS_BETWEEN_ADS = 3
ADS_A_PAGE = POSTS_A_PAGE // POSTS_BETWEEN_ADS


@dataclass(frozen=True)
class CommentView:
    """One comment under a post."""

    author_name: str
    portrait: str
    text: str
    ago: str
    mine: bool


@dataclass(frozen=True)
class PostView:
    """A post as one person sees it."""

    post: Post
    author: Member
    text: str
    when: datetime
    ago: str
    likes: int
    liked: bool
    comments: tuple[CommentView, ...]
    comment_error: str | None


@dataclass(frozen=True)
class AdView:
    """An ad as it stands between two posts."""

    impression_id: str
    campaign_id: str
    advertiser: str
    advertiser_name: str
    content: str
    reason: str
    title: str
    text: str
    price: str | None
    picture_url: str
    link_url: str
    why_url: str
    button: str


Item = tuple[str, PostView | AdView]


def page_of_posts(page: int) -> tuple[Sequence[Post], int | None]:
    """The posts of a page (from 1), and the next page's number if there is one."""
    posts = load_content().posts
    end = page * POSTS_A_PAGE
    return posts[end - POSTS_A_PAGE : end], page + 1 if end < len(posts) else None


def weave(posts: Sequence[PostView], ads: Sequence[AdView]) -> list[Item]:
    """Posts in order, an ad after the second and then after every third."""
    waiting = iter(ads)
    items: list[Item] = []
    for number, post in enumerate(posts, 1):
        items.append(("post", post))
        if number % POSTS_BETWEEN_ADS == FIRST_AD_AFTER and (ad := next(waiting, None)):
            items.append(("ad", ad))
    return items


def view_post(
    post: Post,
    me: Me,
    likes: set[str],
    written: Sequence[OwnComment],
    now: datetime,
    language: str,
    comment_error: str | None = None,
) -> PostView:
    """One post with everybody's comments and this person's own."""
    members = load_content().members
    comments = [
        CommentView(
            members[said.member].name,
            members[said.member].portrait,
            said.text.in_language(language),
            ago(now - said.age),
            False,
        )
        for said in post.comments
    ]
    comments += [
        CommentView(me.first_name, portrait_of(me), said.text, ago(said.at), True)
        for said in written
        if said.post_id == post.id
    ]
    return PostView(
        post=post,
        author=members[post.author],
        text=post.text.in_language(language),
        when=now - post.age,
        ago=ago(now - post.age),
        likes=post.likes + (post.id in likes),
        liked=post.id in likes,
        comments=tuple(comments),
        comment_error=comment_error,
    )


def view_ad(shown: Shown, language: str) -> AdView:
    """An ad with its texts filled in from the product feed."""
    campaign, product, impression = shown.campaign, shown.product, shown.impression
    why_url = url_for("why", impression_id=impression.id)
    price = format_price(product.price, product.currency, language) if product else None
    words = {
        part: text.replace("{name}", product.name[language] if product else "").replace("{price}", price or "")
        for part, text in campaign.creative[language].items()
    }
    return AdView(
        impression_id=impression.id,
        campaign_id=campaign.id,
        advertiser=campaign.advertiser,
        advertiser_name=campaign.advertiser_name,
        content=impression.content_id,
        reason=impression.reason,
        title=words["title"],
        text=words["text"],
        price=price,
        picture_url=picture_url(shown),
        link_url=site_url(product.advertiser, product.link) if product else url_for("house", ad_id=campaign.id),
        why_url=why_url,
        button=words["button"],
    )


def picture_url(shown: Shown) -> str:
    """The network's own copy of the picture: the agency's server does not learn who sees its ad."""
    if shown.product:
        return url_for("ad_picture", advertiser=shown.product.advertiser, content_id=shown.product.content_id)
    return url_for("static", filename=f"network/ads/{shown.campaign.picture}")


def portrait_of(me: Me) -> str:
    """The file name of a person's portrait."""
    return me.member.portrait if me.member else "guest.svg"


def format_price(amount: int, currency: str, language: str) -> str:
    """A price without cents, as the language writes it."""
    return format_currency(
        amount,
        currency,
        locale=f"{language}_CA",
        currency_digits=False,
        format="¤#,##0" if language == "en" else "#,##0\u00a0¤",
    )
