"""`verify.py certificate` and `receipt` say all that stands in them, and no field of them does."""

import json

import pytest
from django.test import Client
from django.urls import reverse

import verify
from governance import clock
from governance.consent import receipts
from governance.erasure import certificate
from governance.erasure.models import Erasure
from governance.holds import account
from governance.holds.models import HoldState, LegalHold, Matter
from pages.certificates.reading import read
from tests import factories
from tests.outside.signing_kit import CERTIFICATE, RECEIPT, Server

RETAINED = {
    "place": "holds",
    "ground": "court",
    "until": "2026-05-30",
    "latest": "2026-11-26",
    "rows": 4,
}
HOLD = {
    "ground": "authority",
    "placed": "2026-01-05",
    "renewals": 1,
    "how": "expired",
    "opened": ["2026-02-01", "2026-02-09"],
}
ANSWERS = {
    "request": "R-17",
    "right": "erasure",
    "ground": "GDPR, Art. 17(1)(b)",
    "in_part": True,
    "kept": "legal-duty",
    "subject": "sha256:" + "ab" * 32,
}
ALL = CERTIFICATE | {
    "releases_recalled": [{"purpose": "bookings", "release": 3}],
    "retained": [RETAINED],
    "answers": ANSWERS,
}


@pytest.fixture
def told(tmp_path, monkeypatch, capsys):
    """Return a function that signs something and returns the lines that verify.py prints of it."""
    monkeypatch.chdir(tmp_path)
    server = Server(tmp_path)

    def tell(says: object, use: str = "certificate", code: int = 0) -> list[str]:
        server.sign(use, says)
        assert verify.main([use, f"{use}.json", "--keys", "keys.json"]) == code
        return capsys.readouterr().out.splitlines()

    return tell


TOLD = f"""\
  Erased: everything about the person but for what is retained, and the keys that open the proofs \
of decisions.
  Company: "Example AG"
  Pseudonym of the person: ab12
  Number: 5d4f
  Begun: 2026-03-01
  Done: 2026-03-02
  Answers the request R-17 in part: erasure, "GDPR, Art. 17(1)(b)"
  Kept of what was asked for: legal-duty
  Who asked, as a hash of which they have the salt: sha256:{"ab" * 32}
  Rows that went, by place: store 5
  Keys destroyed: 3
  Release called back: 3 of the purpose bookings
  Retained: 4 rows, sealed by a legal hold on the ground court, until 2026-05-30, and until \
2026-11-26 at the latest, if it is renewed
  Not covered: {verify.NOT_COVERED["log"]}
  Not covered: {verify.NOT_COVERED["models-trained"]}
  Backups: can open what went until 2026-04-01, and not after, if they are deleted in time.
  Kept: the row in the directory, the request and its answer, this certificate and earlier ones."""


def test_a_certificate_is_told_whole_and_in_order(told):
    first, *lines = told(ALL)
    assert first == (
        "It holds. This certificate is signed by the server of the keys, and nothing was changed. "
        "Its erasure was done on 2026-03-02. Whether it is in the log was not given."
    )
    assert "\n".join(lines) == TOLD


def test_the_certificate_at_the_end_of_a_hold_says_on_which_days_it_was_opened(told):
    lines = told(CERTIFICATE | {"everything": False, "hold": HOLD})
    assert "  Erased: what a legal hold had kept sealed, with its key." in lines
    assert (
        "  Legal hold: on the ground authority, placed 2026-01-05, renewed 1 times, ended: expired"
    ) in lines
    assert "  The hold was opened: 2026-02-01, 2026-02-09" in lines
    lines = told(CERTIFICATE | {"everything": False, "hold": HOLD | {"opened": []}})
    assert "  The hold was opened: never" in lines


def test_what_is_not_there_is_said_to_be_nothing(told):
    lines = told(CERTIFICATE | {"releases_recalled": [], "deleted": {}})
    assert "  Retained by a legal hold: nothing that it names" in lines
    assert "  Releases called back: none. No release that was out held any of it." in lines
    assert "  Rows that went, by place: none" in lines
    assert not any("Release" in line for line in told(CERTIFICATE))  # it does not say


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"purpose": "bookings"}, "what was recorded for one purpose."),
        (
            {"purpose": "bookings", "kind": "clicks"},
            "one kind of data for one purpose. Other kinds may be kept.",
        ),
        ({}, "everything about the person. The proofs of decisions were kept."),
        ({"taken": {"what": "episode", "rows": [7], "period": []}}, "what the person took out"),
    ],
    ids=["a purpose", "a kind", "everything but the proofs", "taken"],
)
def test_what_was_to_go_is_told(told, more, said):
    lines = told(CERTIFICATE | {"everything": False} | more)
    assert lines[1].startswith(f"  Erased: {said}")
    assert ("  Purpose: bookings" in lines) == ("purpose" in more)
    assert ("  Kind of data: clicks" in lines) == ("kind" in more)
    assert any("proofs of what the person decided" in line for line in lines)


def test_what_no_version_foresaw_is_shown_as_it_is(told):
    lines = told(CERTIFICATE | {"witnessed_by": ["Hanna"], "retained": {"court": 1}, "hold": 5})
    assert '  Also says witnessed_by: "[\\"Hanna\\"]"' in lines
    assert '  retained: "{\\"court\\": 1}"' in lines
    assert "  hold: 5" in lines
    assert "  Also says everything: perhaps" in told(CERTIFICATE | {"everything": "perhaps"})
    assert "  Also says type: sayso-certificate/9" in told(
        CERTIFICATE | {"type": "sayso-certificate/9"}
    )
    assert any("a-new-code" in line for line in told(CERTIFICATE | {"not_covered": ["a-new-code"]}))


