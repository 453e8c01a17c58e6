"""The fields that common words belong to, to find questions that mix unrelated fields.

The lists are written from general knowledge of English. Words of many fields ("rate", "model",
"scale") and words that sensible questions of any field borrow ("energy", "pressure" of work) are
left out.
"""

from __future__ import annotations

FIELDS = {
    "quantity": """
        viscosity viscous torque voltage volts volt amperage ampere ohm ohms impedance wattage watts
        watt kilowatt kilowatts kilowatt-hour kilowatt-hours joule joules kilojoules newton newtons
        pascal pascals megapascals psi decibel decibels hertz kilohertz megahertz lumen lumens
        lux photon photons refractive refraction diffraction reynolds laminar turbulent turbulence
        tensile shear ductility ductile brittle elasticity modulus hardness mohs porosity density
        buoyancy centrifugal centripetal angular momentum inertia inertial velocity acceleration
        gravity gravitational entropy entropic enthalpy thermodynamic thermodynamics molar mole
        moles molarity ph acidity alkalinity alkaline acidic buffer isotope isotopes half-life
        radioactive boiling melting freezing fahrenheit celsius kelvin altitude latitude humidity
        barometric atmospheric tidal albedo octane friction coefficient resonance resonant
        wavelength amplitude harmonic harmonics oscillation capacitance inductance
        conductivity resistivity magnetic magnetism polarity quantum catalyst catalysts catalyse
        catalyze oxidise oxidize oxidation corrosion corrode rust viscoelastic yield-strength
        bernoulli doppler planck newtonian non-newtonian terminal escape orbital orbit nuclear
        fission fusion stoichiometric titrate titration solubility distillation distil distill
        evaporate evaporation condensation sublimation crystallise crystallize osmotic osmosis
        milligrams kilograms grams gram centipoise parsecs lightyears spin zeta potential""",
    "life": """
        dosage dose doses vaccine vaccinate vaccinated vaccination immunity cholesterol hypertension
        hypertensive blood pulse heart cardiac liver kidney lung lungs digestive digestion digest
        enzyme enzymes hormone hormones hormonal menopause puberty ovulate ovulates pregnant
        pregnancy gestation metabolism metabolic metabolise protein vitamin vitamins dopamine
        serotonin circadian allergy allergic antibiotic antibiotics bacteria bacterial virus viral
        infection infections surgery surgical anesthesia anaesthesia anticoagulants diagnose
        diagnosis dental teeth tooth bone bones muscle muscles skeletal nervous synaptic neurons dna
        rna gene genes genetic genome chromosome chromosomes mitosis photosynthesis photosynthetic
        chlorophyll pollinate pollination germinate germination fertilizer fertiliser compost soil
        crop crops harvest prune pruning migration migratory migrate hibernate hibernation species
        breed dog dogs cat cats bird birds geese goldfish fish bear bears spleen pancreas
        patient patients symptoms pasteurise pasteurize ferment fermentation fermented yeast molt
        moulting nutrition nutritional calories caffeine gluten gluten-free vegan""",
    "kitchen": """
        recipe recipes soup stew sauce spice spices spicy bake baking bread dough sourdough cake
        cheese cheddar butter egg eggs chicken beef rice pasta wine beer coffee tea marinate
        marinated simmer saute roast roasted grill oven fridge microwave restaurant kitchen chef
        dinner lunch menu salt pepper garlic tomato tomatoes potato potatoes avocado milk sugar
        sodium carbonated""",
    "code": """
        database databases schema sharding shards kubernetes docker container containers cluster
        microservice microservices api apis latency bandwidth throughput server servers firmware
        compiler compile compiled python javascript java react vue git github branch repository
        codebase code coding tabs spaces software app browser http https tcp udp dns router wifi
        linux windows laptop cpu gpu ram memory cache caching encryption encrypted password
        passwords authentication login token tokens checksum hash hashing algorithm algorithms
        recursive recursion function functions array dictionary sql postgresql mongodb mysql ci/cd
        pipeline deploy deployed deployment backlog sprint sprints agile scrum kanban repo
        bug bugs debug debugging defragment spreadsheet spreadsheets excel pivot website seo blog
        blockchain regex idempotent idempotency mutex thread threads deadlock compression pixel
        pixels font fonts email emails emoji smtp webhook garbage-collect""",
    "office": """
        ceo cfo board boardroom hr employee employees employer staff hiring hire onboarding onboard
        payroll meeting meetings meeting's stand-up standup retrospective retrospectives stakeholder
        stakeholders mission statement vision values culture organisational organizational
        org department departments manager managers management leadership accountability mentoring
        charisma collaboration brand branding marketing campaign campaigns sales customer customers
        client clients vendor vendors supplier suppliers procurement logistics inventory warehouse
        audit audits auditor compliance policy policies handbook roadmap okr okrs kpi kpis
        churn retention productivity morale workflow workflows workplace off-site offsite office
        podcast newsletter webinar company's company firm startup pitch deck slide slides
        go-to-market market positioning product launch feedback survey loyalty reception lobby
        interviews interview severance appraisal""",
    "money": """
        accounting accountant accountants amortize amortise depreciate depreciation depreciated
        ifrs gaap tax taxes taxed mortgage loan loans interest dividend dividends equity bond bonds
        stock stocks share shareholders shareholder investor investors capital revenue profit margin
        basis-points hedge hedging arbitrage invoice invoices budget ledger bank inflation gdp
        currency exchange fiscal pension pensions warranty insurance indemnity premium
        fiduciary valuation keynesian""",
    "law": """
        contract contracts clause clauses lease leases landlord tenant tenants trademark trademarks
        patent patents copyright statute statutes limitations precedent precedents appellate court
        courts lawyer lawyers attorney legal illegal liability lawsuit litigation jury judge judges
        regulatory memorandum treaty verdict takeover bid""",
    "arts": """
        poem poems poetry sonnet sonnets haiku metaphor metaphors novel novels violin violinist
        concerto orchestra symphony opera song songs melody chord chords tempo minor major piano
        painting paintings sculpture ballet dance theatre theater film films comma commas grammar
        syntax alphabet adjective adjectives verb verbs noun nouns punctuation apostrophe syllable
        syllables bilingual linguistic dialect rhyme essay thesis paragraph paragraphs colour color
        colors colours palette gothic baroque""",
    "mind": """
        sincerity nostalgia grief regret empathy empathic emotional emotion emotions feelings
        courage wisdom trust friendship friendships love morality moral ethics ethical
        philosophical philosophy argument opinion opinions goodwill patience happiness sadness
        anxiety silence intuition creativity humour humor attachment therapy therapist
        trauma-informed restorative justice conscience loneliness honesty dignity gratitude jealousy
        optimism pessimism anger boredom ambition curiosity insight""",
    "vehicle": """
        tire tires tyre tyres engine engines gear gears car cars truck bus vans van spark brake
        brakes oil lubricant lubricants hydraulic pump pumps boiler plumbing pipe carpet tile grout
        staircase staircases bridge bridges elevator escalator concrete brick sandpaper grit
        screw screws bolt bolts wrench hammer weld welding load-bearing furniture furnace
        sprinkler sprinklers parking meter aluminum aluminium steel roof""",
    "sums": """
        polynomial polynomials derivative derivatives integral integrals eigenvalue eigenvalues
        eigenvector eigenvectors orthogonal logarithm logarithmic fibonacci quadratic prime primes
        bayesian regression variance covariance correlation coefficient coefficients gradient
        perpendicular quadrilateral triangulated topology topological matrix lattice tensor
        nash equilibrium fractal bifurcated bidirectional dual-axis square root hypotenuse""",
}
"""Words by the name of their field, in lower case, separated by spaces."""
