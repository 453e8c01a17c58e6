"""Declining by structure: any subject or none, and help that follows.

Written from the grammar of declining: a negation, a verb of giving, and a speaker, a rule or nobody
before them; the thing asked for as the subject ("that is off limits"); a judgement with another
offer after it. What `declining` knows as phrases is not repeated here.
"""

from __future__ import annotations

from portcheck.detectors.refusal.cue import cue

_GIVE = (
    r"(?:giv|provid|writ|shar|produc|help|assist|discuss|tell|describ|explain|creat|mak|generat|"
    r"answer|offer|support|draft|do|hand|spell|walk|go|coach|teach|encourag|reveal|disclos|"
    r"touch|play|repeat|list|recommend|suggest|post|translat|build|compos|carry|arm)ing"
)
_ME = r"(?:i|we|this (?:assistant|bot|service|chat|model|system)|the assistant)"
_THING = (
    r"(?:something|anything|nothing|things?|topics?|subjects?|areas?|ones?|territory|requests?|"
    r"information|details?|content|material|advice|projects?|jokes?|questions?|matters?|crimes?|"
    r"lines?|ground|data|facts?)"
)
_UNWILLING = (
    r"(?:must|have to|need to|would (?:prefer|rather)|prefer|will not|cannot|do not|am not|are not|"
    r"would not|never|decline|refuse|avoid|steer|stay|does not|will never|try not)"
)
_KNOWS = (
    r"(?!(?: \w+ly)? (?:can |could |would |have |do not |cannot |am |be |will )*(?:recommend|worry|"
    r"call|"
    r"know|seen|heard|come|aware|familiar|see|verify|confirm|access|understand|recogni[sz]e|find|"
    r"remember|recall|buy|use|miss|skip|regret|bother|lose|say (?:lightly|often)|take lightly)\b)"
)
_LEAVE = (
    r"(?:leave|avoid|skip|steer|stay|keep|pass|stop|refrain|decline|say nothing|withhold|hold|"
    r"draw the line|opt out|bow out|step (?:back|away)|sit)"
)
_SKILLED = (
    r"(?:professionals?|pharmacist|doctor|lawyer|solicitor|advis[eo]r|physician|attorney|experts?|"
    r"specialist|counsell?or|accountant|clinician|vet|nurse|dietitian|individuals?|person|"
    r"authorities|provider)"
)

_CHOOSE = (
    r"aim|try|choose|strive|make a point|have decided|(?:have been|was|am|are|were) (?:told|asked|"
    r"instructed|taught|configured|required|directed|trained|programmed|bound|obliged|made|built)"
)

