"""What a word may be: bits that a lexicon gives to it, several at once."""

from __future__ import annotations

FIRST = 1 << 0
"""A first name."""
LAST = 1 << 1
"""A surname."""
WORD = 1 << 2
"""A word of French that one reads more often than the name it also is."""
COMMON = 1 << 3
"""A word of everyday French."""
FUNCTION = 1 << 4
"""A grammatical word, an auxiliary, a word of number or time: never a name by itself."""
MEDICAL = 1 << 5
"""A word of medicine: no name unless a title stands before it."""
PARTICLE = 1 << 6
"""A word that belongs to the surname after it."""
DOCTOR = 1 << 7
"""A physician's title."""
CIVIL = 1 << 8
"""A civil title."""
KIN = 1 << 9
"""A relative, a neighbour, a guardian."""
CARE = 1 << 10
"""A nurse or another one whose name follows."""
CUE = 1 << 11
"""A word after which somebody is named."""
BORN = 1 << 12
"""A word after which a birth name or a birth date stands."""
CITY = 1 << 13
"""A commune's name, or its first word."""
WAY = 1 << 14
"""A kind of way, in addresses."""
PLACE = 1 << 15
"""A kind of institution."""
OWN = 1 << 16
"""A word of the file's own name columns."""
RARE = 1 << 17
"""A name that few people bear."""

NOTE = 1 << 18
"""A word of notes that names somebody only after a title or beside a first name."""

MONTH = 1 << 19
"""A month, whole or shortened, or a number in words that starts a phone number."""
LOCAL = 1 << 20
"""A word after which a commune is named."""
ACCOUNT = 1 << 21
"""A word around logins and passwords."""

PURE = 1 << 23
"""A name that is no word."""
INITIAL = 1 << 22
"""A letter, or two of a first name's, that a dot may make an initial of."""

NAME = FIRST | LAST | OWN
STRONG = DOCTOR | CIVIL | KIN | CARE | CUE | BORN
"""What announces a name."""
BARRED = FUNCTION | DOCTOR | CIVIL | KIN | CARE | CUE | BORN
"""What is no part of a name."""
STARTS = DOCTOR | CIVIL | KIN | CARE | CUE | BORN | FIRST | LAST | OWN | INITIAL
"""Where a name may start."""
