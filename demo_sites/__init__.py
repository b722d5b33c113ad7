"""The travel agencies of the demonstration: five shops that know one script address, and nothing of who is behind it.

`create_agency` builds one. Its rooms: `catalogue` (its data), `browse` and `basket` (its pages), `search`, `wishlist`,
`booking`, `consent` (what they decide, pure), `snippet` (the pixel as a shop pastes it), `feed` (the catalogue as an
advertiser uploads it), `shop` (what all pages share).
"""

from demo_sites.app import create_agency
from demo_sites.host_services import Addresses, Bar, HostServices
from demo_sites.vocabulary import AGENCIES

__all__ = ["AGENCIES", "Addresses", "Bar", "HostServices", "create_agency"]
