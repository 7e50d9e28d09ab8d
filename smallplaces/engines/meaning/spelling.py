"""What someone meant who mistyped a word, out of the words that are known here.

A slip is one letter left out, added or changed, or two neighbours swapped (Damerau 1964, who found
that four in five misspellings are one slip).
"""

from collections.abc import Mapping

LETTERS = "abcdefghijklmnopqrstuvwxyz"
LONG = 6
FORGIVEN = ((4, 0), (LONG, 1), (10, 2), (float("inf"), 3))


def one_slip_away(word: str) -> set[str]:
    """Return everything one slip from `word` with the letters a to z, about 53 times its length."""
    cuts = [(word[:place], word[place:]) for place in range(len(word) + 1)]
    out = {head + tail[1:] for head, tail in cuts if tail}
    swapped = {head + tail[1] + tail[0] + tail[2:] for head, tail in cuts if len(tail) > 1}
    changed = {head + letter + tail[1:] for head, tail in cuts if tail for letter in LETTERS}
    added = {head + letter + tail for head, tail in cuts for letter in LETTERS}
    return (out | swapped | changed | added) - {word, ""}


def slips_between(one: str, other: str, most: int) -> int:
    """Return how many slips make `one` into `other`, or `most + 1` when there are more than `most`.

    Optimal string alignment distance, O(n m) time.
    """
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    last = list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        row = [i]
        for j, there in enumerate(other, start=1):
            same = last[j - 1] + (letter != there)
            best = min(last[j] + 1, row[j - 1] + 1, same)
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == there:
                best = min(best, before[j - 2] + 1)
            row.append(best)
        before, last = last, row
    return min(last[-1], most + 1)


def slips_forgiven(word: str) -> int:
    """Return how many slips we believe in a word of this length: none in short words."""
    return next(slips for shorter_than, slips in FORGIVEN if len(word) < shorter_than)


def what_was_meant(word: str, known: Mapping[str, int]) -> str | None:
    """Return the known word that `word` most likely is, or None when none is near enough.

    `known` maps words to how often they are used. Fewest slips first; then the same first letter,
    which people seldom get wrong (Pollock and Zamora 1984), in a short word never, else "kill"
    might be "mill"; then the word used most; then by letter.
    """
    most = slips_forgiven(word)
    near = [
        (slips, other[:1] != word[:1], -count, other)
        for other, count in known.items()
        if (other[:1] == word[:1] or len(word) >= LONG)
        and 0 < (slips := slips_between(word, other, most)) <= most
    ]
    return min(near)[-1] if near else None
