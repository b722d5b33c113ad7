"""What can go wrong with the server that a story is played against. Each message is a sentence for people."""


class ServerNotStartedError(Exception):
    """No server could be started; the message says why and what to do."""


class ServerGoneError(Exception):
    """The server no longer answers; the message says what happened."""


class RequestRefusedError(Exception):
    """The server's API refuses what it was asked; the message gives its reason."""


class UsageError(Exception):
    """What was asked of `pixel play` cannot be done; the message says what can."""
