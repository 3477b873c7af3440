"""The choice of a language: for a person it lasts, for a visitor as long as the cookie."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST
from django.views.i18n import set_language

from governance.directory import people
from governance.directory.models import User
from pages import languages
from pages.access import public_page


@public_page
@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """Note the language, and lead back to the page that it was chosen on."""
    code = request.POST.get("language", "")
    if isinstance(request.user, User) and code in languages.offered():
        people.set_language(request.user, code)
    return set_language(request)
