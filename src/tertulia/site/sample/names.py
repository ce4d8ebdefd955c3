"""Names and handles that nobody has.

Handles cannot be anyone's: on Mastodon and Bluesky they live under `.example`; on X they are longer than the
fifteen characters it allows; on Instagram and Facebook they carry the code of a city that does not exist.
"""

from __future__ import annotations

from random import Random

FIRST = ["Marta", "Lucía", "Andrés", "Nerea", "Iván", "Rosario", "Pilar", "Manuel", "Inés", "Tomás", "Carmen", "Julián", "Sonia", "Raúl", "Beatriz", "Óscar", "Noelia", "Fermín", "Amparo", "Gonzalo", "Leire", "Ximena", "Xoán", "Uxía", "Brais", "Antía", "Jordi", "Laia", "Oriol", "Mireia", "Núria", "Biel", "Yolanda", "Ezequiel", "Adela", "Cosme", "Fátima", "Samira", "Youssef", "Ionela", "Andrei", "Wei", "Gladys", "Wilson", "Yamila", "Rubén", "Rocío", "Dolores", "Paca", "Ramiro", "Eulalia", "Teo", "Vega", "Alma", "Hugo", "Irene", "Elvira", "Matías", "Sofía", "Nuria", "Aitor", "Maite", "Josefa", "Práxedes", "Lola", "Chelo", "Quique", "Merche", "Paco", "Toñi", "Kiko", "Sole", "Charo", "Nando", "Gema", "Álex", "Cris", "Noa", "Martín", "Valeria", "Darío", "Olaya", "Saúl", "Bruna", "Greta", "Milos", "Emma", "Oliver", "Grace", "Tom", "Hannah", "João", "Beatriz", "Rui", "Inês", "Tiago"]
LAST = ["Quílez", "Berenguela", "Trasmonte", "Albarca", "Cifuera", "Montalvillo", "Peñarrubio", "Tordellas", "Valdecuna", "Ansorena", "Lebrancón", "Urbaneda", "Cascajales", "Robledinos", "Somoalto", "Fontecha", "Carrascosa", "Villarrubio", "Ermitas", "Badenas", "Salgueda", "Outariz", "Ferradal", "Castiñal", "Puigdemar", "Rocallaura", "Torrebruna", "Vallcanera", "Olivenca", "Cerqueira", "Mourado", "Taboal", "Zumaquero", "Hontanal", "Retortas", "Espinal", "Miralcampo", "Navajuela", "Pozancos", "Riolobal", "Saldueña", "Tejerina", "Ubierna", "Vadillos", "Yebra", "Zarzalejo", "Almenara", "Batán", "Calderilla", "Dehesilla"]
_THINGS = ["gatopardo", "tostada", "nubarron", "peonza", "botijo", "chubasco", "mandarina", "bombilla", "caracola", "sardina", "alpargata", "acordeon", "calcetin", "luciernaga", "pantufla", "berenjena", "tornillo", "farola", "zapatilla", "albaricoque", "dedal", "carrete", "bufanda", "paraguas", "cencerro", "mochuelo", "lagartija", "almendra", "garbanzo", "brujula", "candil", "boina", "persiana", "azotea", "membrillo", "pandereta", "buhardilla", "cremallera", "escarabajo", "limonada"]
_TRAITS = ["lento", "de_guardia", "con_prisa", "sin_remedio", "del_quinto", "de_barrio", "en_bici", "con_gafas", "en_zapatillas", "de_domingo", "a_medias", "que_vuela", "sin_wifi", "con_hambre", "de_tarde", "en_la_luna", "de_los_olmos", "con_lluvia", "al_sol", "en_apuros", "de_la_solana", "trasnochador", "de_puente_viejo", "con_ruido", "que_lee"]
_FLAT = str.maketrans("áéíóúüñçãêÁÉÍÓÚÑÓ", "aeiouuncaeAEIOUNO")


def person(random: Random, number: int) -> tuple[str, str]:
    """A displayed name and the stem of the handles, which shows that two accounts are of the same person."""
    first, last = random.choice(FIRST), random.choice(LAST)
    thing, trait = random.choice(_THINGS), random.choice(_TRAITS)
    plain_first, plain_last = first.translate(_FLAT).lower(), last.translate(_FLAT).lower()
    style = random.randrange(6)
    if style == 0:
        return f"{thing.capitalize()} {trait.replace('_', ' ')}", f"{thing}_{trait}{number % 89}"
    if style == 1:
        return first, f"{plain_first}_{trait}{number % 97}"
    if style == 2:
        return f"{first} {last}", f"{plain_first}{plain_last}{number % 83}"
    if style == 3:
        return f"{first} {last[0]}.", f"{plain_first}_{thing}_{number % 71}"
    if style == 4:
        return f"{first.lower()} ✨", f"{thing}{plain_first}{1950 + number % 57}"
    return f"{first} {last}", f"{plain_last}_{plain_first}{number % 79}"


def handle(network: str, stem: str) -> str:
    """The handle on a network."""
    if network == "mastodon":
        return f"{stem}@marjalba.example"
    if network == "bluesky":
        return f"{stem.replace('_', '-')}.example"
    if network == "x":
        return stem if len(stem) > 15 else f"{stem}_de_marjalba"
    if network == "wordpress":
        return stem
    return f"{stem.replace('_', '.')}.mjb"
