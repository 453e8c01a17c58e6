"""The words and phrases by which an answer objects to a question, or takes it up.

Written from general knowledge of English: how people say that a thing does not exist, is unrelated
to another, is impossible, or is a figure of speech; and how they open an answer that complies.
`WORD_CLASSES` are sets of words; `PATTERNS` has lines of them (see `word_patterns.Patterns`).
"""

from __future__ import annotations

PATTERNS = {
    "unrelated": """
        no/zero/little/hardly/negligible/minimal/without/nil ADV* . TIE
        negligible/minimal/zero/no ,? if any ,? .{0,2} TIE
        not ADV* expected/likely/going/supposed to .{0,4} AFFECT/have/make/TIE
        not ADV* see/think/imagine/believe/know/understand how/why/any/that/it
        not ADV* think/believe/expect/see .{0,6} MATTERS
        not ADV* AFFECT/touch/do a/any thing
        does/do/did/doing nothing
        struggle/struggling/hard/difficult/fail/fails to see/find/imagine
        different/other/separate universes/worlds/planets
        as zero
        not even/remotely slightly/remotely/indirectly/marginally/close
        at/is/be/of exactly/precisely/about none
        of about/around/roughly/exactly/practically/virtually/effectively nothing/zero/nil
        BE no cause/driver/determinant/predictor
        by a single point/percent/bit
        move/moves/budge the needle
        any TIE .{0,6} coincidental/indirect/spurious/marginal/accidental
        no/zero/hardly/negligible/minimal/without/nil ADV* .{0,3} TIE
        little to/or no .{0,2} TIE
        not ADV* have/has/see/find/know/think/expect/imagine/identify ADV* .{0,3} TIE
        not ADV* be ADV* .{0,3} TIE
        <BE not ADV* DET? ADV* .{0,1} TIE
        not ADV* AFFECT
        not ADV* have/has/make/makes ADV* .{0,2} effect/impact/bearing/influence/difference
        UNRELATED
        nothing to do with
        nothing in common
        nothing .{0,3} to/would/will AFFECT
        apples to/and/with oranges
        <BE DIFFERENT .{0,2} AREA
        FULLY DIFFERENT .{0,2} AREA
        measure/measures/measuring/describe/track/capture ADV* FULLY? different AREA
        neither .{0,6} nor
        neither .{0,8} can/has/have/is/are/says/applies/affects/of
        UNLIKELY .{0,4} AFFECT/have/make/effect/impact/influence/correlation
        no reason
        not ADV* any reason
        have/has/play/plays/with/be/be no . role/part/place/bearing
        regardless of
        TIE .{0,6} BE ADV* NIL
        TIE .{0,4} =/: NIL
        VIRTUALLY NIL
        equals/equal/exactly/precisely/be/is/at/by zero
        TIE .{0,6} not ADV* EVIDENT
        no .{0,3} CHANGE .{0,2} REQUIRED
        keep/treat/handle/manage/decide/plan/choose .{0,5} APART
        <MODAL not ADV* be? allowed/permitted/expected to
        BOTHER .{0,2} PAIR together
        """,
    "bare_no": """
        <MODAL not ,/;/END
        <MODAL not be ,
        <MODAL not have one/any ,/;/END
        <MODAL not ADV ADV? END/,
        there is/are not one/any
        <END not at/remotely/really/even
        <END not in any
        answer : no/none/zero/never/neither/nothing
        <END none/zero/neither/never/nothing
        <END by zero
        """,
    "not_real": """
        not ADV* DET? ADV* part? of? KIND .{0,3} NOTION
        not ADV* DET ADV* .{0,3} NOTION
        <BE not ADV* KIND ,/in/as/within/for/outside/or/and/anywhere/END
        <BE not ADV* DET? something .{0,5}
        <BE not ADV* DET real/actual/thing
        no KIND .{0,4} NOTION/TIE/way
        no ADV ADV? KIND
        no such
        none exists/exist/of/is/that
        no NOTION with/named/known/under
        not ADV* clear/obvious/sure/certain/verify/confirm .{0,8} GENUINE
        refer/refers/referring to anything/nothing
        no NOTION for/of/to/that/in/called/by/between/like/i/you/we/comes/is
        no .{0,2} FIGURE
        not ADV* exist/exists
        INVENTED
        made up !of
        making it/this up
        not ADV* SEEM .{0,4} KIND/NOTION/exist
        without .{0,3} meaning/substance/basis/reference
        DET ADV* .{0,1} not NOTION
        not ADV* find anything/any/a/record
        nothing called/by/like
        nothing .{0,2} as
        has/have ever been .{0,2}
        """,
    "unknown": """
        not ADV* UNKNOWN
        not ADV* HEARD of/DET/any/across/anything
        unfamiliar/unaware/unclear
        no record/knowledge/reference/mention/trace
        SPEAKER not ADV* KNOW
        SPEAKER .{0,2} not ADV* KNOW
        not ADV* KNOW DET .{0,4} NOTION
        unknown/new/foreign/unrecognizable to me/us/anyone
        no idea what/who/how
        not ADV* sure/certain/clear/obvious what
        what .{0,8} BE ADV* unclear/unknown/undefined
        can/could not ADV* LOCATE
        not ADV* aware of anything/any
        aware/know/knows/heard/found/find of? no
        never heard/seen/encountered/come/met
        coined/neologism
        as far as i
        """,
    "cannot": """
        can not ADV* be ADV* MEASURED
        can/could not ADV* MEASURE
        can not ADV* be .{0,2} MEASURED
        not ADV* be ADV* MEASURED
        not ADV* ABLE
        not DET? meaningful/valid/useful/appropriate/suitable/relevant/sensible/applicable
        VOID
        impossible to
        no way to/of
        there is/was nothing to
        there's nothing to
        nothing to
        not something .{0,3} can/has/have/that/you
        can not ADV* attach/give/assign/find/see .{0,2} meaning/sense
        you/we can not ,/;/END
        you/we can not ADV* DET?
        not answerable/calculable/computable/convertible/meaningful
        is not how/what
        not how
        not a well-defined/meaningful/valid/sensible/coherent/answerable/real/literal
        rather/more than DET ADV* real/literal/actual
        you/we/one do not ADV* MEASURE
        nobody/nothing ADV* MEASURE
        would be arbitrary/made/meaningless/fiction/fabricated/misleading
        """,
    "not_fit": """
        not ADV* FIT ADV* !out
        no/little/any/hardly/much/zero ADV* sense
        not ADV* make/makes .{0,2} sense
        not ADV* mean anything
        not ADV* sure/certain/clear/convinced .{0,5} sense/meaningful/applies/possible/works
        means nothing
        no ADV* meaning
        not ADV* hold up/together
        not ADV* belong
        nor does/do/is/are/would/can
        """,
    "advised": """
        do not ADV* BOTHER
        SPEAKER would/will not ADV* BOTHER
        SPEAKER ADV* advise/caution/recommend/warn/suggest/argue against
        should/need not ADV* BOTHER
        not recommend/advise .{0,2} BOTHER
        stop BOTHER/looking/thinking/talking/framing/treating
        save yourself/yourselves/your .{0,2} effort/trouble/time/work
        keep/keeping/leave/leaving .{0,3} out of it/this/that/the
        pay/paying/give/giving no attention/heed/regard/weight
        spend no time/effort
        SPEAKER forget/drop/skip/ditch about? .{0,4} and
        not pick/choose/set/judge/plan .{0,3} by
        DROP DET .{0,6} idea/notion/framing/metaphor/analogy/comparison/metric/term/number
        leave .{0,6} alone/unchanged/aside/untouched/out
        decouple/decoupling/disentangle/untangle/unlink
        no/without need to
        no point in/to/trying
        waste of
        steer/stay clear
        avoid BOTHER
        not let DET
        on its/their own merits/terms
        not on/by/to DET
        """,
    "not_have": """
        not ADV* HAVE DET? ADV* KIND?
        has/have/had/with/contains/contain/holds/hold/carries/carry/possesses/bears no
        lack/lacks/lacking DET?
        there is/are no/not
        there's no
        no .{0,3} to/exists/applies/exist/apply/involved/comes
        """,
    "is_not_a": """
        <BE not ADV* a/an/the
        <BE not ADV* .{0,2} ,/;/END
        <BE not .
        """,
    "literal": """
        no ADV* LITERAL
        not ADV* .{0,3} LITERAL
        not ADV* in/a/an any? LITERAL
        LITERAL sense
        only/just/purely/merely/simply/than/not ADV* DET? METAPHOR
        is/are ADV* DET? METAPHOR
        """,
    "wrong": """
        WRONG
        BUZZ
        category error/mistake
        word salad
        false/flawed/faulty/mistaken/incorrect premise/assumption/equivalence/presumption
        false/flawed/faulty/mistaken/incorrect analogy/dichotomy
        premise
        presupposes/presuppose
        assumes/assuming DET? .{0,3} that
        sounds/looks/seems impressive/sophisticated/technical/scientific
        cosplay/masquerading/gobbledygook/mumbo-jumbo
        dressed/dressing up/in/as
        like/as asking/saying/trying how/what/for/to/which
        akin to asking/trying
        push back
        challenge/question/dispute DET premise/assumption/framing/idea/notion
        question/questions/phrasing/statement/request/wording/terms/terminology not
        """,
    "joke": """
        JOKE
        ha/haha
        """,
    "mixing": """
        BLEND .{0,5} MIXED
        BLEND .{0,2} two/unrelated/different/up/several
        using/use/uses .{0,4} terms/terminology/language/vocabulary/concepts/jargon
        using/use/uses .{0,4} metaphor/metaphors/analogy
        terms/terminology/language/concepts/vocabulary from
        """,
    "no_single": """
        no ADV* SINGLE
        not ADV* DET? ADV* SINGLE
        not ADV* just
        not only
        """,
    "along": """
        BUT ,? SELF ADV* CAN ADV* EXPLORE/TODO/ALONG/be/still/offer/give/provide/share
        BUT ,? here's/let's
        but rather
        BUT ,? how
        that said ,
        BUT ,? .{0,2} CAN ADV* EXPLORE/TODO/ALONG/be/still/help
        BUT ,? .{0,4} useful/helpful/valuable/nice/works/works/fun/powerful/reasonable
        BUT ,? if
        BUT ,? LET
        BUT ,? HERE
        CAN ADV* ALONG
        SELF ADV* ALONG
        to ALONG
        CAN ADV* be? think/thought/imagine/treat/consider/frame/view
        as/for DET rough/useful ALONG
        think of
        if we/you/i go/take/treat/define/imagine/assume/interpret/want/extend/assign/play/say
        play/playing/run/running along/with
        treating/treat/take/taken/taking/reading/read .{0,4} as
        as DET ADV* METAPHOR/thinking/analogy/exercise
        NEAREST .{0,1} equivalent/analog/analogue/thing/interpretation/reading
        you could/can/might TODO
        you could/can/might EXPLORE
        """,
    "praise": """
        PRAISE ,? .{0,2} PRAISED
        PRAISE and/, .{0,4} PRAISED
        love/like/appreciate DET
        brilliantly/beautifully/elegantly/perfectly/masterfully
        you've/you ADV* hit/captured/framed/distilled/touched
        """,
    "comply": """
        HERE ADV* BE? .{0,4} PLAN
        here's how/what/why/a/an/the/my
        here is/are how/what/why/a/an/the/my/some
        let's ADV* EXPLORE
        let us/me ADV* EXPLORE
        i'll EXPLORE
        EXPLORE this/it/that/these down/into/apart
        requires/require/involves/involve/needs ADV* DET? COMPLEX
        DEPENDS on/upon
        follow/following/follows these/this/steps
        KEY .{0,1} PARTS
        i'd/i would/i recommend/suggest
        you'll want/need
        we can/need/must/should
        consider the/these/this/a/using
        a/an ADV* COMPLEX ,? .{0,2} approach/framework/task/process/question/topic/method/model
        best practices
        """,
    "todo": """
        <END to TODO
        <END TODO/use/using/start/begin
        """,
    "ignorant": """
        not ADV* have ADV* DET? .{0,4} IGNORANT
        without .{0,4} IGNORANT
        without knowing/seeing/more/reviewing/access
        need .{0,2} more IGNORANT
        need/need to/know/see/more .{0,3} IGNORANT
        not ADV* see DET .{0,4} in/here/attached/shared
        beyond/outside my/the
        not enough IGNORANT
        as an ai
        """,
    "request": """
        please SHARE
        if you/you'd SHARE
        once you
        can/could you ADV* SHARE
        SHARE the/your/it/more/them
        i would need
        i'd need
        """,
    "clarify": """
        can/could you ADV* CLARIFY
        what are/is/do/did/was/decision/problem/question you
        what .{0,2} are you
        did/do you mean
        are you ADV* ASKING
        if you mean/meant
        if you ADV* ASKING
        if you're/your ADV* ASKING
        if your .{0,4} ISSUE/about/is
        if the real
        were you ADV* ASKING
        you may/might/probably/perhaps be/mean/have
        perhaps/maybe/possibly you
        where did you
        help me understand
        tell me
        was there
        is there ADV* a/an/some/something
        """,
    "instead": """
        <END INSTEAD !of/than
        alternatively/alternative
        <,/;/and/but instead !of
        <;/and/, rather !than
        REAL ISSUE
        what ADV* does/actually/really/matters/determines/counts/drives/works
        DETERMINED by/from/on
        focus on/your
        depends/depend on/upon
        i/we can help/suggest/outline/talk/discuss/help
        i'd look/cut/use/focus/suggest/ask
        happy to help/discuss/talk
        separately
        """,
    "indirect": """
        no/not/hardly .{0,2} direct/directly/exact/exactly/literal/official/precise/standard/obvious
        """,
    "sounds": """
        SOUNDS like/as
        SOUNDS to be
        """,
    "setaside": """
        instead of
        rather than
        drop/skip/forget/ignore/leave DET
        leave DET .{0,6} alone
        step back
        """,
    "meta": """
        question/questions/request/phrasing/framing/wording/prompt/query/terminology/statement/phrase/premise/terms
        this/that/it/you SOUNDS
        this/that/it is/appears/seems
        that's/it's/this
        you're
        you ADV* using/mixing/combining/blending/joking/asking/describing
        i think/suspect/notice/see/believe/assume
        """,
    "metaphor": """
        METAPHOR
        """,
    "myth": """
        MYTH .{0,1} misconception/misunderstanding/misconceptions/misunderstandings/confusion/myth
        """,
    "conditional": """
        without/until/before/unless
        """,
    "number": """
        AROUND NUM !END
        """,
    "caution": """
        i NEED to? be? ADV* CAUTION
        i'll be ADV* CAUTION
        to be ADV* CAUTION
        i'm going to be
        honestly/frankly/upfront/candidly
        before answering/we/i
        i/i'm think/suspect/notice/suspect/afraid
        i'd be/rather
        """,
    "subjective": """
        subjective/intangible/qualitative
        difficult/hard/challenging/tricky to
        caveat/caveats/caution/limitations
        """,
}
"""Lines of patterns by the sign that they show."""
