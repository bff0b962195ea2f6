"""What people mean by words of the clinic, data, IT, production, care and rules."""

import pytest

from gapmap.text.tokens import tokenise
from gapmap.text.vocabulary_files import load_vocabulary

FOUND = [
    ("En læge, der gider bruge en eftermiddag på os", "investigators-clinician-time"),
    ("vi skal bruge en læge der tør stå på mål for det", "investigators-clinician-time"),
    ("det er umuligt at få lægerne i tale", "investigators-clinician-time"),
    ("Vi mangler klinikere", "investigators-clinician-time"),
    ("Klinikere", "clinicians"),
    ("Et forsøg i to sengeafsnit", "clinical-trials"),
    ("virker fint i mus, og hvad så nu?", "preclinical"),
    ("rekruttere patienter til fase 2", "participant-recruitment"),
    ("alle nikker, men ingen tør sige ja", "trial-agreements"),
    ("få lov at prøve det af på en rigtig afdeling", "real-setting-testing"),
    ("nogen der gider teste vores app", "care-setting-testing"),
    ("et sted hvor man har lov at fejle", "real-setting-testing"),
    ("omsorgssystemet og epj'en kan ikke sammen", "ehr-care-system-integration"),
    ("ingenting taler sammen", "interoperability"),
    ("tallene bliver tastet ind igen om aftenen", "double-entry"),
    ("jeg logger på seks ting før kaffen", "many-systems-logins"),
    ("leverandøren vil have en formue for at åbne", "legacy-vendor-lockin"),
    ("data", "health-data"),
    ("samkøring af registre", "data-linkage"),
    ("må vi dele det med kommunen?", "gdpr-privacy"),
    ("bare vi kunne se vores egne tal", "own-data-dashboards"),
    ("det tager to år at få en godkendelse", "regulation"),
    ("håbløst lang sagsbehandlingstid", "approval-waiting"),
    ("Det sværeste er overgangen til MDR.", "mdr-ivdr"),
    ("bemyndigede organer uden plads", "notified-bodies"),
    ("om det virker", "evidence-health-economics"),
    ("nogen skal regne på det", "public-business-case"),
    ("køberne stoler ikke på vores tal", "evidence-requirements"),
    ("et sted at få støbt de første 500 stk", "small-series"),
    ("en halvfuld tank vi kan leje", "pilot-plant"),
    ("hvem kommer lørdag aften, når målingen er rød?", "response-round-the-clock"),
    ("udstyret går i stykker", "equipment-service-home"),
    ("sårpleje derhjemme", "care-at-home"),
    ("apps mod angst", "anxiety-depression-apps"),
    ("mere tid til borgerne", "paperwork-burden"),
    ("Vi er et firma med 300 ansatte", "org-company"),
    ("Den er på 140 sider, manualen", "documents-and-paper"),
    ("Ventelisten er på fjorten måneder", "time-and-waiting"),
    ("Min chef er ligeglad", "staff-and-workload"),
    ("Jeg har ringet fire gange", "meetings-and-calls"),
    ("our pilot counted smiles", "projects-and-pilots"),
    ("Hun blev indlagt igen", "illness-and-treatment"),
    ("a tablet and three screens", "software-and-screens"),
    ("et beløb vi kan råde over", "money-amounts"),
    ("Patienterne spørger os", "patients-and-citizens"),
]

