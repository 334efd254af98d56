"""Name keys, search forms and the check that free text does not name her."""

import pytest

from station_desk.domain.names import Identity, name_key, search_form

HER = Identity(names=["राधिका उर्फ परी", "पुत्री श्री मुकेश", "Kusumlata"], places=["बिलौठिया खुर्द"], phones=["9000001005"])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("सुनीता", "Suneeta"),
        ("पुष्पा", "पुश्पा"),
        ("पुष्पा", "Puspa"),
        ("शहनाज़", "Shahnaj"),
        ("वीरेन्द्र", "विरेंद्र"),
        ("आरती", "Arti"),
    ],
)
def test_spellings_of_one_name_share_a_key(one: str, other: str) -> None:
    """Vowel length, sibilants, nukta and half nasals do not part a name."""
    assert name_key(one) == name_key(other)


@pytest.mark.parametrize(("one", "other"), [("सीता", "सुता"), ("गीता", "रीता"), ("कविता", "सविता"), ("रेखा", "रेनू")])
def test_different_names_keep_different_keys(one: str, other: str) -> None:
    """Names that differ in a consonant or a vowel class stay apart."""
    assert name_key(one) != name_key(other)


@pytest.mark.parametrize(
    "text",
    [
        "राधिका से पूछा",
        "Radhika ne bataya",
        "मुकेश की पुत्री",
        "Mukesh kumar",
        "कुसुमलता आयी",
        "ग्राम बिलौठिया खुर्द में",
        "Bilauthiya Khurd",
        "फोन 90000 01005 पर",
        "फोन ९०००००१००५",
        "परी आयी",
    ],
)
def test_text_that_names_her_is_caught_in_either_script(text: str) -> None:
    """Her name, her father's, a whole village or the phone makes her known."""
    assert HER.named_in(text)


@pytest.mark.parametrize(
    "text",
    ["पीड़िता-क (बालिका) के साथ छेड़छाड़", "बालिका व श्री प्रधान", "खुर्द", "मुकदमा पंजीकृत", "फोन 9000001999", "परीक्षा के दिन", ""],
)
def test_text_that_does_not_name_her_passes(text: str) -> None:
    """Titles, half a place, another phone and words that only begin alike stop nobody."""
    assert not HER.named_in(text)


def test_the_check_shows_no_name() -> None:
    """Its repr may stand in a log."""
    assert "राधिका" not in repr(HER)


def test_search_form_folds_what_typing_varies() -> None:
    """Joiners, nukta, digits and half nasals are folded; vowel signs are kept."""
    assert search_form("क्\u200dयों") == search_form("क्यों")
    assert search_form("शहनाज़") == search_form("शहनाज़") == search_form("शहनाज")
    assert search_form("सिकन्द्राराऊ ०८") == search_form("सिकंद्राराऊ 08")
    assert search_form("सीता") != search_form("सुता")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("रानी", "रानी। ने बताया"),
        ("गीता", "Gita ko mara"),
        ("आशा", "Asha ने कहा"),
        ("Rekha", "रेखा को रोका"),
        ("पुष्पा देवी", "पुष्\u200dपा को"),
        ("पुष्\u200dपा", "पुष्पा को"),
        ("पुष्पा देवी", "पुष्पाजी आयीं"),
        ("पुष्पा देवी", "Pushpaji aayi"),
        ("पुष्पा देवी", "पुष्पा_ने कहा"),
        ("रामबेटी", "राम बेटी के साथ"),
        ("रमेश चन्द्र", "रमेशचन्द्र द्वारा"),
        ("बिमला", "विमला को"),
        ("साबित्री", "सावित्री ने"),
    ],
)
def test_ordinary_spellings_of_a_name_are_caught(name: str, text: str) -> None:
    """Danda, joiners, the other script, suffixes, words run together or apart, ब and व."""
    assert Identity([name], [], []).named_in(text)


@pytest.mark.parametrize(
    ("place", "text"),
    [
        ("ग्राम नगला हीरामन", "नगला हीरामन में"),
        ("मो0 नवीपुर", "नवीपुर का मामला"),
        ("नगला हीरामन", "नगलाहीरामन गांव"),
    ],
)
def test_a_place_is_known_without_its_ornaments(place: str, text: str) -> None:
    """The bare village stands for ग्राम and मो0 forms, and for the two words written as one."""
    assert Identity([], [place], []).named_in(text)


@pytest.mark.parametrize(
    "phone", ["９０００００１００５", "90000.01005", "9000-001-005", "(90000) 01005", "৯০০০০০১০০৫"]
)
def test_a_phone_is_known_however_its_digits_are_set(phone: str) -> None:
    """Full-width and other scripts' digits, dots, dashes and brackets between groups."""
    assert Identity([], [], ["9000001005"]).named_in(f"फोन {phone} पर")


@pytest.mark.parametrize(
    ("names", "places", "text"),
    [
        (["सोनी"], [], "सोने के जेवर छीने"),
        (["राम लाल"], [], "लाल साड़ी फाड़ी"),
        ([], ["कला"], "कल शाम को"),
        ([], ["गढ़ी"], "गाड़ी से टक्कर"),
        ([], ["घर"], "घर से निकाला"),
        ([], ["सासनी"], "थाना सासनी को सूचना"),
        (["आशा"], [], "as told by her"),
    ],
)
def test_ordinary_words_stop_nobody(names: list[str], places: list[str], text: str) -> None:
    """A word that only sounds alike, half a common name or the station's own name is no identity."""
    assert not Identity(names, places, []).named_in(text)
