"""`python -m pixel` is the `pixel` command."""

from pixel.cli import main

main()
