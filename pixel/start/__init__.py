"""The front door, on `localhost`: what this is, and what will happen in this very browser."""
