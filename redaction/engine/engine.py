"""Text in, redacted text out: all stages in their order."""

import gc
import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from redaction.engine import french, lists, own, policy
from redaction.engine.carry import carry_over
from redaction.engine.detect import Detector, Document, Tongue
from redaction.engine.directory import Directory
from redaction.engine.errors import RedactionFailed
from redaction.engine.fold import Folded, fold, keys_of
from redaction.engine.gate import Gate
from redaction.engine.languages import Languages, Verdict
from redaction.engine.memory import Memory
from redaction.engine.merge import Finding
from redaction.engine.model import Model
from redaction.engine.recognizers import every
from redaction.engine.replace import Numbers, Replacer
from redaction.engine.texts import EpisodeTexts, RedactedText, RedactedTexts, Span, Text, Withheld
from redaction.engine.topics import Topics

# Presidio's and spaCy's own lines could quote a text at a lower level.
for _name in ("presidio-analyzer", "presidio-anonymizer", "spacy", "tldextract"):
    logging.getLogger(_name).setLevel(logging.ERROR)


@dataclass(frozen=True, slots=True)
class _Seen:
    """What is told of a text before detection; captions repeat within a batch."""

    folded: Folded
    withheld: Withheld | None
    keep: bool
    touched: bool
    tongue: str = "en"


@dataclass(slots=True)
class _Joined:
    """A document of an episode and the texts that it was joined from."""

    document: Document
    texts: list[Text] = field(default_factory=list)
    withheld: Withheld | None = None
    keep: bool = False


