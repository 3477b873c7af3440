"""Files of a release, handed out by the one function that asks the door."""

import uuid

from django.http import Http404, HttpRequest, StreamingHttpResponse
from django.views.decorators.http import require_GET

from governance.audit.acts import Role
from governance.directory.models import User
from pages.access import staff_page
from training.models import Release
from training.releases import download as door


@staff_page(Role.STEWARD)
@require_GET
def download(request: HttpRequest, release_id: uuid.UUID, name: str) -> StreamingHttpResponse:
    """Hand out one file, or all of them as a ZIP."""
    assert isinstance(request.user, User)  # noqa: S101 (the table of access has asked)
    try:
        served = door.hand_out(release_id, name, request.user)
    except Release.DoesNotExist as error:
        raise Http404 from error
    response = StreamingHttpResponse(served.parts, content_type="application/octet-stream")
    response["Content-Disposition"] = f'attachment; filename="{served.name}"'
    if served.size is not None:
        response["Content-Length"] = str(served.size)
    return response
