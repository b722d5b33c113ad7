"""It is kept: records, the Store, its SQL by room, and the two databases that it runs on.

`store.Store` runs every statement off the event loop; the modules beside it hold the SQL, one for
each room that asks, each function taking the open connection first and returning typed records.
`sqlite/` and `postgres/` hold what differs: how to open, to migrate, and to wait for one another.
"""

from pixel.store.connection import Connection
from pixel.store.database import Store
from pixel.store.unavailable import StoreUnavailable

__all__ = ["Connection", "Store", "StoreUnavailable"]
