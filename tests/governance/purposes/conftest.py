from tests.pages.conftest import as_person, browser

__all__ = ["as_person", "browser"]
