"""What a post is after, by the words people use for it, in Spanish and English.

Patterns see the folded text (lower case, no accents, ñ kept) and are RE2: linear time, whatever the text. Each
intent has sure patterns and hints; the probabilities are the shares of matched posts that truly had the intent in a
hand-labelled sample (see docs/models/intents.md).
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Rule:
    """`pattern` speaks for `intent` in texts in `language` with `probability`, unless `unless` matches too."""

    intent: str
    language: str
    pattern: str
    probability: float
    unless: str = ""


def _any(*alternatives: str) -> str:
    return r"(?:^|[^\pL\pN])(?:" + "|".join(alternatives) + r")(?:[^\pL\pN]|$)"


_ES_WH = (
    r"(?:cuando|donde|adonde|quien|quienes|cual|cuales|cuanto|cuanta|cuantos|cuantas|como|que|por que|a que hora|de que"
    r"|en que|hasta que|hasta cuando|desde cuando|para que)"
)
_EN_WH = r"(?:when|where|who|whom|whose|which|what|what's|why|how|how much|how many|how long)"
_EN_AUX = r"(?:is|are|was|were|do|does|did|can|could|will|would|should|has|have|had|isn't|aren't|don't|doesn't|didn't|can't|won't)"

RULES: tuple[Rule, ...] = (
    # question
    Rule("question", "es", r"¿[^?]{3,}\?|¿.{3,}", 0.85),
    Rule("question", "es", r"[\pL\pN)]\s*\?", 0.8),
    Rule(
        "question",
        "es",
        _any(
            r"(?:alguien|alguno|alguna) (?:sabe|sabeis|me puede decir|puede decirme|conoce)",
            r"(?:me|nos) (?:podeis|podrian|podriais|puedes|puede|pueden|podria|podrias) (?:decir|indicar|informar|explicar|aclarar)",
            r"(?:quisiera|querria|queria|me gustaria|necesito|quiero) (?:saber|preguntar|consultar|informacion)",
            r"(?:una|tengo una|hago una) (?:pregunta|duda|consulta)",
            r"(?:se sabe|sabeis|sabe usted|saben) (?:si|cuando|donde|como|algo)",
            r"a que hora (?:abre|abren|abris|cierra|cierran|cerrais|empieza|empiezan|es|sale|salen|termina)",
            r"cuanto (?:cuesta|cuestan|vale|valen|dura|sale)",
        ),
        0.85,
    ),
    Rule("question", "en", r"[\pL\pN)]\s*\?", 0.85),
    Rule(
        "question",
        "en",
        _any(
            r"(?:does|do|did) (?:anyone|anybody|someone|any of you|you guys) know",
            r"(?:can|could) (?:anyone|anybody|someone|you) (?:tell|explain|clarify|confirm)",
            r"(?:i )?(?:was |am |i'm )?(?:just )?wondering (?:if|how|when|where|what|why|whether)",
            r"(?:i(?:'d| would) like|i (?:want|need)) to (?:know|ask)",
            r"(?:quick|got a|have a|one) question",
        ),
        0.85,
    ),
    # request
    Rule(
        "request",
        "es",
        _any(
            r"(?:por favor|porfa|porfavor|plis|pls)",
            r"(?:podeis|podriais|podrian|pueden|puede|podria|podrias|puedes) (?:\pL+ )?(?:enviar|mandar|arreglar|revisar|poner|quitar|hacer|contestar|responder|ayudar|cambiar|activar|devolver|solucionar|pasar|subir|confirmar|mirar|avisar|llamar|dar)(?:me|nos|le|les|lo|la|los|las|melo|mela|noslo)?",
            r"(?:rogamos|ruego|solicito|solicitamos|pido|pedimos|exigimos|exijo|agradeceria|agradeceriamos)",
            r"(?:necesito|necesitamos) (?:que|ayuda|vuestra ayuda|su ayuda|una respuesta|una solucion)",
            r"(?:ayudadme|ayudame|ayudeme|ayudenme|contestad|respondan|respondedme|contestenme|arreglen|arreglad|arreglenlo|arregladlo|solucionenlo|solucionad|haced algo|hagan algo|mirad (?:el|los|mi) (?:dm|md|privado)|contactad conmigo|contacten conmigo)",
        ),
        0.75,
    ),
    Rule(
        "request",
        "en",
        _any(
            r"(?:please|pls|plz)",
            r"(?:can|could|would|will) (?:you|u|someone|somebody|anyone) (?:please |guys )?(?:help|send|fix|check|look|change|add|remove|make|give|let|call|reply|respond|stop|bring|put|dm|follow|refund|resolve|sort)",
            r"(?:i|we) (?:need|want) (?:you to|help|your help|a refund|my money back|someone to|an answer)",
            r"(?:help me|dm me|call me|let me know|get back to me|fix (?:this|it|your))",
        ),
        0.75,
    ),
    # complaint
    Rule(
        "complaint",
        "es",
        _any(
            r"(?:verguenza|vergonzoso|vergonzosa|lamentable|indignante|inaceptable|intolerable|impresentable|impresentables|tomadura de pelo|estafa|estafadores|timo|robo|fatal|pesimo|pesima|horrible|desastre|asco|penoso|penosa|caos|chapuza|nefasto|nefasta|bochornoso)",
            r"(?:no funciona|no funcionan|no va|no carga|no contestan|no contestais|no responden|nadie (?:contesta|responde|coge|atiende)|sigue sin|siguen sin|seguimos sin|sigo sin|llevo (?:mas de )?(?:\w+ )?(?:horas|dias|semanas|meses|minutos)|llevamos (?:\w+ )?(?:horas|dias|semanas|meses|minutos))",
            r"(?:mala|malisima|peor|pesima) (?:atencion|experiencia|gestion|organizacion|calidad|servicio|compañia|aerolinea)",
            r"(?:mal|malisimo|peor) (?:servicio|trato|sonido)",
            r"(?:queja|quejas|reclamacion|reclamaciones|reclamar|denuncia|denunciar|hoja de reclamaciones|quejarme)",
            r"(?:no (?:hay|tiene|es) (?:derecho|normal|nombre|de recibo)|ya esta bien|hasta cuando|estoy harto|estoy harta|estamos hartos|harto de|harta de|hartos de|nunca mas|no (?:volvere|vuelvo|volveremos) (?:a|mas))",
            r"(?:retraso|retrasos|retrasado|cancelado|cancelada|averiado|averiada|estropeado|estropeada|roto|rota|sucio|sucia|abandonado|abandonada)",
            r"(?:decepcion|decepcionante|decepcionado|decepcionada|me ha decepcionado|una pena|que pena|que mal)",
        ),
        0.7,
    ),
    Rule(
        "complaint",
        "en",
        _any(
            r"(?:worst|terrible|horrible|awful|disgusting|unacceptable|ridiculous|pathetic|disgrace|disgraceful|appalling|useless|scam|rip ?off|ripped off|shameful|shame on (?:you|them)|joke|a mess|nightmare|poor|disappointing|disappointed|frustrating|frustrated|fed up|sick of|rude)",
            r"(?:doesn't|does not|isn't|is not|not|never|still not|won't|stopped) (?:work|works|working|load|loading|respond|responding|answering)",
            r"(?:still waiting|been waiting|waiting for (?:\w+ )?(?:hours|days|weeks|months)|no (?:response|reply|answer)|no one (?:answers|replies|responds|cares)|nobody (?:answers|replies|cares)|on hold)",
            r"(?:never again|never (?:using|flying|buying|going|coming)|complaint|complain|customer service (?:is|was) \w+|bad (?:service|experience|customer)|lost my|broken|cancelled|canceled|delayed)",
            r"(?:wtf|smh|so annoying|annoyed)",
        ),
        0.7,
    ),
    # suggestion
    Rule(
        "suggestion",
        "es",
        _any(
            r"(?:sugiero|sugerencia|sugerencias|sugeriria|propongo|proponemos|propuesta|recomendaria que|os recomiendo que)",
            r"(?:deberiais|deberian|deberia|deberias|tendriais que|tendrian que|habria que|podriais|podrian) (?:\pL+ )?(?:poner|hacer|abrir|ampliar|mejorar|añadir|incluir|cambiar|pensar|plantear|plantearos|considerar|organizar|traer|tener|permitir|revisar|quitar|sacar|dejar|haber|ser|estar)",
            r"(?:estaria|seria|vendria|molaria) (?:muy |mas |super |genial |bien |bueno |buena |interesante |ideal |mejor |una buena )+(?:idea )?(?:que|si|poner|hacer|tener|poder|abrir|ampliar)?",
            r"(?:por que no (?:poneis|haceis|abris|ponen|hacen|abren|organizais|traeis|traen)|y si (?:pusierais|hicierais|pusieran|hicieran|abrierais))",
            r"(?:echo en falta|echamos en falta|hace falta|hacen falta|falta|faltan) (?:un|una|mas|unos|unas)",
            r"ojala (?:pongan|pusieran|hicieran|hagan|traigan|abran|abrieran|hubiera|volviera|volvieran)",
        ),
        0.65,
    ),
    Rule(
        "suggestion",
        "en",
        _any(
            r"(?:i|we) (?:suggest|propose|recommend that)",
            r"(?:suggestion|suggestions|feature request|idea for you)",
            r"(?:you|they|u) (?:guys )?(?:should|could|ought to|need to|might want to) (?:really |consider |also |at least |just )*(?:add|make|open|have|offer|put|bring|include|allow|improve|think|try|change|get|let|start|stop)",
            r"(?:it would be|it'd be|would be) (?:so |really |very )?(?:nice|great|good|cool|helpful|awesome|better|useful) (?:if|to)",
            r"why (?:not|don't you|don't they) (?:\w+)",
            r"(?:i wish (?:you|they|there)|how about (?:a|an|adding|making|opening))",
        ),
        0.65,
    ),
    # praise
    Rule(
        "praise",
        "es",
        _any(
            r"(?:enhorabuena|felicidades|felicitaciones|bravo|bravisimo|chapo|chapeau|olé|ole|grandes|maravilla|maravilloso|maravillosa|espectacular|espectaculares|fantastico|fantastica|increible|impresionante|genial|geniales|magnifico|magnifica|estupendo|estupenda|precioso|preciosa|excelente|excelentes|brutal|magico|magica|emocionante|inolvidable|insuperable|de diez|un diez|sobresaliente)",
            r"(?:me|nos) (?:ha |han )?(?:encanta|encantan|encanto|encantado|gusto mucho|gusta mucho|gusta muchisimo|chifla|flipa|enamora|enamorado)",
            r"(?:gran|buen|buenisimo|excelente|magnifico|muy buen) (?:trabajo|servicio|concierto|evento|iniciativa|labor|trato|ambiente|plan)",
            r"(?:buenisima|gran|excelente|muy buena) (?:atencion|experiencia|iniciativa|organizacion|exposicion|labor|idea|noticia|programacion)",
            r"(?:sois|son|eres) (?:los|las|el|la|lo|unos|unas|un|una) (?:mejor|mejores|mas|maximo|maximos|cracks|crack|grandes|maquinas)",
            r"(?:que|vaya) (?:maravilla|gozada|pasada|bonito|bonita|bueno|buena|chulo|chula|concierto|noche|nivel|arte|lujo|alegria|ilusion)",
        ),
        0.7,
        unless=r"(?:^|[^\pL])no (?:me|nos|es|ha|fue)[^\pL]",
    ),
    Rule(
        "praise",
        "en",
        _any(
            r"(?:congrats|congratulations|well done|bravo|kudos|amazing|awesome|fantastic|wonderful|incredible|brilliant|excellent|outstanding|superb|phenomenal|beautiful|gorgeous|stunning|impressive|impressed|perfect|delicious)",
            r"(?:great|good|nice|amazing|excellent|fantastic) (?:job|work|service|show|event|night|stuff|experience|customer service|team|crew|concert)",
            r"(?:i|we) (?:really |absolutely |just |totally )*(?:love|loved|adore|enjoyed|like) (?:it|this|that|the|your|you|my|how|these|those)",
            r"(?:you|u) (?:guys )?(?:are|r|rock) (?:the |so |truly |simply )?(?:best|great|awesome|amazing|rock)|you rock|love you guys|best \w+ ever",
        ),
        0.7,
        unless=r"(?:^|[^\pL])(?:not|isn't|wasn't|never|don't|didn't)[^\pL]",
    ),
    # seeks_recommendation
    Rule(
        "seeks_recommendation",
        "es",
        _any(
            r"(?:alguien|alguno|alguna|algun) (?:\pL+ )?(?:recomienda|recomendaria|recomendais|me recomienda|recomendacion)",
            r"(?:que|cual|cuales|donde|a quien) (?:me |nos )?(?:recomendais|recomiendan|recomendarias|recomendariais|recomiendas|aconsejais|aconsejan|sugeris)",
            r"(?:busco|buscamos|buscando|necesito|necesitamos|acepto|se aceptan|quiero) (?:una |un |alguna |algun |vuestras |sus |buenas )?(?:recomendacion|recomendaciones|consejo|consejos|sugerencias|ideas)",
            r"(?:recomendadme|recomendarme|recomiendenme|recomiendame|aconsejadme|recomendaciones (?:para|de|por|sobre))",
            r"(?:cual es (?:el|la) mejor|algun (?:sitio|lugar|plan|restaurante|hotel|libro|bar)|conoceis (?:algun|alguna|un|una)|vale la pena|merece la pena) [^.!]*\?",
        ),
        0.8,
    ),
    Rule(
        "seeks_recommendation",
        "en",
        _any(
            r"(?:any|your|some|looking for|need|want|give me|seeking) (?:good |great |more )?(?:recommendations|recommendation|recs|suggestions|advice|tips|ideas)",
            r"(?:can|could|would|does|do) (?:anyone|anybody|someone|you|u) (?:please )?(?:recommend|suggest|advise)",
            r"(?:what|which|where)(?:'s| is| are| would you| do you)? (?:the best|recommend|suggest|a good)",
            r"(?:recommend me|is it worth|worth (?:it|visiting|buying|going)|anyone (?:tried|been|used)) ?[^.!]*\?",
        ),
        0.8,
    ),
    # recommends
    Rule(
        "recommends",
        "es",
        _any(
            r"(?:os |te |les |se |lo |la |los |las )*(?:recomiendo|recomendamos|recomendable|recomendadisimo|recomendadisima|muy recomendado|muy recomendada|recomendaria|100% recomendable)",
            r"(?:no (?:os|te|se) (?:lo|la|los|las) (?:perdais|pierdas|pierdan)|teneis que (?:ir|ver|probar|leer|escuchar|venir)|tienes que (?:ir|ver|probar|leer|escuchar)|hay que (?:ir|verlo|verla|probarlo)|id a ver|imprescindible|vale (?:mucho )?la pena|merece (?:mucho )?la pena)",
        ),
        0.7,
        unless=r"no (?:os |te |les |se |lo |la |los |las )*(?:recomiendo|recomendamos|recomendable|recomendaria|vale|merece)|\?",
    ),
    Rule(
        "recommends",
        "en",
        _any(
            r"(?:highly|strongly|definitely|totally|would|can't|i|we|definitely would) recommend(?:ed)?",
            r"(?:must(?: |-)(?:see|read|watch|visit|try|have)|don't miss|check (?:it|them|this|him|her) out|you (?:have|need|got) to (?:see|try|visit|read|watch|hear)|worth (?:it|a visit|seeing|reading|watching|every penny)|do yourself a favou?r)",
        ),
        0.7,
        unless=r"(?:wouldn't|would not|don't|do not|not|can't|cannot) (?:really |ever )?recommend|not worth|\?",
    ),
    # thanks
    Rule(
        "thanks",
        "es",
        _any(
            r"(?:gracias|muchas gracias|mil gracias|graciass+|agradecido|agradecida|agradecidos|agradecidas|agradezco|agradecemos|agradeceros|se agradece|grax|thanks|moltes gracies|gracies|grazas|eskerrik asko)"
        ),
        0.85,
        unless=r"gracias (?:a dios|al cielo)|gracias por nada|no gracias|ni las gracias",
    ),
    Rule(
        "thanks",
        "en",
        _any(
            r"(?:thanks|thank you|thank u|thankyou|thx|tnx|ty|tysm|many thanks|cheers|grateful|appreciate it|much appreciated|appreciated)"
        ),
        0.85,
        unless=r"thanks for nothing|no thanks|no thank you|thank god|thanks god|thanks but no",
    ),
    # purchase_interest
    Rule(
        "purchase_interest",
        "es",
        _any(
            r"(?:quiero|queremos|quisiera|querria|me gustaria|nos gustaria|voy a|vamos a|necesito|pienso|estoy pensando en|deseando|pienso) (?:\pL+ )?(?:comprar|comprarme|comprarnos|comprarlo|comprarla|comprarlos|reservar|apuntarme|apuntarnos|inscribirme|contratar|pillar|pillarme|adquirir|sacar|sacarme|una entrada|entradas|dos entradas)",
            r"(?:donde|como) (?:se |lo |la |los |las |puedo |podemos |se pueden |se puede )*(?:compra|compran|comprar|comprarlo|comprarla|consigo|conseguir|conseguirlo|reservo|reservar|saco|sacar|adquirir|apunto|apuntarse|apuntarme|inscribirse|inscribirme|contratar|compro|encuentro)",
            r"(?:cuanto (?:cuesta|cuestan|vale|valen|sale)|que precio (?:tiene|tienen)|precio de (?:las entradas|la entrada)|quedan (?:entradas|plazas|tallas)|hay (?:entradas|plazas|stock)|a la venta|lo quiero|la quiero|los quiero|me lo compro|me la compro|me lo pido|ya tengo (?:mi|mis|la|las) entradas?)",
        ),
        0.65,
    ),
    Rule(
        "purchase_interest",
        "en",
        _any(
            r"(?:i|we)(?:'m| am|'d| would| really|'ll| will| are|'re)*(?: going to| gonna| thinking of| thinking about| planning to| looking to| like to| love to| want to| wanna| need to| might| ready to)+ (?:buy|buying|order|ordering|get one|get a|purchase|book|booking|sign up|subscribe|pre-?order)",
            r"(?:where|how) (?:can|do|could|to) (?:i |we |you )?(?:buy|order|get|purchase|book|sign up|pre-?order|find)",
            r"(?:how much (?:is|are|does|do|for|would)|what's the price|price of|in stock|still available|take my money|i want one|i need one|shut up and take|tickets (?:available|left|on sale)|just (?:bought|ordered|booked|pre-?ordered))",
        ),
        0.65,
    ),
)
