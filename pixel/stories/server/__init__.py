"""The server that stories are played against: starts and stops one, knows its addresses, asks its API."""
