# ruff: noqa: RUF001
"""Words that occur in nearly every sentence of a language, and letters that few languages have.

The lists are written from general knowledge of the languages, by ISO 639 code; none is copied.
"""

from __future__ import annotations

LATIN: dict[str, str] = {
    "en": "the and of to in is that it for with as on are this be by not you or from at which have "
    "an was can your if will they has their its we when more but these would should there what "
    "also how all been may than any other some into who a i he she do does about no so such them "
    "then were could my our his her over most because while only where just very",
    "de": "der die das und ist nicht ein eine ich sie es zu mit den von auf für dem des im sich "
    "auch werden wird einer einem einen bei als oder kann dass sind wie nach aus zum zur wenn aber "
    "über noch durch man nur hat haben war ihnen ihre wir diese dieser können sein mir du sehr vom "
    "uns was ihr bis keine mehr hier",
    "nl": "de het een en van is dat niet in op te zijn voor met die aan er ik je u maar om ook als "
    "bij naar wordt worden kan dit deze door uit heeft hebben geen wat over zo nog meer wel moet "
    "hij ze we uw kunnen mijn tot onder zou zal of was daar hier heel",
    "af": "die en nie het van is in dat wat vir om te met sy hulle ek jy ons kan sal deur ook aan "
    "word moet hierdie daar maar as by een nog uit baie was hy of op so oor na jou gebruik",
    "sv": "och att det som en på är av för med till den inte har de ett om var jag men kan så från "
    "vi du när eller också ska man mycket efter vid här nu bara hur ut sin mer dem dig över där "
    "skulle vad måste blir sig utan genom många alla",
    "da": "og det at en den til er som på de med han af for ikke der var mig sig men et har om vi "
    "jeg kan fra du ud også når eller skal blev efter nu ved hvor hvis meget mere noget være være "
    "bliver til over her blive kun ikke din dit dig nogle deres end "
    "uden tilbage dage anden igen hjælpe hjælp gøre gør sådan sådant vores spørgsmål fået selv gik",
    "no": "og det at en den til er som på de med han av for ikke der var meg seg men et har om vi "
    "jeg kan fra du ut også når eller skal ble etter nå ved hvor hvis veldig mye noe være blir "
    "over her bare din ditt deg noen hva mer må sin gjennom "
    "uten tilbake dager annen igjen mellom enn hjelpe hjelp gjøre gjør slik slikt vår våre ikkje "
    "eg ein eit korleis kva vere noko "
    "spørsmål fått mye selv",
    "is": "og að er ekki það sem í á til við með um fyrir eru en af var þetta hann hún við ég þú "
    "þá frá svo eða getur hafa verið þegar mjög einnig þeir vera sé úr eftir hefur",
    "fr": "le la les des et est un une que qui dans pour pas sur avec par plus ne ce il vous je "
    "nous sont au aux du de en se sa son ou mais être cette ces comme elle ont peut tout fait si "
    "leur votre on été sans aussi très l d qu n s c j y même faire",
    "es": "el la los las de que y en un una es no se por con para su al lo como más pero sus le ya "
    "o este sí porque esta entre cuando muy sin sobre también me hasta hay donde quien desde todo "
    "nos durante ser son está puede si del ha eso esto tiene usted yo tu te mi era",
    "pt": "o a os as de que e do da em um uma para com não é se na no por mais dos das como mas ao "
    "ele seu sua ou quando muito nos já eu também só pelo pela até isso ela entre depois sem mesmo "
    "aos seus são você está pode ser tem nas foi à uns esta este isto há meu",
    "gl": "o a os as de que e do da en un unha para con non é se na no por máis dos das como mais "
    "ao seu súa ou cando moi xa eu tamén só pola pode ser ten nas foi á este isto hai son está",
    "it": "il lo la i gli le di che e è un una in per non con del della dei delle sono da si come "
    "più ma anche nel nella al alla questo questa ho ha su se ci o tutto suo sua molto può essere "
    "quando dal dalla tra cosa mi ti era degli agli perché stato cui così ne loro fa l d "
    "dell nell all",
    "ca": "el la els les de que i en un una és no es per amb del dels al als com més però seu seva "
    "ha pot ser són aquest aquesta també si quan molt o hi ho li ens on està tot entre fins sense "
    "sobre cal perquè jo vostè té l d",
    "ro": "și în de la cu nu o un pe este că care să a din pentru mai se sunt ce au fi dar prin am "
    "ca sau lui al ale ai lor când foarte dacă poate această acest fost după cum eu tu ei îi "
    "vă mă îmi între avea ar trebui toate fără si sa",
    "oc": "lo la los las de que e en un una es non se per amb del dels al als coma mai mas son "
    "aqueste aquesta tanben pòt èsser quand plan o dins l d dins qu",
    "la": "et in est non ad cum quod ut sunt qui sed per aut quae ex ab hoc de si nec esse enim "
    "autem quam atque eius ac",
    "pl": "i w nie na się z że to do jest o jak ale po co tak za od przez dla są tylko czy może "
    "już oraz być który która które jego ich tym ten lub jako może można bardzo przy mnie ma mi "
    "aby pod gdy gdzie ze był ja",
    "cs": "a v se na je že s z do to o i jsou pro by ale jako k za po od nebo jsem tak který která "
    "které jeho může být už ve však při jen když ne jak pokud také byl mezi vás podle mi já tím "
    "co není bude jste více",
    "sk": "a v sa na je že s z do to o i sú pre by ale ako k za po od alebo som tak ktorý ktorá "
    "ktoré jeho môže byť už vo však pri len keď nie aj ak tiež bol medzi vás podľa mi ja čo bude "
    "ste viac",
    "sl": "in je v na se da za so ki ne z pa kot tudi s po bi od pri ali še če lahko ter bil do "
    "sem iz to o ko ni biti smo kaj vse med zelo samo vam jih bo",
    "hr": "i je u na se da za su koji ne s od što kao ili iz o sa ali to bi može biti koja koje "
    "nije sam samo te već prije kako ima po vam ako jer smo sve vrlo treba li ga kada također do "
    "gdje mi",
    "hu": "a az és hogy nem is egy ez van meg de ha csak el már mint vagy azt ki még kell csak "
    "ezt lehet minden volt le sem ami lesz be fel után nagyon több amely vannak ön én te ő mert "
    "ilyen ennek azonban számára között való mi",
    "fi": "ja on ei se että en hän oli ovat mutta kun niin myös kuin tai jos joka ole sen mitä "
    "olen voi jotka sitä nyt vain ne hyvin kanssa tämä tämän sekä siitä ollut mukaan minä sinä "
    "olla voit tässä koska miten ennen mikä jo vielä täytyy jälkeen eivät kaikki",
    "et": "ja on ei et see ta oli kui ka aga ma mis või siis nii oma seda kes selle ning veel nad "
    "ole mida välja väga kuidas pole olen saab peab üle sest kus võib enne nende pärast sa ainult "
    "tema",
    "lv": "un ir ka nav to tas kā ar no uz bet par vai tā arī lai pēc tad es būt viņš ko ja jau "
    "kas šo savu var tiek līdz pie bija tikai ļoti šis viņa jums kad mēs",
    "lt": "ir yra kad ne tai bet į iš su kaip ar jau apie buvo tik dar taip jis kuris kai nuo už "
    "po savo prie gali būti labai arba nėra jei per aš šis tačiau jūs mes kurie",
    "tr": "ve bir bu da de için ile çok daha ne var olarak gibi ama olan sonra kadar o ben en ya "
    "değil her mi ki ancak veya şey nasıl bana göre olduğu ise yok hiç olur eğer onu biz siz "
    "zaman önce mı",
    "az": "və bir bu ki üçün ilə də da daha çox olan var o nə olaraq kimi sonra mən deyil hər "
    "sizin bilər əgər amma belə edir öz yalnız həm lakin ya",
    "uz": "va bu bilan uchun bir ham yoki emas edi lekin kerak u men siz juda agar bolgan deb "
    "qanday haqida ular kop esa mumkin bor keyin",
    "eu": "eta da ez bat dira du zen baina ere egin izan hau den edo dute dela behar nahi zer "
    "baino hori beste bere oso dago egiten ari horrek duen dituzte zuen",
    "sq": "dhe në të e një për nga me që është i se nuk më si do ka por janë kjo ky u së edhe "
    "mund duhet kur ai ajo ju këtë tij saj pa ose shumë",
    "id": "yang dan di untuk dengan tidak ini dari dalam itu adalah pada akan ke dapat atau saya "
    "juga karena oleh anda bisa ada lebih sebagai kami mereka bahwa tersebut sudah seperti telah "
    "jika harus kita dia hanya secara para boleh kerana telah mesti ialah perlu awak",
    "tl": "ang ng sa na mga at ay hindi ko ito para kung may mo siya niya ka si namin ako kayo "
    "nang lang rin din pero dahil kapag maaari isang pa po upang nila ating",
    "vi": "và là của có không được cho các một với trong người những này để khi đã tôi bạn như "
    "từ đó cũng về ra sẽ thì nhiều vào phải nhưng hay hoặc nếu rất",
    "sw": "na ya wa kwa ni katika za la hii kama si lakini au yake hiyo cha ili watu sana kuwa "
    "kutoka pia wao hakuna hili yako huo mimi wewe hivyo baada bila siwezi",
    "so": "oo iyo ka ku in waa uu ah aan la ay ayaa ma si waxaa ee u sida badan kuwa isku wax ugu",
    "ha": "da a na ya ta ba ne ce za ga wannan kuma don shi wani su suka yi mai cikin daga idan "
    "kamar sai amma ko",
    "yo": "ti ni ó àti kan sí náà fún bí tí kò jẹ́ wọn pé ń inú láti yìí lè",
    "zu": "ukuthi futhi kodwa uma ngoba noma kakhulu nge kule lokhu ukuba kanye ngaphandle yini "
    "abantu ngakho",
    "mt": "li u ta l il ma huwa hija għal minn dan din ukoll kien mhux jew fl biex tal hemm fuq "
    "aktar jekk kif dawn",
    "ga": "agus an na ar a i is go ní do sé bhí le atá leis mar seo sin ach ag nó níl sa tá",
    "gd": "agus an na air a tha e chan ann gu le mar seo ach aig no do bha nach sin bho",
    "cy": "y yr a i o yn ac ar mae nid wedi gan am fel hyn bod ei oedd neu eu wrth hefyd gyda "
    "ond sydd",
    "eo": "la kaj de en estas ne al kun por ke mi li ĝi tio kiel sed pli ĉi estis el ankaŭ se oni "
    "kiu vi povas da nur tre",
    "ht": "ak nan pou yo li ki pa sa se yon ou gen mwen nou ka men lè tout tankou fè",
    "br": "ar an ha hag eo da ne ket er en un war gant evit pe bet zo int",
}
"""Words by code, for languages in Latin letters."""

