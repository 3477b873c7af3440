"""The certificate: the person's file and paper, and the page that checks it for anybody."""

import hashlib
import io
import json
import secrets
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pypdf
import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from governance import clock
from governance.audit import proved, sequencer, witnesses
from governance.audit.canonical import canonical
from governance.consent import receipts
from governance.erasure import certificate
from governance.erasure.models import Erasure
from governance.keys import signers
from governance.rights import links, queries
from governance.rights.salt import salt_of
from governance.signing import Use, decode, encode
from pages.certificates import fonts, paper
from tests import factories
from tests.governance.audit.scripted_witness import ScriptedWitness
from tests.requests import carried_out, confirmed

CHECK = reverse("public:check")


@pytest.fixture
def visitor(company):
    return Client()


@pytest.fixture
def signed(company) -> dict[str, str]:
    erasure = Erasure(owner=company.employee.owner, everything=True, begun_on=date(2026, 11, 1))
    erasure.counts = {"episodes": 1204, "directory": 0, "consent": 3}
    return certificate.issue(erasure)


def check(browser, text: str, status: int = 200) -> str:
    answer = browser.post(CHECK, {"text": text})
    assert answer.status_code == status
    assert answer["Cache-Control"] == "no-store"
    return answer.content.decode()


@pytest.mark.django_db(transaction=True, databases=["default", "keys"])
def test_the_file_has_the_hash_that_hr_was_told_and_the_check_reads_it(lasting_company):
    request = carried_out(confirmed(lasting_company.employee))
    token, visitor = links.make_for(request), Client()
    address = reverse("public:asked_certificate", args=[token])
    file, alone = visitor.get(address), visitor.get(f"{address}?alone")
    assert hashlib.sha256(alone.content).hexdigest() == queries.certificate_sha256(request)
    whole = json.loads(file.content)
    assert whole.pop("proof")["entry"]["subject"] == certificate.digest(whole)
    assert whole == json.loads(alone.content)
    assert lasting_company.employee.name.encode() not in file.content
    page = check(visitor, file.content.decode())
    assert "The signature holds." in page
    assert "The entry in the proof names this certificate" in page
    assert "The checkpoint is signed by this log." in page
    assert "Models that were trained before are not changed by this." in page
    found = visitor.get(reverse("public:asked_certificate_pdf", args=[token]))
    assert found["Content-Type"] == "application/pdf"
    assert found["Cache-Control"] == "no-store"
    assert request.reference in text_of(found.content)


@pytest.mark.django_db(transaction=True, databases=["default", "keys"])
def test_the_check_says_of_each_witness_whether_it_signed(lasting_company, settings):
    request = carried_out(confirmed(lasting_company.employee))
    with ScriptedWitness("one.example") as one, ScriptedWitness("two.example") as two:
        settings.WITNESSES = one.setting
        sequencer.run()
        witnesses.cosign()
        file = json.loads(queries.certificate_file(request))
        proof = proved.of_certificate(certificate.digest(file), clock.today())
        settings.WITNESSES = f"{one.setting},{two.setting}"
        page = check(Client(), json.dumps({**file, "proof": proof}))
        assert "The signature holds. This Sayso signed it" in page
        assert "The witness one.example signed it too, on " in page
        assert "The witness two.example had not signed this checkpoint yet." in page
        other = one.line(proof["checkpoint"], by=two.private).rstrip("\n")
        true = proof["checkpoint"].splitlines()[-1]
        proof["checkpoint"] = proof["checkpoint"].replace(true, other)
        page = check(Client(), json.dumps({**file, "proof": proof}))
        assert "The signature holds. The proof of its place in the log does not." in page
        assert "The line of the witness one.example does not fit its key." in page


@pytest.mark.django_db(transaction=True, databases=["default", "keys"])
def test_the_person_sees_it_in_words_and_can_show_that_it_is_theirs(lasting_company):
    request = carried_out(confirmed(lasting_company.employee))
    visitor = Client()
    page = visitor.get(reverse("public:asked", args=[links.make_for(request)])).content.decode()
    assert "Certificate of erasure" in page
    assert salt_of(request) in page
    file = queries.certificate_file(request).decode()
    for email, value, said in (
        (request.email, salt_of(request), "It is the certificate of the address"),
        ("other@x.example", salt_of(request), "It is not the certificate of the address"),
        (request.email, "another", "It is not the certificate of the address"),
    ):
        answer = visitor.post(CHECK, {"text": file, "email": email, "value": value})
        assert said in answer.content.decode()
    assert f"It answers the request {request.reference}" in check(visitor, file)


