"""Open, neutral questions of our own, at least four to a topic, with a hint for the person who asks."""

from stakeholders.models import Kind
from stakeholders.starter.shapes import StarterQuestion, Words

QUESTIONS: tuple[StarterQuestion, ...] = (
    # Business requirements
    StarterQuestion(
        key="requirements-must",
        topic="requirements",
        hint="Ask “and what happens if it cannot?” A must that costs nothing when missed is a wish.",
        english=Words(
            "What must a contact centre be able to do for your area, from the first day?",
            "Think of hours, languages, kinds of callers, promises you have made.",
        ),
        spanish=Words(
            "¿Qué tiene que poder hacer un centro de contacto por su área desde el primer día?",
            "Piense en horarios, idiomas, tipos de llamadas y promesas ya hechas.",
        ),
    ),
    StarterQuestion(
        key="requirements-clinical",
        topic="requirements",
        hint="Let them describe a call, not a feature. Note which judgement needs a nurse.",
        english=Words(
            "Which calls need a clinical judgement, and who should give it?",
            "An example is worth more than a rule. Please leave out patients' names.",
        ),
        spanish=Words(
            "¿Qué llamadas requieren un criterio clínico y quién debería darlo?",
            "Un ejemplo vale más que una regla. Por favor, no incluya nombres de pacientes.",
        ),
    ),
    StarterQuestion(
        key="requirements-volume",
        topic="requirements",
        hint="Any number is a start; ask where it comes from and which month it leaves out.",
        english=Words(
            "What do you know about how many calls reach your area, and when they come?",
            "Peaks, seasons, the quiet hours; a rough figure is fine.",
        ),
        spanish=Words(
            "¿Qué sabe sobre cuántas llamadas llegan a su área y en qué momentos?",
            "Picos, temporadas, horas tranquilas; basta una cifra aproximada.",
        ),
    ),
    StarterQuestion(
        key="requirements-hours",
        topic="requirements",
        hint="Follow up with who answers today when the chosen hours end.",
        kind=Kind.ONE_OF,
        english=Words(
            "During which hours should a person answer the phone for your area?",
            options=(
                "Weekdays, office hours",
                "Weekdays, early to evening",
                "Every day, early to evening",
                "All day and night, all year",
            ),
        ),
        spanish=Words(
            "¿En qué horario debería contestar una persona el teléfono de su área?",
            options=(
                "Días laborables, horario de oficina",
                "Días laborables, de temprano a la tarde",
                "Todos los días, de temprano a la tarde",
                "Día y noche, todo el año",
            ),
        ),
    ),
    # Success metrics
    StarterQuestion(
        key="metrics-year",
        topic="metrics",
        hint="Press gently for something they could see or count, and for today's figure beside it.",
        english=Words(
            "A year after opening, what would you look at to know that it was worth it?",
            "A figure, a report, something you hear in the corridor.",
        ),
        spanish=Words(
            "Un año después de la apertura, ¿en qué se fijaría para saber si valió la pena?",
            "Una cifra, un informe, algo que se oye en los pasillos.",
        ),
    ),
    StarterQuestion(
        key="metrics-fair",
        topic="metrics",
        hint="Measures that are felt to be unfair get worked around. Ask what they would count instead.",
        english=Words(
            "Which measure of your work on the phone feels fair to you, and which does not?",
        ),
        spanish=Words("¿Qué medida de su trabajo al teléfono le parece justa y cuál no?"),
    ),
    StarterQuestion(
        key="metrics-warning",
        topic="metrics",
        hint="You are after the early sign: what moves weeks before the complaint arrives.",
        english=Words("What would be the first sign that the contact centre is getting worse, not better?"),
        spanish=Words(
            "¿Cuál sería la primera señal de que el centro de contacto empeora en lugar de mejorar?"
        ),
    ),
    StarterQuestion(
        key="metrics-order",
        topic="metrics",
        hint="The order matters less than the reason for the first and the last place.",
        kind=Kind.RANK,
        english=Words(
            "Please put these in the order in which they matter to you.",
            "1 is the most important.",
            (
                "Callers reach a person quickly",
                "The matter is settled in one call",
                "Appointments are kept and filled",
                "Staff stay and are well",
                "The cost of each contact falls",
            ),
        ),
        spanish=Words(
            "Ordene lo siguiente según la importancia que tiene para usted.",
            "1 es lo más importante.",
            (
                "Quien llama habla pronto con una persona",
                "El asunto se resuelve en una sola llamada",
                "Las citas se cumplen y se llenan",
                "El personal permanece y está bien",
                "Baja el costo de cada contacto",
            ),
        ),
    ),
    # Outcomes
    StarterQuestion(
        key="outcomes-create",
        topic="outcomes",
        hint="Stay with this one. Wait out the first silence; the second sentence is usually the real one.",
        required=True,
        english=Words(
            "What do you want us to create?",
            "In your own words. Small and large wishes are both welcome.",
        ),
        spanish=Words(
            "¿Qué quiere que construyamos?",
            "Con sus propias palabras. Caben deseos grandes y pequeños.",
        ),
    ),
    StarterQuestion(
        key="outcomes-patient",
        topic="outcomes",
        hint="Have them follow one person from dialling to the end; ask what that person tells at home.",
        english=Words("What should be different for a patient who calls, compared with today?"),
        spanish=Words("¿Qué debería ser distinto para un paciente que llama, en comparación con hoy?"),
    ),
    StarterQuestion(
        key="outcomes-confidence",
        topic="outcomes",
        hint="Ask what would move the figure up by two.",
        kind=Kind.SCALE,
        english=Words(
            "How confident are you today that this project will reach what you described?",
            "0 is not at all, 10 is fully.",
        ),
        spanish=Words(
            "¿Cuánta confianza tiene hoy en que este proyecto logre lo que usted describió?",
            "0 es ninguna, 10 es total.",
        ),
    ),
    StarterQuestion(
        key="outcomes-recommend",
        topic="outcomes",
        hint="The figure opens the talk; the reason is what you write down.",
        kind=Kind.SCALE,
        english=Words(
            "How likely are you to recommend our phone service, as it is today, to your own family?",
            "0 is never, 10 is certainly.",
        ),
        spanish=Words(
            "¿Qué tan probable es que recomiende nuestro servicio telefónico actual a su propia familia?",
            "0 es nunca, 10 es seguro.",
        ),
    ),
    # Collaboration
    StarterQuestion(
        key="collaboration-who",
        topic="collaboration",
        hint="Names first, roles second. Ask who would be hurt to be left out.",
        english=Words("Who else has to be part of this for it to succeed, and why?"),
        spanish=Words("¿Quién más debe participar para que esto salga bien y por qué?"),
    ),
    StarterQuestion(
        key="collaboration-trust",
        topic="collaboration",
        hint="Listen for one concrete act, not for a virtue.",
        english=Words("What would a contact centre have to do for you to trust it with your callers?"),
        spanish=Words("¿Qué tendría que hacer un centro de contacto para que usted le confíe sus llamadas?"),
    ),
    StarterQuestion(
        key="collaboration-told",
        topic="collaboration",
        hint="This opens the talk about marketing and first-to-know without blaming anybody.",
        english=Words(
            "When something new is announced to patients, how do the people on the phone hear of it?",
            "What usually happens, and what would help.",
        ),
        spanish=Words(
            "Cuando se anuncia algo nuevo a los pacientes, ¿cómo se entera quien contesta el teléfono?",
            "Qué suele pasar y qué ayudaría.",
        ),
    ),
    StarterQuestion(
        key="collaboration-part",
        topic="collaboration",
        hint="Whatever is ticked is an offer: write down the next step and the date.",
        kind=Kind.SOME_OF,
        english=Words(
            "How would you like to take part from here on?",
            options=(
                "Tell me what becomes of my answers",
                "Let me look at drafts",
                "Let me test it before it opens",
                "Let me help to train people",
                "Ask me again in a few months",
            ),
        ),
        spanish=Words(
            "¿Cómo le gustaría participar a partir de ahora?",
            options=(
                "Cuéntenme qué pasa con mis respuestas",
                "Quiero ver borradores",
                "Quiero probarlo antes de que abra",
                "Quiero ayudar a capacitar",
                "Pregúntenme otra vez en unos meses",
            ),
        ),
    ),
    # Political hurdles
    StarterQuestion(
        key="politics-lose",
        topic="politics",
        hint="Ask plainly and then be quiet. Never write down a name that was given in confidence.",
        english=Words(
            "Who stands to lose something if this works: control, people, budget, habits?",
            "What would make it fair to them?",
        ),
        spanish=Words(
            "Si esto funciona, ¿quién puede perder algo: control, personal, presupuesto, costumbres?",
            "¿Qué lo haría justo para esas personas?",
        ),
    ),
    StarterQuestion(
        key="politics-decides",
        topic="politics",
        hint="The chart says one thing; ask who was asked last time before anything moved.",
        english=Words("How do decisions like this one really get made here?"),
        spanish=Words("¿Cómo se toman aquí, de verdad, decisiones como esta?"),
    ),
    StarterQuestion(
        key="politics-unsaid",
        topic="politics",
        hint="Save it for the end of the talk, when they know you.",
        english=Words("What does everybody know about this subject that nobody says in a meeting?"),
        spanish=Words("¿Qué sabe todo el mundo sobre este tema que nadie dice en una reunión?"),
    ),
    StarterQuestion(
        key="politics-support",
        topic="politics",
        hint="“With conditions” is the useful answer: write the conditions down word for word.",
        kind=Kind.ONE_OF,
        english=Words(
            "If the decision were taken today, where would you stand?",
            options=("For it", "For it, with conditions", "Undecided", "Against it"),
        ),
        spanish=Words(
            "Si la decisión se tomara hoy, ¿cuál sería su posición?",
            options=("A favor", "A favor, con condiciones", "Sin decidir", "En contra"),
        ),
    ),
    # Stories
    StarterQuestion(
        key="stories-lost",
        topic="stories",
        hint="One story, from start to end. Ask what the caller did next.",
        english=Words(
            "Tell us about a caller who did not get what they needed.",
            "A story is welcome. Please leave out patients' names.",
        ),
        spanish=Words(
            "Cuéntenos de alguien que llamó y no obtuvo lo que necesitaba.",
            "Puede ser una historia. Por favor, no incluya nombres de pacientes.",
        ),
    ),
    StarterQuestion(
        key="stories-good",
        topic="stories",
        hint="Find out what the person did that no rule asked for. That is what to keep.",
        english=Words("Tell us about a call that went really well. What made it so?"),
        spanish=Words("Cuéntenos de una llamada que salió muy bien. ¿Qué la hizo así?"),
    ),
    StarterQuestion(
        key="stories-proud",
        topic="stories",
        hint="People defend what they are proud of; you want to know before you change it.",
        english=Words("What do we do on the phone today that you would be sorry to lose?"),
        spanish=Words("¿Qué hacemos hoy por teléfono que usted lamentaría perder?"),
    ),
    StarterQuestion(
        key="stories-elsewhere",
        topic="stories",
        hint="An airline or a bank is as good an example as a hospital; ask what exactly they liked.",
        english=Words("Where, outside of here, were you served by phone in a way that stayed with you?"),
        spanish=Words("¿Dónde, fuera de aquí, le atendieron por teléfono de un modo que aún recuerda?"),
    ),
    # Priorities
    StarterQuestion(
        key="priorities-first",
        topic="priorities",
        hint="If three things come, ask which one they would take if it were the only one.",
        english=Words("If only one thing could be ready on the first day, what should it be, and why?"),
        spanish=Words("Si solo una cosa pudiera estar lista el primer día, ¿cuál debería ser y por qué?"),
    ),
    StarterQuestion(
        key="priorities-not",
        topic="priorities",
        hint="What they would leave for later tells you where the line can be drawn.",
        english=Words("What can wait for a later phase without hurting anybody?"),
        spanish=Words("¿Qué puede esperar a una fase posterior sin perjudicar a nadie?"),
    ),
    StarterQuestion(
        key="priorities-one",
        topic="priorities",
        hint="Small and within reach is best here. Promise nothing; note it.",
        english=Words("If you could change one thing about the phones tomorrow morning, what would it be?"),
        spanish=Words("Si pudiera cambiar una sola cosa del teléfono mañana por la mañana, ¿cuál sería?"),
    ),
    StarterQuestion(
        key="priorities-trade",
        topic="priorities",
        hint="The point is the trade. Ask what they would give up for the choice they made.",
        kind=Kind.ONE_OF,
        english=Words(
            "If you had to choose, which should come first?",
            options=(
                "Open sooner, with fewer services",
                "Open later, with everything",
                "Open in one place first, then spread",
            ),
        ),
        spanish=Words(
            "Si tuviera que elegir, ¿qué debería ir primero?",
            options=(
                "Abrir antes, con menos servicios",
                "Abrir después, con todo",
                "Abrir primero en un lugar y luego extenderlo",
            ),
        ),
    ),
    # Workflow
    StarterQuestion(
        key="workflow-today",
        topic="workflow",
        hint="Draw it while they speak. Each “and then somebody” is a place where callers get lost.",
        english=Words(
            "What happens today from the moment a patient calls about your area until the matter is settled?",
            "Who touches it, and where does it wait?",
        ),
        spanish=Words(
            "¿Qué pasa hoy desde que un paciente llama por su área hasta que el asunto se resuelve?",
            "¿Quién interviene y dónde se queda esperando?",
        ),
    ),
    StarterQuestion(
        key="workflow-never",
        topic="workflow",
        hint="Boundaries said early save a fight later. Repeat each one back to them.",
        english=Words("What should never be decided or promised over the phone without you?"),
        spanish=Words("¿Qué no debería decidirse ni prometerse nunca por teléfono sin usted?"),
    ),
    StarterQuestion(
        key="workflow-reasons",
        topic="workflow",
        hint="Three to five reasons, in the callers' words rather than in ours.",
        english=Words("What do people call about most often, in their own words?"),
        spanish=Words("¿Por qué llama la gente con más frecuencia, en sus propias palabras?"),
    ),
    StarterQuestion(
        key="workflow-repeat",
        topic="workflow",
        hint="Ask for the last time it happened, not for how often.",
        english=Words("What do you have to do again and again because something before it went wrong?"),
        spanish=Words("¿Qué tiene que hacer una y otra vez porque algo falló antes?"),
    ),
    StarterQuestion(
        key="workflow-handover",
        topic="workflow",
        hint="Ask what they say to the caller at that moment. Often an apology stands in for a process.",
        english=Words("When you have to pass a caller on to somebody else, what happens to them?"),
        spanish=Words("Cuando tiene que pasar una llamada a otra persona, ¿qué ocurre con quien llama?"),
    ),
    # Past attempts
    StarterQuestion(
        key="past-stalled",
        topic="past",
        hint="No judgement. Who was there, what was promised, what was never said out loud.",
        english=Words(
            "What has been tried before, and what made it stall?",
            "A story is welcome. Leave out patients' names.",
        ),
        spanish=Words(
            "¿Qué se intentó antes y qué hizo que se detuviera?",
            "Puede ser una historia. No incluya nombres de pacientes.",
        ),
    ),
    StarterQuestion(
        key="past-worked",
        topic="past",
        hint="Something always worked. Ask who kept it going.",
        english=Words("Which earlier change did work, and what was done differently there?"),
        spanish=Words("¿Qué cambio anterior sí funcionó y qué se hizo de otra manera?"),
    ),
    StarterQuestion(
        key="past-promise",
        topic="past",
        hint="An old broken promise is the first thing to repair. Find out to whom it was made.",
        english=Words("Is there a promise from an earlier project that people are still waiting for?"),
        spanish=Words("¿Hay alguna promesa de un proyecto anterior que la gente siga esperando?"),
    ),
    StarterQuestion(
        key="past-asked",
        topic="past",
        hint="If the answer is no, tell them exactly when they will hear from you, and keep to it.",
        kind=Kind.YES_NO,
        english=Words("The last time you were asked for your opinion, did you hear what became of it?"),
        spanish=Words("La última vez que le pidieron su opinión, ¿supo qué pasó con ella?"),
    ),
    # IT, HR and project-management barriers
    StarterQuestion(
        key="barriers-stop",
        topic="barriers",
        hint="Imagine it failed: what was the reason? Sort what you hear into people, systems and time.",
        english=Words(
            "Imagine it is two years from now and this has failed. What was the reason?",
            "Systems, hiring, contracts, time, anything else.",
        ),
        spanish=Words(
            "Imagine que han pasado dos años y esto fracasó. ¿Cuál fue la razón?",
            "Sistemas, contratación, contratos, tiempo u otra cosa.",
        ),
    ),
    StarterQuestion(
        key="barriers-tools",
        topic="barriers",
        hint="Have them show it to you if you can; the sticky notes on the screen are the findings.",
        english=Words("Which tool or system slows you down most, and what do you do to get around it?"),
        spanish=Words("¿Qué herramienta o sistema más le retrasa y qué hace para sortearlo?"),
    ),
    StarterQuestion(
        key="barriers-people",
        topic="barriers",
        hint="For HR and managers. Pay, hours, parking, a career: note what would make people stay.",
        english=Words("What would it take to find the right people for the phones and to keep them?"),
        spanish=Words("¿Qué haría falta para encontrar a las personas adecuadas y lograr que se queden?"),
    ),
    StarterQuestion(
        key="barriers-calendar",
        topic="barriers",
        hint="For IT and project management: upgrades, freezes, audits. Put each on the project's calendar.",
        english=Words(
            "What else is planned in the next eighteen months that could get in the way of this project?",
            "Upgrades, moves, audits, other projects that need the same people.",
        ),
        spanish=Words(
            "¿Qué más está previsto en los próximos dieciocho meses que pueda estorbar a este proyecto?",
            "Actualizaciones, mudanzas, auditorías, otros proyectos con las mismas personas.",
        ),
    ),
)
