"""What the points of a version are called, in one place: form, problems and differences."""

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from governance.purposes.kinds import NAMES, Kind

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
    "retention_by_kind": _("Kept for a shorter time"),
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
    "assessment.file": _("Or the file itself"),
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

PLACES: dict[str, Promise] = {
    "eu": _("European Union"),
    "de": _("Germany"),
    "uk": _("United Kingdom"),
    "us_ca": _("California"),
    "jp": _("Japan"),
}
TERMS: dict[str, Promise] = {
    "dpv:ResearchAndDevelopment": _("Research and development"),
    "dpv:AcademicResearch": _("Academic research"),
    "dpv:CommercialResearch": _("Commercial research"),
    "dpv:NonCommercialResearch": _("Non-commercial research"),
    "dpv:InternalResourceOptimisation": _("Better use of the company's own means"),
    "dpv:OptimisationForController": _("A better service for the company"),
    "dpv:ServiceOptimisation": _("A better service"),
    "dpv:TechnicalServiceProvision": _("Providing a technical service"),
}
BASES: dict[str, Promise] = {
    "eu-gdpr:A6-1-a": _("Consent (GDPR, Art. 6(1)(a))"),
    "eu-gdpr:A9-2-a": _("Explicit consent, also for sensitive data (GDPR, Art. 9(2)(a))"),
}


def place(code: str) -> str:
    """Return the name of a jurisdiction, its code where it has none here."""
    return str(PLACES.get(code, code.upper()))


def term(name: str) -> str:
    """Return a purpose in law in words, with its term."""
    return f"{TERMS[name]} ({name})" if name in TERMS else name


def basis(name: str) -> str:
    """Return a legal basis in words."""
    return str(BASES.get(name, name))


def of(field: str) -> str:
    """Return the label of a point, such as `hours.zone` or `notices.de.lede`."""
    parts = field.split(".")
    if parts[0] == "retention_by_kind" and parts[1:] and parts[1] in set(Kind):
        return gettext("%(kind)s, days") % {"kind": NAMES[Kind(parts[1])]}
    names = [part for part in parts if not part.isdigit()]
    if names[0] == "notices" and len(names) > 2:
        names = [names[0], names[2]]
    found = PARTS.get(".".join(names[:2])) or LABELS.get(names[0])
    return str(found) if found else field
