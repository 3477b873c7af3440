"""Who may open what: one table of all addresses. An address that is not in it opens for nobody."""

from collections.abc import Callable
from enum import StrEnum

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django_htmx.middleware import HtmxDetails

from governance.audit.acts import Role
from governance.directory.models import Employee, User
from pages.compliance import opens as compliance
from pages.hr import opens as hr
from pages.purpose_owner import opens as purpose_owner
from pages.representative import opens as representative
from pages.steward import opens as steward

View = Callable[..., HttpResponseBase]


class Who(StrEnum):
    """For whom an address opens."""

    EVERYBODY = "everybody"
    SIGNED_IN = "signed-in"
    EMPLOYEE = "employee"
    DEMONSTRATION = "demonstration"
    DEVICE = "device"
    HR = Role.HR
    COMPLIANCE = Role.COMPLIANCE
    REPRESENTATIVE = Role.REPRESENTATIVE
    STEWARD = Role.STEWARD
    PURPOSE_OWNER = Role.PURPOSE_OWNER


class EmployeeRequest(HttpRequest):
    """A request of a signed-in person; `employee` is that person's row and never another's."""

    user: User
    employee: Employee
    htmx: HtmxDetails


class StaffRequest(HttpRequest):
    """A request of somebody in a staff role, who is signed in."""

    user: User


DEVICES = "agent/v1/"
"""Routes under this prefix open for a device: each call is signed, no session counts there."""

ACCESS: dict[str, Who] = {
    **dict.fromkeys(
        (
            "public:front",
            "public:never_recorded",
            "public:ask",
            "public:ask_sent",
            "public:ask_link",
            "public:asked",
            "public:asked_certificate",
            "public:asked_certificate_pdf",
            "public:check",
            "public:fingerprint",
            "public:keys",
            "public:log_checkpoint",
            "public:log_consistency",
            "public:verifier",
            "public:language",
            "account_login",
            "account_logout",
            "account_inactive",
            "account_signup",
            "account_reset_password",
            "account_reset_password_done",
            "account_reset_password_from_key",
            "account_reset_password_from_key_done",
            "mfa_authenticate",
            "mfa_login_webauthn",
        ),
        Who.EVERYBODY,
    ),
    **dict.fromkeys(
        (
            "account_reauthenticate",
            "account_change_password",
            "account_set_password",
            "mfa_index",
            "mfa_reauthenticate",
            "mfa_activate_totp",
            "mfa_deactivate_totp",
            "mfa_view_recovery_codes",
            "mfa_generate_recovery_codes",
            "mfa_download_recovery_codes",
            "mfa_list_webauthn",
            "mfa_add_webauthn",
            "mfa_reauthenticate_webauthn",
            "mfa_remove_webauthn",
            "mfa_edit_webauthn",
            "usersessions_list",
        ),
        Who.SIGNED_IN,
    ),
    **dict.fromkeys(
        (
            "employee:home",
            "employee:sign",
            "employee:purposes",
            "employee:purpose",
            "employee:decide",
            "employee:withdraw",
            "employee:withdraw_all",
            "employee:withdrawn",
            "employee:certificate",
            "employee:pause",
            "employee:resume",
            "employee:my_data",
            "employee:delete",
            "employee:strike",
            "employee:mask",
            "employee:keep",
            "employee:forget",
            "employee:download",
            "employee:looks",
            "employee:holds",
            "employee:hold_object",
            "employee:hold_lift",
            "employee:hold_certificate",
            "employee:devices",
            "employee:enrol",
            "employee:revoke",
            "employee:receipts",
            "employee:check_yourself",
            "employee:own_entries",
            "employee:receipt",
            "employee:rights",
            "employee:choice_asked",
            "employee:request_erasure",
            "employee:request",
            "employee:request_certificate",
            "employee:certificate_pdf",
            "employee:account",
        ),
        Who.EMPLOYEE,
    ),
    **dict.fromkeys(hr.NAMES, Who.HR),
    **dict.fromkeys(compliance.NAMES, Who.COMPLIANCE),
    **dict.fromkeys(representative.NAMES, Who.REPRESENTATIVE),
    **dict.fromkeys(steward.NAMES, Who.STEWARD),
    **dict.fromkeys(purpose_owner.NAMES, Who.PURPOSE_OWNER),
    "demo:door": Who.DEMONSTRATION,
    "demo:inbox": Who.DEMONSTRATION,
    "demo:letter": Who.DEMONSTRATION,
    "demo:people": Who.DEMONSTRATION,
    "demo:progress": Who.DEMONSTRATION,
    "demo:sign_in": Who.DEMONSTRATION,
}


def who_opens(name: str, route: str) -> Who | None:
    """Return for whom an address opens, by its name and route; None where nobody has decided."""
    return Who.DEVICE if route.startswith(DEVICES) else ACCESS.get(name)


def employee_page(view: View) -> View:
    """Mark a view as a page of a person about themselves."""
    return _marked(view, Who.EMPLOYEE)


def public_page(view: View) -> View:
    """Mark a view as one that opens for everybody."""
    return _marked(view, Who.EVERYBODY)


def staff_page(role: Role) -> Callable[[View], View]:
    """Mark a view as a page of one staff role."""
    return lambda view: _marked(view, Who(role))


def _marked(view: View, who: Who) -> View:
    view.opens_for = who  # type: ignore[attr-defined]
    return view


class AccessMiddleware:
    """Asks the table before each view, and keeps what a person sees out of every cache."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer; nothing that a signed-in person gets may be stored."""
        response = self.get_response(request)
        if request.user.is_authenticated:
            response["Cache-Control"] = "no-store"
        return response

    def process_view(
        self, request: HttpRequest, view: View, _args: object, _kwargs: object
    ) -> HttpResponse | None:
        """Let the view be called (None), or answer in its place.

        Raises:
            PermissionDenied: the address is another role's, or nobody decided on it, or the
                table and the mark of the view say different things.
            Http404: it belongs to the demonstration, and this is none.
        """
        match = request.resolver_match
        who = who_opens(match.view_name, match.route) if match else None
        if who is None or getattr(view, "opens_for", who) != who:
            raise PermissionDenied
        if who == Who.DEMONSTRATION and not settings.DEMO:
            raise Http404
        if who in (Who.EVERYBODY, Who.DEVICE, Who.DEMONSTRATION):
            return None
        if not isinstance(request.user, User):
            return redirect_to_login(request.get_full_path() if request.method == "GET" else "/")
        return _opened(request, request.user, who)


def _opened(request: HttpRequest, user: User, who: Who) -> HttpResponse | None:
    if who == Who.SIGNED_IN:
        return None
    if who == Who.EMPLOYEE:
        employee = Employee.objects.select_related("user", "unit").filter(user=user).first()
        if employee is None:
            raise PermissionDenied
        request.employee = employee  # type: ignore[attr-defined]
        return None
    if Role(who) not in user.roles:
        raise PermissionDenied
    if settings.DEMO or has_second_factor(user):
        return None
    messages.warning(request, _("Your role needs a second factor. Set one up, then go on."))
    return redirect("mfa_index")


def has_second_factor(user: User) -> bool:
    """Tell whether a user signs in with more than a password."""
    kinds = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
    return bool(is_mfa_enabled(user, kinds))
