"""Invented register sheets for the paper tests. No person, family or number in them is anyone's."""

from __future__ import annotations

from dataclasses import replace

from station_desk.domain.sheets import Align, Column, Part, Row, Sheet, Slip, Total

COLUMNS_HI = (
    Column(1, "क्र0 सं0", 2.4, Align.CENTRE),
    Column(2, "टोकन सं0", 5.0),
    Column(3, "आगमन / प्रस्थान समय", 3.9, Align.CENTRE),
    Column(4, "आगन्तुक (गोपनीय में कोड)", 5.6),
    Column(5, "आयु / लिंग", 3.2, Align.CENTRE),
    Column(6, "ग्राम / पता एवं मो0नं0", 6.0),
    Column(7, "प्रकरण का प्रकार", 4.6),
    Column(8, "संक्षिप्त विवरण", 9.6),
    Column(9, "सुनने वाली अधिकारी", 4.6),
    Column(10, "की गयी कार्यवाही", 6.0),
    Column(11, "जी0डी0 / मु0अ0सं0 / एन0सी0आर0", 5.2),
    Column(12, "परामर्श / संदर्भन", 4.7),
    Column(13, "अगली तिथि", 4.9, Align.CENTRE),
    Column(14, "स्थिति", 4.0),
    Column(15, "हस्ताक्षर या अंगूठा / अभ्युक्ति", 5.4),
)

NAMES = ("सुनीता देवी", "काजल बघेल", "रुख़साना", "शकुन्तला वार्ष्णेय", "ज़ैबुन्निसा", "উর্মিলা", "Km. पूजा", "चन्द्रकान्ता")
VILLAGES = ("नगला हीरामन", "भोजगढ़ी छोटी", "गढ़ी पदमसिंह", "कुंवरपुर बांगर", "बिलौठिया खुर्द")
MATTERS = ("घरेलू हिंसा", "पीछा करना", "दहेज उत्पीड़न", "सम्पत्ति विवाद", "साइबर अपराध")
GISTS = (
    "पति द्वारा शराब पीकर मारपीट, मायके जाने से रोकना; पूर्व में भी दो बार सूचना दी गयी",
    "युवक द्वारा बस व कालेज तक पीछा, नई आईडी से धमकी भरे सन्देश; 1090 से संदर्भित",
    "सास-ससुर द्वारा अतिरिक्त दहेज की माँग, स्त्रीधन वापस दिलाये जाने हेतु प्रार्थना पत्र",
    "खेत की मेड़ को लेकर जेठ से विवाद, गाली-गलौज",
    "फ़र्ज़ी आईडी बनाकर फोटो डालना, क्षमा माँगने पर भी नहीं हटाया",
)
DONE = ("एफ0आई0आर0 पंजीकृत", "परामर्श हेतु तिथि नियत", "बीट आरक्षी को निर्देशित", "चिकित्सीय परीक्षण को भेजा")
ROUTES = ("वन स्टॉप सेन्टर", "जिला विधिक सेवा प्राधिकरण", "—", "181")


def rows(count: int, start: int = 1) -> tuple[Row, ...]:
    """Invent so many entries; each fourth is restricted, each seventh written later, each eleventh cancelled."""
    made = []
    for n in range(start, start + count):
        restricted = n % 4 == 0
        cells = (
            str(n),
            f"MSK/SAS/2026/{n:04d}",
            f"{9 + n % 9:02d}:{n * 7 % 60:02d} / {10 + n % 9:02d}:{n * 7 % 60:02d}",
            "पीड़िता-क" if restricted else NAMES[n % len(NAMES)],
            f"{18 + n % 40} / म0",
            "—" if restricted else f"{VILLAGES[n % len(VILLAGES)]}, 80000{n:05d}",
            MATTERS[n % len(MATTERS)],
            "गोपनीय प्रकरण" if restricted else GISTS[n % len(GISTS)],
            "म0उ0नि0 ऊषा",
            DONE[n % len(DONE)],
            f"मु0अ0सं0 {n}/26" if n % 3 == 0 else f"जी0डी0 सं0 {n}",
            ROUTES[n % len(ROUTES)],
            f"{1 + n % 28:02d}-10-2026",
            ("लम्बित", "निस्तारित")[n % 2],
            "",
        )
        mark = "गोपनीय" if restricted else "बाद में दर्ज" if n % 7 == 0 else "निरस्त" if n % 11 == 0 else ""
        made.append(Row(cells, mark, struck=n % 11 == 0 and not restricted))
    return tuple(made)


