"""What the engine raises. No message ever holds a word of a text."""


class EngineUnready(Exception):
    """The engine must not start: a model, a list or the policy is not what was pinned."""


class PolicyInvalid(EngineUnready):
    """The policy file breaks its schema; the message names the line and the key."""


class RecognizerRefused(EngineUnready):
    """A recogniser of the customer's own is malformed, or too slow on repeated input."""


class RedactionFailed(Exception):
    """A batch could not be redacted. The message is the class of the fault, never its text."""
