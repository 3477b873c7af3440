"""A copy of everything that is kept of a person: a ZIP of JSON files with a readable index."""

import io
import json
import zipfile
from html import escape

from django.db import transaction
from django.utils.translation import gettext as _

from governance import clock
from governance.audit.acts import Act, Role
from governance.audit.record import About, Actor, record
from governance.holdings import walk

FIRST_DAY = (1980, 1, 1, 0, 0, 0)


def zipped(owner: str) -> bytes:
    """Return the ZIP. It is built in memory, since it must not lie on a disk in the open."""
    with transaction.atomic():
        record(Act.DATA_DOWNLOADED, Actor(Role.EMPLOYEE, owner), About(owner))
    files = {
        name: json.dumps(value, ensure_ascii=False, indent=2, sort_keys=True, default=str)
        for name, value in walk.export(owner)
    }
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("index.html", FIRST_DAY), _index(files))
        for name, text in sorted(files.items()):
            archive.writestr(zipfile.ZipInfo(name, FIRST_DAY), text)
    return target.getvalue()


def _index(files: dict[str, str]) -> str:
    title = escape(_("A copy of your data in Sayso"))
    day = escape(clock.today().isoformat())
    sections = "".join(
        f"<details><summary><a href='{escape(name)}'>{escape(name)}</a></summary>"
        f"<pre>{escape(text)}</pre></details>"
        for name, text in sorted(files.items())
    )
    lede = escape(_("Everything that is kept of you, as it is stored, on this day:"))
    return (
        "<!doctype html><html lang='en'><head><meta charset='utf-8'>"
        f"<title>{title}</title></head><body><h1>{title}</h1><p>{lede} {day}</p>"
        f"{sections}</body></html>"
    )