class Engine:
    """The redaction engine; one per process, for it holds the model (about 200 MB).

    Attributes:
        policy_id: 64 hexadecimal digits over policy, lists, model and code; stored with episodes.
    """

    def __init__(self, rules: policy.Policy, policy_id: str) -> None:
        """Use `load`."""
        self.policy_id = policy_id
        self._rules = rules
        words = lists.load_words(frozenset(word.casefold() for word in rules.vocabulary))
        tongues = {"en": _tongue(rules.model, words)}
        if policy.Tongue.FRENCH in rules.languages and rules.french:
            tongues["fr"] = _french(rules.french, words)
        recognizers = [*every(), *(own.load(rules.recognizers) if rules.recognizers else ())]
        self._detector = Detector(recognizers, tongues, rules.limits)
        self._memory = Memory(rules.limits.remembered, policy_id)
        other = tongues["fr"].lists if "fr" in tongues else None
        self._languages, self._topics = Languages(words, other), Topics()
        self._replacer = Replacer()

    @classmethod
    def load(cls, path: Path | None = None) -> "Engine":
        """Load policy, lists and model after comparing them with what is pinned.

        Raises:
            EngineUnready: anything is missing or not the pinned one; redact nothing then.
        """
        rules = policy.load(path)
        engine = cls(rules, policy.policy_id(rules, path))
        # Lists and model live as long as the process: no collector need walk them, and processes
        # that are forked from this one go on sharing their pages.
        gc.collect()
        gc.freeze()
        return engine

    def redact_batch(
        self, episodes: Sequence[EpisodeTexts], directory: Directory
    ) -> list[RedactedTexts]:
        """Redact episodes together; the model reads many texts at once.

        Raises:
            RedactionFailed: the batch must be tried again or quarantined. No text in it.
        """
        try:
            return self._redact(episodes, directory)
        except Exception as fault:  # noqa: BLE001 - whatever it is, its message may quote a text
            raise RedactionFailed(type(fault).__name__) from None

    def forget(self) -> None:
        """Empty the memory of findings, as a new process begins."""
        self._memory.clear()

    def _redact(
        self, episodes: Sequence[EpisodeTexts], directory: Directory
    ) -> list[RedactedTexts]:
        directory = self._with_forbidden(directory)
        seen: dict[tuple[str, str], _Seen] = {}
        joined = [self._judged(episode, directory, seen) for episode in episodes]
        self._detect([one for episode in joined for one in episode], directory)
        changed = []
        for episode in joined:
            documents = [one.document for one in episode if not one.withheld]
            changed += carry_over(documents)
            typed = [one for one in documents if not one.caption]
            changed += self._detector.across(typed, directory)
        self._detector.detect(_distinct(changed), directory)
        return [self._write(episode) for episode in joined]

    def _with_forbidden(self, directory: Directory) -> Directory:
        return directory.and_also(self._rules.forbidden) if self._rules.forbidden else directory

    def _judged(
        self, episode: EpisodeTexts, directory: Directory, seen: dict[tuple[str, str], _Seen]
    ) -> list[_Joined]:
        """Join pieces; decide what is withheld for its length, its language or its subject."""
        joined = []
        touched = False
        for run in _runs(episode.texts):
            value = run[0].value if len(run) == 1 else "".join(text.value for text in run)
            key = (value, episode.language)
            if key not in seen:
                seen[key] = self._look(value, episode.language, directory)
            first = seen[key]
            document = Document(value, run[0].caption, first.folded, tongue=first.tongue)
            joined.append(_Joined(document, run, first.withheld, first.keep))
            touched = touched or (first.touched and _tells(joined[-1]))
        if touched:
            for one in filter(_tells, joined):
                one.withheld = one.withheld or Withheld.TOPIC
        return joined

    def _look(self, value: str, language: str, directory: Directory) -> _Seen:
        if len(value) > self._rules.limits.characters:
            return _Seen(Folded(""), Withheld.TOO_LONG, keep=False, touched=False)
        folded = fold(value)
        words = keys_of(folded.text)
        verdict = self._languages.judge(folded.text, words, language, directory)
        withheld = Withheld.LANGUAGE if verdict is Verdict.WITHHOLD else None
        keep = verdict is Verdict.KEEP
        tongue = "fr" if verdict is Verdict.READ_FRENCH else "en"
        touched = self._topics.touched(words)
        return _Seen(folded, withheld, keep=keep, touched=touched, tongue=tongue)

    def _detect(self, joined: list[_Joined], directory: Directory) -> None:
        """Detect in each distinct text once."""
        waiting: dict[bytes, list[Document]] = {}
        for one in joined:
            if one.withheld or one.keep:
                continue
            document = one.document
            how = f"{document.caption} {document.tongue}"
            key = self._memory.key(document.text, directory.version, how)
            known = self._memory.get(key)
            if known is None:
                waiting.setdefault(key, []).append(document)
            else:
                document.findings = list(known)
        self._detector.detect([same[0] for same in waiting.values()], directory)
        for key, same in waiting.items():
            for other in same[1:]:
                other.findings, other.settled = list(same[0].findings), same[0].settled
            if same[0].settled:
                self._memory.put(key, tuple(same[0].findings))

    def _write(self, episode: list[_Joined]) -> RedactedTexts:
        numbers = Numbers(one.document.text for one in episode)
        written: list[RedactedText] = []
        for one in episode:
            withheld = one.withheld or (None if one.document.settled else Withheld.RESIDUE)
            if withheld:
                written += [_whole(text, withheld) for text in one.texts]
                continue
            text, findings = one.document.text, one.document.findings
            if not findings:
                written += [RedactedText(piece.slot, piece.value, (), None) for piece in one.texts]
                continue
            names = [numbers.name(found.kind, text[found.start : found.end]) for found in findings]
            written += self._pieces(one.texts, findings, names)
        return RedactedTexts(tuple(written))

    def _pieces(
        self, texts: list[Text], findings: list[Finding], names: list[str]
    ) -> list[RedactedText]:
        """Cut a document into the texts that it was joined from."""
        written, offset = [], 0
        for text in texts:
            end = offset + len(text.value)
            here = [
                (
                    Finding(
                        max(f.start, offset) - offset,
                        min(f.end, end) - offset,
                        f.kind,
                        1.0,
                        f.stage,
                    ),
                    name,
                )
                for f, name in zip(findings, names, strict=True)
                if f.start < end and f.end > offset
            ]
            mine = [found for found, _ in here]
            value = self._replacer.replace(text.value, mine, [name for _, name in here])
            spans = tuple(
                Span(found.start, found.end, str(found.kind), found.stage) for found in mine
            )
            written.append(RedactedText(text.slot, value, spans, None))
            offset = end
        return written


def _tongue(pinned: policy.ModelPolicy, words: lists.Words) -> Tongue:
    return Tongue(Model(pinned.package, pinned.files), words, Gate(pinned.ask))


def _french(pinned: policy.ModelPolicy, words: lists.Words) -> Tongue:
    model = Model(pinned.package, pinned.files)
    return Tongue(model, french.load_words(model.folder, words), Gate(pinned.ask))


def _tells(one: _Joined) -> bool:
    """Typed text and titles say what a person is busy with; names of buttons do not."""
    return not one.document.caption or any(text.title for text in one.texts)


def _distinct(documents: list[Document]) -> list[Document]:
    return list({id(document): document for document in documents}.values())


def _runs(texts: tuple[Text, ...]) -> list[list[Text]]:
    """Put the pieces of one typed text together."""
    runs: list[list[Text]] = []
    for text in texts:
        if text.continues and runs and not text.caption and not runs[-1][-1].caption:
            runs[-1].append(text)
        else:
            runs.append([text])
    return runs


def _whole(text: Text, withheld: Withheld) -> RedactedText:
    spans = (Span(0, len(text.value), "WITHHELD"),) if text.value else ()
    return RedactedText(text.slot, None, spans, withheld)
