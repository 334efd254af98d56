"""What people of this office would try first. Owns the words and key rows that `passphrase.check` counts as one sign.

A modest list of our own writing, not a collection of leaked passwords; what is particular to an office (its station,
district and people) comes in as an argument. Must hold no word of the list that phrases are offered from.
"""

from __future__ import annotations

from typing import Final

_ENGLISH = """
password passwort passphrase passcode pass word pin letmein login logon signin welcome admin administrator root user
guest master secret default changeme change temp temporary test testing demo sample example computer system windows
microsoft google android samsung iphone laptop printer internet website email gmail yahoo hotmail outlook whatsapp
facebook instagram twitter youtube telegram paytm phonepe mobile phone number
police station policestation stationdesk desk office officer official government govt sarkar sarkari department
district circle headquarters control room mission shakti kendra kendr centre center missionshakti women woman mahila
help helpdesk helpline safety security secure safe protect protection support victim survivor complaint register
record intake case file report daily entry data inspector subinspector constable headconstable incharge superintendent
sho dsp uppolice police112 dial112 dial1090 vande emergency force duty
uttar pradesh uttarpradesh state india bharat hindustan hindusthan indian delhi lucknow
""".split()

_ROMAN_HINDI = """
thana thane kotwali chowki chauki adhikari prabhari nirikshak daroga diwan sipahi aarakshi arakshi mahilahelpdesk
suraksha sahayata samman swavalamban seva shaktimission pidita peedita shikayat prathna kaksha karyalaya janpad zila
jila tehsil nagar gaon gram namaste namaskar pranam jaihind jai hind jayhind vandemataram mataram satyamev jayate
satyamevajayate merabharatmahan mera mere meri tera tere teri hamara apna mahan bharatmatakijai bharatmata
betibachaobetipadhao betibachao betipadhao beti beta bachao padhao saarejahanseaccha janaganamana
ram shriram shreeram jaishreeram jaishriram siyaram sita sitaram radhe radha radhekrishna krishna krishn shyam shiv
shiva mahadev harharmahadev bholenath omnamahshivaya namah shivay shivaya ganesh ganpati hanuman bajrangbali durga
lakshmi laxmi saraswati kali mata maa mataji jaimatadi saibaba allah bismillah khuda waheguru satnam
mummy papa maa pitaji mataji bhaiya didi pyar pyaar love dil jaan zindagi dost sapna
kumar kumari singh devi yadav sharma verma gupta mishra tiwari khan
cricket sachin tendulkar dhoni kohli virat rohit bollywood salman shahrukh amitabh modi yogi gandhi
somvar mangalvar budhvar guruvar shukravar shanivar ravivar raviwar
""".split()

_EVERYWHERE = """
iloveyou loveyou ilove sunshine princess football baseball dragon monkey superman batman shadow michael jordan
charlie flower freedom whatever trustno1 hello friend lucky happy birthday
january february march april may june july august september october november december
monday tuesday wednesday thursday friday saturday sunday
spring summer autumn winter morning night today tomorrow
zero one two three four five six seven eight nine ten hundred thousand
the and this that mynameis myname name your from with for you
thequickbrownfoxjumpsoverthelazydog correcthorsebatterystaple onceuponatime openseasame opensesame tobeornottobe
loremipsumdolorsitamet maytheforcebewithyou
""".split()

_HINDI = """
पासवर्ड पासवार्ड कूटशब्द गुप्त कुंजी लॉगिन कंप्यूटर कम्प्यूटर मोबाइल फोन नंबर नम्बर
पुलिस थाना थाने थानाध्यक्ष कोतवाली चौकी अधिकारी प्रभारी निरीक्षक उपनिरीक्षक दरोगा सिपाही आरक्षी कार्यालय कक्ष विभाग
मिशन शक्ति मिशनशक्ति केंद्र केन्द्र महिला हेल्प डेस्क हेल्पलाइन सहायता सुरक्षा सम्मान स्वावलंबन स्वावलम्बन सेवा
पीड़िता शिकायत आवेदिका प्रार्थना पत्र प्रकरण रजिस्टर पंजिका दैनिक गोपनीय सरकार सरकारी
उत्तर प्रदेश उत्तरप्रदेश भारत हिंदुस्तान हिन्दुस्तान जनपद जिला तहसील नगर गांव गाँव ग्राम लखनऊ दिल्ली
नमस्ते नमस्कार प्रणाम हिंद हिन्द जयहिंद जयहिन्द वंदे वन्दे मातरम वंदेमातरम सत्यमेव जयते सत्यमेवजयते
मेरा मेरे मेरी तेरा हमारा अपना महान मेराभारतमहान बेटी बेटा बचाओ पढ़ाओ बेटीबचाओबेटीपढ़ाओ माता माताकी
राम श्रीराम जयश्रीराम सीता सीताराम राधे राधा कृष्ण कृष्णा श्याम शिव शिवाय महादेव हरहरमहादेव भोलेनाथ नमः गणेश हनुमान
बजरंगबली दुर्गा लक्ष्मी सरस्वती काली माँ जयमातादी साईंबाबा अल्लाह खुदा वाहेगुरु
मम्मी पापा भैया दीदी प्यार दिल जान ज़िंदगी जिंदगी दोस्त सपना कुमार कुमारी सिंह देवी यादव शर्मा वर्मा गुप्ता
सोमवार मंगलवार बुधवार गुरुवार बृहस्पतिवार शुक्रवार शनिवार रविवार
जनवरी फरवरी मार्च अप्रैल जून जुलाई अगस्त सितंबर सितम्बर अक्टूबर नवंबर नवम्बर दिसंबर दिसम्बर
तीन चार पांच पाँच सात
""".split()

# The years somebody alive would type; any two digits more are still short.
_YEARS = [str(year) for year in range(1940, 2041)]

COMMON: Final = frozenset(_ENGLISH + _ROMAN_HINDI + _EVERYWHERE + _HINDI + _YEARS)

# Neighbouring keys, there and back: Latin rows, the columns people weave, and the same rows on the InScript layout.
_ROWS = (
    "1234567890",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
    "q1w2e3r4t5y6u7i8o9p0",
    "qazwsxedcrfvtgbyhnujmikolp",
    "ौैाीूबहगदजड",
    "ोे्िुपरकतचट",
    "ंमनवलसय",
)
KEY_ROWS: Final = _ROWS + tuple(row[::-1] for row in _ROWS)
