"""The conversation: what is asked, in which order, with an example in plain words."""

from dataclasses import dataclass

from smallplaces.foundation.shelves import Shelf


@dataclass(frozen=True)
class Question:
    """One page of the conversation.

    `code` stands in the address and names the voice. `shelves` are what someone else must be able
    to see to open the page.
    """

    code: str
    words: str
    hint: str
    short: str
    shelves: tuple[Shelf, ...] = (Shelf.WORDS,)


GOOD_LIFE = Question(
    "good-life",
    "What does a good life look like to you?",
    "Use your own words. Write a little or a lot. For example: I live near my sister. "
    "I have a dog. I go out on Fridays.",
    "A good life",
)
WHO_MATTERS = Question(
    "who-matters",
    "Who matters to you?",
    "Add one person at a time. It can be family, a friend, someone at the shop, or someone "
    "who is paid to help you.",
    "Who matters to me",
    (Shelf.PEOPLE,),
)
WHAT_I_GIVE = Question(
    "what-i-give",
    "What are you good at, and what would you like to give?",
    "We all have something. For example: I make good soup. I know about trains. "
    "I could walk a dog.",
    "What I am good at, and like to give",
)
GOOD_DAY = Question(
    "good-day",
    "What does a good day look like?",
    "Start in the morning and go on to the night. For example: I get up late. "
    "I have tea in the sun. I see a friend.",
    "A good day",
)
HOW_TO_TALK = Question(
    "how-to-talk",
    "How do you like people to talk with you?",
    "What helps? For example: Ask me one thing at a time. Give me time to think. "
    "Ring me after lunch.",
    "How to talk with me",
    (Shelf.PROFILE, Shelf.WORDS),
)
QUESTIONS = (GOOD_LIFE, WHO_MATTERS, WHAT_I_GIVE, GOOD_DAY, HOW_TO_TALK)

PEOPLE_LIKE = Question(
    "people-like",
    "What do people like about you?",
    "Ask people who know you, and write it as they say it. For example: Mum says I make her laugh.",
    "What people like about me",
)
SUPPORT_ME = Question(
    "support-me",
    "How can people support you well?",
    "What should people do, and what should they leave to you? For example: Come with me the "
    "first time. Let me do the talking.",
    "How to support me well",
)
MORE_QUESTIONS = (PEOPLE_LIKE, SUPPORT_ME)

# The second box on the page of how to talk: a voice of its own, with no page of its own.
PLEASE_DO_NOT = "please-do-not"
ASKED = {question.code: question for question in (*QUESTIONS, *MORE_QUESTIONS)}
SHORT_NAMES = {code: question.short for code, question in ASKED.items()} | {
    PLEASE_DO_NOT: "What people should not do"
}


def next_after(question: Question) -> Question | None:
    """Return the question after this one, or None after the last and after the extra ones."""
    number = number_of(question)
    return QUESTIONS[number] if number and number < len(QUESTIONS) else None


def before(question: Question) -> Question | None:
    """Return the question before this one, or None."""
    number = number_of(question)
    return QUESTIONS[number - 2] if number and number > 1 else None


def number_of(question: Question) -> int | None:
    """Return which of the five it is, from 1; None for the extra ones."""
    return QUESTIONS.index(question) + 1 if question in QUESTIONS else None
