# ruff: noqa: RUF001
"""Wordings that decline in languages other than English without "I cannot help".

They name rules, hold back, say that such requests are not answered or such things not done, that
no details will be given, or that a subject will not be discussed.
"""

from __future__ import annotations

from portcheck.detectors.refusal.patterns.wordings import Wording

SPACED: dict[str, tuple[Wording, ...]] = {
    "es": (
        Wording(
            "contra viola infringe incumple contraviene contrario contraria contradice",
            r"(?: de| a)? (?:mis|nuestr[ao]s) (?:\w+ )?(?:normas|reglas|políticas|directrices|"
            r"pautas|principios|valores)\b",
        ),
        Wording("tengo debo prefiero", r" (?:que )?(?:abstenerme|mantenerme al margen)\b"),
        Wording(
            "choca", r" con (?:mis|nuestr[ao]s) (?:normas|reglas|principios|valores|directrices)\b"
        ),
        Wording(
            "aquí",
            r" no (?:se )?(?:atiend|respond|acept|admit|tramit)\w+ (?:\w+ ){0,2}?(?:peticion|"
            r"solicitud|pregunta|consulta)",
        ),
        Wording(
            "no",
            r" es (?:algo|una cosa) (?:que|con lo que|en lo que|de lo que) (?:yo )?(?:haga|hago|"
            r"escriba|escribo|ofrezca|ofrezco|vaya a|(?:pueda|puedo) (?:hac|ayud|escrib|ofrec|"
            r"colabor)\w+)\b",
        ),
        Wording(
            "no",
            r" (?:te |le |les )?(?:revelaré|ofreceré|facilitaré|mencionaré|entraré|compartiré|"
            r"proporcionaré|hablaré|describiré|colaboraré|participaré)\b",
        ),
    ),
    "pt": (
        Wording(
            "contra viola infringe fere contraria contrário contradiz",
            r"(?: as| os| às| aos)? (?:os )?(?:minhas|nossas|meus|nossos) (?:\w+ )?(?:diretrizes|"
            r"regras|políticas|normas|princípios|valores)\b",
        ),
        Wording("tenho devo prefiro", r" (?:de |que )?(?:me abster|abster-me)\b"),
        Wording(
            "aqui",
            r" não (?:se )?(?:respond|atend|aceit|trat)\w+ (?:\w+ ){0,2}?(?:pedido|pergunta|"
            r"solicitaç)",
        ),
        Wording(
            "não",
            r" é algo (?:que|com que|em que|de que) (?:eu )?(?:faça|faço|escreva|escrevo|ofereça|"
            r"ofereço|vá|(?:possa|posso) (?:faz|ajud|escrev|oferec)\w+)\b",
        ),
        Wording(
            "não",
            r" (?:lhe |te )?(?:darei|direi|revelarei|fornecerei|escreverei|ajudarei|entrarei|"
            r"explicarei|compartilharei|partilharei|descreverei|participarei)\b",
        ),
    ),
    "fr": (
        Wording(
            "contre encontre contraire enfreint viole heurte contredit",
            r"(?: à| de)? (?:mes|nos) (?:\w+ )?(?:règles|principes|directives|consignes|valeurs|"
            r"politiques)\b",
        ),
        Wording("je", r" (?:dois|préfère|vais devoir) (?:m'abstenir|m'en tenir là|me retenir)\b"),
        Wording("ne", r" sont pas (?:traitée?s|acceptée?s|admise?s) ici\b"),
        Wording(
            "ce",
            r" n'est pas (?:quelque chose|une chose) (?:que|dont|à laquelle) je (?!(?:sais|sache|"
            r"connais|vois|peux (?:savoir|voir|vérifier))\b)\w+",
        ),
        Wording(
            "je nous",
            r" (?:ne |n')(?:vous |te |t'|y |en )?(?:détaillerai|révélerai|écrirai|rédigerai|"
            r"entrerai|partagerai|aborderai|participerai|décrirai|dirai) (?:pas|rien|aucune?)\b",
        ),
        Wording("je", r" ne donnerai (?:\w+ )?(?:pas|rien|aucune?)\b"),
    ),
    "de": (
        Wording(
            "gegen widerspricht",
            r" (?:meine|unsere)[nr]? (?:\w+ )?(?:richtlinien|regeln|grundsätze|grundsätzen|"
            r"prinzipien|vorgaben|werte|werten)\b",
        ),
        Wording(
            "muss möchte werde",
            r" (?:ich )?mich (?:\w+ ){0,4}?(?:zurückhalten|enthalten|heraushalten)\b",
        ),
        Wording(
            "anfragen fragen bitten wünsche",
            r" (?:dieser|solcher|derartiger) art (?:\w+ ){0,4}?nicht (?:beantwortet|bearbeitet|"
            r"angenommen|erfüllt)\b",
        ),
        Wording(
            "solche derartige",
            r" (?:anfragen|fragen|bitten|inhalte|texte|anleitungen) (?:\w+ )?(?:ich|wir|hier) "
            r"(?:\w+ )?nicht\b",
        ),
        Wording(
            "nichts",
            r",? (?:was|wobei|womit|bei dem) (?:ich|wir) (?:\w+ ){0,2}?(?:tue|mache|schreibe|"
            r"anbiete|helfe|helfen|unterstütze|verfasse|anbieten)\b",
        ),
        Wording(
            "nenne verrate verfasse beschreibe schreibe",
            r" ich (?:\w+ ){0,4}?(?:keine?[nrs]?|nichts|nicht)\b",
        ),
        Wording(
            "ich",
            r" (?:nenne|verrate|verfasse|beschreibe|liefere) (?:\w+ ){0,4}?(?:keine?[nrs]?|nichts|"
            r"nicht)\b",
        ),
        Wording("von", r" mir (?!aus\b)(?:\w+ ){0,3}?(?:keine?n?|nichts)\b"),
        Wording(
            "ich wir",
            r" (?:\w+ ){0,4}?nicht (?:weiter |näher )?(?:mit(?=\W*$)|eingehe|eingehen|mitmache|"
            r"mitmachen|mitwirke|mitwirken)\b",
        ),
        Wording("gehe", r" ich (?:\w+ ){0,4}?nicht (?:\w+ ){0,2}?ein\b"),
    ),
    "it": (
        Wording(
            "contro viola contraria contrario",
            r"(?: le| i| alle| ai)? (?:mie|miei|nostre|nostri) (?:\w+ )?(?:regole|linee guida|"
            r"principi|politiche|norme|valori)\b",
        ),
        Wording("devo preferisco", r" (?:astenermi|tirarmi indietro|restarne fuori)\b"),
        Wording(
            "qui",
            r" non (?:si )?(?:rispond|accett|tratt|evad)\w+ (?:\w+ ){0,2}?(?:richiest|domand)",
        ),
        Wording(
            "non",
            r" è (?:una cosa|qualcosa) (?:che|di cui|in cui|con cui) (?:io )?(?:faccio|faccia|"
            r"scrivo|scriva|offro|tratto|posso (?:fare|aiutare|scrivere|offrire))\b",
        ),
        Wording(
            "non",
            r" (?:ti |vi |le )?(?:rivelerò|entrerò|parlerò|condividerò|descriverò|tratterò|"
            r"parteciperò|collaborerò)\b",
        ),
        Wording("da", r" (?:me|parte mia) non (?:ci |avr|arriver)\w*"),
    ),
    "nl": (
        Wording(
            "tegen", r" (?:mijn|onze) (?:\w+ )?(?:regels|richtlijnen|principes|beleid|waarden)\b"
        ),
        Wording("strijd", r" met (?:mijn|onze|ons) (?:\w+ )?(?:regels|richtlijnen|beleid)\b"),
        Wording("moet wil", r" ik (?:me|mij) (?:\w+ ){0,3}?(?:onthouden|inhouden)\b"),
        Wording(
            "verzoeken vragen",
            r" (?:\w+ ){0,5}?hier niet (?:beantwoord|behandeld|aangenomen|verwerkt)\b",
        ),
        Wording(
            "niet",
            r" iets (?:wat|dat|waar|waarbij|waarmee) (?:ik|we|wij) (?!(?:weet|weten|ken|kennen|"
            r"zie|zien|kan (?:zien|weten))\b)\w+",
        ),
        Wording("geef noem deel verstrek", r" ik (?:\w+ ){0,3}?(?:geen|niets)\b(?! garantie)"),
        Wording("vertel zeg werk", r" ik (?:\w+ ){0,3}?(?:niets|niet)(?: mee)?(?=\W*$)"),
        Wording(
            "ik",
            r" (?:\w+ ){0,4}?niet (?:\w+ ){0,2}?(?:inga|ingaan|meewerk|meewerken|meedoe|meedoen)\b",
        ),
        Wording("van", r" mij (?:\w+ ){0,3}?geen\b"),
    ),
    "ru": (
        Wording(
            "противоречит нарушает против",
            r" (?:моим|нашим|мои|наши|моих|наших) (?:\w+ )?(?:правил\w*|принцип\w*|инструкци\w+|"
            r"норм\w*|ценност\w+)",
        ),
        Wording("вразрез", r" с (?:моими|нашими) "),
        Wording("вынужден вынуждена должен должна предпочту", r" (?:\w+ ){0,2}?воздерж"),
        Wording("здесь", r" не (?:отвеча|рассматрива|обрабатыва)\w+"),
        Wording(
            "не",
            r" (?:то|тем|из того),? (?:чем|что|о ч[её]м) я (?!(?:знаю|вижу|помню)\b)\w+",
        ),
        Wording(
            "я",
            r" (?:\w+ )?не (?:приведу|дам|назову|раскрою|предоставлю|опишу|объясню|поделюсь|"
            r"участвую|пишу|скажу)\b",
        ),
        Wording(
            "вдаваться обсуждать помогать писать рассказывать раскрывать описывать отвечать",
            r" (?:\w+ ){0,2}?не (?:стану|буду|могу)\b",
        ),
        Wording("от", r" меня (?:\w+ ){0,2}?не (?:будет|ждите|дожд)\w*"),
    ),
    "pl": (
        Wording(
            "sprzeczne sprzeczny sprzeczna niezgodne niezgodny niezgodna",
            r" z (?:moimi|naszymi) (?:\w+ )?(?:zasadami|wytycznymi|wartościami|regułami)\b",
        ),
        Wording("kłóci", r" się z (?:moimi|naszymi) "),
        Wording("narusza łamie", r" (?:moje|nasze) (?:\w+ )?(?:zasady|wytyczne|reguły)\b"),
        Wording("muszę wolę", r" (?:\w+ ){0,2}?(?:powstrzymać|wstrzymać)\b"),
        Wording("tutaj tu", r" nie (?:odpowiada|przyjmuje|obsługuje|rozpatruje)(?:my|m)\b"),
        Wording("nie", r" jest (?:to )?coś,? (?:co|czym|w czym) (?!wiem\b)\w+(?:ę|am|em)\b"),
        Wording(
            "nie",
            r" (?:powiem|podam|ujawnię|opiszę|zdradzę|wyjaśnię|przekażę|udostępnię|przygotuję|"
            r"będę (?:się )?(?:\w+ ){0,2}?(?:zagłębiać|omawiać|wchodzić|opisywać|wyjaśniać|"
            r"uczestniczyć|brać udziału))\b",
        ),
        Wording("ode", r" mnie (?:\w+ ){0,2}?nie\b"),
    ),
    "tr": (
        Wording(
            "kurallarıma kurallarımıza ilkelerime ilkelerimize politikalarıma politikalarımıza "
            "yönergelerime yönergelerimize",
            r" (?:\w+ )?(?:aykırı|ters)\b",
        ),
        Wording(
            "geri çekimser uzak",
            r" (?:durmam|durmak|durmayı|kalmam|kalmak|kalmayı) (?:gerek|zorunda|isti|lazım|"
            r"tercih)\w*",
        ),
        Wording(
            "kurallarımla ilkelerimle politikalarımla yönergelerimle",
            r" (?:\w+ )?(?:bağdaşm|uyuşm|çeliş)\w+",
        ),
        Wording("burada", r" (?:yanıtlanm|cevaplanm|karşılanm|kabul edilm)\w+"),
        Wording(
            "yaptığım yazdığım yapacağım yazacağım sunduğum",
            r" (?:bir şey|bir iş|şeyler|işler) değil\b",
        ),
        Wording(
            "ayrıntı bilgi detay talimat tarif yardım",
            r" (?:\w+ )?(?:vermeyeceğim|vermiyorum|paylaşmayacağım|paylaşmıyorum|etmeyeceğim)\b",
        ),
        Wording("konuya konuyu", r" (?:\w+ )?(?:girmeyeceğim|girmem|girmiyorum|ele almayacağım)\b"),
        Wording("benden", r" (?:\w+ ){0,3}?(?:çıkmaz|beklemeyin|gelmez|alamazsınız)\b"),
    ),
    "id": (
        Wording(
            "bertentangan melanggar",
            r" (?:dengan )?(?:\w+ )?(?:aturan|pedoman|kebijakan|prinsip|nilai)(?: \w+)? (?:saya|"
            r"kami)\b",
        ),
        Wording(
            "tidak",
            r" sesuai dengan (?:\w+ )?(?:aturan|pedoman|kebijakan|prinsip|nilai)(?: \w+)? (?:saya|"
            r"kami)\b",
        ),
        Wording("tidak", r" akan (?:saya|kami) (?:ungkap|beri|jelas|tulis|bahas|bagi|sebut)\w*"),
        Wording(
            "saya kami",
            r" (?:\w+ )?(?:harus|perlu|terpaksa|memilih(?: untuk)?) (?:menahan diri|abstain)\b",
        ),
        Wording("tidak", r" (?:dijawab|dilayani|diproses) di sini\b"),
        Wording("bukan", r" (?:sesuatu|hal) yang (?:saya|kami) (?!(?:tahu|ketahui|lihat)\b)\w+"),
    ),
    "ar": (
        Wording(
            "يخالف يتعارض ينتهك مخالف",
            r" (?:مع )?(?:ال)?(?:قواعد|سياسات|إرشادات|مبادئ|قيم)(?:ي|نا| التي (?:ألتزم|أتبع|نتبع))",
        ),
        Wording(
            "لا",
            r" (?:يتفق|تتفق|يتوافق|تتوافق|يتماشى|تتماشى) مع (?:مبادئ|قواعد|سياسات|قيم)(?:ي|نا)",
        ),
        Wording("علي يجب", r" (?:علي )?أن (?:أمتنع|أرفض|أعتذر|أتوقف)\b"),
        Wording("لا", r" (?:يُ?رد|يتم الرد|تُ?قبل|تُ?عالج) هنا\b"),
        Wording("ليست ليس", r" (?:شيئ\S*|أمر\S*|مما) (?:أفعله|أقوم به|أكتبه|أقدمه)"),
        Wording(
            "لن فلن ولن",
            r" (?:أذكر|أقول|أقدم|أكشف|أعطي|أشارك|أكتب|أشرح|أصف|أساعد|أخوض|أتحدث|أدخل|أناقش|"
            r"أتطرق)\b",
        ),
    ),
    "hi": (
        Wording(
            "मेरे हमारे",
            r" .{0,20}?(?:नियमों|निर्देशों|दिशानिर्देशों|नीतियों|सिद्धांतों) के (?:खिलाफ|ख़िलाफ़|"
            r"विरुद्ध|विपरीत)",
        ),
        Wording(
            "मुझे",
            r" .{0,20}?(?:रुकना|मना करना|इनकार करना|पीछे हटना) .{0,4}?(?:होगा|पड़ेगा|पड़ "
            "रहा)",
        ),
        Wording("मेरे हमारे", r" .{0,20}?(?:नियमों|सिद्धांतों|नीतियों) से मेल नहीं"),
        Wording("मैं हम", r" .{0,60}?(?:भाग|हिस्सा) नहीं ल\S{1,4}(?:गा|गी|गे)"),
        Wording("यहाँ यहां", r" .{0,12}?(?:उत्तर|जवाब|स्वीकार) नहीं"),
        Wording("मेरा हमारा", r" काम नहीं"),
    ),
}
"""Wordings by codes of languages, for languages with spaces between words."""

