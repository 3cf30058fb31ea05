"""The glossary: each term of the course, under the lesson that explains it first (course/glossary.yaml), as a page of
its own among the notebooks."""

from dataclasses import dataclass
from pathlib import Path

import nbformat

from course import catalogue, settings
from utils.files import write_if_changed

PAGE = "99_glossary"  # comes last in JupyterLab's list of files
TOP = """\
# Glossary

The field's words, each with the lesson that explains it first.
"""
HEAD = "| term | in plain words | lesson |\n| --- | --- | --- |"


@dataclass(frozen=True)
class Entry:
    """A term, what it means in plain words, and the name of the lesson that introduces it."""

    term: str
    meaning: str
    lesson: str


def source() -> Path:
    """Return where the terms are written: {number of a lesson: {term: meaning}} in YAML."""
    return settings.ROOT / "course" / "glossary.yaml"


def entries() -> list[Entry]:
    """Return the glossary's entries, in the order of its source.

    Raises ValueError with one sentence for a lesson that isn't there, a term that comes twice, or a line that is none.
    """
    import yaml

    names = {path.stem[:2]: path.stem for path in catalogue.lessons()}
    found: dict[str, Entry] = {}
    path = source()
    for number, terms in yaml.safe_load(path.read_text(encoding="utf-8")).items():
        if number not in names:
            raise ValueError(f"{path.name} has terms of lesson {number}, which isn't there.")
        for term, meaning in terms.items():
            if not isinstance(term, str) or not isinstance(meaning, str):
                raise ValueError(f"{path.name}, lesson {number}: {term!r} needs its meaning as a text.")
            if term in found:
                raise ValueError(f"{path.name} has {term!r} twice: {found[term].lesson[:2]} and {number}.")
            found[term] = Entry(term, " ".join(meaning.split()), names[number])
    return list(found.values())


def write() -> str:
    """Write the glossary's page; return a word for what was done. Raises as `entries`."""
    return "written" if write_if_changed(_target(), _page()) else "unchanged"


def check() -> str:
    """Return "in step" if the page says what the source says. Raises ValueError otherwise, or as `entries`."""
    if not _target().is_file() or _target().read_text(encoding="utf-8") != _page():
        raise ValueError(f"notebooks/{PAGE}.ipynb is not what course/{source().name} makes")
    return "in step"


def _target() -> Path:
    return settings.ROOT / "notebooks" / f"{PAGE}.ipynb"


def _page() -> str:
    rows = [_row(entry) for entry in sorted(entries(), key=lambda entry: entry.term.casefold())]
    cell = nbformat.v4.new_markdown_cell("\n".join([TOP, HEAD, *rows]), id="glossary")
    return nbformat.writes(nbformat.v4.new_notebook(cells=[cell], nbformat_minor=5)) + "\n"


def _row(entry: Entry) -> str:
    meaning = entry.meaning.replace("|", r"\|")
    return f"| **{entry.term}** | {meaning} | [{entry.lesson[:2]}]({entry.lesson}.ipynb) |"
