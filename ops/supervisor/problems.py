"""Why something cannot be started, in words for the person who typed the command."""


class CannotStart(Exception):  # noqa: N818  # it is said to people, and reads as what it is
    """Parley cannot be started; the text says why and what to do. Shown without a traceback."""
