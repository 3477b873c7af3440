"""Names the person in a certificate so that only they, and the company's key store, can show it."""

import hashlib

from governance.keys import owners
from governance.rights.models import RightsRequest

USE = "certificate-subject"


def salt_of(request: RightsRequest) -> str:
    """Return the salt, which the person alone is given. It is kept nowhere but can be made again.

    It comes from the secret of the key store, so that no copy of the main database has it.
    """
    return owners.keyed(USE, str(request.pk))


def subject_of(request: RightsRequest) -> str:
    """Return SHA-256 over the salt, a zero byte and the e-mail address, all in UTF-8."""
    named = f"{salt_of(request)}\0{request.email.lower()}"
    return hashlib.sha256(named.encode()).hexdigest()
