"""What a device reads of the log: held against the server's own code and against verify.py."""

import base64
import hashlib

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

import verify
from capture.protocol import log
from capture.protocol.log import (
    LOG_KEY,
    WITNESS_KEY,
    NoteUnreadable,
    fingerprint,
    is_consistent,
    is_included,
    read_checkpoint,
    readable,
    subject_of,
    verifier_key,
)
from capture.protocol.messages import LogTrust
from governance.audit import canonical, checkpoints
from governance.audit import fingerprint as paper
from tests.capture.protocol.small_log import APPROVERS, SmallLog, consistency_of, path_of, root_of

LOG = Ed25519PrivateKey.from_private_bytes(b"\x01" * 32)
WITNESS = Ed25519PrivateKey.from_private_bytes(b"\x02" * 32)
AT = 1_795_550_400


def leaves(size):
    return [hashlib.sha256(bytes([0]) + place.to_bytes(4)).digest() for place in range(size)]


@pytest.fixture
def small():
    made = SmallLog(LOG, witnesses={"witness.example/one": WITNESS})
    for place in range(5):
        made.add("purpose-approved", "compliance", {"place": place})
    return made


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_inclusion_holds_for_each_size_and_place_as_for_the_file_that_checks_it(data):
    size = data.draw(st.integers(1, 200))
    index = data.draw(st.integers(0, size - 1))
    all_leaves = leaves(size)
    path, root = path_of(index, all_leaves), root_of(all_leaves)
    assert is_included(all_leaves[index], index, path, size, root)
    assert verify.inclusion(index, size, all_leaves[index], path, root)
    other = data.draw(st.integers(0, size + 3).filter(lambda one: one != index))
    assert not is_included(all_leaves[index], other, path, size, root)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_consistency_holds_for_each_pair_of_sizes_as_for_the_file_that_checks_it(data):
    large = data.draw(st.integers(1, 200))
    small = data.draw(st.integers(1, large))
    all_leaves = leaves(large)
    old, new = root_of(all_leaves[:small]), root_of(all_leaves)
    path = consistency_of(small, all_leaves)
    assert is_consistent((small, old), (large, new), path)
    assert verify.consistency(small, large, path, old, new)
    forged = hashlib.sha256(old).digest()
    assert not is_consistent((small, forged), (large, new), path)
    assert not is_consistent((small, old), (large, forged), path)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_every_single_bit_of_a_proof_counts(data):
    large = data.draw(st.integers(2, 64))
    small = data.draw(st.integers(1, large - 1))
    all_leaves = leaves(large)
    root = root_of(all_leaves)
    path = path_of(small, all_leaves)
    growth = consistency_of(small, all_leaves)
    for bit in range(8 * 32 * len(path)):
        changed = flipped(path, bit)
        assert not is_included(all_leaves[small], small, changed, large, root)
    before = (small, root_of(all_leaves[:small]))
    for bit in range(8 * 32 * len(growth)):
        assert not is_consistent(before, (large, root), flipped(growth, bit))


