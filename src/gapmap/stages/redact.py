"""Responses as written -> responses without personal data: marks, and ids as a keyed hash."""

from __future__ import annotations

import hmac
from collections import Counter
from typing import Any

import pandas as pd

from gapmap.stages.questions import BACKGROUND, questions_in
from gapmap.text.personal_data import KINDS, mark_personal_data

_ID_BYTES = 8


def redact_text(text: str) -> tuple[str, int]:
    """Text -> text with marks for personal data, and how many marks were set.

    Redacting again changes nothing.
    """
    redacted, found = mark_personal_data(text)
    return redacted, found.total()


def pseudonymise(ids: pd.Series[Any], secret: bytes) -> pd.Series[str]:
    """Respondent ids -> keyed hashes (HMAC-SHA256, the first 16 hex digits).

    The same id and secret give the same hash; without the secret nobody can try out ids.
    """

    def keyed(respondent_id: object) -> str:
        return hmac.digest(secret, str(respondent_id).encode(), "sha256")[:_ID_BYTES].hex()

    return ids.map(keyed).astype("str")


def redact(responses: pd.DataFrame, secret: bytes) -> tuple[pd.DataFrame, dict[str, int]]:
    """Responses as written -> responses that may be stored, and marks set by kind.

    Free text is redacted, and so are the background columns, which hold what people wrote
    where the project lists no categories. The respondent id becomes a keyed hash.

    Args:
        responses: As the ingest stage made them; unchanged.
        secret: The project's key.
    """
    redacted = {"respondent_id": pseudonymise(responses["respondent_id"], secret)}
    total: Counter[str] = Counter(dict.fromkeys(KINDS, 0))
    for column in (*BACKGROUND, *questions_in(responses)):
        times = responses[column].value_counts()
        read = {text: mark_personal_data(text) for text in times.index}
        redacted[column] = responses[column].map(lambda text, read=read: read[text][0])
        for text, n in times.items():
            total.update({kind: marks * int(n) for kind, marks in read[str(text)][1].items()})
    return responses.assign(**redacted), dict(total)
