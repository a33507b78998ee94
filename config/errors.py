"""The one error of this room: it says what is wrong, where, and what to do about it."""

from __future__ import annotations


class ConfigurationError(Exception):
    """A setting or shipped datum that cannot be used.

    Args:
        problem: What is wrong, in one sentence.
        remedy: What the user should do.
        source: The file or environment variable it stands in.
        line: The line in that file, counted from 1.
        key: The dotted key, for instance ``subscriptions[0].schedule``.
    """

    def __init__(
        self,
        problem: str,
        *,
        remedy: str = "",
        source: str = "",
        line: int | None = None,
        key: str = "",
    ) -> None:
        self.problem = problem
        self.remedy = remedy
        self.source = source
        self.line = line
        self.key = key
        super().__init__(str(self))

    def __str__(self) -> str:
        where = self.source
        if self.source and self.line is not None:
            where = f"{self.source}, line {self.line}"
        head = ": ".join(part for part in (where, self.key) if part)
        text = f"{head}: {self.problem}" if head else self.problem
        return f"{text}\n  {self.remedy}" if self.remedy else text


class ConfigurationErrors(ConfigurationError):  # noqa: N818 - it holds several
    """Several faults of one file, told together so that they can be mended in one go."""

    def __init__(self, errors: list[ConfigurationError]) -> None:
        self.errors = errors
        Exception.__init__(self, str(self))

    def __str__(self) -> str:
        return "\n".join(str(error) for error in self.errors)
