"""Near misses of the areas about money, market, people, overview and implementation.

Every text is invented. A row says whether a text speaks of a concept; most come in pairs that
differ by the words around a form.
"""

import pytest

from gapmap.text.tokens import tokenise
from gapmap.text.vocabulary_files import load_vocabulary


def speaks_of(text, concept_id):
    return concept_id in load_vocabulary().find(tokenise(text))


MONEY = [
    ("Vi har ikke råd til et studie til", "funding", True),
    ("Gode råd til små virksomheder", "funding", False),
    ("Der mangler tre mio. kr. for at nå i mål", "funding", True),
    ("Penge er ikke problemet", "funding", False),
    ("Fondsmidler uden krav om egenbetaling", "funding", True),
    ("Rengøring uden skrappe desinfektionsmidler", "funding", False),
    ("Vi skal have en bevilling til tre år", "funding", True),
    ("En borger venter på bevilling af hjælpemidler", "grants-foundations", False),
    ("Puljer med åbne opslag", "grants-foundations", True),
    ("A foundation model for radiology", "grants-foundations", False),
    ("Ingen tør investere før CE-mærket", "early-capital", True),
    ("Kræft opdages i den tidlige fase af sygdommen", "early-capital", False),
    ("Banken siger nej", "loans-guarantees", True),
    ("Firmaer banker på hver uge", "loans-guarantees", False),
    ("Der er ingen garanti for, at det lykkes", "loans-guarantees", False),
    ("Hjælp til ansøgninger om midler", "application-writing", True),
    ("Vores ansøgning om registerdata ligger stille", "application-writing", False),
    ("Penge til kliniske forsøg", "clinical-phase-funding", True),
    ("Et fase 2-studie på tre afdelinger", "clinical-phase-funding", False),
    ("Det kostede to mio. kr. at flytte", "funding", False),
    ("Vi bruger penge på frimærker", "funding", False),
    ("Finance does not love it", "funding", False),
    ("Patienter i en tidlig fase", "early-capital", False),
    ("Kapital til den tidlige fase", "early-capital", True),
    ("Vi fik afslag fra etisk komité", "application-writing", False),
]

MARKET = [
    ("Vi vil skalere forretningen", "business-development", True),
    ("Hurtigere opstart af forsøg", "business-development", False),
    ("Hvad skal vi leve af bagefter, og hvem vil betale?", "business-model", True),
    ("Regionens strategi for ældre", "business-model", False),
    ("En professionel bestyrelse", "board-management", True),
    ("Staff must be on board from the start", "board-management", False),
    ("Vi mangler hjælp til at prissætte produktet", "pricing", True),
    ("Rådgivning til en rimelig pris", "pricing", False),
    ("Laveste pris vinder hver gang", "price-or-value", True),
    ("Vi vil sælge til udlandet", "export-international", True),
    ("Følg de internationale standarder", "export-international", False),
    ("Det tyske marked", "market-entry", True),
    ("I Tyskland kan man få svar på en uge", "market-entry", False),
    ("Amerikanske kunder spørger efter os", "us-market", True),
    ("Modellen er trænet på amerikanske data", "us-market", False),
    ("Refusion i Tyskland", "reimbursement-abroad", True),
    ("Refusion af vikarløn", "reimbursement-abroad", False),
    ("En agent i Polen", "distributors", True),
    ("En ai-agent der skriver notater", "distributors", False),
    ("Firmaet sendte en sælger", "sales-marketing", False),
    ("Hjælp til at sælge produktet", "sales-marketing", True),
    ("Leverandøren sætter prisen op", "pricing", False),
    ("Professoren er i Boston", "us-market", False),
    ("Vi får dem lavet i Tyskland", "market-entry", False),
    ("Kunder i Tyskland", "market-entry", True),
    ("En artikel fra Kina", "nordic-asian-markets", False),
    ("Kommunen forhandler med os", "distributors", False),
]

