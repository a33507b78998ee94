"""A text with everything that was recognised in it, coloured on a terminal and listed for all."""

from __future__ import annotations

from rich.text import Text

from analysis.explanation import ExplainedSentence, Mark, explain
from analysis.knowledge import Knowledge
from analysis.values import Article
from zhongde.output import console, plain, say
from zhongde.reading_output import print_reading

_STYLES: dict[Mark, str] = {
    "Chinese side": "bold red",
    "German side": "bold blue",
    "both sides": "bold magenta",
    "elsewhere": "dim",
    "act": "bold green underline",
    "unreal act": "yellow underline",
    "object": "green",
    "mood": "yellow",
    "frame": "yellow",
    "money": "bold cyan",
    "date": "cyan",
}
_MARKS_LISTED = 14


def print_explanation(article: Article, knowledge: Knowledge) -> None:
    """Print an article sentence by sentence with its marks, then the reading that came of it."""
    explanation = explain(article, knowledge)
    console.print(Text.assemble(*((f" {mark} ", style) for mark, style in _STYLES.items())))
    for sentence in explanation.sentences:
        _print_sentence(sentence)
    say("")
    print_reading(article, explanation.reading, None, None)


def _print_sentence(sentence: ExplainedSentence) -> None:
    score = "" if sentence.score is None else f"{sentence.score:.2f}"
    style = "bold green" if sentence.states_a_deal else "dim"
    console.print(Text.assemble((f"\n{sentence.role:>9} {score:>5} ", style), _coloured(sentence)))
    if sentence.score is None:
        return
    for span in sentence.spans[:_MARKS_LISTED]:
        say(f"{'':16} {span.mark}: {span.text} ({span.told})")
    for title, signs in (("in favour", sentence.favour), ("against", sentence.against)):
        if signs:
            told = ", ".join(f"{name} {weight:+.1f}" for name, weight in signs[:6])
            say(f"{'':16} {title}: {told}")


def _coloured(sentence: ExplainedSentence) -> Text:
    text = Text(plain(sentence.text))
    if plain(sentence.text) == sentence.text:
        for span in sentence.spans:
            text.stylize(_STYLES[span.mark], span.start, span.end)
    return text
