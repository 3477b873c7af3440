"""The repository speaks of Sayso alone, and its documents lead somewhere."""

import re

import pytest

from tests.architecture.tree import ROOT, files, short

PLACES = re.compile(r"(?<![\w.:/-])/(?:work|farm)/\w")
UNFINISHED = re.compile(r"\b(?:TO" r"DO|FIX" r"ME|XX" r"X)\b")
LINK = re.compile(r"!?\[[^\]]*\]\(([^)#\s]+)")
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])


def texts():
    for path in files():
        if path.suffix in {".png", ".xz", ".ico", ".mo", ".woff2"}:
            continue
        try:
            yield path, path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue


def test_no_file_names_a_place_of_the_computer_it_was_written_on():
    assert [short(path) for path, text in texts() if PLACES.search(text)] == []


def test_nothing_is_left_as_a_note_to_finish_it():
    left = [
        short(p) for p, text in texts() if p.suffix in {".py", ".html"} and UNFINISHED.search(text)
    ]
    assert left == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=short)
def test_what_a_document_links_to_is_there(document):
    links = [link for link in LINK.findall(document.read_text()) if "://" not in link]
    assert [link for link in links if not (document.parent / link).exists()] == []


def test_a_decision_tells_context_choice_and_what_was_refused():
    for path in sorted((ROOT / "docs" / "decisions").glob("*.md")):
        text = path.read_text()
        for part in ("**Context.**", "**Choice.**", "**Refused.**"):
            assert part in text, f"{short(path)} lacks {part}"
