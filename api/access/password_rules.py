"""What a new password may not be."""

import re
import unicodedata
from collections.abc import Iterator

SHORTEST = 12
LONGEST = 1_000
FEWEST_DIGITS = 16
"""Where a password is nothing but digits."""
MOST_OF_NAME_LEFT = 8
"""Characters that a password needs besides its owner's name."""
_WORST = frozenset(
    """
    password passwords passphrase passwort kennwort contraseña motdepasse senha parola wachtwoord
    haslo parol mima secret topsecret letmein letmeinnow welcome willkommen bienvenue bienvenido
    changeme changemenow changethis default guest login signin user username admin administrator
    root superuser system manager support helpdesk service agent editor lead tester testing test
    example sample demo trial temporary temp qwerty qwertyuiop qwertz azerty asdfghjkl zxcvbnm
    qazwsxedc zaqxswcde iloveyou loveyou sunshine princess football baseball basketball dragon
    monkey master superman batman starwars pokemon whatever trustno freedom computer internet
    michael jennifer jordan hunter shadow summer winter spring autumn monday friday january
    tradewind tradewinds company business office
    correcthorsebatterystaple correcthorse thequickbrownfox opensesame abracadabra
    """.split()
)
"""Words that stand alone, or twice, in the lists of stolen passwords; digits around them hide
nothing."""
_RUNS = ("abcdefghijklmnopqrstuvwxyz", "0123456789" * 3, "qwertyuiopasdfghjklzxcvbnm")
_FROM_SIGNS = str.maketrans("@$!013457", "asioleast")


def fault_of(password: str, *, name: str) -> str:
    """Why ``password`` cannot be ``name``'s, as a sentence; empty where it can."""
    password = unicodedata.normalize("NFC", password)
    if len(password) < SHORTEST:
        return f"has {len(password)} characters; take at least {SHORTEST}, four words are easy"
    if len(password) > LONGEST:
        return f"has more than {LONGEST} characters; take a shorter one"
    if _is_mostly(name, password):
        return "is little more than the name; take one that nobody can derive from who you are"
    if any(_is_one_of_the_worst(form) for form in _forms(password)):
        return "is among those that are tried first; take four words that have nothing in common"
    return ""


def _forms(password: str) -> Iterator[str]:
    """As it stands, and with the usual signs for letters read as letters."""
    yield _squeezed(password)
    # what surrounds a word is no letter of it
    within = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", password)
    if within:
        yield _squeezed(within.casefold().translate(_FROM_SIGNS))


def _squeezed(text: str) -> str:
    """Letters and digits, without case."""
    return "".join(one for one in unicodedata.normalize("NFKC", text).casefold() if one.isalnum())


def _is_mostly(name: str, password: str) -> bool:
    own, said = _squeezed(name), _squeezed(password)
    if len(own) < 3:
        return False
    return own in said and len(said.replace(own, "")) < MOST_OF_NAME_LEFT


def _is_one_of_the_worst(form: str) -> bool:
    if not form or _is_repeated(form) or _is_a_run(form):
        return True
    words = re.sub(r"^\d+|\d+$", "", form)
    half = words[: len(words) // 2]
    return words in _WORST or (half * 2 == words and half in _WORST)


def _is_repeated(form: str) -> bool:
    """At most four characters, over and over."""
    return any(
        form == (form[:size] * len(form))[: len(form)] for size in range(1, 5) if size < len(form)
    )


def _is_a_run(form: str) -> bool:
    """Neighbours on a keyboard, in the alphabet or in counting; or a date, or a telephone."""
    is_number = form.isdecimal() and len(form) < FEWEST_DIGITS
    return is_number or any(form in run or form[::-1] in run for run in _RUNS)
