"""The one error that the store raises for what is not the caller's fault."""


class StoreUnavailable(Exception):
    """The database cannot be read or written now; the message says why. Nothing was half-written."""
