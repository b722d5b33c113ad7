"""Where the package's own files are."""

from pathlib import Path

PIXEL = Path(__file__).parent.parent
