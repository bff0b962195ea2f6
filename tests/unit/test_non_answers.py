from __future__ import annotations

import pytest

from gapmap.text.non_answers import is_non_answer

SAY_NOTHING = [
    "", " ", "-", "--", ".", "...", "?", "??", "x", "X", "xx", "x x", "/", "👍", "0", "[telefon]",
    # Danish
    "ved ikke", "Ved ikke.", "VED IKKE!!", "ved ikke, er lige startet", "Det ved jeg ikke",
    "Ved det ikke endnu", "jeg ved det faktisk ikke", "aner det ikke", "Ingen anelse", "ingen",
    "Ingen.", "ingen kommentarer", "Ingen bemærkninger", "ingen særlige", "ingen, tak",
    "ingenting", "Intet", "intet at tilføje", "Intet særligt p.t.", "ikke noget",
    "Har ikke noget at tilføje", "Ikke noget særligt lige nu", "ikke relevant",
    "Ikke relevant for os", "Det er ikke mit område", "Nej", "Nej tak", "nej, ikke noget", "Pas",
    "Kan ikke svare på det", "Det kan jeg ikke svare på", "Ønsker ikke at svare",
    "Har ikke tid til at svare på det her", "Svært at sige", "se ovenfor", "Se svar ovenfor",
    "Se spørgsmål 5", "Samme som ovenfor", "som nævnt ovenfor",
    "Har ikke taget stilling til det endnu",
    "Det må andre i firmaet svare på, jeg er lige startet.",
    # English
    "n/a", "N/A", "na", "n.a.", "None", "none really", "nothing", "Nothing to add",
    "Nothing comes to mind", "nothing in particular at the moment", "don't know",
    "I don’t know yet", "We do not know", "no idea", "Not sure", "no", "No comment",
    "Not relevant for me", "not applicable", "same as above", "see above",
    # Swedish
    "vet ej", "Vet inte", "jag vet inte", "Inget", "inget särskilt", "inget att tillägga",
    "se ovan", "ej relevant", "inga synpunkter",
    # Norwegian
    "vet ikke", "Jeg vet ikke", "ikke noe spesielt", "ingenting å tilføye", "Ingen kommentar",
    "se over",
    # in all four, with the near misses below
    "vet inte riktigt", "vet ikke helt", "ingen aning", "vet ej just nu", "ingen formening",
    "har ingen kommentar", "vi har ingen behov", "inga kommentarer", "inga behov",
    "inga särskilda", "vet inte just nu", "vet ikke ennå", "Jeg vet ikke, dessverre",
    "ikke noe å legge til", "ikkje noko", "Nei", "Nei takk", "nei, ikke noe",
    "ingen særskilte behov", "Nej tack", "vi vet inte", "har inget att tillägga", "inte aktuellt",
    "ikke aktuelt for oss", "inte relevant för oss", "don't have any", "nothing at the moment",
    "no needs at the moment", "I have no idea", "can't think of anything", "none at present",
    "No.", "not that I know of", "ingen specifikke", "det ved jeg faktisk ikke lige",
    "har ingen forslag", "vi har ingen ønsker", "intet lige nu", "ingen ting", "samma som ovan",
    "samme som over", "Se forrige svar", "no further comments", "kan inte svara",
    "vill inte svara",
]  # fmt: skip

SAY_SOMETHING = [
    "penge", "data", "AI", "IT", "MDR", "MDR!!!", "2 mio", "CE", "tid", "udbud",
    "ingen adgang til data", "Ingen tid og ingen penge", "Ingen tør give et svar.",
    "ingen vil betale for at finde ud af om det virker", "intet overblik",
    "Intet hjælper os igennem den", "ingenting virker sammen", "ikke nok penge",
    "ikke tid til forskning", "Har ikke tid til at forske",
    "Ved ikke hvor man skal henvende sig med en god ide",
    "Ved ikke, hvem man spørger. Det er faktisk behovet.", "Vi ved ikke, hvilke regler der gælder",
    "Vi aner ikke, hvilken afdeling der er åben", "Ved ikke, måske penge",
    "nej, men vi mangler investorer", "Nej til flere netværk",
    "Det samme journalsystem i alle regioner", "samme regler for alle",
    "Se på hinandens skyllerum", "Se hvordan andre gør", "som leverandør mangler vi svar",
    "Pas på patienterne", "Kan ikke svare på udbud", "hvem ringer man til",
    "None of the offers fit", "nothing works across regions", "no funding", "No access to data",
    "not enough time", "we don't know who to call", "same rules for all",
    "vet ej vem man ska ringa", "inget stöd till små bolag", "vet ikke hvem som bestemmer",
    "[e-mail] kan fortælle om vores behov for testdata", "ved ikke hvem vi skal spørge",
    "no idea who to ask", "nothing works across municipalities", "inget stöd för",
    "ikke noe testmiljø", "ingen har tid", "ingen idé om hvem vi skal ringe til",
    "intet testmiljø", "ikke noget testmiljø", "har ikke noget sted at teste",
    "ingen behov dækkes", "ingen svar fra myndighederne", "intet svar fra kommunen",
    "ingen forslag fra regionen", "ved ikke hvordan man får data", "ved ikke hvor man starter",
    "aner ikke hvor man starter", "kan ikke vurdere effekten", "svært at vurdere effekten",
    "svært at få svar", "ikke relevant for kommunerne", "ikke relevante tilbud",
    "ingen relevante tilbud", "samme system", "se flere data", "hej, vi mangler penge",
    "ja tak til flere investorer", "måske penge", "tak for hjælpen, men vi mangler data",
    "none of us have time", "nothing for small companies", "no idea how to get funding",
    "no clue where to start", "not sure who to contact", "don't know where to find investors",
    "no answer from the authorities", "no response from hospitals", "no needs assessment",
    "can't say who owns the data", "same data everywhere", "not relevant offers",
    "not available in our region", "hard to say who decides", "difficult to say who pays",
    "vet inte vem man ska fråga", "vet inte var vi ska börja", "ingen aning om vem vi ska fråga",
    "inget testmiljö", "inga pengar", "inget svar från kommunen", "inga synpunkter tas emot",
    "samma system i alla regioner", "kan inte testa", "vet ikke hvem vi skal spørre",
    "vet ikke hvor vi skal begynne", "ikke noe sted å teste", "ingen penger",
    "ingenting virker på tvers", "ingen kommentarer fra kommunen", "kan ikke svare på anbud",
    "aner ikke hvem vi skal ringe", "ikke aktuelle tilbud", "ikke noe støtte",
    "ikkje noko testmiljø", "inte relevant stöd",
]  # fmt: skip


@pytest.mark.parametrize("text", SAY_NOTHING)
def test_says_nothing_about_a_need(text):
    assert is_non_answer(text)


@pytest.mark.parametrize("text", SAY_SOMETHING)
def test_says_something_about_a_need(text):
    assert not is_non_answer(text)


def test_a_long_answer_is_never_one():
    assert is_non_answer("ved ikke, " * 10)
    assert not is_non_answer("ved ikke, " * 40)
    assert is_non_answer("." * 400)
