"""Access for tests of something else: whoever asks holds every scope. Nothing in the product is."""

from api.access.caller import SCOPES, Caller
from api.access.identify import Access

EVERYONE = Access(unknown=Caller(kind="key", name="a test", id="test", scopes=frozenset(SCOPES)))