def day(count: int) -> Sheet:
    """A daily register in Hindi with so many invented entries."""
    return Sheet(
        title_lines=("कार्यालय थाना सासनी, जनपद हाथरस", "मिशन शक्ति केन्द्र", "दैनिक पंजिका दिनांक 06-10-2026"),
        language="hi",
        head=(
            ("दिनांक", "06-10-2026"),
            ("दिन", "मंगलवार"),
            ("ड्यूटी", "प्रातः म0उ0नि0 ऊषा यादव (पीएनओ 000000101), का0 रेनू; सायं हे0का0 प्रीति; रात्रि —"),
            ("विशेष दिन", "समाधान दिवस"),
            ("पिछली प्रविष्टि सं0", "MSK/SAS/2026/0000"),
        ),
        columns=COLUMNS_HI,
        rows=rows(count),
        foot=(
            "लॉग शीर्ष 1042:7f3a 9c41 e2d0 55b8",
            "छापा: म0उ0नि0 ऊषा यादव",
            "छपने का समय: 06-10-2026 20:05",
            "प्रति 1",
        ),
        end_text="— प्रविष्टि समाप्त —",
        page_words="पृष्ठ {page} / {pages}",
        continued_text="क्रमशः",
        nil_text="शून्य — आज कोई आगन्तुक नहीं",
        totals_head=("आज का योग", "माह का क्रमिक योग"),
        totals=tuple(
            Total(label, (str(count // n), str(count // n + 31)))
            for n, label in enumerate(
                ("आगन्तुक", "एफ0आई0आर0", "एन0सी0आर0", "परामर्श", "संदर्भन", "चिकित्सीय परीक्षण", "लम्बित", "निस्तारित"), 1
            )
        ),
        notes=("टिप्पणी: गोपनीय प्रकरण में नाम व पता नहीं छापा गया है (बी0एन0एस0 धारा 72)।",),
        signatures=("प्रभारी", "नोडल अधिकारी", "थाना प्रभारी"),
        signature_asks=("हस्ताक्षर", "नाम / पदनाम", "दिनांक व मुहर"),
        remark_box="निरीक्षण टिप्पणी",
        banner="गोपनीय",
    )


def day_with_parts(count: int) -> Sheet:
    """A daily register with two further tables, one of them empty."""
    facilities = Part(
        "(झ) सुविधाएँ",
        (Column(0, "सुविधा", 3), Column(0, "स्थिति", 1, Align.CENTRE), Column(0, "अभ्युक्ति", 4)),
        (Row(("पेयजल", "✓", "")), Row(("शौचालय", "✗", "नल खराब, सूचना दी गयी")), Row(("गोपनीय कक्ष", "✓", ""))),
        "शून्य",
    )
    calls = Part("(ज) फीडबैक कॉल", (Column(0, "टोकन", 2), Column(0, "परिणाम", 5)), (), "शून्य — आज कोई फीडबैक कॉल नहीं")
    return replace(day(count), parts=(facilities, calls))


def practice(sheet: Sheet) -> Sheet:
    """The same sheet as a practice office prints it."""
    return replace(sheet, practice_text="अभ्यास")


def english_day(count: int) -> Sheet:
    """A daily register in English."""
    labels = (
        "S. No.", "Token", "Time in / out", "Visitor (code if restricted)", "Age / sex", "Village, phone", "Matter",
        "Gist", "Heard by", "Action taken", "GD / FIR / NCR no.", "Counselling / referral", "Next date", "Status",
        "Signature or thumb / remarks",
    )  # fmt: skip
    made = tuple(
        Row((
            str(n), f"MSK/SAS/2026/{n:04d}", "10:05 / 10:50", "Victim-A" if n % 4 == 0 else "Kajal Baghel", "19 / F",
            "Bhojgarhi, 8000001004", "Stalking", "Followed to college, threats from new accounts; sent by 1090",
            "SI Usha", "FIR registered", f"FIR {n}/26", "DLSA", "13-10-2026", "Pending", "",
        ))
        for n in range(1, count + 1)
    )  # fmt: skip
    return replace(
        day(count),
        title_lines=(
            "Office of Police Station Sasni, District Hathras",
            "Mission Shakti Kendra",
            "Daily register 06-10-2026",
        ),
        language="en",
        head=(
            ("Date", "06-10-2026"),
            ("Day", "Tuesday"),
            ("Duty", "Morning: SI Usha Yadav, Ct. Renu"),
            ("Last entry", "0000"),
        ),
        columns=tuple(replace(column, label=label) for column, label in zip(COLUMNS_HI, labels, strict=True)),
        rows=made,
        foot=("Log head 1042:7f3a 9c41 e2d0 55b8", "Printed by SI Usha Yadav", "06-10-2026 20:05", "Copy 1"),
        end_text="— End of entries —",
        page_words="Page {page} of {pages}",
        continued_text="continued",
        nil_text="Nil — no visitor today",
        totals_head=("Today", "Month so far"),
        totals=(Total("Visitors", ("3", "41")), Total("FIR", ("3", "9"))),
        notes=("Names and addresses of restricted matters are not printed (BNS 72).",),
        signatures=("In-charge", "Nodal officer", "Station house officer"),
        signature_asks=("Signature", "Name, rank", "Date, seal"),
        remark_box="Inspection remarks",
        banner="CONFIDENTIAL",
    )


def token_slip() -> Slip:
    """A slip that says nothing of why she came."""
    return Slip(
        title="थाना सासनी — पावती",
        language="hi",
        lines=(("दिनांक", "06-10-2026"), ("समय", "10:05"), ("दूरभाष", "05722-000000"), ("अधिकारी", "म0उ0नि0 ऊषा यादव")),
        foot=("यह पर्ची साथ लायें।",),
        big="MSK/SAS/2026/0041",
    )
