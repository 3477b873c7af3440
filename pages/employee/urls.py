"""Addresses of a person about themselves."""

from django.urls import path

from pages.employee import (
    choice_asked,
    consent_centre,
    deciding,
    devices,
    home,
    keeping,
    looks,
    masking,
    my_data,
    pause,
    receipts,
    requests,
    rights,
    take_back,
    withdrawal,
)

app_name = "employee"
urlpatterns = [
    path("home/", home.home, name="home"),
    path("sign/", home.sign_part, name="sign"),
    path("purposes/", consent_centre.all_purposes, name="purposes"),
    path("purposes/<slug:slug>/", consent_centre.purpose, name="purpose"),
    path("decide/", deciding.decide, name="decide"),
    path("keep/", keeping.keep, name="keep"),
    path("withdraw/", withdrawal.withdraw, name="withdraw"),
    path("withdraw-all/", withdrawal.withdraw_all, name="withdraw_all"),
    path("withdrawn/", withdrawal.withdrawn, name="withdrawn"),
    path("certificates/<uuid:erasure_id>/", withdrawal.certificate, name="certificate"),
    path("pause/", pause.pause, name="pause"),
    path("resume/", pause.resume, name="resume"),
    path("my-data/", my_data.my_data, name="my_data"),
    path("my-data/delete/", take_back.delete, name="delete"),
    path("my-data/strike/", take_back.strike, name="strike"),
    path("my-data/mask/", masking.mask, name="mask"),
    path("my-data/forget/", take_back.forget, name="forget"),
    path("my-data/download/", my_data.download, name="download"),
    path("my-data/looks/", looks.looks, name="looks"),
    path("devices/", devices.devices, name="devices"),
    path("devices/connect/", devices.enrol, name="enrol"),
    path("devices/remove/", devices.revoke, name="revoke"),
    path("receipts/", receipts.all_receipts, name="receipts"),
    path("receipts/<uuid:record_id>/", receipts.receipt, name="receipt"),
    path("rights/", rights.rights, name="rights"),
    path("rights/choice-asked/", choice_asked.choice_asked, name="choice_asked"),
    path("rights/requests/", requests.request_erasure, name="request_erasure"),
    path("rights/requests/<uuid:request_id>/", requests.one, name="request"),
    path(
        "rights/requests/<uuid:request_id>/certificate.json",
        requests.certificate,
        name="request_certificate",
    ),
    path(
        "rights/requests/<uuid:request_id>/certificate.pdf",
        requests.certificate_pdf,
        name="certificate_pdf",
    ),
    path("account/you/", rights.account, name="account"),
]
