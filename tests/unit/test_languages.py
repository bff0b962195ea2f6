from __future__ import annotations

import subprocess
import sys

import pytest

from gapmap.text.languages import LANGUAGES, detect_language

TEXTS = {
    "da": [
        "Vi mangler adgang til klinikere, som vil teste vores udstyr i hverdagen.",
        "Det er svært at få investorer til at gå ind før CE-mærket.",
        "penge og regulatorisk hjælp",
        "Hvem skal man ringe til?",
        "Ingen af dem ved, hvordan man kommer fra hylden til et cvr-nummer.",
        "Sundhedsdata",
        "Machine learning og business cases til kommunerne",
        "eksport",
        "overblik over tilbud",
    ],
    "en": [
        "We need better infrastructure for machine learning on sensitive data",
        "Access to clinicians",
        "Seed funding",
        "Someone to introduce us to a manufacturer of infusion sets",
        "Where do we start?",
        "Finding industry partners",
        "A simple list of contacts and programmes",
    ],
    "sv": [
        "Vi behöver tillgång till patienter och data för kliniska studier.",
        "Det finns ingen som tar ansvar för helheten",
        "En tydlig ingång för kommunerna",
        "Någon som svarar",
    ],
    "nb": [
        "Vi trenger flere folk som kan se på tallene våre og si hva vi skal gjøre.",
        "Mer opplæring av de ansatte",
        "Det er vanskelig å få et møte med noen som har lov til å signere.",
        "En myndighet med lyst til å bestemme navnet",
    ],
}


@pytest.mark.parametrize(("language", "text"), [(lang, t) for lang in TEXTS for t in TEXTS[lang]])
def test_finds_the_language(language, text):
    assert detect_language(text) == language
    assert detect_language(text.upper()) == language


@pytest.mark.parametrize("text", ["", "  ", "?", "...", "24/7", "[telefon]"])
def test_a_text_without_words_has_none(text):
    assert detect_language(text) == ""


@pytest.mark.parametrize("text", ["MDR", "X", "510(k)", "Novo", "ISO 13485"])
def test_what_tells_nothing_counts_as_danish(text):
    assert detect_language(text) == "da"


def test_only_known_languages_are_found():
    assert {detect_language(text) for text in ("日本語", "¿Qué hay?", "Was fehlt uns?")} <= set(
        LANGUAGES
    )


@pytest.mark.parametrize(
    "text", ["eksport", "Hvem skal man ringe til?", "kliniske studier", "netværk", "penger"]
)
def test_a_short_text_that_might_be_norwegian_counts_as_danish(text):
    assert detect_language(text) == "da"


@pytest.mark.parametrize(
    ("text", "within", "language"),
    [
        ("Funding", "We need access to clinicians, regulatory help and funding", "en"),
        ("data", "Vi mangler hjælp til ansøgninger og data", "da"),
        ("seed funding", "Vi mangler penge, investorer og seed funding", "da"),
        (
            "access to data from registries",
            "Vi mangler penge. access to data from registries",
            "en",
        ),
        ("[telefon]", "We need access to clinicians. [telefon]", ""),
    ],
)
def test_a_text_of_few_words_has_the_language_of_its_answer(text, within, language):
    assert detect_language(text, within) == language


def test_lingua_is_loaded_at_the_first_text():
    code = "import sys, gapmap.text.languages; print('lingua' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
