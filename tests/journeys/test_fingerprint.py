"""The sheet for the wall comes out of a printer as one light page with nothing but the sheet."""

import re

import pytest

from governance.audit import sequencer
from tests.governance.audit.scripted_witness import ScriptedWitness

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_sheet_fills_one_page_and_stands_alone(scheme, watched, lasting_company, settings):
    names = [f"witness-{n}.at.some.long.address.example" for n in range(4)]
    several = [ScriptedWitness(name) for name in names]
    for one in several:
        one.server.server_close()
    settings.WITNESSES = ", ".join(f"{one.setting} outside" for one in several)
    sequencer.run()
    opened = watched(lasting_company.employee, scheme)
    opened.page.goto("/fingerprint/", wait_until="networkidle")
    assert opened.page.locator("main aside").is_visible()
    printed = opened.page.pdf(format="A4")
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 1
    opened.page.emulate_media(media="print")
    for hidden in (".top", ".foot", ".sign", "main aside"):
        assert not opened.page.locator(hidden).first.is_visible()
    assert opened.page.locator(".digits span").count() == 6
    size = "parseFloat(getComputedStyle(document.querySelector('.digits')).fontSize)"
    assert opened.page.evaluate(size) > 50
    assert opened.complaints == []


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_a_group_of_digits_is_never_torn(width, watched, lasting_company):
    sequencer.run()
    opened = watched(None, width=width)
    opened.page.goto("/fingerprint/", wait_until="networkidle")
    groups = opened.page.locator(".digits span").all()
    tall = {round(group.bounding_box()["height"]) for group in groups}
    assert len(tall) == 1
    assert opened.page.evaluate("document.documentElement.scrollWidth") <= width
