# ruff: noqa: RUF001
"""Plain wordings that decline in languages other than English."""

from __future__ import annotations

from typing import NamedTuple


class Wording(NamedTuple):
    """One way to decline."""

    words: str
    """Words, one of which begins it."""
    then: str
    """A regular expression for the text after the word."""


NICHT = r"(?:nicht|keine?[nrms]?|nichts)"
DEUTSCH = (
    r"(?:helfen|bereitstellen|geben|beantworten|erstellen|schreiben|unterstützen|nachkommen|"
    r"weiterhelfen|anbieten|behilflich|dienen|generieren|erklären|liefern|tun|machen|verfassen|"
    r"erfüllen|erteilen)\b"
)
ROMPERE = (
    r"(?:ayud|asist|proporcion|ofrec|respond|cumpl|gener|crear|escrib|dar|decir|compart|facilit|"
    r"apoy|hacer|colabor|continu|brind|particip|atend|complac|redact|elabor|explic|discut|revel)"
)
SKANDINAVISK = (
    r"(?:hjälpa|hjelpe|hjælpe|ge|gi|give|svara|svare|tillhandahålla|lämna|skriva|skrive|göra|gjøre|"
    r"gøre|bidra|bidrage|levere|uppfylla|oppfylle|opfylde|dela|dele|skapa|förklara|lov til å|"
    r"tilladt at)\b"
)