LATIN_LETTERS: dict[str, str] = {
    "de": "ßüäö", "sv": "åäö", "da": "æøå", "no": "æøå", "is": "þðæöýáíúé",
    "fr": "çèêœùûîôàâé", "es": "ñ¿¡íóáúé", "pt": "ãõçêâáé", "it": "ìùòèàé", "ca": "çàèòï",
    "gl": "ñ",
    "ro": "șțăşţîâ", "pl": "łąęśżźćńó", "cs": "řěůčšžýáíéú", "sk": "ľĺŕôäčšžýáíéúťň",
    "sl": "čšž", "hr": "čćšžđ", "hu": "őűöüáéíóú", "fi": "äö", "et": "õäöü", "lv": "āēīūķļņģšž",
    "lt": "ėįųūąęšžč", "tr": "ğışçöü", "az": "əğışçöü", "sq": "ëç", "mt": "ċġħż",
    "vi": "ơưđạảấầẩẫậắằẳẵặẹẻẽếềểễệịỉọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹàáèéìíòóùúâêôăã",
    "yo": "ẹọṣ", "eo": "ĉĝĥĵŝŭ", "cy": "ŵŷ", "af": "êëô", "ht": "èò", "oc": "òè", "eu": "ñ",
    "br": "ñù", "ga": "áéíóú", "gd": "àèìòù",
}  # fmt: skip
"""Letters other than a-z, by code."""

