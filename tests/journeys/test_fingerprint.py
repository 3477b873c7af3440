"""The sheet for the wall comes out of a printer as one light page with nothing but the sheet."""

import re

import pytest
from playwright.sync_api import expect

from governance.audit import sequencer
from tests import factories
from tests.governance.audit.scripted_witness import ScriptedWitness
from tests.journeys.sound import NARROW, SCHEMES, TELEPHONE, WIDE, fits, quiet

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("law", ["de", "us_ca"])
def test_the_sheet_fills_one_page_and_stands_alone(watched, lasting_company, settings, law):
    names = [f"witness-{n}.at.some.long.address.example" for n in range(4)]
    several = [ScriptedWitness(name) for name in names]
    for one in several:
        one.server.server_close()
    settings.WITNESSES = ", ".join(f"{one.setting} outside" for one in several)
    sequencer.run()
    factories.person(jurisdiction="us_ca")
    opened = watched(lasting_company.employee)
    page = opened.page
    page.goto(f"/fingerprint/?law={law}")
    expect(page.locator("main aside")).to_be_visible()
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        assert len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4"))) == 1
    page.emulate_media(media="print")
    for hidden in (".top", ".foot", ".sign", "main aside"):
        expect(page.locator(hidden).first).to_be_hidden()
    expect(page.locator(".digits span")).to_have_count(6)
    size = page.locator(".digits").evaluate("e => parseFloat(getComputedStyle(e).fontSize)")
    assert size > 50
    quiet(opened)


def test_a_group_of_digits_is_never_torn(watched, lasting_company):
    sequencer.run()
    page = watched().page
    page.goto("/fingerprint/")
    for width in (WIDE, TELEPHONE, NARROW):
        fits(page, width)
        groups = [page.locator(".digits span").nth(n) for n in range(6)]
        tall = {round(group.bounding_box()["height"]) for group in groups}
        assert len(tall) == 1, width
