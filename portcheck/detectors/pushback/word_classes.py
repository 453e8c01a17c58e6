"""The classes of words that the patterns of `lexicon` use."""

from __future__ import annotations

WORD_CLASSES = {
    "ADV": """actually really quite yet even generally typically usually normally
        literally directly inherently truly technically physically meaningfully currently ever
        just simply also necessarily sensibly properly remotely particularly especially
        naturally strictly itself themselves at all in any fact possibly likely readily widely
        universally formally commonly officially well very entirely exactly""",
    "DET": "a an any the one some this that its their your our",
    "BE": """is are was were be being it's that's there's i'm you're they're we're
        what's here's this's""",
    "MODAL": "can could will would should shall may might must does do did has have had need",
    "KIND": """real actual standard standardized standardised established recognized
        recognised valid meaningful legitimate known common accepted formal defined well-defined
        well-established well-known coherent genuine typical conventional literal official
        documented scientific existing universal such measurable quantifiable sensible logical
        applicable traditional true recognizable recognisable widely-used widely-accepted
        industry-standard proper rigorous published credible mainstream agreed agreed-upon
        intelligible concrete objective physical mathematical technical familiar right
        peer-reviewed reputable evidence-based""",
    "TIE": """connection connections relation relationship relationships link links
        linkage effect effects impact impacts influence bearing correlation correlations
        association overlap dependency dependence interaction mechanism pathway causation
        causality relevance tie ties interplay consequence consequences implications implication
        role difference basis route reason reasons path channel grounds justification crossover
        equivalence correspondence causal interdependence""",
    "NOTION": """term terms terminology concept concepts notion notions idea metric
        metrics measure measures measurement measurements unit units framework frameworks method
        methods methodology methodologies practice practices procedure procedures protocol
        protocols theory theories formula formulas formulae quantity quantities property
        properties phenomenon phenomena thing things approach approaches model models standard
        standards score scores index indices parameter parameters construct constructs category
        categories equivalent equivalents benchmark benchmarks threshold thresholds definition
        definitions conversion conversions calculation calculations analysis analyses technique
        techniques system systems process guideline guidelines variable variables figure number
        value values answer rate ratio scale coefficient constant factor factors literature
        source reference references record evidence test equation range schedule taxonomy jargon
        phrase discipline meaning sense counterpart analogue algorithm instrument dimension
        attribute""",
    "AFFECT": """affect affects impact impacts influence influences change changes alter
        alters drive drives determine determines matter matters relate relates correlate
        correlates correspond corresponds depend depends connect connects interact interacts
        bear bears move moves lower raise play plays enter enters care know require requires
        call warrant dictate govern respond trigger cause causes produce shift translate need
        needs factor figure inform contribute modify touch""",
    "FIT": """apply applies convert converts make makes work works fit fits exist exists hold
        holds carry carries translate translates transfer transfers parse parses belong
        belongs combine combines map maps mean means compute computes connect connects
        follow follows scale add line mix extend extends stand refer refers correspond
        corresponds represent represents describe describes""",
    "MEASURED": """measured quantified converted calculated computed applied assigned
        expressed compared derived translated defined determined reduced sampled attributed
        assessed estimated used treated scored ranked modeled modelled mapped stated given put
        done meaningfully literally answered combined equated traded exchanged amortized
        depreciated recognised recognized broken""",
    "MEASURE": """measure quantify convert calculate compute apply assign express
        compare derive define determine sample attribute assess score rank map give answer offer
        provide put treat equate combine say tell run point name""",
    "HAVE": """have has possess possesses contain contains carry undergo undergoes
        experience experiences exhibit exhibits come comes produce take takes run runs behave
        behaves go respond involve include obey grow decay own hold need needs use uses act get
        live""",
    "ABLE": """measurable quantifiable applicable meaningful valid defined possible
        measured quantified convertible comparable interchangeable meant designed intended
        equivalent compatible relevant appropriate suitable literal physical physically
        literally related connected linked tied affected determined governed driven influenced
        computable sensible logical coherent established recognized recognised standard
        standardized standardised meaningfully real well-defined scientific commensurable
        commensurate transferable additive directly analogous subject based""",
    "UNRELATED": """unrelated irrelevant independent immaterial incommensurable
        incommensurate unconnected disconnected extraneous inconsequential orthogonal
        incompatible non-comparable uncorrelated""",
    "VOID": """meaningless nonsensical undefined incoherent inapplicable immeasurable
        unanswerable ill-defined ill-posed misapplied misplaced nonexistent non-existent
        unmeasurable unquantifiable non-standard nonstandard spurious mismatched senseless
        undefinable absurd unfounded baseless garbled implausible far-fetched untenable
        arbitrary""",
    "INVENTED": """invented made-up fabricated fictitious bogus
        pseudo-scientific pseudoscientific pseudo-technical pseudoscience pseudo-science
        pseudo-metric""",
    "WRONG": """nonsense gibberish technobabble babble category-error mix-up mismatch
        disconnect conflates conflating conflate conflated conflation misconception
        misunderstanding confusion confuses confusing fallacy mashup mash-up mishmash hodgepodge
        misnomer contradiction oxymoron non-sequitur misuse misuses misapplies misapplication
        confused""",
    "BUZZ": "buzzword buzzwords jargon word-salad buzz-words buzzword-heavy jargon-heavy salad",
    "JOKE": """joke joking jokes humor humorous humour satire satirical parody playful
        pun puns tongue-in-cheek prank wordplay whimsical funny amusing silly comedic kidding
        trick riddle absurdist humorously""",
    "BLEND": """mix mixes mixing mixed blend blends blending combine combines combining
        mixture merges merging borrow borrows borrowing stitches strings fuses""",
    "METAPHOR": """metaphor metaphors metaphorical metaphorically analogy analogies
        figurative figuratively poetic analogous simile pun imagery image""",
    "LITERAL": """literal literally actual physical physically strict true inherent
        real-world exact direct""",
    "PRAISE": """great excellent fantastic fascinating brilliant insightful wonderful
        love interesting clever creative thoughtful good awesome amazing outstanding superb
        perfect intriguing compelling powerful smart sharp delightful fun nuanced sophisticated
        crucial important astute incisive terrific exceptional fantastically brilliantly
        advanced forward-thinking key critical vital timely apt valuable""",
    "PRAISED": """question questions way analogy metaphor framing point idea topic query
        challenge approach lens perspective comparison thinking spin concept problem scenario
        step frame inquiry observation""",
    "HERE": "here here's below",
    "LET": "let let's lets",
    "EXPLORE": """break unpack explore dive walk tackle calculate look play define
        consider translate assume analyze analyse map outline start begin examine see go dissect
        work imagine treat interpret use think frame discuss run dig adapt apply""",
    "PLAN": """framework breakdown guide approach approaches steps step step-by-step
        roadmap strategy strategies methodology model recommendations considerations tips
        template overview checklist practices guidelines plan formula factors ways structure
        protocol blueprint playbook table how what why""",
    "COMPLEX": """complex multifaceted multi-faceted nuanced structured systematic
        comprehensive careful holistic robust rigorous methodical thoughtful strategic
        multi-layered tiered layered challenging difficult tricky important crucial essential
        balanced""",
    "DEPENDS": """depends depend depending varies vary hinges requires require involves
        involve means""",
    "TODO": """calculate determine measure assess evaluate quantify compute benchmark
        optimize optimise estimate align adjust implement build create set establish model
        reconcile find reduce perform apply convert distinguish integrate balance""",
    "IGNORANT": """information data access context expertise details visibility
        knowledge specifics capability ability experience insight training background sight""",
    "SHARE": "share provide paste upload send attach supply give",
    "CLARIFY": """clarify clarification explain elaborate rephrase mean meant say tell
        specify describe share""",
    "ASKING": """asking referring looking thinking trying mean meant meaning wondering
        curious after interested aiming hoping concerned worried seeing want wanted need""",
    "INSTEAD": "instead rather alternatively better alternative",
    "REAL": "real actual underlying actually really practical genuine legitimate meaningful",
    "ISSUE": """issue question goal problem concern concerns challenge metrics objective
        need drivers factors methods practices levers lever decision topic measures metric
        situation""",
    "DETERMINED": """determined driven governed influenced chosen affected set decided
        based caused dictated shaped guided controlled assessed""",
    "CAUTION": """flag clarify point note upfront direct candid honest straightforward
        frank careful transparent caution mention blunt clear stress emphasize push straight""",
    "NEED": "want need should have must would feel wanted going like",
    "BUT": "but however though still nonetheless nevertheless yet although anyway otherwise",
    "WHILE": "while although though whilst despite granted admittedly",
    "CAN": "can could might may will would i'll we'll i'd i've",
    "SELF": "i we you one it let let's lets here here's",
    "ALONG": """metaphorically loosely figuratively analogously hypothetically
        conceptually playfully proxy proxies approximate approximation interpret interpretation
        imagine reinterpret adapt extend borrow translate operationalize operationalise assuming""",
    "SINGLE": """single simple magic fixed definitive perfect hard one-size-fits-all
        exact precise silver specific universal universally magic-bullet hard-and-fast
        straightforward set easy guarantee best ideal perfectly""",
    "UNKNOWN": "aware familiar acquainted",
    "HEARD": "heard encountered seen found find recognize recognise know come",
    "SOUNDS": "sounds sound seems seem appears appear looks look reads read feels strikes",
    "UNLIKELY": "unlikely improbable doubtful skeptical sceptical doubt",
    "MYTH": "myth myths common popular widespread typical frequent",
    "DIFFERENT": """different separate distinct independent unrelated unconnected
        disparate incompatible""",
    "AREA": """domains domain things systems areas fields concepts matters topics
        functions processes aspects worlds concerns categories dimensions disciplines quantities
        units properties variables purposes ideas questions subjects issues kinds types scales
        phenomena activities ones""",
    "FULLY": """entirely completely fundamentally totally wholly very two quite
        inherently essentially largely unrelated generally typically""",
    "NEGATED": "not no never none neither nor nothing without nobody",
    "MATTERS": "should would will does can affect has have matters changes factors",
    "NIL": "zero nil none negligible nonexistent non-existent nothing imperceptible null",
    "VIRTUALLY": """effectively essentially basically practically approximately virtually
        almost precisely exactly roughly near next close closer functionally""",
    "EVIDENT": """clear obvious evident apparent established supported documented there
        plausible credible proven demonstrated visible""",
    "CHANGE": """change changes update updates adjustment adjustments modification modifications
        restructuring revision revisions tweak tweaks""",
    "REQUIRED": "needed required necessary warranted called justified",
    "SPEAKER": "i i'm i'd we one",
    "KNOW": "recognize recognise know recall place identify",
    "LOCATE": "find locate trace verify identify confirm place",
    "BOTHER": """bother try trying attempt waste chase force forcing treat treating
        confuse conflate equate spend spending worry read overthink tie tying anchor link
        linking couple base basing build building borrow bothering attempting chasing""",
    "DROP": "drop skip ignore forget ditch scrap abandon discard shelve retire",
    "APART": """separate separately apart independent independently unrelated
        distinct""",
    "PAIR": "two both them these",
    "GENUINE": "real anything exist exists established standard recognized recognised",
    "FIGURE": """formula metric conversion rate standard definition unit equivalent
        threshold scale number""",
    "SEEM": "appear seem correspond refer represent match form constitute",
    "MIXED": """concepts terms terminology domains fields metaphors jargon language
        vocabulary disciplines things ideas""",
    "NEAREST": "nearest closest rough loose equivalent",
    "KEY": "key main core critical several important typical",
    "PARTS": """factors considerations metrics indicators steps components aspects areas
        variables phases""",
    "AROUND": """around about approximately roughly aim target between range budget
        averages use is are of at to =""",
}
"""Words by the name of their class, in lower case, separated by spaces."""
