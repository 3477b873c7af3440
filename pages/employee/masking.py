"""“This should have been masked”: the person types the words as they stand, and they go at once.

The words travel in the body of a request alone, never in an address.
"""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from governance.directory.closing import refuse_while_closed
from pages.access import EmployeeRequest, employee_page
from pages.pieces import shown
from redaction import marked
from redaction.marked import Sort

SORTS: dict[Sort, Promise] = {
    Sort.PERSON: gettext_lazy("A person"),
    Sort.LOCATION: gettext_lazy("A place"),
    Sort.NUMBER: gettext_lazy("A number"),
    Sort.SECRET: gettext_lazy("A secret, such as a password"),
    Sort.TEXT: gettext_lazy("Something else"),
}


@dataclass(frozen=True, slots=True)
class Choice:
    """A kind to choose."""

    value: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class MaskForm:
    """The form, with what was typed and what is wrong with it."""

    choices: tuple[Choice, ...]
    words: str = ""
    error: str = ""
    longest: int = marked.LONGEST


def form(words: str = "", kind: str = "", error: str = "") -> MaskForm:
    """Return the form."""
    choices = tuple(Choice(sort, str(label), sort == kind) for sort, label in SORTS.items())
    return MaskForm(choices, words, error)


@employee_page
@require_http_methods(["GET", "HEAD", "POST"])
def mask(request: EmployeeRequest) -> HttpResponse:
    """Ask for the words, show how many episodes hold them, and mask them."""
    refuse_while_closed(request.employee)
    if request.method != "POST":
        return _page(request, form())
    owner, words = request.employee.owner, request.POST.get("words", "").strip()
    kind = request.POST.get("kind", "")
    if kind not in set(Sort):
        return _page(request, form(words, kind, _("Say what it is. Choose one of the list.")), 422)
    if len(words) > marked.LONGEST or not (found := marked.count(owner, words)):
        return _page(request, form(words, kind, _not_found()), 422)
    if request.POST.get("confirmed") != "1":
        return _confirmation(request, words, kind, found)
    gone = marked.mask(owner, words, Sort(kind))
    sentence = ngettext(
        "Masked in %(n)d episode. Nobody can open the words there any more.",
        "Masked in %(n)d episodes. Nobody can open the words there any more.",
        gone,
    )
    messages.success(request, sentence % {"n": gone})
    return redirect("employee:my_data")


def _not_found() -> str:
    return _(
        "These words stand in none of your episodes. Type them exactly as they are shown, "
        "between two black bars if there are some."
    )


def _page(request: EmployeeRequest, filled: MaskForm, status: int = 200) -> HttpResponse:
    return render(request, "employee/mask.html", {"mask_form": filled}, status=status)


def _confirmation(request: EmployeeRequest, words: str, kind: str, found: int) -> HttpResponse:
    title = ngettext(
        "Mask “%(words)s” in %(n)d episode?", "Mask “%(words)s” in %(n)d episodes?", found
    )
    context = {
        "title": title % {"words": shown(words), "n": found},
        "goes": [
            _("These words, wherever they stand in your data, for every purpose."),
            _("The keys that open older copies of them."),
        ],
        "stays": [
            _("The rest of your episodes, with a black bar in the place of the words."),
            _("What you type from now on: the same words may stand there again."),
        ],
        "other_way": _(
            "Compliance learns what kind of thing was not masked, once ten people have said so. "
            "It never sees the words or who it was."
        ),
        "action_url": reverse("employee:mask"),
        "fields": {"words": words, "kind": kind, "confirmed": "1"},
        "button": _("Mask them"),
        "back_url": reverse("employee:my_data"),
        "back_label": _("Leave them"),
    }
    return render(request, "employee/confirm.html", context)