PURCHASE = [
    ("Udbud er for tunge for os", "public-procurement", True),
    ("Borgeren får hjælp til indkøb", "public-procurement", False),
    ("Leverandøren lukker for adgangen", "public-procurement", False),
    ("Indkøbere, der tør vælge nyt", "innovative-procurement", True),
    ("Samarbejde med det offentlige", "public-private-collaboration", True),
    ("En fod indenfor hos regionen", "selling-to-public", True),
    ("Patienten skal kunne tage beslutninger", "selling-to-public", False),
    ("Et fælles udbud for ti kommuner", "joint-buying", True),
    ("Data på tværs af regioner", "joint-buying", False),
    ("Kravet er tre års regnskaber", "procurement-rules", True),
    ("SKI er for tungt for små firmaer", "framework-agreements", True),
    ("Genoptræning efter et fald på ski", "framework-agreements", False),
    ("De tester gratis og køber aldrig", "procurement-after-pilot", True),
    ("Mandat til at ændre vagtplanen", "selling-to-public", False),
    ("Mindstekrav til tærskelværdier i blodet", "procurement-rules", False),
    ("Systemets funktionskrav", "innovative-procurement", False),
    ("Vi tager chancen", "innovative-procurement", False),
    ("Batteriet holder længere", "price-or-value", False),
    ("De køber altid det billigste", "price-or-value", True),
]

IDEAS = [
    ("Hvem får opfindelsen?", "ip-commercialisation", True),
    ("Hver kommune opfinder det samme", "ip-commercialisation", False),
    ("Patienterne kender ikke deres patientrettigheder", "ip-commercialisation", False),
    ("Næste patent og en pct-ansøgning", "patents", True),
    ("20 pct af borgerne", "patents", False),
    ("Orlov til at starte en virksomhed", "spin-outs", True),
    ("Hun er på barselsorlov", "spin-outs", False),
    ("Resultaterne ligger i en skuffe", "research-to-market", True),
    ("Vi har kontakt til forskere", "universities-researchers", True),
    ("Jeg er forsker på et universitet", "universities-researchers", False),
    ("Et forskningssamarbejde med klinikken", "research-collaboration", True),
    ("Forskning er dyrt", "research-collaboration", False),
    ("En fælles ph.d. med hospitalet", "industrial-phd-postdoc", True),
    ("Det har varet længere end min ph.d.", "industrial-phd-postdoc", False),
    ("Juristerne siger nej til vores kontrakt", "research-contracts", True),
    ("Contract manufacturing of vials", "research-contracts", False),
    ("Forskere, der vil arbejde med vores data", "spin-outs", False),
    ("Udstyret samler støv", "research-to-market", False),
    ("Alle skriver under på mødet", "research-contracts", False),
    ("En advokat, der koster for meget", "research-contracts", False),
    ("Konkurrenten vil stjæle vores medarbejdere", "ip-commercialisation", False),
    ("Der findes ingen patentløsning", "patents", False),
]

CONTACT = [
    ("Det afhænger af, hvem man kender", "networks-matchmaking", True),
    ("Et trådløst netværk på stuerne", "networks-matchmaking", False),
    ("Vi mangler en klinisk partner", "finding-partners", True),
    ("Borgerens partner hjælper til", "finding-partners", False),
    ("Virksomheder, der vil være med", "finding-partners", True),
    ("Patienter, der vil være med", "finding-partners", False),
    ("Den lokale sundhedsklynge", "clusters-hubs", False),
    ("Nogen, der har prøvet det før", "mentors-peers", True),
    ("Patienter der selv har diabetes", "mentors-peers", False),
    ("Hvem fanden skal man ringe til?", "who-does-what", True),
    ("Man ved ikke, hvem der har ansvaret", "who-does-what", True),
    ("Vi aner ikke, hvor vi skal henvende os", "navigating-support-system", True),
    ("Vi ved ikke hvor mange der falder", "navigating-support-system", False),
    ("Robotten kan selv finde vej på gangen", "navigating-support-system", False),
    ("Ét sted at spørge", "overview-one-way-in", True),
    ("Lægen mangler overblik over medicin", "overview-one-way-in", False),
    ("Én fast kontaktperson", "single-contact-adviser", True),
    ("En støtte-kontaktperson til borgeren", "single-contact-adviser", False),
    ("De ringer aldrig tilbage", "reaching-someone", True),
    ("Vi venter på blodprøvesvar", "reaching-someone", False),
    ("Et klart svar, også hvis det er nej", "clear-answers", True),
    ("Konsulenterne er for dyre", "advice-access", True),
    ("Rådgivning til pårørende", "advice-access", False),
    ("Hvis I vil være med, så skriv", "finding-partners", False),
    ("A community nurse", "networks-matchmaking", False),
    ("Det skete ved et tilfælde", "networks-matchmaking", False),
    ("Udstyret er svært at finde en plads til", "overview-one-way-in", False),
    ("Den står ved indgangen", "overview-one-way-in", False),
    ("Patienten sendes videre", "navigating-support-system", False),
    ("Hvem skal man tale med?", "who-does-what", True),
    ("Hvem skal vi behandle først?", "who-does-what", False),
    ("Et menneske, der er sygt", "single-contact-adviser", False),
    ("Der er et svar på opgaven", "reaching-someone", False),
    ("Telefonen bliver aldrig taget", "reaching-someone", True),
    ("They promised to get back to us", "reaching-someone", True),
    ("Hvilken kategori hører patienten til?", "clear-answers", False),
    ("Et klart ja eller nej", "clear-answers", True),
    ("Three neurology consultants", "advice-access", False),
]

