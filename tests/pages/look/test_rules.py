"""The rules of the look, held against the files themselves."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
SHEETS = sorted((ROOT / "static" / "css").glob("*.css"))
COLOUR = re.compile(r"#[0-9a-f]{3,8}\b|\b(?:rgb|hsl|oklch)a?\(", re.IGNORECASE)
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
# Black and white of paper: the plate of a scanned code, and the printed certificate.
PAPER = {"#fff", "#000"}


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def rules(sheet: Path) -> str:
    return COMMENT.sub("", sheet.read_text())


@pytest.mark.parametrize("template", TEMPLATES, ids=name)
def test_a_template_is_short(template):
    assert len(template.read_text().splitlines()) < 80


@pytest.mark.parametrize("template", TEMPLATES, ids=name)
def test_no_page_holds_style_or_script_of_its_own(template):
    text = template.read_text()
    assert not re.search(r"\sstyle=|<style|\son[a-z]+=|javascript:|hx-on|hx-vals=.js:", text)
    for tag in re.findall(r"<script[^>]*>", text):
        assert "src=" in tag or 'type="application/json"' in tag


@pytest.mark.parametrize("template", TEMPLATES, ids=name)
def test_nothing_is_loaded_from_elsewhere(template):
    loaded = re.findall(r"(?:src|srcset|<link[^>]* href)=[\"']([^\"']*)", template.read_text())
    assert all(address.startswith(("{% static", "{{ totp_svg_data_uri")) for address in loaded)


@pytest.mark.parametrize("template", TEMPLATES, ids=name)
def test_every_form_that_changes_something_carries_the_token(template):
    for form in re.findall(
        r"<form\b[^>]*method=\"post\".*?</form>", template.read_text(), re.DOTALL
    ):
        assert "{% csrf_token %}" in form


@pytest.mark.parametrize("template", TEMPLATES, ids=name)
def test_no_words_stand_outside_the_translations(template):
    text = re.sub(r"<head>.*?</head>", "", template.read_text(), flags=re.DOTALL)
    text = re.sub(r"{% blocktranslate.*?{% endblocktranslate %}", "", text, flags=re.DOTALL)
    text = re.sub(r"<script.*?</script>|{[%{#].*?[%}#]}|<code.*?</code>", "", text, flags=re.DOTALL)
    words = re.sub(r"<[^>]*>", " ", text).replace("Sayso", "")
    assert not re.search(r"[A-Za-z]{2,}", words)


@pytest.mark.parametrize("sheet", SHEETS, ids=name)
def test_a_sheet_names_no_colour_and_no_id(sheet):
    text = rules(sheet)
    if sheet.name != "tokens.css":
        assert set(COLOUR.findall(text)) <= PAPER
    assert not re.search(r"#[a-z][\w-]*\s*[{,:>+~.]", re.sub(r"#[0-9a-f]{3,6}\b", "", text))
    assert len(text.splitlines()) <= 350


def test_every_token_that_is_used_is_defined():
    defined = set(re.findall(r"(--[\w-]+):", rules(ROOT / "static/css/tokens.css")))
    used = {token for sheet in SHEETS for token in re.findall(r"var\((--[\w-]+)", rules(sheet))}
    assert used <= defined


def test_every_icon_that_is_used_is_drawn():
    drawn = set(re.findall(r'symbol id="(\w+)"', (ROOT / "static/img/icons.svg").read_text()))
    used = {
        icon
        for template in TEMPLATES
        for icon in re.findall(r'partials/icon.html" with name="(\w+)"', template.read_text())
    }
    assert used <= drawn


def test_allow_and_refuse_are_the_same_button():
    text = (ROOT / "templates/employee/partials/decision.html").read_text()
    buttons = re.findall(r"<button class=\"([^\"]*)\"[^>]*value=\"(allow|refuse)\"", text)
    assert buttons == [("btn", "allow"), ("btn", "refuse")]


def test_withdrawing_asks_nothing():
    acts = (
        "partials/sign.html",
        "employee/partials/now_acts.html",
        "employee/partials/decisions.html",
    )
    for template in acts:
        text = (ROOT / "templates" / template).read_text()
        assert re.search(r"employee:withdraw(_all)?'", text)
        assert "hx-confirm" not in text
