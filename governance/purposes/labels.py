"""What the points of a version are called, in one place: form, problems and differences."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

LABELS: dict[str, Promise] = {
    "kinds": _("Kinds of data"),
    "applications": _("Applications"),
    "sites": _("Sites"),
    "hours": _("Hours"),
    "dpv_purposes": _("Purposes in law"),
    "legal_basis": _("Legal basis"),
    "recipients": _("Who receives it"),
    "review_sample": _("Looked at, to check the masks"),
    "retention_days": _("Kept for"),
    "resting_days": _("Rests for"),
    "consent_months": _("Consent lasts"),
    "jurisdictions": _("Law of"),
    "model_family": _("Model"),
    "why_free": _("Why refusing is free"),
    "assessment": _("Assessment"),
    "notices": _("Notice"),
}

PARTS: dict[str, Promise] = {
    "applications.name": _("Name of the application"),
    "applications.wm_class": _("Window class"),
    "applications.executables": _("Program files"),
    "applications.frame_suffix": _("End of the window title"),
    "hours.days": _("Days"),
    "hours.start": _("From"),
    "hours.end": _("Until"),
    "hours.zone": _("Time zone"),
    "assessment.sha256": _("Hash of the assessment"),
    "assessment.day": _("Day of the assessment"),
    "assessment.residual_risk": _("Risk that is left"),
    "assessment.representatives_said": _("What the representatives said"),
    "notices.name": _("Name of the purpose"),
    "notices.lede": _("The purpose in one or two sentences"),
    "notices.what_for": _("What for"),
    "notices.where": _("Where it is recorded"),
    "notices.who_sees": _("Who sees it"),
    "notices.how_long": _("How long it is kept"),
    "notices.kept_where": _("Where it is kept"),
    "notices.which_model": _("Which model"),
    "notices.never_for": _("Never for"),
    "notices.if_no": _("If you say no"),
    "notices.recorded": _("What is recorded"),
    "notices.basis_and_rights": _("Basis and rights"),
    "notices.risks": _("Risks"),
    "notices.responsible": _("Who is responsible"),
}


def of(field: str) -> str:
    """Return the label of a point, such as `hours.zone` or `notices.de.lede`."""
    parts = field.split(".")
    names = [part for part in parts if not part.isdigit()]
    if names[0] == "notices" and len(names) > 2:
        names = [names[0], names[2]]
    found = PARTS.get(".".join(names[:2])) or LABELS.get(names[0])
    return str(found) if found else field