def test_a_certificate_is_explained_with_what_it_does_not_cover(visitor, signed):
    page = check(visitor, json.dumps(signed))
    for said in ("The signature holds.", "1,204", "Not covered", "Kept", "deletes them in time"):
        assert said in page


ONE = [{"purpose": "bookings", "release": 3}]
CALLED_BACK = "Releases called back"


@pytest.mark.parametrize(
    ("releases", "said"),
    [
        ([], "No release that was out held any of it, so none is called back."),
        (ONE, "1 release held some of it and is called back in a weekly round"),
        ([*ONE, {"purpose": "invoices", "release": 12}], "2 releases held some of it and are"),
    ],
    ids=["none", "one", "two"],
)
def test_page_and_paper_name_the_releases_and_what_a_recall_cannot_do(
    releases, said, visitor, company
):
    erasure = Erasure(owner=company.employee.owner, everything=True, begun_on=date(2026, 11, 1))
    erasure.releases = releases
    signed = certificate.issue(erasure)
    assert json.loads(decode(signed["payload"]))["releases_recalled"] == releases
    page, sheet = check(visitor, json.dumps(signed)), text_of(paper.pdf(signed, paper.Whose("I")))
    for text in (" ".join(one.split()) for one in (page, sheet)):
        assert CALLED_BACK in text
        assert said in text
        assert ("A model that was trained on" in text) is bool(releases)
        for one in releases:
            assert f"Release {one['release']} for the purpose {one['purpose']}" in text


def test_a_certificate_of_before_says_nothing_of_releases_and_stays_readable(visitor, signed):
    assert "releases_recalled" not in json.loads(decode(signed["payload"]))
    page, sheet = check(visitor, json.dumps(signed)), text_of(paper.pdf(signed, paper.Whose("I")))
    assert "The signature holds." in page
    assert CALLED_BACK not in page + sheet


@pytest.mark.parametrize(
    ("kind", "said"),
    [("clicks", "one kind of data of the person"), ("", "for the purpose bookings was erased")],
)
def test_a_narrow_certificate_says_no_more_than_it_covers(kind, said, visitor, company):
    erasure = Erasure(owner=company.employee.owner, begun_on=date(2026, 11, 1))
    erasure.purpose, erasure.kind, erasure.counts = "bookings", kind, {"episodes": 3}
    page = check(visitor, json.dumps(certificate.issue(erasure)))
    assert said in page
    assert "everything that this Sayso" not in page


def test_a_file_is_checked_as_a_text_is(visitor, signed):
    file = SimpleUploadedFile("c.json", b"\xef\xbb\xbf" + json.dumps(signed).encode())
    assert "The signature holds." in visitor.post(CHECK, {"file": file}).content.decode()


def test_a_receipt_is_explained_without_saying_whether_it_holds(visitor, company):
    factories.allow(company.employee)
    view = receipts.of(company.employee.owner)[0]
    page = check(visitor, json.dumps(receipts.one(company.employee.owner, view.id)))
    assert "The signature holds." in page
    assert "Somebody allowed:" in page
    assert "App switches" in page
    assert "app_switches" not in page
    assert "Whether it still holds. No page tells that to anyone but the person." in page


def test_whatever_is_changed_the_signature_does_not_fit_and_nothing_is_shown(visitor, signed):
    says = json.loads(decode(signed["payload"]))
    says["keys_destroyed"] = 98765
    changed = [
        {**signed, "payload": encode(canonical(says))},
        {**signed, "signature": encode(secrets.token_bytes(64))},
        {**signed, "signature": "AA"},
        {**signed, "type": receipts.TYPE},
        {**signed, "key": "AAAAAAAAAAAAAAAAAAAAAA"},
        {**signed, "key": "\ud800"},
    ]
    for one in changed:
        page = check(visitor, json.dumps(one))
        assert "The signature holds." not in page
        assert "98765" not in page
        assert "nothing that stands in it can be relied on" in page


def test_a_certificate_signed_with_a_key_of_another_use_is_refused(visitor, signed):
    forged = signers.sign(Use.RECEIPT, certificate.TYPE, decode(signed["payload"])).as_json()
    assert "does not know the key" in check(visitor, json.dumps(forged))


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "{", "null", "[]", "3", '"x"', "{}", "[" * 60_000, "1" * 60_000,
        '{"type": 1, "key": 2, "payload": 3, "signature": 4}',
        '{"type": "sayso-lease/1", "key": "", "payload": "", "signature": ""}',
        '{"type": "sayso-certificate/1", "key": "", "payload": ""}',
        "\x00", "%PDF-1.4", "x" * 70_000, '{"a": NaN}', "\ud7ff",
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_said_and_is_no_fault_of_the_server(text, visitor):
    page = check(visitor, text, 422)
    assert 'role="alert"' in page


