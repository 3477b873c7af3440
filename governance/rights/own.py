"""Whose request it is: nobody acts on their own."""

from governance.directory.models import User
from governance.rights.errors import OwnRequest
from governance.rights.models import RightsRequest


def is_own(request: RightsRequest, user: User) -> bool:
    """Tell whether a request is a user's own: by the matched row, or by the e-mail address."""
    employee = getattr(user, "employee", None)
    if employee is not None and request.employee_id == employee.pk:
        return True
    addresses = {user.email.lower(), *({employee.email.lower()} if employee else set())}
    return request.email.lower() in addresses


def refuse_own(request: RightsRequest, user: User) -> None:
    """Refuse a user who would act on their own request.

    Raises:
        OwnRequest: it is theirs.
    """
    if is_own(request, user):
        raise OwnRequest