PEOPLE = [
    ("Vi kan ikke rekruttere udviklere", "recruitment-talent", True),
    ("Rekruttering af patienter til forsøget", "recruitment-talent", False),
    ("Ingeniører, der kan tale med en læge", "specialist-recruitment", True),
    ("En ingeniør opfandt sengen", "specialist-recruitment", False),
    ("Hjælp til visum og arbejdstilladelse", "international-talent", True),
    ("Overførsel af data til tredjelande", "international-talent", False),
    ("Praktikanter fra uddannelsen", "student-projects", True),
    ("Interne regler", "student-projects", False),
    ("Eleven patients in Denmark", "student-projects", False),
    ("Praktiske løsninger", "student-projects", False),
    ("Det er svært at fastholde sygeplejersker", "staff-retention-shortage", True),
    ("Fastholdelse af vægttab", "staff-retention-shortage", False),
    ("Oplæring af plejepersonalet", "care-staff-training", True),
    ("Sygeplejersken måler blodtryk", "care-staff-training", False),
    ("Personalet er ikke klædt på til opgaven", "staff-skills", True),
    ("Borgeren skal have hjælp til at blive klædt på", "staff-skills", False),
    ("A course in risk analysis", "continuing-education", True),
    ("Of course it works", "continuing-education", False),
    ("Tilbage på arbejdsmarkedet efter en hjerneskade", "recruitment-talent", False),
    ("Kandidater, der binder til receptoren", "recruitment-talent", False),
    ("Ledige specialer i lægeuddannelsen", "student-projects", False),
    ("Lederen leder efter nøglen", "digital-leadership", False),
    ("Vores mellemleder siger nej", "digital-leadership", False),
    ("Borgeren bliver boende", "staff-retention-shortage", False),
    ("Instruktioner på flasken", "staff-skills", False),
    ("Et træningsforløb for hofteopererede", "continuing-education", False),
]

SPREAD = [
    ("Projekterne dør, når bevillingen slutter", "pilot-to-operation", True),
    ("Fermentering i pilotskala", "pilot-to-operation", False),
    ("Det skal ud til resten af kommunerne", "scaling-and-spread", True),
    ("Spredning af smitte på afdelingen", "scaling-and-spread", False),
    ("Opskalering af produktionen", "scaling-and-spread", False),
    ("Modstand mod forandringer", "change-management", True),
    ("Modstand mod antibiotika", "change-management", False),
    ("Det hænger på én ildsjæl", "anchoring-ownership", True),
    ("Ejerskab til data", "anchoring-ownership", False),
    ("Hver kommune har sit eget system", "local-variation", True),
    ("Fem forskellige patienter", "local-variation", False),
    ("Embedded software in a pump", "implementation", False),
    ("En pilot nævnt i forbifarten", "pilot-to-operation", False),
    ("Pilotprojekter, der dør", "pilot-to-operation", True),
    ("De fem regioner", "scaling-and-spread", False),
    ("Data på tværs af regioner", "scaling-and-spread", False),
    ("Løsningerne skal udbredes til hele landet", "scaling-and-spread", True),
    ("En projektleder i hver kommune", "local-variation", False),
    ("Hun går på pension til maj", "anchoring-ownership", False),
    ("Modstand i kredsløbet", "change-management", False),
    ("Brugsanvisningen er på tysk", "implementation", False),
    ("At tage løsningen i brug", "implementation", True),
]