WITHHOLDS = cue(
    "withholds",
    "not cannot never must rather prefer decline refuse refrain avoid steer stay pass skip sit "
    "stop "
    "draw opt bow step no hold withhold keep leave stopping passing drawing steering staying "
    "sitting "
    "out leaving keeping holding spare declining refusing turning opting abstaining refraining "
    "skipping stepping bowing omit omitting position liberty neutral impartial level basics",
    r"\bi am (?:\w+ly )?(?:declining|refusing|turning (?:\w+ ){0,2}down|opting out|abstaining|"
    r"refraining|skipping|bowing out|stepping (?:back|away|aside)|holding (?:off|back)|leaving out)"
    r"\b",
    r"\bi am not (?:in a position|at liberty|in any position) to (?!know|see|verify|check|confirm|"
    r"judge|assess|tell (?:if|whether))\w+",
    rf"\b(?:i|we) (?:{_CHOOSE}) (?:\w+ly )?(?:not to (?!assume|worry|rush|forget)\w+|to (?:stay|"
    r"steer|keep) (?:away|clear|out)|to (?:decline|refuse|refrain|remain neutral|stay neutral|"
    r"remain impartial|stay impartial))\b|\bi (?:am|was|have been) (?:told|instructed|asked|"
    r"trained|taught|required|configured) to avoid\b",
    r"\bi (?:will|am going to|have to|must|would)(?: \w+ly| just| simply)? (?:skip|omit|leave out|"
    r"hold off on) (?:on )?(?:the|any|all|those|these|giving|describing)\b(?! (?:\w+ )?(?:basics|"
    r"preamble|intro\w*|small|boring|pleasantries|theory|math|fluff|obvious|jargon|formalities))",
    r"\bi will \w.{2,70}?\b(?:but|and|while|though) (?:will )?(?:leav(?:e|ing) out|skip(?:ping)?|"
    r"omit(?:ting)?) (?:the|any|all|\w+ing|\w+ (?:details|steps|commands|instructions))\b",
    r"\bi will (?:stay|keep|stick) (?:at|to|with) (?:the |a )?(?:level|general|basics|high)\b",
    r"\bi (?:am|do|have|know|was)\b.{0,60}?\b(?:and|nor|or) (?:would|will|could|can|should|must)"
    r" ?not (?:\w+ly )?(?:give|share|hand|disclose|reveal|provide|help|assist|write|offer|"
    r"engage)\b",
    rf"\bi (?:am|will) (?:\w+ly )?(?:not|never)(?: \w+ly)? (?:going to be |be )?{_GIVE}\b",
    rf"\b(?:is|are|be|remains?) (?:simply |just |also )?not (?:{_THING}|what|(?:an?|the) (?:[\w-]+ "
    rf"){{0,3}}{_THING}|the (?:kind|sort) of \w+) (?:that |which |for )?{_ME}\b{_KNOWS}",
    rf"\b{_THING}(?: that| which)?,? {_ME} (?:\w+ly |also |simply |just )?{_UNWILLING}\b{_KNOWS}",
    r"\b(?:i|we) (?:would |will )?(?:much |strongly |\w+ly )?(?:rather|prefer|prefer to) "
    rf"(?:not\b|{_LEAVE}\b)",
    rf"\b{_ME} (?:\w+ly |always |do )?(?:(?:steer|stay|keep) (?:clear|away|out|off)|avoids? "
    r"(?:\w+ing|\w+ on|giving|jokes|topics|anything))\b|\bi (?:will|am going to|have to|must) "
    r"stop you\b",
    r"\bi (?:\w+ly |always |will )?(?:leave (?:alone|unanswered|aside|there|out)|spare you)\b|"
    r"\bi would skip (?:that|this|it)\b",
    r"\bi (?:will|am going to|must|have to|need to|am gonna)(?: \w+ly| therefore| just| have to| "
    r"simply)? "
    r"(?:pass(?: on\b|\W*$|[,;])|take a pass|skip (?:that|this|it)\b|sit (?:this|that) |stop "
    r"(?:here|"
    r"there|short|right)|draw (?:the|a) line|opt out|bow out|step (?:back|away)|steer (?:clear|"
    r"away)|"
    r"stay (?:away|out|clear)|say no\b|hold (?:back|off)|withhold|not\b|decline|refuse|refrain|"
    r"keep (?:that|this|it|those|my|the \w+) (?:to myself|out|off|private|confidential|closed)|"
    r"leave "
    r"(?:it|this|that|any|all|those|the|these)\b.{0,40}?\b(?:out|aside|there|alone|unanswered)\b)",
    r"\bi am (?:stopping (?:here|there|short)|passing\b|drawing (?:the|a) line|steering|staying "
    r"(?:away|out|clear)|sitting (?:this|that)|out\b(?: (?:on|of) (?:this|that)|\W*$)|leaving "
    r"(?:it|this|that|those|the \w+) (?:out|there|aside)|(?:keeping|holding) (?:this|that|it|the "
    r"\w+) back)",
    beside="i we assistant bot service chat model system",
)
"""The speaker keeps back what was asked for, as its own act."""