SPACED: dict[str, tuple[Wording, ...]] = {
    "es": (
        Wording(
            "no",
            r" (?:puedo|podemos|podré|podría|(?:me|nos) es posible|est(?:oy|amos) (?:en "
            r"condiciones|"
            r"autorizad[oa]s?|capacitad[oa]s?)|v(?:oy|amos) a|debo|se me permite|tengo permitido)"
            rf" (?:de |para |a )?(?:\w+ )?{ROMPERE}"
            r"| (?:te |le |les |os )?(?:daré|diré|ayudaré|explicaré|escribiré|voy a)\b",
        ),
        Wording(
            "me", r" (?:niego a|temo que no (?:pued|pod)\w+|veo obligad[oa] a (?:rechaz|declin))"
        ),
        Wording("prefiero", r" no\b"),
        Wording("debo tengo", r" (?:que )?(?:rechazar|declinar|negarme)\b"),
        Wording("rechazo declino", r" (?:esta|este|esa|ese|tu|su|la|el)\b"),
        Wording("lamento siento", rf"(?: mucho)?,? no poder (?:\w+ )?{ROMPERE}"),
    ),
    "ca": (
        Wording(
            "no",
            r" (?:puc|podem|em és possible|estic autoritza(?:t|da)|vull) (?:\w+ )?(?:ajudar|"
            r"proporcionar|oferir|respondre|donar|escriure|generar|crear|fer|atendre|facilitar)",
        ),
        Wording("em", r" nego a\b"),
        Wording("prefereixo", r" no\b"),
    ),
    "pt": (
        Wording(
            "não",
            r" (?:posso|podemos|poderei|poderia|consigo|conseguimos|(?:me |nos )?é possível|estou "
            r"(?:autorizad[oa]|em condições|apt[oa])|vou|devo|sou capaz) (?:de |a |para )?(?:\w+ )?"
            r"(?:ajud|fornec|oferec|respond|ger|cri|escrev|redig|d[aá]r|auxili|atend|compartilh|"
            r"partilh|cumpr|prest|colabor|explic|fazer|discut|continu|prosseguir)"
            r"| vou \w+",
        ),
        Wording("recuso", r"(?:-me| a\b)"),
        Wording("me", r" recuso\b"),
        Wording("prefiro", r" não\b"),
        Wording("devo tenho", r" (?:que |de )?(?:recusar|declinar|rejeitar)\b"),
    ),
    "fr": (
        Wording(
            "je nous",
            r" (?:ne |n')(?:vous |te |t'|y )?(?:peux|pouvons|suis|sommes|vais|puis|saurais|"
            r"souhaite|"
            r"veux|dois|pourrai)(?: donc| malheureusement)? pas (?:[\w']+ ){0,5}?(?:aider|fournir|"
            r"répondre|mesure|donner|écrire|rédiger|créer|générer|assister|partager|proposer|"
            r"accéder|expliquer|faire|satisfaire|traiter|autorisée?|accompagner|participer|"
            r"détailler)"
            r"| ne (?:vous |te |t')?(?:donnerai|dirai|fournirai|aiderai|expliquerai) pas\b"
            r"| (?:refuse|préfère ne pas|dois (?:refuser|décliner)|regrette de ne pas pouvoir)\b",
        ),
        Wording(
            "il",
            r" (?:m'est|nous est|ne m'est pas|ne nous est pas) (?:malheureusement "
            r")?(?:im)?possible "
            r"d(?:e |')(?:\w+ )?(?:aider|fournir|répondre|donner|écrire|rédiger|créer|générer|"
            r"partager|proposer|expliquer|faire|satisfaire|traiter)",
        ),
    ),
    "de": (
        Wording(
            "kann darf werde möchte können dürfen",
            rf" (?:ich|wir) (?:\w+,? ){{0,8}}?{NICHT} (?:\w+ ){{0,8}}?{DEUTSCH}",
        ),
        Wording(
            "ich wir",
            rf" (?:kann|darf|werde|möchte|können|dürfen) (?:\w+,? ){{0,8}}?{NICHT} (?:\w+ ){{0,8}}?"
            rf"{DEUTSCH}| (?:lehne|weigere mich|muss (?:\w+ ){{0,6}}?ablehnen|bin nicht (?:in der "
            r"lage|befugt|berechtigt))\b| gebe(?: \w+){0,2} (?:keine|nicht)\b",
        ),
        Wording("lehne", r" ich\b"),
        Wording("weigere", r" ich mich\b"),
        Wording("muss", r" ich (?:\w+ ){0,6}?ablehnen\b"),
        Wording("gebe", r" ich(?: \w+){0,2} (?:keine|nicht)\b"),
    ),
    "it": (
        Wording(
            "non",
            r" (?:posso|possiamo|potrò|sono (?:in grado|autorizzat[oa])|siamo in grado|mi è "
            r"(?:possibile|consentito|permesso)|intendo|voglio|devo) (?:di |a )?(?:\w+ )?(?:aiut|"
            r"forni|offri|rispond|gener|cre|scriv|dar|assist|condivid|soddisf|spieg|far(?:e (?!a "
            r"meno)|lo)|procedere|esaudi)"
            r"| (?:ti |vi |le )?(?:darò|spiegherò|fornirò|scriverò|aiuterò|dirò)\b",
        ),
        Wording("mi", r" (?:rifiuto|vedo costrett[oa] a rifiut\w+)\b"),
        Wording("preferisco", r" non\b"),
        Wording("devo", r" (?:rifiut|declin)\w+"),
    ),
    "nl": (
        Wording(
            "kan mag",
            r" (?:ik|we|wij) (?:\w+ ){0,6}?(?:niet|geen|niets) (?:\w+ ){0,6}?(?:helpen|geven|"
            r"beantwoorden|schrijven|verstrekken|bieden|voldoen|maken|doen|delen|uitleggen)\b",
        ),
        Wording(
            "ik we wij",
            r" (?:kan|kunnen|mag|mogen|ga|gaan|wil|zal) (?:\w+ ){0,6}?(?:niet|geen) (?:\w+ ){0,6}?"
            r"(?:helpen|geven|beantwoorden|schrijven|verstrekken|bieden|voldoen|maken|doen|delen|"
            r"uitleggen)\b| (?:weiger|geef (?:\w+ )?geen|(?:help|werk) (?:\w+ )?niet|ben niet "
            r"(?:in staat|bevoegd)|moet "
            r"(?:\w+ )"
            r"{0,4}?(?:weigeren|afwijzen))\b",
        ),
    ),
    "sv da no": (
        Wording("hjälper hjelper hjælper", r" (?:jag|jeg|vi) (?:\w+ )?(?:inte|ikke)\b"),
        Wording(
            "kan", rf" (?:jag|jeg|vi) (?:\w+ ){{0,2}}?(?:inte|ikke) (?:\w+ ){{0,4}}?{SKANDINAVISK}"
        ),
        Wording(
            "jag jeg vi",
            r" (?:kan|får|må|kommer|vill|vil|tänker|skal|har)(?: \w+)? (?:inte|ikke) (?:\w+ ){0,5}?"
            rf"{SKANDINAVISK}| (?:vägrar|nekter|nægter)\b| (?:måste|må) (?:\w+ ){{0,4}}?(?:avböja|"
            r"neka|avslå|avvise|afslå|afvise)\b",
        ),
        Wording(
            "må måste", r" (?:jag|jeg|vi) (?:\w+ ){0,4}?(?:avböja|neka|avslå|avvise|afslå|afvise)\b"
        ),
    ),
    "fi": (
        Wording(
            "en emme",
            r" (?:\w+ )?(?:voi|pysty|halua|saa|aio|kykene|suostu|voisi) (?:\w+ ){0,6}?(?:autta|"
            r"anta|"
            r"vasta(?:ta|amaan)|tarjo|kirjoit|tehdä|tekemään|luoda|luomaan|kerto|jakaa|toteut|"
            r"täyttä|"
            r"noudatta|avusta|opasta|neuvo)"
            r"| (?:auta|kerro|kirjoita|neuvo|anna ohjeita)\b",
        ),
        Wording("minun", r" (?:on|täytyy|pitää) (?:\w+ )?(?:kieltäydy|kieltäyty|hylät|hylkä)"),
        Wording("kieltäydyn kieltäydymme", r"\b"),
    ),
    "pl": (
        Wording(
            "nie",
            r" (?:mogę|możemy|jest(?:em|eśmy) w stanie|wolno mi|będę|zamierzam|chcę) (?:\w+ ){0,4}?"
            r"(?:pomóc|pomagać|udziel|dostarcz|odpowi|odpowiadać|napisać|pisać|poda[ćw]|spełni|"
            r"zrobić|stworzyć|tworzyć|opisać|wyjaśni|przekaz|udostępni)",
        ),
        Wording("muszę musimy", r" (?:\w+ ){0,3}?odmówić\b"),
        Wording("nie", r" (?:pomogę|udzielę|napiszę|odpowiem|pomożemy)\b"),
        Wording("odmawiam", r"\b"),
        Wording("wolę", r" nie\b"),
    ),
    "cs sk": (
        Wording(
            "nemohu nemůžu nemůžeme nesmím nechci nebudu nemôžem nemôžeme nesmiem nechcem nebudem",
            r" (?:\w+ ){0,5}?(?:pomoc[it]|pomáhat|poskytnout|odpověd|odpovíd|napsat|psát|vytvořit|"
            r"vyhovět|splnit|udělat|poradit|sdělit|vysvětlit|pomôcť|poskytnúť|odpoved|napísať|"
            r"písať|"
            r"vytvoriť|vyhovieť|splniť|urobiť|poradiť)",
        ),
        Wording("nepomohu nepomůžu neposkytnu nenapíšu nepomôžem neposkytnem", r"\b"),
        Wording("nejsem nie", r" (?:som )?(?:schop|oprávněn|oprávnen)\w+"),
        Wording("musím", r" (?:\w+ ){0,5}?(?:odmítnout|odmietnuť)\b"),
        Wording("odmítám odmietam", r"\b"),
    ),
    "hr sr": (
        Wording(
            "ne",
            r" (?:mogu|možemo|smijem|smem|želim|ću) (?:\w+ ){0,4}?(?:pomoći|pružiti|odgovoriti|"
            r"napisati|pisati|dati|ispuniti|učiniti|dostaviti|odgovarati)",
        ),
        Wording("moram", r" (?:\w+ ){0,3}?odbiti\b"),
        Wording("odbijam", r"\b"),
    ),
    "ro": (
        Wording(
            "nu",
            r" (?:te |vă |îți |îi |le )?(?:pot|putem|voi|doresc|am voie|sunt (?:în măsură|"
            r"autorizat\w*)|(?:îmi|ne) este (?:posibil|permis)) (?:\w+ ){0,3}?(?:ajut|ofer|răspund|"
            r"furniz|spun|comunic|da|dau|dăm|scri|cre|gener|fac|îndeplin|asist|explic)",
        ),
        Wording("prefer", r" să nu\b"),
        Wording("refuz", r" (?:să|această|acest|cererea)\b"),
        Wording("trebuie", r" să (?:refuz|declin)"),
    ),
    "hu": (
        Wording(
            "nem",
            r" (?:(?:tudok|tudunk|tudom|szeretnék|szeretném|fogok|kívánok|vagyok (?:képes|"
            r"jogosult)) "
            r"(?:\w+ ){0,5}?(?:segíten|válaszol|adni|írni|teljesíten|megten|nyújtan|biztosítan|"
            r"szolgáln|elmondan|készíten)|(?:ad|te|szolgál|válaszol|segít|ír|nyújt|készít|mond|"
            r"teljesít|"
            r"támogat)h[ae]t(?:ok|ek|unk|ünk|om|em)\b|áll módo?[mu]\w*ban)",
        ),
        Wording("vissza el", r" kell utasítan"),
        Wording("visszautasítom elutasítom", r"\b"),
    ),
    "tr": (
        Wording("yardımcı", r" olam(?:am|ayız|ıyorum|ıyoruz|ayacağım)\b"),
        Wording("yardım", r" edem(?:em|eyiz|iyorum|iyoruz|eyeceğim)\b"),
        Wording("cevap yanıt bilgi talimat", r" verem(?:em|eyiz|iyorum|iyoruz|eyeceğim)\b"),
        Wording("yerine", r" getirem(?:em|eyiz|iyorum|iyoruz|eyeceğim)\b"),
        Wording(
            "bu bunu bunun böyle size sana maalesef üzgünüm bir",
            r",? (?:[\w']+,? ){0,10}?(?:(?:verem|edem|getirem)(?:em|eyiz|iyorum|iyoruz|eyeceğim)|"
            r"(?:yazam|yapam|sağlayam|yanıtlayam|paylaşam|olam|oluşturam|açıklayam)(?:am|ayız|"
            r"ıyorum|"
            r"ıyoruz|ayacağım)|(?:yazmak|vermek|yapmak) istemi(?:yorum|yoruz)|reddetmek "
            r"zorunda\w+|reddediyorum)\b",
        ),
    ),
    "id": (
        Wording(
            "saya kami aku",
            r" (?:\w+ ){0,2}?tidak (?:dapat|bisa|boleh|akan|mampu|ingin|bersedia|diizinkan) "
            r"(?:\w+ )"
            r"{0,2}?(?:membantu|memberi|menyediakan|menjawab|menulis|melakukan|membuat|memenuhi|"
            r"mendukung|menjelaskan|membahas|melayani|menghasilkan)"
            r"| memilih (?:untuk )?tidak\b| (?:harus |terpaksa |perlu )?menolak\b",
        ),
        Wording("tidak", r" (?:dapat|bisa) membantu\b"),
    ),
    "vi": (
        Wording(
            "tôi chúng",
            r"(?: tôi)? (?:\w+ ){0,2}?(?:không thể|không được phép|không muốn|sẽ không|không có "
            r"quyền) (?:\w+ ){0,3}?(?:giúp|cung cấp|trả lời|hỗ trợ|viết|đưa ra|thực hiện|làm|tạo|"
            r"đáp "
            r"ứng|chia sẻ|giải thích)\b"
            r"|(?: tôi)? không làm được\b"
            r"|(?: tôi)? (?:phải |xin |đành )?từ chối\b",
        ),
        Wording("không", r" thể (?:\w+ ){0,3}?(?:giúp|cung cấp|trả lời|hỗ trợ)\b"),
    ),
    "el": (
        Wording(
            "δεν",
            r" (?:μπορώ|μπορούμε|είμαι σε θέση|(?:μου )?επιτρέπεται|θα|θέλω|πρόκειται|δύναμαι) "
            r"(?:\w+ ){0,4}?(?:βοηθ|δώσ|απαντήσ|παρέχ|παράσχ|γράψ|κάνω|ικανοποιήσ|δημιουργήσ|"
            r"εξηγήσ|"
            r"εκπληρώσ|ανταποκριθ|προσφέρ|συμμορφωθ)",
        ),
        Wording("προτιμώ", r" να μην?\b"),
        Wording("αρνούμαι αδυνατώ", r"\b"),
        Wording("πρέπει", r" να (?:αρνηθώ|απορρίψω)\b"),
    ),
    "ru": (
        Wording(
            "не",
            r" (?:могу|можем|буду|будем|смогу|сможем|стану|хочу|имею права|в состоянии|вправе) "
            r"(?!не\b)(?:\w+ ){0,5}?(?:помоч|помога|предостав|ответить|отвечать|написать|писать|"
            r"дать|"
            r"давать|выполнить|обсуждать|созда|сделать|объяснить|рассказ|удовлетворить)",
        ),
        Wording("я", r" не (?:помогаю|помогу|расскажу|напишу)\b"),
        Wording("вынужден вынуждена вынуждены", r" (?:\w+ ){0,2}?отказа"),
        Wording("сделать", r" (?:\w+ )?не (?:могу|можем)\b"),
        Wording("отказываюсь", r"\b"),
        Wording("предпочту предпочитаю", r" не\b"),
    ),
    "uk": (
        Wording(
            "не",
            r" (?:можу|можемо|буду|зможу|маю права|в змозі|хочу) (?!не\b)(?:\w+ ){0,5}?(?:допомог|"
            r"допомаг|нада[тв]|відпов|написати|писати|дати|виконати|обговорювати|зробити|створ|"
            r"поясн|розповісти|задовольнити)",
        ),
        Wording("змушений змушена змушені", r" (?:\w+ ){0,2}?відмов"),
        Wording("зробити", r" (?:\w+ )?не (?:можу|можемо)\b"),
        Wording("відмовляюся відмовляюсь", r"\b"),
    ),
    "bg": (
        Wording(
            "не",
            r" (?:мога|можем|искам|желая|съм в състояние|ми е позволено|бих искал\w*|ще) (?:да )?"
            r"(?:\w+ ){0,2}?(?:помогн|дам|предостав|отговор|напиша|направ|изпълн|създа|обясн|пиша)",
        ),
        Wording("предпочитам", r" да не\b"),
        Wording("отказвам", r"\b"),
        Wording("трябва", r" да откажа\b"),
    ),
    "ar": (
        Wording(
            "لا لن",
            r" (?:أستطيع|يمكنني|أقدر|يمكن|نستطيع|يمكننا|أتمكن|نتمكن) .{0,20}?(?:مساعد|مشاركة|"
            r"تقديم|توفير|"
            r"الإجابة|كتابة|تنفيذ|إعطاء|القيام|تلبية|الرد|شرح|إنشاء|أساعد|أقدم)",
        ),
        Wording("أفضل", r" (?:عدم|ألا)\b"),
        Wording("أرفض", r"\b"),
        Wording("أعتذر", r" عن\b"),
    ),
    "he": (
        Wording(
            "לא אינני איני",
            r" (?:יכול|יכולה|אוכל|נוכל|מוכן|מוכנה|רשאי|רשאית|מסוגל|מסוגלת) .{0,20}?(?:לעזור|לסייע|"
            r"לספק|למסור|לענות|לתת|לכתוב|לעשות|לבצע|ליצור|להיענות)",
        ),
        Wording("מעדיף מעדיפה", r" (?:לא|שלא)\b"),
        Wording("מסרב מסרבת", r"\b"),
        Wording("נאלץ נאלצת", r" לסרב\b"),
    ),
    "hi": (
        Wording(
            "मैं मुझे हम",
            r" .{0,120}?(?:नहीं (?:कर|दे|लिख|बता|बना) सक|नहीं (?:लिख|द|कर|बता|बना)\S{1,4}(?:गा|गी|"
            r"गे)|"
            r"असमर्थ|अस्वीकार करना)",
        ),
        Wording("मदद सहायता", r" .{0,20}?नहीं .{0,12}?सक(?:ता|ती|ते)"),
    ),
}
"""Wordings by codes of languages, for languages with spaces between words."""