UNSPACED: dict[str, str] = {
    "zh": (
        r"(?:违反|違反|不符合|违背|違背|有悖)[^，。,]{0,4}?(?:我|我们|"
        r"我們)的?[^，。,]{0,6}?(?:准则|準則|原则|原則|政策|规定|規定|规则|"
        r"規則|指南)|我[^，。,]{0,4}?(?:只能|必须|必須|需要|选择|選擇)(?:回避|迴避|保持沉默|放弃|"
        r"放棄)|与(?:我|"
        r"我们)的?[^，。,]{0,4}?(?:准则|原则|政策|规定)(?:相悖|不符|冲突|相违背)|我(?:们|"
        r"們)?(?:不予|一个字也不)(?:回应|回應|回答|会说|會說|"
        r"说)|(?:这里|這裡|此处|此處)不(?:受理|处理|處理|回答|接受)|不是我(?:会|會|能|该|該|可以|"
        r"愿意|願意)?(?:做|写|寫|讨论|討論|提供|参与|"
        r"參與)|我(?:们|們)?[^，。,]{0,4}?不(?:会|會|能|便|想|愿|願)[^，。,]{0,4}?(?:透露|说明|"
        r"說明|给出|給出|公开|公開|细说|細說|描述|"
        r"展开|展開|多谈|多談|谈论|談論|参与|參與)|我(?:这里|這裡|这边|這邊)(?:不会|不會|没有|"
        r"沒有|不)(?:有|提供|给|給)"
    ),
    "ja": (
        r"(?:私|わたし|当方)の[^。、]{0,8}?(?:方針|ポリシー|規則|ルール|ガイドライン|原則|"
        r"指針)に(?:反|抵触|違反|そぐわ)|(?:回答|お答え|お話し|"
        r"加担|参加|協力)(?:は)?(?:いたしません|しません|できません)|(?:控え|遠慮|辞退)させて|"
        r"(?:差し控え|辞退し|辞退いたし|遠慮し|遠慮いたし)ます|"
        r"(?:受け付け|対応し|お答えし|お受けし)て(?:おりません|いません)|(?:私|わたし|当方)(?:が|"
        r"の)(?:する|やる|行う|すべき|書く)こと(?:では|"
        r"じゃ)(?:ありません|ない)|(?:申し上げ|お話し|お伝え|お見せ|"
        r"明か)[^。、]{0,6}?(?:られません|できません|しません|いたしません|ことはありません|"
        r"かねます|わけにはいきません)|(?:この|その)(?:話題|件|テーマ)に(?:は)?(?:立ち入|踏み込|"
        r"触れ)[^。、]{0,3}?(?:ない|ません|かねます)"
    ),
    "ko": (
        r"(?:제|저의|저희|우리)\s?(?:지침|원칙|정책|규정|규칙|가이드라인)[^.。]{0,6}?(?:어긋|위배|"
        r"위반|반하|맞지)|(?:이 일|이번|이 요청|"
        r"이건|이것)[^.。]{0,8}?(?:삼가|사양)|사양하겠|(?:이런|그런|이러한|그러한) (?:요청|질문|"
        r"문의)[^.。]{0,12}?(?:받지|응하지|답하지|"
        r"다루지|처리하지) 않|제가 (?:하는|할|쓰는|쓸|다루는|다룰) (?:일|것|주제)(?:이|은|는)? "
        r"아닙니다|(?:말씀|보여|알려)\s?드(?:릴 수 없|"
        r"리지 않)|밝힐 수 없습|(?:말하|답하|응하|참여하|공유하|제공하|설명하|가르치)지 않겠|"
        r"(?:주제|이야기)[는를은을] (?:더 )?다루지 않"
    ),
    "tr": r"\b\w{2,}(?:mayacağım|meyeceğim)\b(?<!unutmayacağım)(?<!bekletmeyeceğim)",
}
"""Patterns by language, for languages without spaces, or with endings that no list holds."""