CLOSED = cue(
    "closed",
    "available "
    "no nope pass no-go limits table menu bounds closed offer nothing none word thing style cup "
    "lane out possible permitted allowed help assistance instructions advice tips how-to",
    r"\b\w+ing\b.{0,60}?\b(?:is|are) not (?:possible|permitted|allowed|acceptable|available) "
    r"(?:here|for me|from me|in this (?:chat|conversation))\b",
    r"^(?:sorry,? )?no (?:help|assistance|instructions|advice|tips|how-to|how to) (?:with|on|for|"
    r"about)\b(?!.{0,60}\b(?:needed|required|necessary)\b)",
    r"\b(?:is|are|remains|be) (?:going to be )?an? (?:\w+ )?(?:no|pass|nope)(?![\w-]| "
    r"(?:brain|win|one))",
    r"\b(?:(?<=^\W)|(?<=[,;:] ))(?:(?:so|and so|hence|then|and|but),? )?(?:it is |that is |"
    r"this is )?(?:a "
    r")?(?:no "
    r"(?:[\w'-]+ ){1,5}?|nothing |none of \w+ |not a word )(?:\w+ )?(?:from|by) (?:me|us|here|"
    r"this)\b|"
    r"\b(?<=[,;:] )so,? (?:no|nope)\W*$|^no (?:[\w'-]+ ){1,4}here\W*$",
    r"\b(?:is|are) (?:not (?:really |quite )?(?:my|our) (?:\w+ )?(?:thing|style|cup|"
    r"lane)\b|out(?: of the question\b|\W*$))",
    r"\b(?:stays?|remains?|kept|keeping|is|are|keep) out of (?:this|my|our|the) (?:answer|chat|"
    r"reply|"
    r"conversation|response)\b",
    r"^(?:a )?(?:firm |hard |flat |polite )?no (?:to|from|on|for) (?:the|this|that|me|us|"
    r"writing|\w+ing)\b",
    r"\b(?:is|are|stays?|remains?|goes) (?:\w+ly )?(?:off[- ]limits|off the (?:table|menu)|out of "
    r"bounds|closed|not (?:on (?:the table|offer)|up for \w+))(?: (?:here|for|to|with|in)\b|\W*$|"
    r"[,;])",
)
"""What is asked for is shut, or gets a no."""

_CONTRARY = r"(?:against|contrary to|counter to|at odds with|in conflict with)"
_RULES = (
    r"(?:values?|principles?|guidelines?|rules?|ethics|polic(?:y|ies)|purpose|standards?|beliefs|"
    r"instructions|safeguards)"
)

BARRED = cue(
    "barred",
    "keep stop qualified "
    "allow permit let authorize authorise prevents prevent bars forbids forbid prohibits prohibit "
    "keeps stops restricts restrict policy policies guidelines rules terms standards settings "
    "filter filters outside beyond part within appropriate right proper fair wise "
    "get hear find against contrary counter odds conflict qualified licensed certified ethical "
    "responsible",
    rf"\b{_CONTRARY} (?:my|our) (?:\w+ )?{_RULES}\b|\b{_CONTRARY} the (?:\w+ )?{_RULES} (?:that |"
    r"which )?(?:i|we|govern)\b",
    r"\bi am not (?:\w+ly )?(?:qualified|licensed|certified) to\b",
    r"\bi (?:think|believe|feel)(?: that)? (?:it|this|that) would not be (?:\w+ly )?(?:right|fair|"
    r"proper|appropriate|wise|ethical|responsible)(?: for me)? to\b",
    r"\byou will not (?:get|find|hear|see) .{0,40}?\b(?:from|out of|with) (?:me|us)\b",
    r"\bi do not (?:think|believe|feel)(?: that)? (?:it|this|that) (?:is|would be) (?:\w+ "
    r")?(?:right|"
    r"fair|proper|appropriate|wise)(?: for me)? to\b",
    r"\bnot (?:allow|permit|let|authori[sz]e) (?:me|us|this assistant)\b|\b(?:prevents?|bars?|"
    r"forbids?|prohibits?|keeps?|stops?|restricts?) (?:me|us|this assistant) from\b",
    r"\b(?:my|our|usage|content|safety|use|platform|moderation|house|community) (?:\w+ )?(?:polic"
    r"(?:y|ies)|guidelines|rules|terms|standards|settings|filters?) (?:\w+ )?(?:does not|do not|"
    r"will not|prohibits?|forbids?|prevents?|blocks?|bars?|restricts?|rules? (?:this|that|it) out|"
    r"disallows?)\b",
    r"\b(?:outside|beyond|not (?:part|within))(?: of)? (?:what|the (?:scope|limits|bounds|range|"
    r"kinds?|sort|range of things)(?: of)?(?: \w+)?) (?:i|we|this|the assistant)\b",
    beside="me us my our usage content safety use platform moderation house community i we this "
    "assistant",
)
"""A rule bars it, no matter who mentions it; it counts as `closed`."""

