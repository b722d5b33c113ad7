"""The errors that the store raises for what is not the caller's fault."""


class StoreUnavailable(Exception):
    """The database cannot be read or written now; the message says why. Nothing was half-written."""


class StoreGone(StoreUnavailable):
    """Whoever waited longer would be told the same: the file is not there, the server refuses. Not: it is locked."""
