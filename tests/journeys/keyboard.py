"""Going through pages by keyboard alone."""

NAME = """() => {
  const e = document.activeElement;
  if (!e || e === document.body) return "";
  const label = e.labels && e.labels.length ? e.labels[0].innerText : "";
  return [label, e.getAttribute("aria-label") || "", e.innerText || ""].join(" ").trim();
}"""
SEEN = """() => {
  const e = document.activeElement, s = getComputedStyle(e);
  const box = e.matches("input[type=checkbox], input[type=radio]") ? e.parentElement : e;
  return s.outlineStyle !== "none" || getComputedStyle(box).outlineStyle !== "none";
}"""


def reach(page, words: str, most: int = 120) -> None:
    """Press Tab until what is focused carries these words; each stop on the way shows its focus."""
    for _ in range(most):
        page.keyboard.press("Tab")
        name = page.evaluate(NAME)
        if name:
            assert page.evaluate(SEEN), f"the focus does not show on {name!r}"
        if words in name:
            return
    raise AssertionError(f"no Tab stop carries {words!r}")


def press(page, words: str, key: str = "Enter") -> None:
    """Reach something and press it."""
    reach(page, words)
    page.keyboard.press(key)
