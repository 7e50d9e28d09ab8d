from django.apps import AppConfig

EVENT_SENTENCES = {
    "voices.said": "wrote down what you say",
    "voices.chosen": "chose between two things you had said",
    "voices.joined": "kept two things you had said together",
    "voices.finished": "finished an answer of yours",
}


class VoicesConfig(AppConfig):
    name = "smallplaces.ground.voices"
    label = "voices"

    def ready(self) -> None:
        """Tell trust what our events mean in words, and how what was written can be undone."""
        from smallplaces.ground.trust.hooks import event_sentences, undoers

        from . import actions, queries

        event_sentences.update(EVENT_SENTENCES)
        undoers["voices.said"] = lambda done: actions.say_as_before(
            voice=queries.voice_called(done.code), helper=done.helper, by=done.by, at=done.at
        )
