"""Who is learned from, and who is kept to try the models on. `training` and `trial` ask, and so agree."""

import hashlib

TRIED_SHARE = 0.3


def is_tried(person: str) -> bool:
    """Whether a person is kept from the training: about TRIED_SHARE of all, by a hash of the id alone, so that it is
    the same people for each trait, at each run and on every machine."""
    digest = hashlib.sha256(person.encode("utf-8", "surrogatepass")).digest()
    return int.from_bytes(digest[:4], "big") < TRIED_SHARE * 2**32