NEAR_MISSES = [
    ("Klinikerne er trætte af nye skærme", "investigators-clinician-time"),
    ("læger og sygeplejersker i hele landet", "investigators-clinician-time"),
    ("Vi har gjort et forsøg på at få et møde", "clinical-trials"),
    ("fra pilot plant til fabrik", "real-setting-testing"),
    ("a blood test for sepsis", "real-setting-testing"),
    ("feedback fra investorer", "real-setting-testing"),
    ("der er ingen tanke bag", "pilot-plant"),
    ("vi skal tale sammen om priserne", "interoperability"),
    ("other health systems buy faster", "interoperability"),
    ("en håndbog skrevet af dem, der har prøvet det", "double-entry"),
    ("We hired a data scientist", "health-data"),
    ("en database over tilbud", "registries"),
    ("informeret samtykke", "gdpr-privacy"),
    ("udbudsreglerne er for stramme", "regulation"),
    ("local authorities want it", "regulation"),
    ("det tager 6 mdr at få svar", "mdr-ivdr"),
    ("folk der kender medicinsk udstyr", "mdr-ivdr"),
    ("proof of concept", "evidence-health-economics"),
    ("sterilcentralen vil gerne være med", "gmp-quality"),
    ("reproduktion og hormoner", "manufacturing-scaleup"),
    ("distribution of funds", "supply-chain"),
    ("Jeg sidder alene på et kontor", "elderly-loneliness"),
    ("Jeg sidder alene på et kontor", "science-parks"),
    ("de ryger alle sammen til udlandet", "prevention-lifestyle"),
    ("et fald i omsætningen", "sensors-alarms-falls"),
    ("vi er en familievirksomhed", "relatives"),
    ("den slags hører hjemme i regionen", "care-at-home"),
    ("det giver automatisk afslag", "automation-robots"),
    ("dårlig trivsel på arbejdspladsen", "mental-health-loneliness"),
    ("bliv dog enige", "field-veterinary"),
    ("der er berøringsangst over for os", "anxiety-depression-apps"),
    ("få fat i patientforeningerne", "participant-recruitment"),
    # who or what is mentioned in passing
    ("Vi er et firma med 300 ansatte", "org-sme-startup"),
    ("en lille kommune på en ø", "org-sme-startup"),
    ("Lægen skrev en recept", "org-region-hospital"),
    ("our pilot counted smiles", "real-setting-testing"),
    ("myndighederne holder ferie", "regulation"),
    ("vi fik tilladelse af chefen", "regulation"),
    ("a long list of permissions", "regulation"),
    ("en afdeling uden vinduer", "hospital-department-partners"),
    ("lægen, der skrev brevet, er gået", "investigators-clinician-time"),
    ("økonomichefen er på ferie", "public-business-case"),
    ("vi kender en producent i Polen", "contract-manufacturing"),
    ("fysioterapeuten ringede", "rehabilitation"),
    ("der hænger nogle skemaer på væggen", "paperwork-burden"),
    # figures of speech
    ("projektet løb ud i sandet", "trial-agreements"),
    ("få firmaet på benene igen", "rehabilitation"),
    ("en fod indenfor på markedet", "clinical-trials-access"),
    ("det sker bag kulisser", "test-beds"),
    ("af forklarlige årsager", "ai-liability-bias"),
    ("holde konkurrenterne på afstand", "telemedicine"),
    ("the benefit of the doubt", "evidence-health-economics"),
    ("benzin på en tank", "pilot-plant"),
    ("økonomien hænger ikke sammen", "interoperability"),
    ("vi er vokset ud af den tanke", "facilities"),
    # a word with another sense
    ("5 ml i et glas", "artificial-intelligence"),
    ("vi har en KOL i bestyrelsen", "chronic-disease-self-management"),
    ("vi leder efter en partner", "staff-and-workload"),
    ("plant extracts", "data-extraction"),
    ("sygeplejersken skal dokumentere alt", "evidence-health-economics"),
    ("vi kan levere i mindre skala", "small-series"),
    ("vi vil opskalere til Norge", "scale-up"),
    ("adgang til dyre konsulenter", "field-veterinary"),
    ("import tariffs in Brazil", "reimbursement"),
    ("distribution i hele Europa", "supply-chain"),
    ("Region Zealand", "field-pharma"),
    ("en fase i projektet", "clinical-trials"),
    ("hun træner på maskinen", "algorithms-models"),
    ("alarmen er falsk, falske alarmer hver nat", "ai-validation"),
    ("så får man automatisk et svar", "automation-robots"),
    ("et register over leverandører", "registries"),
    ("testen kommer fra laboratoriet", "real-setting-testing"),
]


def found_in(text):
    return load_vocabulary().find(tokenise(text))


@pytest.mark.parametrize(("text", "concept"), FOUND)
def test_a_need_is_heard_in_plain_words(text, concept):
    assert concept in found_in(text)


@pytest.mark.parametrize(("text", "concept"), NEAR_MISSES)
def test_a_word_that_means_something_else_is_not_heard(text, concept):
    assert concept not in found_in(text)


@pytest.mark.parametrize(
    "concept",
    ["clinicians", "nursing-homes", "field-medtech", "fields", "org-company", "time-and-waiting"],
)
def test_who_and_where_is_context(concept):
    assert load_vocabulary().by_id[concept].is_context
