"""What is said when something is not allowed."""


class NotAllowed(Exception):
    """Someone may not do this. The message is one plain sentence that they will read."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence
