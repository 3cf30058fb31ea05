"""An id for each cell of a lesson, made of its own first words, so that edits elsewhere leave it alone."""

import re
import unicodedata
from collections.abc import Iterable

LENGTH = 48  # nbformat allows 64; a repeat's number comes on top


def ids(sources: Iterable[str]) -> list[str]:
    """Return an id for each cell, given as its source: its first line of words; with -2, -3 … for repeats."""
    taken: list[str] = []
    for source in sources:
        slug = name = _slug(source)
        number = 1
        while name in taken:
            number += 1
            name = f"{slug}-{number}"
        taken.append(name)
    return taken


def _slug(source: str) -> str:
    ascii_only = unicodedata.normalize("NFKD", source).encode("ascii", "ignore").decode()
    lines = (re.findall(r"[a-z0-9]+", line.lower()) for line in ascii_only.splitlines())
    words = next(filter(None, lines), ["cell"])
    slug = words[0][:LENGTH]
    for word in words[1:]:
        if len(slug) + 1 + len(word) > LENGTH:
            break
        slug += f"-{word}"
    return slug
