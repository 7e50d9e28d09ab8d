"""The other people of the invented town: where they live, what they wish for and give."""

from typing import NamedTuple


class Resident(NamedTuple):
    """Someone who lives in the demonstration place. Empty words mean that they said nothing."""

    name: str
    neighbourhood: str
    wish: str = ""
    gives: str = ""


RESIDENTS = (
    Resident("Sam", "Station Side", "", "I can show anyone round the buses and trains"),
    Resident(
        "Tomasz",
        "Mill Bottom",
        "I would like to play in a band again",
        "Guitar lessons for beginners",
    ),
    Resident("Ruth", "Chapel Fold", "", "I bake bread on Sundays and like company while it rises"),
    Resident(
        "Kieran", "Lark Top", "I want to drive a digger one day", "I can clear snow and cut grass"
    ),
    Resident(
        "Mr Okafor",
        "Chapel Fold",
        "Someone to play chess with in the afternoon",
        "I read aloud, slowly and well",
    ),
    Resident("Alan", "Canalside", "", "A lift to the big shop on Thursdays"),
    Resident("Dina", "Station Side", "", "I can mend a bike while you watch and learn"),
    Resident(
        "Bronwen", "Lark Top", "Rhywun i siarad Cymraeg â fi", "Chair yoga for stiff mornings"
    ),
    Resident(
        "Yusuf",
        "Mill Bottom",
        "I would love to see the sea with my grandson",
        "Small repairs, shelves and taps",
    ),
    Resident("Maryam", "Station Side", "", "Company for older people, and good tea"),
    Resident(
        "Precious",
        "Canalside",
        "Sing somewhere that is not church",
        "Cakes for people who cannot bake any more",
    ),
    Resident("Joyce", "Chapel Fold", "I want to get out of the house now my knees are better"),
    Resident(
        "Harold", "Canalside", "I used to love fishing with my dad", "I know how to lay a hedge"
    ),
    Resident("Nadia", "Station Side", "A quiet place to go in the evening when it gets hard"),
    Resident(
        "Leroy", "Mill Bottom", "Play dominoes with people who talk back", "Dominoes, any night"
    ),
    Resident("Siân", "Lark Top", "Keep my Welsh going", "Welsh songs for small children"),
    Resident("Tariq", "Mill Bottom", "", "I can help with forms in Urdu or English"),
    Resident("Beth", "Chapel Fold", "Somebody to walk with after the baby came"),
    Resident("Olu", "Station Side", "Find work where I can use my hands"),
    Resident("Mick", "Canalside", "Stop sitting in on my own every night", "I can mend radios"),
    Resident(
        "Agnieszka",
        "Station Side",
        "Practise English without being laughed at",
        "Polish cooking for two or three",
    ),
    Resident("Dot", "Chapel Fold", "", "I have a spare room and a piano nobody plays"),
    Resident("Pete", "Lark Top", "Grow my own leeks", "I have too many tools. Borrow some"),
    Resident("Shabana", "Mill Bottom", "Learn to swim with other women"),
    Resident(
        "Callum", "Station Side", "Meet people who like trains", "I can take photos of your pets"
    ),
    Resident("Grace", "Lark Top", "Somewhere to go that is warm and does not cost"),
    Resident(
        "Ravi",
        "Canalside",
        "Cook for people, as a job one day",
        "Dosa for neighbours on the first Saturday",
    ),
    Resident(
        "Ellen",
        "Chapel Fold",
        "Talk to someone who has lost a husband too",
        "I can sit with someone so their family can go out",
    ),
    Resident("Jamal", "Mill Bottom", "Start football again, slowly"),
    Resident("Wendy", "Lark Top", "", "I can drive people to hospital on Mondays"),
    Resident("Kofi", "Station Side", "Make music on a computer", "I can set up your phone"),
    Resident("Phil", "Chapel Fold", "", "I write letters for people"),
    Resident("Zofia", "Mill Bottom", "A friend for my mum, who only speaks Polish"),
    Resident(
        "Ted",
        "Canalside",
        "Walk a dog, as I cannot have one now",
        "Stories about the mill for schools",
    ),
    Resident("Asha", "Station Side", "Dance"),
    Resident("Carys", "Lark Top", "", "I can teach you to knit"),
    Resident("Dan", "Mill Bottom", "Not drink on Fridays, and still have a Friday"),
    Resident("Irene", "Chapel Fold", "Someone to go to the memory café with"),
    Resident("Noor", "Station Side", "Paint again, with a good light"),
    Resident("Gary", "Canalside", "Help at the pantry, not just use it", "I can lift and carry"),
    Resident("Lucy", "Lark Top", "A place of my own, near my sister"),
    Resident("Samir", "Mill Bottom", "", "Maths help for anyone at school"),
    Resident("Edna", "Chapel Fold", "Get to the hospital since the bus stopped"),
    Resident("Femi", "Station Side", "Run with others, I go slow"),
    Resident("Hilary", "Canalside", "", "Bird walks at first light"),
    Resident("Josh", "Mill Bottom", "Learn bike repair"),
    Resident("Meena", "Station Side", "Company in the evening, not a class"),
    Resident("Rob", "Lark Top", "Put up shelves with my son watching"),
    Resident("Tess", "Chapel Fold", "Tea and no questions"),
    Resident("Umar", "Mill Bottom", "", "I can show you how to fix a puncture"),
    Resident("Vera", "Canalside", "Sew again, my machine is broken"),
)