WORLD = [
    ("Den grønne omstilling", "sustainability", True),
    ("Et kamera, der finder grøn stær", "sustainability", False),
    ("Grøntsager til de ældre", "sustainability", False),
    ("Mindre plast på operationsstuen", "waste-reuse", True),
    ("Et plaster med en føler", "waste-reuse", False),
    ("Genbrug af data", "waste-reuse", False),
    ("En engangsbevilling", "waste-reuse", False),
    ("Inhalatorer med sensor", "green-hospitals", False),
    ("Mangel på medicin og tomme lagre", "shortages-stock", True),
    ("Compression stockings", "shortages-stock", False),
    ("Vi løber tør for penge", "shortages-stock", False),
    ("Beredskab til næste pandemi", "crisis-preparedness", True),
    ("Unge i psykisk krise", "crisis-preparedness", False),
    ("Triage i akutmodtagelsen", "crisis-preparedness", False),
    ("Mental robusthed hos unge", "supply-security", False),
    ("En grøn knap", "sustainability", False),
    ("Et låg af plast", "waste-reuse", False),
    ("Det er spild af tid", "waste-reuse", False),
    ("Under corona var det nemmere", "crisis-preparedness", False),
    ("Vi lagrer data i skyen", "shortages-stock", False),
    ("Resistente og modstandsdygtige bakterier", "supply-security", False),
]


@pytest.mark.parametrize(
    ("text", "concept_id", "found"),
    [*MONEY, *MARKET, *PURCHASE, *IDEAS, *CONTACT, *PEOPLE, *SPREAD, *WORLD],
)
def test_a_form_finds_its_concept_and_leaves_what_only_looks_like_it(text, concept_id, found):
    assert speaks_of(text, concept_id) is found


@pytest.mark.parametrize(
    ("text", "context"),
    [
        ("Leverandøren svarede straks", "org-supplier"),
        ("En sygeplejerske fra afdelingen", "org-care-staff"),
        ("Det er for dyrt", "barrier-cost"),
        ("Vi er forskere på universitetet", "org-university"),
        ("Ventelisten er på 14 måneder", "time-and-waiting"),
        ("Det kostede to mio. kr. at flytte", "barrier-cost"),
        ("Min kollega har ti vagter", "staff-and-workload"),
        ("Så kom der en ny chef", "leaders-management"),
        ("Vi fik afslag uden begrundelse", "rejection"),
        ("En mail om ugen", "meetings-and-calls"),
        ("Ingen fik noget at vide", "information-language"),
        ("Projektet sluttede i maj", "projects-and-pilots"),
        ("Ingen skriver under", "contracts-agreements"),
        ("Hjælp til det hele", "help-support"),
        ("Viden, som ingen bruger", "knowledge-experience"),
        ("Vores produkt ligger i kassen", "own-products"),
        ("Firmaet sendte en sælger", "customers-market"),
        ("Professoren er i Boston", "other-countries"),
        ("Batteriet er fladt", "materials-parts"),
        ("Det er en advokat, de spørger", "barrier-legal-uncertainty"),
        ("Et skema på 14 sider", "barrier-bureaucracy"),
    ],
)
def test_what_names_only_somebody_or_an_obstacle_is_context(text, context):
    vocabulary = load_vocabulary()
    assert vocabulary.by_id[context].is_context
    assert context in vocabulary.find(tokenise(text))


@pytest.mark.parametrize(
    ("text", "context"),
    [
        ("Han leder efter nøglen", "leaders-management"),
        ("En form for astma", "barrier-bureaucracy"),
        ("Ti millioner patienter", "barrier-cost"),
        ("Et barn på tre år", "time-and-waiting"),
        ("Svært demente beboere", "barriers"),
        ("A large language model", "information-language"),
        ("Den forhindrer fald", "barriers"),
        ("Bremsen på kørestolen", "barriers"),
    ],
)
def test_context_is_named_by_the_literal_word_only(text, context):
    assert not speaks_of(text, context)