UNSPACED: dict[str, str] = {
    "zh": (
        r"(?:无法|不能|無法|不可以|不便|不会|不會|拒绝|拒絕|没办法|沒辦法)[^\s，,。]{0,6}?(?:提供|协助|協助|帮助|幫助|"
        r"帮你|帮您|回答|满足|滿足|完成|讨论|討論|生成|支持|回应|回應|帮忙|幫忙|解答|写|寫)"
        r"|(?:必须|必須|只能|不得不|需要)拒[绝絕]|[帮幫]不了"
    ),
    "ja": (
        r"(?:手伝い|答え|応え|提供|対応|回答|協力|支援|サポート|応じ|教え|沿う|沿い|書く|作成|生成|お伝え|案内|説明|実行|"
        r"従う)[^。、]{0,10}(?:でき(?:ません|かねます|ない)|いたしかねます|ことは(?:でき|不可能)|ことができず|"
        r"られません|わけにはいきません)"
        r"|(?:それ|これ|その件)は(?:いたし|致し)?(?:でき|かね)ま(?:せん|す)"
        r"|お断り(?:し|させ|いたし|申し)|(?:回答|提供|作成|説明)(?:は|を)?(?:差し)?控え"
    ),
    "ko": (
        r"(?:도와|도움|제공|답변|대답|응답|작성|알려|안내|설명|생성|공유)"
        r"[^.。]{0,10}(?:수(?:는|가)? 없|어렵습니다|어려워|않겠)|그(?:건|것은|렇게는) 할 수 없"
        r"|(?:만들|쓰|돕)지 않겠|거절(?:해야|하겠|합니다|할 수밖에)"
    ),
    "tr": (
        r"\b(?:paylaşam|açıklayam|oluşturam|yazam|yapam|sağlayam|yanıtlayam)(?:am|ayız|ıyorum|"
        r"ıyoruz)\b"
        r"|\bredded(?:iyorum|iyoruz)\b"
    ),
    "th": (
        r"(?:ไม่สามารถ|ไม่อาจ|มิอาจ)(?:ที่จะ|จะ)?(?:ช่วย|ตอบ|บอก|เขียน|สร้าง|ทำตาม|ดำเนินการ|"
        r"จัดทำ|สนับสนุน|แนะนำ|"
        r"อธิบาย|ให้(?:คำ|ข้อมูล|บริการ|ความช่วยเหลือ))"
        r"|(?:ฉัน|ผม|เรา)ไม่สามารถเปิดเผย|ทำ[^ ]{0,8}ให้ไม่ได้"
        r"|ขอ(?:ปฏิเสธ|ไม่(?:เขียน|ให้|ตอบ|ช่วย|สร้าง|พูด))|ต้องปฏิเสธ|ช่วย(?:เรื่องนี้|คุณ)?ไม่ได้"
    ),
}
"""Patterns by language, for languages without spaces, or with endings that no list holds."""
