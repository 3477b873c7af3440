"""Going through pages by keyboard alone."""

FOCUSED = """() => {
  const e = document.activeElement;
  if (!e || e === document.body) return ["", false];
  const label = e.labels && e.labels.length ? e.labels[0].innerText : "";
  const name = [label, e.getAttribute("aria-label") || "", e.innerText || ""].join(" ").trim();
  const box = e.matches("input[type=checkbox], input[type=radio]") ? e.parentElement : e;
  return [name, [e, box].some(one => getComputedStyle(one).outlineStyle !== "none")];
}"""


CHOSEN = "() => document.activeElement.selectedOptions[0].text"


def reach(page, words: str, most: int = 120) -> None:
    """Press Tab until what is focused carries these words; each stop on the way shows its focus.

    The page must be there already: on the page before, other things may carry the words.
    """
    page.wait_for_load_state()
    for _ in range(most):
        page.keyboard.press("Tab")
        name, seen = page.evaluate(FOCUSED)
        assert seen or not name, f"the focus does not show on {name!r}"
        if words in name:
            return
    raise AssertionError(f"no Tab stop carries {words!r}")


def choose(page, label: str, words: str, most: int = 120) -> None:
    """Reach a list and go down to the entry that begins with these words.

    Typing them would need no pause: after a second the browser takes a letter for a new search.
    """
    reach(page, label)
    for _ in range(most):
        if page.evaluate(CHOSEN).startswith(words):
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"no entry of {label!r} begins with {words!r}")


def press(page, words: str, key: str = "Enter") -> None:
    """Reach something and press it; what comes of it is the caller's to wait for."""
    reach(page, words)
    page.keyboard.press(key)
