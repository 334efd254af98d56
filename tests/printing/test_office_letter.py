"""Letters of the office and pocket cards as paper: every word found again, parts that stay whole."""

from __future__ import annotations

from dataclasses import replace

import pypdfium2
from paper_readers import hindi_words, pdfium_pages

from station_desk.domain.sheets import Cards, Letter, Tear
from station_desk.host.paths import read_resource
from station_desk.printing import office_letter, pocket_card

LETTER = Letter(
    title="संदर्भन पत्र",
    language="hi",
    head=("कार्यालय थाना सासनी", "मिशन शक्ति केन्द्र"),
    number="पत्रांक: म0श0के0-7/2026",
    date="दिनांक: 06-10-2026",
    to=("सेवा में,", "प्रभारी अधिकारी"),
    subject="विषय: सहायता हेतु संदर्भन।",
    greeting="महोदय,",
    before=("निवेदन है कि सहायता दें।",),
    lines=(("अपेक्षित सहायता", "आश्रय"), ("संलग्न कागज", "प्रति " * 40)),
    after=("पावती लौटाएँ।",),
    signature=("(हस्ताक्षर)", "प्रभारी"),
    seal="मुहर",
    copies_title="प्रतिलिपि:",
    copies=("पत्रावली",),
    foot=("मुद्रण 06-10-2026", "प्रति सं0 1"),
    page_words="पृष्ठ {page}/{pages}",
    tear=Tear("यहाँ से काटें", "पावती", (("आपका पत्र", "म0श0के0-7/2026"),), ("नाम", "दिनांक")),
)


def _said(letter: Letter) -> str:
    texts = [*letter.head, letter.number, letter.date, *letter.to, letter.subject, letter.greeting, *letter.before]
    texts += [text for pair in letter.lines for text in pair] + [*letter.after, *letter.signature, letter.seal]
    texts += [letter.copies_title, *letter.copies, *letter.foot, letter.copy_text, letter.banner or ""]
    if letter.tear:
        texts += [letter.tear.cut_text, letter.tear.title, *letter.tear.asks]
        texts += [text for pair in letter.tear.lines for text in pair]
    return " ".join(texts)


def test_a_letter_is_one_page_with_all_its_words() -> None:
    """Every word that was given comes back, and none besides but the page's."""
    letter = replace(LETTER, banner="गोपनीय", copy_text="दोहरी प्रति सं0 2")
    pdf = office_letter.render(letter, read_resource)
    (text,) = pdfium_pages(pdf.data)
    assert hindi_words(text) == hindi_words(f"{_said(letter)} पृष्ठ")
    assert pdf == office_letter.render(letter, read_resource)


def test_a_long_letter_goes_on_and_its_slip_stays_whole() -> None:
    """Nothing is lost or drawn over; the slip to tear off stands whole on the last page; each page is counted."""
    letter = replace(LETTER, after=tuple(f"अनुच्छेद {number} " + "शब्द " * 60 for number in range(14)))
    pages = pdfium_pages(office_letter.render(letter, read_resource).data)
    assert len(pages) > 1
    assert sum(hindi_words(page)["शब्द"] for page in pages) == 14 * 60
    assert all(word in pages[-1] for word in ("यहाँ से काटें", "पावती", "आपका पत्र"))
    assert not any("यहाँ से काटें" in page for page in pages[:-1])
    assert all(f"{number}/{len(pages)}" in page for number, page in enumerate(pages, 1))


def test_a_practice_letter_says_so_on_every_page() -> None:
    """Across each page and in its corner."""
    letter = replace(LETTER, practice_text="अभ्यास", after=("शब्द " * 900,))
    pages = pdfium_pages(office_letter.render(letter, read_resource).data)
    assert len(pages) > 1 and all(page.count("अभ्यास") == 2 for page in pages)


def test_eight_cards_stand_on_one_sheet_within_their_cuts() -> None:
    """The size of a bank card each; a long name is set smaller, never over the edge."""
    names = tuple((f"बहुत लम्बे नाम वाली सहायता सेवा संख्या {number}", f"100{number}") for number in range(10))
    cards = Cards("उपयोगी फोन नम्बर", "hi", names, ("काटें",))
    pdf = pocket_card.render(cards, read_resource)
    document = pypdfium2.PdfDocument(pdf.data)
    page = document[0].get_textpage()
    text = page.get_text_range()
    edge = (210 - 2 * 85.6) / 2 / 25.4 * 72
    boxes = [page.get_charbox(place) for place, letter in enumerate(text) if letter.isdigit()]
    document.close()
    assert pdf.pages == 1 and text.count("1009") == 8
    assert min(left for left, *_ in boxes) >= edge and max(right for *_, right, _ in boxes) <= 595.3 - edge