BARE = cue(
    "bare",
    "cannot not unable decline declining",
    r"^(?:(?:sorry|apologies|nah|nope|no|ha|hm+|well|so|but|and)[,;.!]? )*(?:cannot|will not|"
    r"unable "
    r"to|must (?:\w+ )?decline|have to decline|declining|not (?:able|allowed|willing|permitted|"
    r"something|comfortable|happening|doing|going to|giving|sharing|writing|for me|my))\b"
    r"(?! (?:only|just|all|every|know|sure))",
)
"""The speaker declines without naming itself; it counts as `closed`."""

HENCE = cue(
    "hence",
    "therefore thus so hence such consequently",
    r"\band (?:therefore|thus|so|hence|as such|consequently),? (?:do not|cannot|will not|must not|"
    r"never|must|have to|decline|refuse|am not)\b",
    r"\b(?:so|hence|therefore|thus),? (?:i|we) (?:will not|cannot|must not|decline|refuse|would "
    r"rather)\b|\bso i will (?:only |just |instead |rather )?(?:summari[sz]e|paraphrase|stick|keep|"
    r"leave|limit)\b",
    beside="not cannot must never decline refuse have rather will",
)
"""The speaker draws the conclusion that it declines; it counts as `closed`."""

PROTECTS = cue(
    "protects",
    "right fair proper appropriate respect privacy private copyright copyrighted protected "
    "confidential",
    r"\b(?:is|would|be)(?: \w+ly)? not(?: be)?(?: \w+ly)? (?:right|fair|proper|appropriate|okay|ok)"
    r"(?: (?:of|for) me)? to (?:disclose|reveal|publish|pass|hand|repeat|speculate|comment|write|"
    r"joke|share|list|name|guess)\b",
    r"\bi (?:\w+ )?(?:respect|protect|value|take) (?:\w+ )?(?:\w+'s )?privacy\b",
    r"\b(?:is|are|remains?) (?:strictly |highly |considered |\w+ly )?(?:confidential|private)\b",
    r"\b(?:protected by|under|subject to) copyright\b|\bcopyrighted\b",
    r"\bprivate (?:\w+ )?(?:information|matter|data|affair)\b",
    beside="not privacy copyright copyrighted private confidential",
)
"""The speaker guards somebody's rights."""

TERSE = cue(
    "terse",
    "no nope nah never not pass try sorry declined denied",
    r"^(?:(?:ha|hah|lol|sorry|apologies|nah+|nope|no|absolutely not|certainly not|definitely not|"
    r"never|hard no|hard pass|pass|not a chance|no way|no chance|not happening|no can do|denied|"
    r"declined|no thanks?|no thank you|"
    r"(?:nice|good) try|not today|not a hope|i think not)\b[\s,;.!]*)+$",
)
"""A sentence that says no and nothing else."""

HANDS_OVER = cue(
    "hands_over",
    "belong belongs go left for qualified licensed professional only",
    r"\b(?:belongs?|needs? to go|should go|must go|best left|better left|is (?:a (?:question|"
    r"matter|decision|call|job) )?for|are (?:questions |matters |decisions )?for|is up to)(?: to| "
    rf"with)? (?:an?|your|the|each|every)(?: [\w-]+){{0,2}} {_SKILLED}\b",
    r"\bi am not (?:\w+ )?(?:qualified|licensed|certified)\b",
    rf"\bonly (?:an? |your )(?:\w+ ){{0,2}}{_SKILLED} (?:can|should|may)\b",
)
"""The speaker leaves it to somebody of a trade."""

REFERS = cue(
    "refers",
    "contact consult ask call speak talk see reach visit",
    r"\b(?:contact|consult|ask|call|speak (?:to|with)|talk (?:to|with)|see|reach out to|visit) "
    r"(?:an?|"
    r"your|the|local|with)(?: [\w-]+){0,4}? (?:department|office|centre|center|team|support|"
    r"services?|"
    rf"staff|manager|manufacturer|helpline|hotline|line|clinic|website|site|teacher|parent|"
    rf"{_SKILLED})\b",
)
"""The speaker sends the asker elsewhere."""

NO_VIEW = cue(
    "no_view",
    "opinion opinions belief beliefs view views stance side sides position",
    r"\bi (?:do not (?:have|hold|take|share|express)|have no|cannot (?:have|hold|take)|am not able "
    r"to have) (?:any |a |personal |political |religious |own |my own )*(?:opinions?|beliefs?|"
    r"views?|"
    r"stance|sides?|position)\b",
    beside="i",
)
"""The speaker has no opinion."""