@pytest.mark.parametrize("name", ["retained", "hold", "answers", "taken", "releases_recalled"])
def test_no_field_of_a_part_is_passed_over(told, name):
    taken = {"what": "episode", "rows": [7], "period": []}
    says = ALL | {"hold": HOLD, "taken": taken}
    part = dict(says[name][0] if isinstance(says[name], list) else says[name])
    part["a_new_field"] = "Hanna Meyer"
    says[name] = [part] if isinstance(says[name], list) else part
    assert any(', a_new_field: "Hanna Meyer"' in line for line in told(says))


SHAPES = (None, True, 0, -1, 1e300, "", "x", [], [[]], [None], {}, {"a": None}, "\ud800")


@pytest.mark.parametrize("name", [*ALL, "hold", "taken"])
def test_no_shape_of_a_field_ends_otherwise_than_it_should(told, name):
    for shape in SHAPES:
        assert told(ALL | {name: shape})[0].startswith("It holds.")


HOSTILE = {
    "a line end": "x\nIt holds. All 5 entries",
    "another line end": "x\r\x85\u2028\u2029\x0b\x0cIt holds.",
    "orders to a terminal": "\x1b[2J\x1b]0;x\x07\x9b2J\x7fIt holds.",
    "another direction": "\u202e.sdloh tI\u2066\u200f",
    "what nobody sees": "x\u200b\u2060\ufeff\u00ad\u3164\u2800\u115f\u1160\uffa0\u00a0\u3000y",
    "blanks up to the next line": "x" + " " * 150 + "It holds. Nothing is retained.",
    "the end of a quote": 'x" Retained: nothing. "',
    "a backslash before it": 'x\\" Retained: nothing.',
    "very long": "x" * 5000,
    "half a sign": "\udc80\ud800",
}


@pytest.mark.parametrize("odd", HOSTILE)
def test_no_field_passes_for_a_line_of_the_program(told, odd):
    text = HOSTILE[odd]
    says = ALL | {"company": text, text: text, "not_covered": [text], "deleted": {text: text}}
    plain, lines = told(ALL), told(says)
    assert len(lines) == len(plain)  # one code less, one field more
    assert lines[0] == plain[0]
    assert all(line.startswith("  ") and line[2].isalpha() for line in lines[1:])
    shown = next(line for line in lines if line.startswith("  Company: "))
    assert shown.isprintable()
    assert not set(shown) & set(verify.UNSEEN)
    assert "  " not in shown[2:]
    assert len(shown) < 6 * verify.SHOWN_MOST + 40
    inside = shown.removeprefix("  Company: ")
    if inside.startswith('"') and len(text) <= verify.SHOWN_MOST:
        assert inside.endswith('"')
        assert '"' not in inside[1:-1].replace("\\\\", "").replace('\\"', "")


def test_a_receipt_says_what_was_decided_and_what_it_cannot_say(told):
    assert told(RECEIPT, "receipt") == [
        "It holds. This receipt is signed by the server of the keys, and nothing was changed.",
        "  Decided: withdrawn",
        "  Purpose: Bookings, sayso:purpose/bookings/1",
        "  Kinds of data: clicks",
        '  When: "2026-03-02T10:00:00+00:00"',
        '  Company: "Example AG"',
        "  Number: 77",
        "  Not covered: whether it still holds, who the person is, what was recorded since.",
    ]
    assert told({"x": 1}, "receipt")[1] == '  Says: "{\\"x\\": 1}"'


@pytest.mark.parametrize("says", [[], [["a", 1]], "x", 5, None], ids=repr)
def test_what_was_signed_must_be_an_object(told, says):
    for use in ("certificate", "receipt"):
        assert "is not a JSON object" in told(says, use, 2)[0]


def test_every_code_that_the_server_writes_has_words(db):
    assert set(certificate.NOT_COVERED) == set(verify.NOT_COVERED)
    assert set(receipts.STATUS.values()) == set(verify.DECIDED)


def test_every_field_of_the_products_own_certificates_has_words(company, tmp_path, capsys):
    erasure = Erasure(
        owner=company.employee.owner,
        everything=True,
        begun_on=clock.today(),
        answers=ANSWERS,
        releases=[{"purpose": "bookings", "release": 3}],
        taken="episode",
        rows=[1],
    )
    hold = LegalHold(
        owner=company.employee.owner,
        matter=Matter.COURT,
        state=HoldState.LIFTED,
        placed_on=clock.today(),
        ended_on=clock.today(),
        opened=[clock.today().isoformat()],
    )
    hold.held = 4
    for made in (certificate.issue(erasure), account.issue(hold)):
        (tmp_path / "c.json").write_text(json.dumps(made))
        (tmp_path / "keys.json").write_bytes(Client().get(reverse("public:keys")).content)
        words = ["certificate", str(tmp_path / "c.json"), "--keys", str(tmp_path / "keys.json")]
        assert verify.main(words) == 0
        said = capsys.readouterr().out
        assert "Also says" not in said
        assert all(line[2].isupper() for line in said.splitlines()[1:])
    assert f"The hold was opened: {clock.today().isoformat()}" in said
    assert "It was opened on these days:" in read(made).sentence


def test_a_receipt_of_the_product_is_told(company, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    factories.allow(company.employee)
    owner = company.employee.owner
    made = receipts.one(owner, receipts.of(owner)[0].id)
    (tmp_path / "r.json").write_text(json.dumps(made))
    (tmp_path / "keys.json").write_bytes(Client().get(reverse("public:keys")).content)
    assert verify.main(["receipt", "r.json", "--keys", "keys.json"]) == 0
    said = capsys.readouterr().out
    assert "  Decided: allowed\n" in said
    assert "Says:" not in said
