"""Build: choose what goes in, look at the preview, begin."""

from dataclasses import dataclass
from datetime import date

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from governance import clock
from governance.audit.acts import Role
from governance.directory.models import User
from governance.purposes import queries as purposes
from governance.purposes.kinds import EXPLAINED, NAMES, Kind
from governance.purposes.models import PurposeVersion
from pages import dates
from pages.access import staff_page
from pages.steward import words
from training.releases import acts, preview, recipe
from training.releases.recipe import Choices, Recipe


@dataclass(frozen=True, slots=True)
class Option:
    """A purpose, or a use of one, that can be chosen."""

    value: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class KindBox:
    """A kind of data; `offered` is false where the purpose has no such kind."""

    value: str
    label: str
    explained: str
    offered: bool
    checked: bool


@dataclass(frozen=True, slots=True)
class PreviewView:
    """What a build would come to, in words."""

    episodes: str
    left_out: list[words.Fact]
    anything: bool
    opened: bool


class RecipeForm(forms.Form):
    """What is chosen for a release."""

    use = forms.CharField(max_length=200)
    kinds = forms.MultipleChoiceField(choices=[(str(kind), kind) for kind in Kind])
    ends_on = forms.CharField(max_length=20)

    def __init__(self, allowed: Choices, data: object = None) -> None:
        self.allowed = allowed
        super().__init__(data)  # type: ignore[arg-type]
        self.fields["kinds"].error_messages["required"] = _("Choose at least one kind of data.")
        self.fields["ends_on"].error_messages["required"] = self._wrong("")

    def clean_use(self) -> str:
        """Refuse a use that the purpose does not name."""
        use = str(self.cleaned_data["use"])
        if use not in self.allowed.uses:
            raise forms.ValidationError(_("This purpose does not name that use. Choose another."))
        return use

    def clean_kinds(self) -> list[str]:
        """Refuse a kind that the purpose does not have."""
        kinds: list[str] = self.cleaned_data["kinds"]
        if not {Kind(kind) for kind in kinds} <= set(self.allowed.facts.kinds):
            raise forms.ValidationError(_("This purpose does not have that kind. Take it out."))
        return kinds

    def clean_ends_on(self) -> date:
        """Refuse what is no day, or too late."""
        text = str(self.cleaned_data["ends_on"])
        try:
            day = date.fromisoformat(text)
        except ValueError as error:
            raise forms.ValidationError(self._wrong(text)) from error
        if not clock.today() < day <= self.allowed.longest:
            longest = dates.day(self.allowed.longest)
            raise forms.ValidationError(
                _("Choose a day after today, %(day)s at the latest.") % {"day": longest}
            )
        return day

    def recipe(self) -> Recipe:
        """Return what was chosen."""
        chosen = self.cleaned_data
        kinds = frozenset(Kind(kind) for kind in chosen["kinds"])
        return recipe.of(self.allowed.version.purpose_id, chosen["use"], kinds, chosen["ends_on"])

    def _wrong(self, text: str) -> str:
        usual = self.allowed.usual.isoformat()
        if text:
            return _("%(text)s is not a day. Write %(day)s.") % {"text": text, "day": usual}
        return _("Say on which day every copy is gone, such as %(day)s.") % {"day": usual}


@staff_page(Role.STEWARD)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Show what can be chosen; with a choice, what it would come to. Nothing is kept."""
    allowed = _allowed(request)
    if allowed is None:
        return render(request, "steward/none_in_force.html")
    if request.method != "POST":
        return _page(request, allowed, None, None)
    form = RecipeForm(allowed, request.POST)
    found = preview.of(form.recipe(), _user(request)) if form.is_valid() else None
    return _page(request, allowed, form, found)


@staff_page(Role.STEWARD)
@require_POST
def build(request: HttpRequest) -> HttpResponse:
    """Begin to build."""
    allowed = _allowed(request)
    if allowed is None:
        return redirect("steward:new")
    form = RecipeForm(allowed, request.POST)
    if not form.is_valid():
        return _page(request, allowed, form, None)
    release = acts.begin(form.recipe(), _user(request))
    return redirect("steward:release", release.pk)


def _page(
    request: HttpRequest,
    allowed: Choices,
    form: RecipeForm | None,
    found: preview.Preview | None,
) -> HttpResponse:
    sent = request.POST if form is not None else None
    offered = [str(kind) for kind in allowed.facts.kinds]
    kinds = set(sent.getlist("kinds") if sent is not None else offered)
    use = sent.get("use", "") if sent is not None else ""
    context = {
        "purposes": [
            Option(one.purpose_id, _versioned(one), one.purpose_id == allowed.version.purpose_id)
            for one in purposes.in_force()
        ],
        "purpose": allowed.version.purpose_id,
        "uses": [Option(one, words.use_of(one, term=False), one == use) for one in allowed.uses],
        "kinds": [_box(kind, allowed, kinds) for kind in Kind],
        "ends_on": sent.get("ends_on", "") if sent else allowed.usual.isoformat(),
        "longest": dates.day(allowed.longest),
        "errors": form.errors if form is not None else {},
        "preview": _previewed(found) if found is not None else None,
    }
    status = 422 if form is not None and form.errors else 200
    return render(request, "steward/new.html", context, status=status)


def _previewed(found: preview.Preview) -> PreviewView:
    left_out = words.left_out({str(why): n for why, n in found.left_out.items()})
    return PreviewView(
        words.about(found.episodes), left_out if found.opened else [], found.anything, found.opened
    )


def _box(kind: Kind, allowed: Choices, checked: set[str]) -> KindBox:
    offered = kind in allowed.facts.kinds
    explained = str(EXPLAINED[kind]) if offered else _("Not part of this purpose.")
    return KindBox(str(kind), str(NAMES[kind]), explained, offered, str(kind) in checked)


def _allowed(request: HttpRequest) -> Choices | None:
    """Return what the chosen purpose allows; the first one where none was chosen."""
    found = purposes.in_force()
    wanted = request.POST.get("purpose") or request.GET.get("purpose", "")
    chosen = next((one for one in found if one.purpose_id == wanted), found[0] if found else None)
    return recipe.choices(chosen) if chosen is not None else None


def _versioned(version: PurposeVersion) -> str:
    return _("%(name)s, version %(n)d") % {"name": words.title_of(version), "n": version.number}


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # noqa: S101 (the table of access has asked)
    return request.user
