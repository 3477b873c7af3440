"""The languages of the pages. A signed-in person's own rules; a visitor's comes by cookie."""

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import get_language, get_language_info

from governance.directory.models import User

COMMONEST = "en"
UNTRANSLATED = frozenset({"hr", "compliance", "steward", "purpose_owner"})
"""Pages of staff whose words are in no catalogue: they speak English whole, not in parts."""
KEEPS_CAPITALS = frozenset({"de"})
"""Languages that write a noun with a capital letter inside a sentence too."""


@dataclass(frozen=True, slots=True)
class Language:
    """A language of the pages, by its own name."""

    code: str
    name: str
    current: bool


class PersonLanguageMiddleware:
    """Shows the pages of a signed-in person in the language that this person chose."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer in the person's language; leave a visitor's to Django."""
        if isinstance(request.user, User) and request.user.language in offered():
            translation.activate(request.user.language)
            request.LANGUAGE_CODE = request.user.language
        return self.get_response(request)


class StaffLanguageMiddleware:
    """Shows the pages that are not translated in one language; stands behind the access table."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: object) -> None:
        """Speak English where the address belongs to such a page."""
        match = request.resolver_match
        if match is not None and match.namespace in UNTRANSLATED:
            translation.activate(COMMONEST)
            request.LANGUAGE_CODE = COMMONEST


def offered() -> frozenset[str]:
    """Return the codes of the languages that the pages have."""
    return frozenset(code for code, _name in settings.LANGUAGES)


def every() -> list[Language]:
    """Return the languages of the pages, each under its own name."""
    return [Language(code, own_name(code), code == current()) for code, _name in settings.LANGUAGES]


def current() -> str:
    """Return the language of this page, as notices name it too."""
    return get_language() or COMMONEST


def own_name(code: str) -> str:
    """Return what a language calls itself; its code where Django does not know it."""
    try:
        return str(get_language_info(code)["name_local"])
    except KeyError:
        return code


def name_here(code: str) -> str:
    """Return what a language is called in the language of this page, inside a sentence."""
    try:
        name = str(get_language_info(code)["name_translated"])
    except KeyError:
        return code
    return name if current() in (COMMONEST, *KEEPS_CAPITALS) else name.lower()


def in_sentence(name: object) -> str:
    """Return a name as it stands inside a sentence."""
    return str(name) if current() in KEEPS_CAPITALS else str(name).lower()


def first_capital(text: str) -> str:
    """Begin a text with a capital letter, and leave the rest as it is."""
    return text[:1].upper() + text[1:]