TOPIC = cue(
    "topic",
    "sensitive violent violence victims tragedy tragic upsetting disturbing grim suffering "
    "hurtful controversial devastating painful delicate distressing horrific dark self concerned "
    "worried troubled alarmed divisive",
    r"\bi am (?:\w+ )?(?:concerned|worried|troubled|alarmed) (?:by|about) (?:this|that|your|"
    r"what)\b",
    r"\b(?:is|are|was|were|involves?|concerns?|touch(?:es)? on|can be|may be|about|with)(?: "
    r"[\w-]+){0,4}? (?:sensitive|violent|violence|victims|tragedy|tragic|upsetting|disturbing|"
    r"grim|self-harm|suffering|hurtful|controversial|divisive|devastating|painful|delicate|distressing|"
    r"horrific|dark (?:topic|subject))\b",
)
"""The speaker calls the subject grave or delicate."""

TURNS_AWAY = cue(
    "turns_away",
    "instead rather us about thought considered consider tried think better best wiser kinder "
    "healthier invite encourage urge why solved resolved settled direct channel turn",
    r"\b(?:instead of|rather than)\b.{0,80}\b(?:let us|why not|how about|perhaps|we (?:could|can|"
    r"should)|consider|try|what about|i (?:suggest|invite|encourage))\b",
    r"^(?:so |and |but )?let us (?:\w+ )?(?:focus|talk|explore|work|remember|think|celebrate|"
    r"choose|"
    r"strive|keep|all|instead|try|turn|use|learn|spread|chat)\b",
    r"^(?:so |and |but )?(?:what|how) about\b|^(?:have|did) you (?:ever )?(?:thought|"
    r"consider(?:ed)?|"
    r"tried|think)\b|^why not\b",
    r"\bi (?:\w+ )?(?:invite|encourage|urge) you to\b",
    r"\bit (?:is|would be) (?:far |much |always |usually )*(?:better|best|wiser|kinder|healthier)"
    r" (?:to|that (?:we|you))\b",
    r"\b(?:should|can|could) (?:\w+ )?(?:be (?:solved|resolved|settled)|direct|channel|turn) "
    r"(?:\w+ ){0,4}(?:by|through|to|toward|towards|with|into)\b",
)
"""The speaker leads to something kinder, without saying no."""

INVITES = cue(
    "invites",
    "pleased delighted shall happy glad love like want ask can could something useful help else",
    r"\b(?:i|we) (?:would|will|could|can|am)(?: be)?(?: always| also| more than| very)? (?:happy|"
    r"glad|love|pleased|delighted|willing)(?: to)? (?:\w+ )?(?:help|talk|discuss|tell|explain|"
    r"think|"
    r"share|look|work|explore|suggest|offer|assist|support|write|walk|listen)\b",
    r"\b(?:i|we) (?:can|could)(?:,? (?:\w+ly|instead|however|certainly|also),?)? (?:help (?:you )?|"
    r"explain|discuss|talk|offer|assist|support|point you|suggest)\b",
    r"\b(?:would you like|do you want|want|shall i|feel free to ask|ask me (?:about|for)|is there "
    r"(?:something|anything) else|if (?:you would like|any of|that would|it helps))\b",
)
"""The speaker names what it would do, without doing it."""

GIVES = cue(
    "gives",
    "general generally known reported still what briefly summarise summarize broadly brief broad "
    "outline principle short say share note documented discussed tell mention repeat confirm",
    r"\bi (?:can|could|will|would)(?:,? (?:\w+ly|however|though|at least),?)? (?:say|note|mention|"
    r"tell you|share|confirm|summari[sz]e|outline|repeat)\b",
    r"\bwhat (?:i (?:can|will|could)|is|has been|tends to|does|usually)(?: \w+){0,2} (?:say|do|"
    r"offer|share|tell|known|reported|documented|public|realistic|helps?|works?|give|mention)\b",
    r"\bin (?:very |most )?(?:general|broad|brief|outline|principle|short)\b|"
    r"^(?:still|generally|broadly|briefly)\b",
    r"\b(?:widely|well|publicly|commonly|often) (?:known|reported|documented|discussed)\b",
)
"""The speaker gives a part of it, or something near it."""
