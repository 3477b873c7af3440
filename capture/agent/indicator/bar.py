"""The sign itself: a bar on top of all windows. Runs alone, on the standard library and Tk.

It reads one JSON object a line: {"lamp": "on" | "off" | "paused" | "unknown", "sentence": "...",
"buttons": {"pause": "...", "resume": "..."}, "question": null | {"id", "text", "yes", "no"}}.
It writes one JSON object a line: {"beat": n} twice a second while it can be seen,
{"press": "pause" | "resume"}, {"answer": "yes" | "no", "question": id}. It ends with its input.
"""

import json
import queue
import sys
import threading
import tkinter as tk
from typing import Any

BEAT_MS = 500
READ_MS = 50
WIDTH = 560
COLOURS = {"on": "#c3241b", "off": "#13181d", "paused": "#6a747e", "unknown": "#6a747e"}
INK, PAPER, LINE = "#13181d", "#ffffff", "#d6dce1"
FONT = ("sans-serif", 10)


def say(message: dict[str, Any]) -> None:
    """Write one line to the agent."""
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


class Bar:
    """One row with the mark, the sentence and a button; below it a question, if there is one."""

    def __init__(self, root: tk.Tk) -> None:
        self._root = root
        self._lines: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        self._seen = True
        self._beats = 0
        self._asked: str | None = None
        self._press = "pause"
        self._build()
        threading.Thread(target=self._read, daemon=True).start()
        root.bind("<Visibility>", self._visibility)
        root.after(READ_MS, self._poll)
        root.after(BEAT_MS, self._beat)

    def _build(self) -> None:
        root = self._root
        root.title("Sayso")
        root.configure(background=PAPER, highlightthickness=1, highlightbackground=LINE)
        root.attributes("-type", "dock")
        root.attributes("-topmost", True)
        root.geometry(f"+{max(0, root.winfo_screenwidth() - WIDTH)}+0")
        row = tk.Frame(root, background=PAPER)
        row.pack(fill="x", padx=8, pady=4)
        self._mark = tk.Canvas(row, width=18, height=18, background=PAPER, highlightthickness=0)
        self._mark.pack(side="left")
        self._sentence = tk.Label(
            row, background=PAPER, foreground=INK, font=FONT, wraplength=WIDTH - 150, justify="left"
        )
        self._sentence.pack(side="left", padx=8)
        self._button = _button(row, "", lambda: say({"press": self._press}))
        self._question = tk.Frame(root, background=PAPER)

    def _read(self) -> None:
        for line in sys.stdin:
            self._lines.put(line)
        self._lines.put(None)

    def _poll(self) -> None:
        while not self._lines.empty():
            line = self._lines.get()
            if line is None:
                self._root.destroy()
                return
            self._show(json.loads(line))
        self._root.after(READ_MS, self._poll)

    def _show(self, state: dict[str, Any]) -> None:
        lamp = state["lamp"]
        colour = COLOURS[lamp]
        self._mark.delete("all")
        self._mark.create_oval(2, 2, 16, 16, fill=colour, outline=colour)
        if lamp != "on":
            self._mark.create_oval(6, 6, 12, 12, fill=PAPER, outline=PAPER)
        self._sentence.configure(text=state["sentence"])
        self._press = "resume" if lamp == "paused" else "pause"
        self._button.configure(text=state["buttons"][self._press])
        self._button.pack(side="right")
        self._ask(state["question"])
        self._root.update_idletasks()

    def _ask(self, question: dict[str, str] | None) -> None:
        wanted = None if question is None else question["id"]
        if wanted == self._asked:
            return
        self._asked = wanted
        for part in self._question.winfo_children():
            part.destroy()
        self._question.pack_forget()
        if question is None:
            return
        text = tk.Label(
            self._question,
            text=question["text"],
            background=PAPER,
            foreground=INK,
            font=FONT,
            wraplength=WIDTH - 24,
            justify="left",
        )
        text.pack(anchor="w", padx=8, pady=4)
        for reply in ("yes", "no"):  # two buttons of one look and size, in the order of the words
            _button(self._question, question[reply], _answer(question["id"], reply)).pack(
                side="left", padx=8, pady=4
            )
        self._question.pack(fill="x")

    def _visibility(self, event: "tk.Event[tk.Misc]") -> None:
        if event.widget is self._root:
            self._seen = event.state != "VisibilityFullyObscured"

    def _beat(self) -> None:
        if self._root.winfo_viewable() and self._seen:
            self._beats += 1
            say({"beat": self._beats})
        else:
            self._root.lift()
        self._root.after(BEAT_MS, self._beat)


def _button(parent: tk.Frame, text: str, command: Any) -> tk.Button:  # noqa: ANN401
    return tk.Button(
        parent,
        text=text,
        command=command,
        width=10,
        font=FONT,
        background=PAPER,
        foreground=INK,
        relief="solid",
        borderwidth=1,
        takefocus=True,
    )


def _answer(question: str, reply: str) -> Any:  # noqa: ANN401
    return lambda: say({"answer": reply, "question": question})


def main() -> None:
    """Show the bar until the agent closes the pipe."""
    root = tk.Tk()
    Bar(root)
    root.mainloop()


if __name__ == "__main__":
    main()
