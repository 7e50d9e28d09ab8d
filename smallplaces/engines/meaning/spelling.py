"""What someone meant who mistyped a word, out of the words that are known here.

A slip is one letter left out, added or changed, or two neighbours swapped (Damerau 1964, who found
that four in five misspellings are one slip).
"""

from collections.abc import Mapping

LONG = 6
FORGIVEN = ((4, 0), (LONG, 1), (10, 2), (float("inf"), 3))


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


def likely_meant(word: str, known: Mapping[str, int]) -> list[str]:
    """Return the known words that `word` most likely is, likeliest first; none when none is near.

    `known` maps words to how often they are used. Only those with the fewest slips; of these first
    the ones with the same first letter, which people seldom get wrong (Pollock and Zamora 1984), in
    a short word never, else "kill" might be "mill"; then the word used most; then by letter.
    """
    most = slips_forgiven(word)
    near = sorted(
        (slips, other[:1] != word[:1], -count, other)
        for other, count in known.items()
        if (other[:1] == word[:1] or len(word) >= LONG)
        and 0 < (slips := slips_between(word, other, most)) <= most
    )
    return [other for slips, *_rest, other in near if slips == near[0][0]]
