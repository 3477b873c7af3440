"""Cut long texts into pieces that overlap, at white space where there is some."""

from collections.abc import Iterator


def pieces(text: str, longest: int, overlap: int) -> Iterator[tuple[int, str]]:
    """Yield (offset, piece); each place of the text has its neighbourhood in one of them."""
    start = 0
    while len(text) - start > longest:
        cut = text.rfind(" ", start + longest - overlap, start + longest)
        end = cut + 1 if cut > 0 else start + longest
        yield start, text[start:end]
        back = text.find(" ", end - overlap, end - 1)
        start = back + 1 if back > 0 else end - overlap
    yield start, text[start:]
