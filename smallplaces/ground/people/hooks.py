"""What stands higher and wants to know. Filled in `AppConfig.ready()` upstairs."""

from collections.abc import Callable, Collection
from datetime import datetime

from smallplaces.foundation.shelves import Shelf

from .models import Pause, Person, Supporter

# Called with (person, by, at) in the transaction in which a person is added.
person_added: list[Callable[[Person, Person, datetime], None]] = []

# Called with (person, by, at) in the transaction in which a person leaves.
person_left: list[Callable[[Person, Person, datetime], None]] = []

# Called with (supporter, by, at) when a supporter said yes, and when support ended.
support_began: list[Callable[[Supporter, Person, datetime], None]] = []
support_ended: list[Callable[[Supporter, Person, datetime], None]] = []

# Asked with (person, supporter, shelves): may `supporter` be asked to act with these shelves?
# Trust answers; it raises NotAllowed.
check_can_be_supporter: list[Callable[[Person, Person, Collection[Shelf]], None]] = []

# Asked with (actor, person, at): may `actor` look at papers of the law about `person`, and note how
# they were helped to decide? Trust answers; it raises NotAllowed.
check_can_begin_by_law: list[Callable[[Person, Person, datetime], None]] = []
check_can_note_decision: list[Callable[[Person, Person, datetime], None]] = []

# Asked with (actor, person, at): may `actor` change what `person` keeps about their people?
# Trust answers; it raises NotAllowed.
check_can_write_people: list[Callable[[Person, Person, datetime], None]] = []
check_can_write_profile: list[Callable[[Person, Person, datetime], None]] = []

# Asked with (actor, person, at): may `actor` give `person` a new card when the old one is lost?
# Whoever stands higher and knows of leave given answers; one yes is enough.
may_issue_card: list[Callable[[Person, Person, datetime], bool]] = []
# Asked with (actor, person, at): may `actor` begin and end a break for `person`? May they write
# what `person` wants to happen meanwhile?
check_can_pause: list[Callable[[Person, Person, datetime], None]] = []
check_can_write_standing_wishes: list[Callable[[Person, Person, datetime], None]] = []

# Called with (pause, by, at) in the transaction in which a pause begins, or has ended.
pause_began: list[Callable[[Pause, Person, datetime], None]] = []
pause_ended: list[Callable[[Pause, Person, datetime], None]] = []
