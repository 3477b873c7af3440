"""The addresses of allauth that there are; each one has its decision in `pages.access`."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from allauth.usersessions import views as sessions
from django.urls import path, re_path
from django.views.generic.base import RedirectView

to_sign_in = RedirectView.as_view(pattern_name="account_login")
to_reset = RedirectView.as_view(pattern_name="account_reset_password")

urlpatterns = [
    path("login/", account.login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    # allauth names these two in its own answers; nobody signs up or sets a first password here.
    path("signup/", to_sign_in, name="account_signup"),
    path("password/set/", to_reset, name="account_set_password"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("password/change/", account.password_change, name="account_change_password"),
    path("password/reset/", account.password_reset, name="account_reset_password"),
    path("password/reset/done/", account.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/key/done/",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("second/", mfa.index, name="mfa_index"),
    path("second/authenticate/", mfa.authenticate, name="mfa_authenticate"),
    path("second/reauthenticate/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("second/app/", totp.activate_totp, name="mfa_activate_totp"),
    path("second/app/remove/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("second/codes/", recovery.view_recovery_codes, name="mfa_view_recovery_codes"),
    path(
        "second/codes/make/", recovery.generate_recovery_codes, name="mfa_generate_recovery_codes"
    ),
    path(
        "second/codes/file/", recovery.download_recovery_codes, name="mfa_download_recovery_codes"
    ),
    path("second/passkeys/", webauthn.list_webauthn, name="mfa_list_webauthn"),
    path("second/passkeys/add/", webauthn.add_webauthn, name="mfa_add_webauthn"),
    path("second/passkeys/login/", webauthn.login_webauthn, name="mfa_login_webauthn"),
    path(
        "second/passkeys/again/",
        webauthn.reauthenticate_webauthn,
        name="mfa_reauthenticate_webauthn",
    ),
    path("second/passkeys/<int:pk>/remove/", webauthn.remove_webauthn, name="mfa_remove_webauthn"),
    path("second/passkeys/<int:pk>/edit/", webauthn.edit_webauthn, name="mfa_edit_webauthn"),
    path("sessions/", sessions.list_usersessions, name="usersessions_list"),
]