@pytest.mark.parametrize("field", ["payload", "signature"])
@pytest.mark.parametrize("value", ["=", "ä", "A", "####", "A" * 9])
def test_parts_that_are_no_base64_are_said(field, value, visitor, signed):
    answer = visitor.post(CHECK, {"text": json.dumps({**signed, field: value})})
    assert answer.status_code in {200, 422}
    assert "The signature holds." not in answer.content.decode()


@pytest.mark.parametrize("raw", [b"\xff\xfe\x00", b"", b"x" * 70_000])
def test_files_that_cannot_be_read_are_said(raw, visitor):
    answer = visitor.post(CHECK, {"file": SimpleUploadedFile("c.json", raw)})
    assert answer.status_code == 422


def test_one_place_checks_only_so_often(visitor):
    codes = [visitor.post(CHECK, {"text": "{"}).status_code for _n in range(61)]
    assert codes == [422] * 60 + [429]


def test_what_was_checked_is_kept_nowhere(visitor, signed):
    with CaptureQueriesContext(connection) as found:
        check(visitor, json.dumps(signed))
    assert all(query["sql"].lstrip().upper().startswith("SELECT") for query in found)
    kept = [key for key in cache._cache.get_client().keys("*") if b"tries" not in key]
    assert kept == []
    assert not visitor.session.keys()


def text_of(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)


def test_a_name_on_the_paper_is_text_and_never_markup(signed):
    name = "<b>王小明</b> & <font color=red>田中</font> Łukasz"
    text = text_of(paper.pdf(signed, paper.Whose(name, "R-ABCDEF"))).replace("\n", " ")
    assert "<b>王小明</b>" in text
    assert "田中" in text
    assert "<font color=red>" in text
    assert "Łukasz" in text


@pytest.mark.parametrize("language", ["en", "de", "es", "ja", "zh-hans"])
def test_the_paper_is_made_in_each_language_with_fonts_of_its_own(language, signed):
    with translation.override(language):
        pdf = paper.pdf(signed, paper.Whose("王小明 / 田中", "R-ABCDEF"))
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    assert "王小明" in text_of(pdf)
    for page in reader.pages:
        for font in page["/Resources"]["/Font"].values():
            about = font.get_object()
            if "/FontDescriptor" in about:
                assert "/FontFile2" in about["/FontDescriptor"]
            else:
                assert about["/BaseFont"] == "/Helvetica"  # reportlab names it and sets nothing
    assert signed["signature"][:20] in text_of(pdf).replace("\n", "")


@pytest.mark.parametrize(
    "name",
    [
        "김철수",
        "a\u202eb",
        "\x00",
        "\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16"),
        "x" * 200,
        "",
        "名" * 200,
    ],
)
def test_no_name_breaks_the_paper(name, signed):
    assert paper.pdf(signed, paper.Whose(name)).startswith(b"%PDF")


def test_what_no_font_has_is_written_as_its_number(signed):
    assert "[U+AE40]" in text_of(paper.pdf(signed, paper.Whose("김")))


def test_japanese_is_set_in_japanese_shapes_and_chinese_in_chinese():
    with fonts.faces("直", "ja") as japanese, fonts.faces("直", "zh-hans") as chinese:
        faces = [japanese._face_of["直"], chinese._face_of["直"]]
    shapes = [fonts.cut(source, "直") for source in (fonts.JAPANESE, fonts.CHINESE)]
    assert faces[0] != faces[1]
    assert shapes[0] != shapes[1]


def test_one_paper_after_another_has_its_own_signs(signed):
    for name in ("王小明", "田中 太郎", "陈爱国", "王小明"):
        assert name in text_of(paper.pdf(signed, paper.Whose(name)))


def test_papers_that_are_made_at_once_do_not_mix_their_names(signed):
    names = ["王小明", "田中 太郎", "Łukasz", "勅使河原 宗一郎", "陈爱国", "Ines"] * 4

    def made(name: str) -> bytes:
        return paper.pdf(signed, paper.Whose(name, "R-ABCDEF"))

    with ThreadPoolExecutor(8) as threads:
        papers = [text_of(pdf) for pdf in threads.map(made, names)]
    assert [name for name, text in zip(names, papers, strict=True) if name not in text] == []


def test_no_font_of_a_paper_stays_in_the_process(signed):
    from reportlab.pdfbase import pdfmetrics

    before = set(pdfmetrics.getRegisteredFontNames())
    paper.pdf(signed, paper.Whose("王小明"))
    after = set(pdfmetrics.getRegisteredFontNames())
    assert {name for name in after - before if name.startswith("Sayso-")} == set()
