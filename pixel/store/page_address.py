"""Which page an address is of: without its fragment, the reader's language and click ids, which change no page."""

import re

# What advertisers and mail services add to a link so that a click on it is known again.
CLICK_IDS = (
    "dclid",
    "fbclid",
    "gbraid",
    "gclid",
    "gclsrc",
    "igshid",
    "li_fat_id",
    "mc_eid",
    "msclkid",
    "rdt_cid",
    "sccid",
    "ttclid",
    "twclid",
    "wbraid",
    "yclid",
)
NO_PART_OF_A_PAGE = frozenset({*CLICK_IDS, "lang"})


def page_of(address: str) -> str:
    """The page that an address is of; empty where that is the address itself, as it mostly is."""
    if "#" not in address and "?" not in address:
        return ""
    bare, _, query = address.partition("#")[0].partition("?")
    kept = [part for part in query.split("&") if part and part.partition("=")[0].lower() not in NO_PART_OF_A_PAGE]
    page = f"{bare}?{'&'.join(kept)}" if kept else bare
    return "" if page == address else page


def sql_page_of(column: str) -> str:
    """The same in PostgreSQL's SQL, for rows that were there before. Without a question mark: that is a parameter."""
    names = "|".join(sorted(map(re.escape, NO_PART_OF_A_PAGE)))
    page = f"regexp_replace({column}, '#.*$', '')"
    page = f"regexp_replace({page}, '([\\u003f&])(({names})(=[^&]*){{0,1}}(&|$))+', '\\1', 'gi')"
    return f"regexp_replace({page}, '[\\u003f&]+$', '')"