def flipped(path, bit):
    raw = bytearray(b"".join(path))
    raw[bit // 8] ^= 1 << bit % 8
    return [bytes(raw[at : at + 32]) for at in range(0, len(raw), 32)]


def holds(note, trust):
    """Whether a note counts: signed by the log, cosigned by the witness at the same time."""
    try:
        found = read_checkpoint(note)
    except NoteUnreadable:
        return False
    keys = [verifier_key(one, LOG_KEY) for one in trust.keys]
    witness = verifier_key(trust.witnesses[0], WITNESS_KEY)
    return found.origin == trust.origin and found.signed_by(keys) and found.cosigned_at(witness)


def test_every_single_bit_of_a_note_counts(small):
    note, trust = small.note(AT).encode(), small.trust()
    assert holds(note.decode(), trust)
    for bit in range(8 * len(note)):
        raw = bytearray(note)
        raw[bit // 8] ^= 1 << bit % 8
        try:
            text = raw.decode()
        except UnicodeDecodeError:
            continue
        assert not holds(text, trust), (bit, text)


@pytest.mark.parametrize("line", [0, 1], ids=["of the log", "of the witness"])
def test_a_line_that_does_not_fit_its_key_makes_a_note_false_beside_a_true_one(small, line):
    note, trust = small.note(AT), small.trust()
    name, raw = read_checkpoint(note).signatures[line]
    other = raw[:-1] + bytes([raw[-1] ^ 1])
    for false in (other, raw[:40]):
        added = f"\u2014 {name} {base64.b64encode(false).decode()}\n"
        assert not holds(note + added, trust)
        assert not holds(note.replace("\n\n", f"\n\n{added}"), trust)


def test_a_line_of_another_key_is_passed_over(small):
    note, trust = small.note(AT), small.trust()
    for name, raw in read_checkpoint(note).signatures:
        unknown = base64.b64encode(bytes(4) + raw[4:]).decode()
        assert holds(f"{note}\u2014 {name} {unknown}\n\u2014 somebody {unknown}\n", trust)


@pytest.mark.parametrize(
    "wrong",
    ["", "\n\n", "a\n1\n", "a\n1\nAA==\n\n", "a\n01\n{root}\n\n", "a\n1\n{root}\nmore\n\n",
     "a\n-1\n{root}\n\n", "a\n\u0661\n{root}\n\n", "\n1\n{root}\n\n", "a\n1\n{root}\n\nline",
     "a\n1\n{root}\n\nx y\n"],
)  # fmt: skip
def test_what_is_no_checkpoint_is_not_read(wrong):
    root = base64.b64encode(b"r" * 32).decode()
    with pytest.raises(NoteUnreadable):
        read_checkpoint(wrong.replace("{root}", root))


def test_a_checkpoint_of_the_servers_own_code_is_read(monkeypatch):
    """Signed by what signs in the sequencer, with a key of the test in place of the stored one."""
    public = LOG.public_key().public_bytes_raw()
    monkeypatch.setattr(
        checkpoints.signers, "sign_note", lambda text: [(public, LOG.sign(text))], raising=False
    )
    made = checkpoints.sign("small.example/sayso-log", 7, b"r" * 32)
    text = checkpoints.verifier_key("small.example/sayso-log", public)
    found, key = read_checkpoint(made.note), verifier_key(text, LOG_KEY)
    assert (found.origin, found.size, found.root) == (made.origin, 7, b"r" * 32)
    assert found.signed_by([key])
    assert not found.signed_by([verifier_key(SmallLog(WITNESS).trust().keys[0], LOG_KEY)])
    assert verify.checkpoint(made.note, [verify.verifier_key(text)]) == (made.origin, 7, b"r" * 32)


def test_leaf_and_commitment_are_those_of_the_server_and_of_the_file(small):
    entry = small.entries[0]
    assert log.commitment(entry.key, entry.closed) == canonical.commitment(
        entry.key, entry.closed.encode()
    )
    leaf = log.leaf_hash(entry.open, entry.commitment)
    assert leaf == canonical.leaf_hash(entry.open.encode(), entry.commitment)
    opened = log.decode_open(entry.open)
    line = opened.model_dump(exclude={"type", "random"}, exclude_none=True)
    line |= {"random": opened.random.hex(), "commitment": entry.commitment.hex()}
    assert verify.leaf_of(line) == leaf


@pytest.mark.parametrize("kind", [LOG_KEY, WITNESS_KEY])
def test_a_key_is_read_in_its_one_writing_and_of_its_kind(small, kind):
    trust = small.trust()
    text = trust.keys[0] if kind == LOG_KEY else trust.witnesses[0]
    assert verifier_key(text, kind).text == text
    name, mark, raw = text.split("+", 2)
    for wrong in (f"{name}+{mark}", f"+{mark}+{raw}", f"{name}+00000000+{raw}", f"{text}=", ""):
        with pytest.raises(NoteUnreadable):
            verifier_key(wrong, kind)
    with pytest.raises(NoteUnreadable):
        verifier_key(text, LOG_KEY + WITNESS_KEY - kind)
    assert readable(trust)
    assert not readable(trust.model_copy(update={"keys": (trust.witnesses[0],)}))


def test_a_cosignature_is_no_signature_of_the_log_and_the_other_way_round(small):
    one = SmallLog(LOG, witnesses={small.origin: LOG})
    one.entries = small.entries
    found = read_checkpoint(one.note(AT))
    as_witness = verifier_key(one.trust().witnesses[0], WITNESS_KEY)
    assert found.cosigned_at(as_witness) == AT
    text, _, lines = one.note(AT).partition("\n\n")
    for line in lines.splitlines():
        alone = read_checkpoint(f"{text}\n\n{line}\n")
        signed = alone.signed_by([verifier_key(one.trust().keys[0], LOG_KEY)])
        assert signed is (alone.cosigned_at(as_witness) is None)


def test_the_fingerprint_has_thirty_digits_and_needs_each_part(small):
    trust = small.trust()
    shown = fingerprint(trust, APPROVERS)
    assert [len(group) for group in shown.split(" ")] == [5] * 6
    assert shown.replace(" ", "").isdigit()
    said = (
        f"sayso-fingerprint/2\norigin:{trust.origin}\nkey:{trust.keys[0]}\n"
        f"witness:{trust.witnesses[0]}\napprover:compliance\napprover:representative\n"
    )
    number = int(hashlib.sha256(said.encode()).hexdigest(), 16) % 10**30
    assert shown.replace(" ", "") == f"{number:030d}"
    others = (
        {"origin": "other"},
        {"keys": (*trust.keys, trust.keys[0])},
        {"witnesses": ()},
    )
    for other in others:
        assert fingerprint(trust.model_copy(update=other), APPROVERS) != shown
    turned = LogTrust(origin="o", keys=("b", "a"), witnesses=("d", "c"))
    assert fingerprint(turned, ("hr", "compliance")) == fingerprint(
        LogTrust(origin="o", keys=("a", "b"), witnesses=("c", "d")), ("compliance", "hr")
    )


ROLE_SETS = st.sets(st.sampled_from(("compliance", "hr", "representative", "steward")), min_size=1)


@settings(max_examples=150, deadline=None)
@given(ROLE_SETS, ROLE_SETS)
def test_other_roles_that_have_to_approve_make_other_digits(some, others):
    trust = LogTrust(origin="o", keys=("a",), witnesses=("w",))
    same = fingerprint(trust, sorted(some)) == fingerprint(trust, sorted(others))
    assert same == (some == others)


WORDS = st.text("ab:+/\u00e9", min_size=1, max_size=8) | st.sampled_from(
    ("key:a", "witness:a", "approver:compliance", "origin:a", "sayso-fingerprint/2")
)
TRUSTS = st.builds(
    LogTrust,
    origin=WORDS,
    keys=st.lists(WORDS, min_size=1, max_size=3).map(tuple),
    witnesses=st.lists(WORDS, max_size=3).map(tuple),
)


@st.composite
def told_twice(draw):
    """The same words, told twice: each time others are origin, keys, witnesses and roles."""
    words = draw(st.lists(WORDS, min_size=3, max_size=6))

    def told():
        origin, key, role, *rest = draw(st.permutations(words))
        one, two = sorted(draw(st.tuples(*[st.integers(0, len(rest))] * 2)))
        keys, witnesses, roles = (key, *rest[:one]), tuple(rest[one:two]), (role, *rest[two:])
        return LogTrust(origin=origin, keys=keys, witnesses=witnesses), roles

    return told(), told()


def meant(trust, roles):
    return trust.origin, sorted(trust.keys), sorted(trust.witnesses), sorted(roles)


@settings(max_examples=200, deadline=None)
@given(told_twice())
def test_no_line_can_be_taken_for_one_of_another_kind(twice):
    (one, some), (other, others) = twice
    same = fingerprint(one, some) == fingerprint(other, others)
    assert same == (meant(one, some) == meant(other, others))


@settings(max_examples=150, deadline=None)
@given(TRUSTS, ROLE_SETS)
def test_the_fingerprint_is_that_of_the_server(trust, roles):
    of_server = paper.of(trust.origin, trust.keys, trust.witnesses, sorted(roles))
    assert fingerprint(trust, sorted(roles)) == of_server


def test_the_server_has_no_fingerprint_that_says_less_or_could_be_read_otherwise():
    for origin, roles in (("o", ()), ("o\nkey:b", ("hr",)), ("o", ("hr\napprover:steward",))):
        with pytest.raises(ValueError, match="no fingerprint"):
            paper.of(origin, ("a",), (), roles)


@pytest.mark.parametrize(
    "wrong",
    [{"origin": "o\nkey:a"}, {"keys": ("a\nkey:b",)}, {"keys": ("a b",)},
     {"witnesses": ("w\n",)}, {"witnesses": ("",)}, {"origin": ""}],
)  # fmt: skip
def test_nothing_that_is_told_of_a_log_reaches_over_its_line(wrong):
    with pytest.raises(ValidationError):
        LogTrust(**{"origin": "o", "keys": ("a",), "witnesses": (), **wrong})


@pytest.mark.parametrize(
    "wrong", [None, "", "1", "1:a:b", f"01:{'a' * 64}:{'b' * 64}", f"0:{'a' * 64}:{'b' * 64}",
              f"1:{'a' * 64}:{'b' * 63}", f"1:{'A' * 64}:{'b' * 64}"]
)  # fmt: skip
def test_what_names_no_text_of_a_purpose_is_no_subject(wrong):
    with pytest.raises(ValueError):  # noqa: PT011 - any kind of it
        subject_of(wrong)
    assert subject_of(f"3:{'a' * 64}:{'b' * 64}").number == 3


def test_the_open_part_is_read_strictly(small):
    good = small.entries[0].open
    assert log.decode_open(good).act == "purpose-approved"
    for wrong in (
        good.replace('"act"', '"more":"x","act"'),
        good.replace('"outcome":"done",', ""),
        good.replace("sayso-audit/1", "sayso-audit/3"),
        good.replace('"act"', '"act":"a","act"'),
    ):
        with pytest.raises(log.PartUnreadable):
            log.decode_open(wrong)