LATIN_ENDINGS: dict[str, str] = {
    "fi": "ssa ssä tui tiin oja sen isi sta stä lla llä lta lle ksi nen een iin aan ään taa tää "
    "vat vät tti uus yys minen",
    "et": "sse dest dele tud mine mist ded iga vad mata tada seks",
    "hu": "ban ben nak nek hoz ság ség val vel kat ket ból tól kor ott unk ható hető ás és",
    "tr": "lar ler ları leri dır dir mek mak yor ması mesi nın nin dan den ında inde miş mış acak "
    "ecek",
    "az": "lar lər mək maq dır dir ında ində ların lərin",
    "eu": "aren etan ako eko tzen rako tuta rekin zko",
    "la": "que orum arum ibus atur tur",
    "zu": "ile ini eni iwe",
    "lt": "mas yti oti imo iai ių amas",
    "lv": "āja šana ums iem ām ība",
    "uz": "lar ning dan ish larni moq",
    "da": "hed erne",
    "no": "kk pp het ene",
}
"""Endings of words, for languages that use endings where others use small words."""

CYRILLIC: dict[str, str] = {
    "ru": "и в не на что с по это как для или от из но к у за то же при его вы мы я они быть если "
    "так также может все можно было который более чтобы есть только этого "
    "через нельзя без уже ещё",
    "uk": "і в не на що з як та для або від але до за це його ви ми я вони бути якщо так "
    "також може все можна було який більше щоб є тільки цього у й із не",
    "be": "і ў не на што з як для або ад але да за гэта яго вы мы я яны быць калі так таксама можа",
    "bg": "и на да се за от не в са с по това като е че до при или към ще може ако има би си тази "
    "което който също аз съм но със",
    "sr": "и је у на да се за су који не од што као или из о са али то би може бити која које није "
    "сам само већ како има ако јер",
    "mk": "и на да се за од не во со што е ќе или како но по тоа може ако има би кој која ова "
    "сум исто ги го може нема или беше датотека",
    "kk": "және бұл үшін мен де да бар емес бір деп болып осы ол екі оның",
    "mn": "нь ба эсвэл алдаа үед хийх энэ бол байна юм бөгөөд гэж нэг болон байсан",
    "ky": "жана бул үчүн менен бир эмес бар да деп ал же",
    "tg": "ва дар аз ба ки барои ин бо аст на ё ҳам",
    "tt": "һәм бу өчен белән бер дә түгел да бар",
}
"""Words by code, for languages in Cyrillic letters."""

