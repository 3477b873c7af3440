"""The document says what the code does."""

from tests.governance.rights.documents import DOCUMENT, TABLES, written


def test_the_tables_of_the_document_are_those_of_the_code():
    text = DOCUMENT.read_text(encoding="utf-8")
    assert text == written(text), "run: python -m tests.governance.rights.documents"
    assert all(f"<!-- {name} -->" in text for name in TABLES)
