"""SQL for the invented town behind a network: putting it in, its people and posts, and what is guessed of them."""