CYRILLIC_LETTERS: dict[str, str] = {
    "ru": "ыэё", "uk": "іїєґ", "be": "ўіэы", "bg": "ъ", "sr": "јљњћђџ", "mk": "ќѓѕјљњџ",
    "kk": "әғқңөұүһі", "mn": "өү", "ky": "ңөү", "tg": "ӣҷҳқӯғ", "tt": "әҗңөүһ",
}  # fmt: skip

DEVANAGARI: dict[str, str] = {
    "hi": "है हैं में के की का से और को पर यह नहीं एक लिए कि जो भी कर था थी या इस हो तो ने मैं आप",
    "mr": "आहे आणि या हे आहेत मध्ये नाही एक साठी की ते तो ही किंवा मी होते करण्यासाठी पण करा "
    "केले असेल शकत आपण तुम्ही हा त्या नाहीत",
    "ne": "छ र को मा लाई हो छन् यो पनि गर्न भने हुन्छ एक छैन तर म गर्नुहोस् लागि भएको सकिएन तपाईं वा",
}
"""Words by code, for languages in Devanagari letters."""

ARABIC: dict[str, str] = {
    "ar": "في من على إلى أن هذا التي لا ما عن مع هو أو هذه الذي كان لم قد كل هي إن بعد ذلك",
    "fa": "و در به از که این را با است برای آن می یک تا بر هم نیست های شما کند شود من",
    "ur": "کے میں کی ہے سے کا اور کو نہیں یہ پر ہیں ایک نے کہ بھی آپ جو تو",
    "ps": "د په او چې نه له دا سره کې ته هم یو دی کول شي وي",
    "ckb": "لە و بە بۆ کە ئەم لەگەڵ نییە ئەو دە یان",
    "ug": "ۋە بىلەن بۇ ئۈچۈن بىر بولۇپ ئەمەس نى ياكى",
}
"""Words by code, for languages in Arabic letters."""

ARABIC_LETTERS: dict[str, str] = {
    "ar": "ةىإأ", "fa": "پچژگی", "ur": "ٹڈڑںےہھ", "ps": "ښځډړټڼۍ", "ckb": "ەێۆڕڵ",
    "ug": "ۇېەۆۈ",
}  # fmt: skip

HEBREW: dict[str, str] = {
    "he": "של את לא על הוא זה עם כי אני גם או היא יש אם אל כל",
    "yi": "און די איז דער נישט צו אַ פֿון מיט דאָס אין",
}
"""Words by code, for languages in Hebrew letters."""
